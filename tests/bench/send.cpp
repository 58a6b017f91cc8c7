// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/clock.h"
#include "figures.h"
#include "http/httpclient.h"
#include "inprocess.h"
#include "outbox/sender.h"
#include "sandbox/sandbox.h"
#include "standin.h"
#include "support/aside.h"
#include "support/recordingalerts.h"
#include "telegram/botclient.h"

#include <algorithm>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr int kSendRounds = 3;
constexpr int kMessages = 10'000;
constexpr int kChats = 1'000;
constexpr auto kSendPatience = 120s;
// Of Telegram's limit: so long at first, in which a burst may leave, and so long what is judged.
constexpr qint64 kFirstUs = 3'000'000;
constexpr qint64 kJudgedUs = 20'000'000;

outbox::Sender::Options withoutLimits()
{
    outbox::Sender::Options options;
    options.limits.overall = 1'000'000;
    options.limits.perChat = 0ms;
    options.limits.perGroup = 0ms;
    options.limits.burst = 1'000'000;
    return options;
}

// The sender of production with what it needs, on a bed.
struct Post
{
    Post(Bed &bed, const QString &apiUrl, const QString &token, const outbox::Sender::Options &options)
        : pooled(bed.url())
        , bot(client, QUrl(apiUrl), token)
        , sender(
              pooled.database, client, bot, clock, u"bench"_s, alerts, [] { return true; }, options)
    {}

    Pooled pooled;
    http::HttpClient client;
    telegram::BotClient bot;
    SystemClock clock;
    test::RecordingAlerts alerts;
    outbox::Sender sender;
};

class Send : public Bench
{
public:
    QString name() const override { return u"send"_s; }
    QString what() const override
    {
        return u"messages through the outbox, without Telegram's limits and with them"_s;
    }

    void run(const Tools &tools, const Form &form, Report &report) override
    {
        Bed bed(tools);
        bed.migrate();
        std::vector<double> unlimited;
        for (int round = 0; round < form.rounds(kSendRounds); ++round)
            unlimited.push_back(withoutLimit(bed));
        report.add({name(),
                    u"without limits, to 1000 chats"_s,
                    u"messages/s"_s,
                    unlimited,
                    {},
                    {},
                    Target{Target::Sense::AtLeast, Target::Of::Value, 2'000}});
        if (form.isGuard)
            return;
        double refused = 0;
        const double perSecond = withLimit(bed, refused);
        report.add({name(),
                    u"with Telegram's limits of 30 a second"_s,
                    u"messages/s"_s,
                    {perSecond},
                    {},
                    {},
                    Target{Target::Sense::AtLeast, Target::Of::Value, 30 * 0.98}});
        report.add({name(),
                    u"with them, refused (429)"_s,
                    u"messages"_s,
                    {refused},
                    {},
                    {},
                    Target{Target::Sense::AtMost, Target::Of::Value, 0}});
    }

private:
    static void addMessages(Bed &bed, qint64 firstChat, int chats, int count)
    {
        const QByteArray chat = QByteArray::number(firstChat) + " + i % " + QByteArray::number(chats);
        const qint64 now = SystemClock().nowMs();
        bed.clearQueues();
        bed.database().run("INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, "
                           "created_at) SELECT " +
                           chat + ", i / 7 % 2, 'sendMessage', convert_to(json_build_object('chat_id', " +
                           chat + ", 'text', 'Your access is ready: ' || i)::text, 'UTF8'), " +
                           QByteArray::number(now) + ", " + QByteArray::number(now + kDayMs) + ", " +
                           QByteArray::number(now) + " FROM generate_series(1::bigint, " +
                           QByteArray::number(count) + ") i");
        bed.database().run("VACUUM ANALYZE outbox");
    }

    static double withoutLimit(Bed &bed)
    {
        addMessages(bed, 1'000'000, kChats, kMessages);
        StandIn standIn;
        Post post(bed, standIn.telegramUrl(), u"123:token"_s, withoutLimits());
        const qint64 begun = nowUs();
        post.sender.start();
        chaos::until(u"all messages are sent"_s, kSendPatience, [&bed] {
            return bed.database().number("SELECT count(*) FROM outbox WHERE status = 'pending'") == 0;
        });
        const qint64 ended = nowUs();
        post.sender.stop(Deadline::in(10s));
        const qint64 sent = bed.database().number("SELECT count(*) FROM outbox WHERE status = 'sent'");
        if (sent != kMessages || standIn.messages() != kMessages)
            throw Broken(u"of %1 messages %2 are sent, and %3 came"_s.arg(kMessages).arg(sent).arg(
                standIn.messages()));
        return kMessages / (static_cast<double>(ended - begun) / 1e6);
    }

    // Against the sandbox, which refuses what Telegram would.
    static double withLimit(Bed &bed, double &refused)
    {
        sandbox::Options options;
        options.limits = true;
        sandbox::Sandbox strict(options);
        strict.listen(QHostAddress::LocalHost, 0);
        constexpr int kFew = 200;
        constexpr qint64 kFirst = 2'000'000;
        for (qint64 id = kFirst; id < kFirst + kFew; ++id)
            strict.telegram().putUser(id, u"Customer"_s, {}, u"en"_s).hasStarted = true;
        std::vector<qint64> came;
        QObject::connect(&strict, &sandbox::Sandbox::called, &strict,
                         [&came](const QString &, const http::Request &request) {
                             if (request.path.endsWith("/sendMessage"))
                                 came.push_back(nowUs());
                         });
        addMessages(bed, kFirst, kFew, 30 * static_cast<int>((kFirstUs + kJudgedUs) / 1'000'000) + 100);
        Post post(bed, strict.telegramUrl(), QString::fromLatin1(options.botToken), {});
        post.sender.start();
        chaos::until(u"the first message comes"_s, kSendPatience, [&came] { return !came.empty(); });
        const qint64 from = came.front() + kFirstUs;
        chaos::live(std::chrono::milliseconds((kFirstUs + kJudgedUs) / 1'000 + 100));
        const auto judged = std::count_if(came.begin(), came.end(),
                                          [from](qint64 at) { return at >= from && at < from + kJudgedUs; });
        refused = static_cast<double>(post.sender.stats().rateLimited);
        // The sandbox lives on this thread: its answers come while others wait.
        test::Aside stopping([&post] { return post.sender.stop(Deadline::in(10s)); });
        chaos::live(1s);
        stopping.get();
        return static_cast<double>(judged) / (static_cast<double>(kJudgedUs) / 1e6);
    }
};

} // namespace

std::unique_ptr<Bench> makeSend()
{
    return std::make_unique<Send>();
}

} // namespace turnpike::bench
