// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bed.h"
#include "load.h"
#include "shopserver.h"

#include <QElapsedTimer>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr int kIdleCustomers = 10'000;
constexpr int kUpdatesBefore = 100'000;

class Idle : public Bench
{
public:
    QString name() const override { return u"idle"_s; }
    QString what() const override
    {
        return u"memory, wake-ups and statements of a server that nobody uses"_s;
    }

    void run(const Tools &tools, const Form &form, Report &report) override
    {
        Bed bed(tools, u"-c shared_preload_libraries=pg_stat_statements"_s);
        bed.database().run("CREATE EXTENSION pg_stat_statements");
        bed.migrate();
        const StandIn standIn;
        ShopServer server(tools, standIn, bed.url(), bed.folder());
        server.start();
        chaos::live(std::chrono::seconds(form.seconds(60, 5)));
        add(report, "in memory after a minute", "MiB", {costOf(server.processId()).pssMib}, 20);
        const int windows = form.rounds(3);
        std::vector<double> switches;
        std::vector<double> statements;
        for (int i = 0; i < windows; ++i) {
            const Rates rates = look(bed, server, std::chrono::seconds(form.seconds(20, 5)));
            switches.push_back(rates.switches);
            statements.push_back(rates.statements);
        }
        add(report, "voluntary context switches of all threads", "a second", switches, 20);
        add(report, "statements, BEGIN and COMMIT counted", "a second", statements, 10);
        if (!form.isGuard)
            add(report, "in memory after 100 000 updates", "MiB", {afterUpdates(tools, bed, server)}, 30);
        server.stop();
    }

private:
    struct Rates
    {
        double switches;
        double statements;
    };

    void add(Report &report, const char *what, const char *unit, const std::vector<double> &runs,
             double bound) const
    {
        report.add({name(),
                    QString::fromLatin1(what),
                    QString::fromLatin1(unit),
                    runs,
                    {},
                    {},
                    Target{Target::Sense::AtMost, Target::Of::Value, bound}});
    }

    static Rates look(Bed &bed, const ShopServer &server, std::chrono::milliseconds time)
    {
        bed.database().run("SELECT pg_stat_statements_reset()");
        const qint64 before = costOf(server.processId()).voluntarySwitches;
        QElapsedTimer clock;
        clock.start();
        chaos::live(time);
        const double seconds = static_cast<double>(clock.elapsed()) / 1000;
        const qint64 after = costOf(server.processId()).voluntarySwitches;
        // Ours are those that name the view.
        const qint64 calls = bed.database().number("SELECT coalesce(sum(calls), 0)::bigint FROM "
                                                   "pg_stat_statements WHERE query NOT LIKE "
                                                   "'%pg_stat_statements%'");
        return {static_cast<double>(after - before) / seconds, static_cast<double>(calls) / seconds};
    }

    // In MiB, once all is handled and quiet.
    static double afterUpdates(const Tools &tools, Bed &bed, const ShopServer &server)
    {
        bed.addCustomers(1, kIdleCustomers);
        Sending sending;
        sending.port = server.port();
        sending.connections = 40;
        sending.updates = kUpdatesBefore;
        sending.users = kIdleCustomers;
        const Loaded loaded = load(tools, bed.folder(), sending);
        bed.awaitHandled(300s);
        const qint64 done = bed.database().number("SELECT count(*) FROM inbox WHERE status = 'done'");
        if (loaded.acknowledged != kUpdatesBefore || done != kUpdatesBefore)
            throw Broken(u"of %1 updates %2 were acknowledged and %3 handled"_s.arg(kUpdatesBefore)
                             .arg(loaded.acknowledged)
                             .arg(done));
        chaos::live(10s);
        return costOf(server.processId()).pssMib;
    }
};

} // namespace

std::unique_ptr<Bench> makeIdle()
{
    return std::make_unique<Idle>();
}

} // namespace turnpike::bench
