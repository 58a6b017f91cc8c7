// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/hotwork.h"
#include "figures.h"
#include "inprocess.h"
#include "seed/seed.h"
#include "support/recordingalerts.h"
#include "workers/housekeepingworker.h"

#include <QElapsedTimer>

#include <map>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

constexpr int kSmallShop = 10'000;
constexpr int kLargeShop = 1'000'000;
constexpr int kTrafficOfACustomer = 5; // rows of the inbox, and of the outbox
constexpr int kDue = 100;              // for each kind of work, in either
constexpr int kRepeats = 31;
constexpr int kDays = 30;
constexpr int kSettledDay = 16;      // by then the oldest of what is kept for days has left
constexpr int kUpdatesADay = 43'200; // a hundredth of 50 a second
constexpr int kIterationsADay = 13'000;
constexpr int kMinutesADay = 1'440; // a row of the series each
constexpr const char *kKeptForDays[] = {"inbox", "outbox", "worker_iterations", "series"};

// Ends a transaction that is to leave nothing behind.
struct Undo : std::exception
{};

// A shop of a size, in a database of its own.
class SizedShop
{
public:
    SizedShop(Bed &bed, const QString &name, int customers)
        : m_url(bed.addDatabase(name))
        , m_pooled(m_url)
        , m_shop(m_config, m_clock, m_kicks, m_alerts)
        , m_now(m_clock.nowMs())
    {
        test::seed(m_pooled.database, {1, customers, kDue, m_now});
        addTraffic(customers);
        PlainDatabase(m_url).run("VACUUM ANALYZE");
        PlainDatabase(m_url).run("CHECKPOINT");
    }

    std::vector<cli::HotWork> works() const
    {
        cli::HotRows rows;
        rows.now = m_now;
        rows.user = test::seededCustomer(kSmallShop / 2);
        rows.purchase = PurchaseId(u"purchase_a%1"_s.arg(kSmallShop / 2));
        rows.invoice = u"invoice-%1"_s.arg(kSmallShop / 2);
        rows.update = 1;
        rows.message = 1;
        return cli::hotWork(m_shop, rows);
    }

    // Without the beginning and the end of its transaction, which is undone. In µs.
    double timeOf(const cli::HotWork &work)
    {
        double us = 0;
        try {
            m_pooled.write([&](db::Transaction &tx) {
                QElapsedTimer clock;
                clock.start();
                work.run(tx);
                us = static_cast<double>(clock.nsecsElapsed()) / 1'000;
                throw Undo();
            });
        } catch (const Undo &) {
            // as it was
        }
        return us;
    }

private:
    void addTraffic(int customers)
    {
        const QByteArray now = QByteArray::number(m_now);
        const QByteArray count = QByteArray::number(customers * (kTrafficOfACustomer - 1));
        const QByteArray chat = "1000001 + i % " + QByteArray::number(customers);
        PlainDatabase database(m_url);
        database.run(
            "INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, status, handled_at) "
            "SELECT 10000000 + i, 'message', " +
            chat + ", 'user:' || " + chat + ", ''::bytea, " + now + ", 'done', " + now +
            " - i % 1440 * 60000 FROM generate_series(1::bigint, " + count + ") i");
        database.run("INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, status, "
                     "created_at, finished_at) SELECT " +
                     chat + ", i % 3, 'sendMessage', '{}'::bytea, 1, 2, 'sent', 1, " + now +
                     " - i % 1440 * 60000 FROM generate_series(1::bigint, " + count + ") i");
    }

    QString m_url;
    Pooled m_pooled;
    SystemClock m_clock;
    NoKicks m_kicks;
    test::RecordingAlerts m_alerts;
    config::Config m_config;
    app::Shop m_shop;
    qint64 m_now;
};

class Growth : public Bench
{
public:
    QString name() const override { return u"growth"_s; }
    QString what() const override
    {
        return u"hot queries in a shop of 1 000 000 customers, and a month of retention"_s;
    }
    bool isApart() const override { return true; }

    void run(const Tools &tools, const Form &, Report &report) override
    {
        Bed bed(tools, u"-c max_wal_size=4GB"_s);
        queries(bed, report);
        month(bed, report);
    }

private:
    void queries(Bed &bed, Report &report) const
    {
        SizedShop small(bed, u"small_shop"_s, kSmallShop);
        SizedShop large(bed, u"large_shop"_s, kLargeShop);
        const std::vector<cli::HotWork> ofSmall = small.works();
        const std::vector<cli::HotWork> ofLarge = large.works();
        for (size_t i = 0; i < ofSmall.size(); ++i) {
            std::vector<double> ofFewUs;
            std::vector<double> ofManyUs;
            for (int repeat = 0; repeat < kRepeats + 1; ++repeat) {
                const double ofFew = small.timeOf(ofSmall[i]);
                const double ofMany = large.timeOf(ofLarge[i]);
                if (repeat == 0)
                    continue; // it is prepared, and read into memory
                ofFewUs.push_back(ofFew);
                ofManyUs.push_back(ofMany);
            }
            report.add({name(), QString::fromLatin1(ofSmall[i].name), u"µs"_s, ofManyUs,
                        u"a hundredth of the customers"_s, ofFewUs,
                        Target{Target::Sense::AtMost, Target::Of::Ratio, 1.3}});
        }
    }

    // What housekeeping removes each day makes room for what comes the next.
    void month(Bed &bed, Report &report) const
    {
        const QString url = bed.addDatabase(u"month"_s);
        Pooled pooled(url);
        PlainDatabase database(url);
        qint64 now = SystemClock().nowMs();
        std::map<QByteArray, double> settled;
        for (int day = 1; day <= kDays; ++day) {
            addDay(database, day, now);
            now += kDayMs;
            for (size_t kind = 0; kind < workers::HousekeepingWorker::kindsOfRows(); ++kind) {
                for (int batch = 1; batch > 0;)
                    batch = pooled.write([&](db::Transaction &tx) {
                        return workers::HousekeepingWorker::removeOld(tx, kind, now);
                    });
            }
            // Autovacuum's turn, which comes after a fiftieth of the table.
            for (const char *table : kKeptForDays) {
                database.run(QByteArray("VACUUM ANALYZE ") + table);
                if (day == kSettledDay)
                    settled[table] = sizeOf(database, table);
            }
        }
        for (const char *table : kKeptForDays)
            report.add({name(),
                        QString::fromLatin1(table) + u" after 30 days of retention"_s,
                        u"MiB"_s,
                        {sizeOf(database, table)},
                        u"after 16 days"_s,
                        {settled[table]},
                        Target{Target::Sense::AtMost, Target::Of::Ratio, 1.1}});
    }

    static void addDay(PlainDatabase &database, int day, qint64 now)
    {
        const QByteArray begins = QByteArray::number(now);
        const QByteArray count = QByteArray::number(kUpdatesADay);
        // Ids ascend from day to day.
        database.run(
            "INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, status, handled_at) "
            "SELECT " +
            QByteArray::number(day) + " * 1000000 + i, 'message', i % 1000 + 1, 'user:' || i % 1000 + 1, " +
            "''::bytea, " + begins + " + i * 2000, 'done', " + begins +
            " + i * 2000 FROM generate_series(1::bigint, " + count + ") i");
        database.run("INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, status, "
                     "created_at, finished_at) SELECT i % 1000 + 1, 0, 'sendMessage', "
                     "convert_to(repeat('x', 300), 'UTF8'), 1, 2, 'sent', 1, " +
                     begins + " + i * 2000 FROM generate_series(1::bigint, " + count + ") i");
        const QByteArray number = QByteArray::number(day);
        database.run(
            "INSERT INTO worker_iterations (worker, instance_id, iteration, correlation_id, trigger, "
            "started_at, ended_at, outcome) SELECT 'reminders', 'bench', i, 'bench-" +
            number + "-' || i, 'timer', " + begins + " + i * 6000, " + begins +
            " + i * 6000 + 5, 'success' FROM generate_series(1::bigint, " +
            QByteArray::number(kIterationsADay) + ") i");
        database.run("INSERT INTO series (instance_id, at, gauges) SELECT 'bench', " + begins +
                     " + i * 60000, repeat('x', 2000) FROM generate_series(1::bigint, " +
                     QByteArray::number(kMinutesADay) + ") i");
    }

    // With its indexes, in MiB.
    static double sizeOf(PlainDatabase &database, const QByteArray &table)
    {
        return static_cast<double>(database.number("SELECT pg_total_relation_size('" + table + "')")) /
               (1024 * 1024);
    }
};

} // namespace

std::unique_ptr<Bench> makeGrowth()
{
    return std::make_unique<Growth>();
}

} // namespace turnpike::bench
