// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "figures.h"
#include "handling.h"

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr int kPressRounds = 3;
constexpr int kPressCustomers = 1'000;
constexpr auto kAnswersPatience = 30s;

class Press : public Bench
{
public:
    QString name() const override { return u"press"_s; }
    QString what() const override
    {
        return u"from the POST of a press to the call of the Bot API that answers it"_s;
    }

    void run(const Tools &tools, const Form &form, Report &report) override
    {
        Bed bed(tools, QString::fromLatin1(kCommitTimes));
        bed.migrate();
        StandIn standIn;
        std::vector<double> half;
        std::vector<double> most;
        std::vector<double> mostAtHalf;
        for (int round = 0; round < form.rounds(kPressRounds); ++round) {
            bed.clearQueues();
            bed.database().run("TRUNCATE users CASCADE");
            bed.addCustomers(1, kPressCustomers);
            ShopServer server(tools, standIn, bed.url(), bed.folder());
            server.start();
            Sending all;
            all.doing = Doing::Presses;
            all.users = kPressCustomers;
            all.updates = 3'000;
            const double rate = handledPerSecond(tools, bed, server, all);
            const std::vector<double> slow = delays(tools, bed, server, standIn, 50, form.seconds(20, 5));
            half.push_back(percentile(slow, 0.5));
            most.push_back(percentile(slow, 0.99));
            mostAtHalf.push_back(
                percentile(delays(tools, bed, server, standIn, rate / 2, form.seconds(10, 3)), 0.99));
            server.stop();
        }
        const auto add = [&](const char *what, const std::vector<double> &ms, double bound) {
            report.add({name(),
                        QString::fromLatin1(what),
                        u"ms"_s,
                        ms,
                        {},
                        {},
                        Target{Target::Sense::AtMost, Target::Of::Value, bound}});
        };
        add("half of them, 50 a second", half, 5);
        add("99 of 100, 50 a second", most, 25);
        add("99 of 100, at half the machine's rate", mostAtHalf, 100);
    }

private:
    // Of each press, in ms.
    static std::vector<double> delays(const Tools &tools, Bed &bed, const ShopServer &server,
                                      StandIn &standIn, double perSecond, int seconds)
    {
        awaitOutboxAnswers(bed);
        standIn.takePressAnswers();
        Sending sending;
        sending.port = server.port();
        sending.connections = 40;
        sending.time = std::chrono::seconds(seconds);
        sending.perSecond = perSecond;
        sending.doing = Doing::Presses;
        sending.users = kPressCustomers;
        sending.firstUpdate = freshUpdates(bed);
        const Loaded loaded = load(tools, bed.folder(), sending);
        if (loaded.refused > 0)
            throw Broken(u"%1 presses were refused"_s.arg(loaded.refused));
        awaitOutboxAnswers(bed);
        const QHash<QByteArray, qint64> answers = standIn.takePressAnswers();
        std::vector<double> ms;
        for (const Sent &one : loaded.sent) {
            const auto answered = answers.constFind(callbackId(one.updateId));
            if (answered == answers.constEnd())
                throw Broken(u"press %1 was never answered"_s.arg(one.updateId));
            ms.push_back(static_cast<double>(*answered - one.dueAt) / 1000);
        }
        return ms;
    }

    // Every press that came is handled, and its answer has left.
    static void awaitOutboxAnswers(Bed &bed)
    {
        bed.awaitHandled(kAnswersPatience);
        chaos::until(u"every press is answered"_s, kAnswersPatience, [&bed] {
            return bed.database().number("SELECT count(*) FROM outbox WHERE chat_id = 0 AND class = 0 AND "
                                         "status = 'pending'") == 0;
        });
    }
};

} // namespace

std::unique_ptr<Bench> makePress()
{
    return std::make_unique<Press>();
}

} // namespace turnpike::bench
