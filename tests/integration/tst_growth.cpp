// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "cli/databasecheck.h"
#include "cli/hotwork.h"
#include "seed/seed.h"
#include "support/recordingalerts.h"
#include "support/recordingkicker.h"
#include "support/testdatabase.h"
#include "support/testmain.h"
#include "workers/housekeepingworker.h"

#include <QTest>

namespace tst_growth {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;
using namespace std::chrono_literals;

// What runs over and over costs the same in a small shop and in a large one. TURNPIKE_GROWTH makes the large
// one larger than the suite has time for.
class TestGrowth : public QObject
{
    Q_OBJECT

private:
    static constexpr int kSmall = 5'000;
    static int large() { return qMax(25'000, qEnvironmentVariableIntValue("TURNPIKE_GROWTH")); }

    struct Cost
    {
        qint64 rows = 0;
        qint64 pages = 0; // on SQLite steps
        QStringList scans;
    };

    // A shop that grows while the same is due.
    struct GrowingShop
    {
        explicit GrowingShop(Kind kind)
            : test(kind)
            , shop(config, clock, kicker, alerts)
        {}

        void grow(qint64 from, qint64 upTo)
        {
            seed(test.database(), {from, upTo, 100, clock.nowMs()});
            if (test.url().kind() == Kind::Postgres)
                test.outsider("VACUUM ANALYZE");
        }

        std::vector<std::pair<QByteArray, Cost>> measure(bool keptPlan, bool avoidScans)
        {
            cli::HotRows rows;
            rows.now = clock.nowMs();
            rows.user = seededCustomer(kSmall / 2);
            rows.purchase = PurchaseId(u"purchase_a%1"_s.arg(kSmall / 2));
            rows.invoice = u"invoice-%1"_s.arg(kSmall / 2);
            rows.update = 1;
            rows.message = 1;
            std::vector<std::pair<QByteArray, Cost>> costs;
            int number = 0;
            for (const cli::HotWork &work : hotWork(shop, rows)) {
                Cost cost;
                for (const auto &statement :
                     test.database().explain(Deadline::in(60s), {true, keptPlan, avoidScans}, work.run)) {
                    cost.rows += statement.plan.rows;
                    cost.pages += statement.plan.cost;
                    cost.scans += statement.plan.scans;
                }
                costs.emplace_back(QByteArray::number(++number) + ' ' + work.name, cost);
            }
            return costs;
        }

        QStringList largeTables()
        {
            QStringList tables;
            for (const QString &table : cli::DatabaseCheck::bigTables()) {
                if (test.number(qPrintable(u"SELECT count(*) FROM "_s + table)) >
                    cli::DatabaseCheck::kLargeTable)
                    tables += table;
            }
            return tables;
        }

        TestDatabase test;
        SystemClock clock;
        RecordingKicker kicker;
        RecordingAlerts alerts;
        config::Config config;
        app::Shop shop;
    };

private Q_SLOTS:
    void costGrowsWithWhatIsDueAndNotWithTheShop_data() { TestDatabase::addKinds(); }
    void costGrowsWithWhatIsDueAndNotWithTheShop()
    {
        QFETCH(Kind, kind);
        GrowingShop growing(kind);
        growing.grow(1, kSmall);
        // A small table may well be read from end to end: by index it can be compared.
        const auto small = growing.measure(false, true);
        const auto smallKept = growing.measure(true, true);
        growing.grow(kSmall + 1, large());
        compare(small, growing.measure(false, true));
        compare(smallKept, growing.measure(true, true));
        const QStringList large = growing.largeTables();
        for (const bool keptPlan : {false, true}) {
            for (const auto &[name, cost] : growing.measure(keptPlan, false)) {
                for (const QString &table : large)
                    QVERIFY2(!cost.scans.contains(table), name + " reads all of " + table.toUtf8());
            }
        }
    }

    // That no reminder for them is due is not found by reading those of everybody else.
    void nobodyOnTrialIsNotLookedForAmongTheOthers_data() { TestDatabase::addKinds(); }
    void nobodyOnTrialIsNotLookedForAmongTheOthers()
    {
        QFETCH(Kind, kind);
        GrowingShop growing(kind);
        growing.grow(1, kSmall);
        growing.test.exec("UPDATE subscriptions SET next_reminder_at = NULL WHERE source = 'trial'");
        if (kind == Kind::Postgres)
            growing.test.outsider("VACUUM ANALYZE subscriptions");
        const auto explained =
            growing.test.database().explain(Deadline::in(60s), {true, false, true}, [&](db::Transaction &tx) {
                growing.shop.subscriptions.nextReminder(tx, access::ReminderQueue::Trial);
            });
        QCOMPARE(explained.size(), size_t(1));
        const auto &plan = explained.front().plan;
        QVERIFY2(plan.cost <= 100, qPrintable(u"%1 rows, %2"_s.arg(plan.rows).arg(plan.cost)));
    }

    // 600 rows of each kind are old; the rest stays.
    void whatIsOldLeavesInSmallBatchesAndTheRestStays_data() { TestDatabase::addKinds(); }
    void whatIsOldLeavesInSmallBatchesAndTheRestStays()
    {
        QFETCH(Kind, kind);
        constexpr int kCustomers = 4'000;
        constexpr int kOld = 600;
        GrowingShop growing(kind);
        seed(growing.test.database(), {1, kCustomers, kOld, growing.clock.nowMs()});
        qint64 removed = 0;
        for (size_t of = 0; of < workers::HousekeepingWorker::kindsOfRows(); ++of) {
            for (int batch = -1; batch != 0; removed += batch) {
                batch = growing.test.database().write(
                    db::Demand::Worker, "test", Deadline::in(30s), [&](db::Transaction &tx) {
                        return workers::HousekeepingWorker::removeOld(tx, of, growing.clock.nowMs());
                    });
                QVERIFY2(batch <= 500, qPrintable(QString::number(batch)));
            }
        }
        const std::pair<const char *, int> left[] = {{"inbox", kCustomers - kOld},
                                                     {"outbox", 2 * kCustomers - 2 * kOld},
                                                     {"worker_iterations", kCustomers - kOld},
                                                     {"series", kCustomers - kOld},
                                                     {"audit_log", kCustomers - kOld}};
        for (const auto &[table, rows] : left)
            QCOMPARE(growing.test.number(QByteArray("SELECT count(*) FROM ") + table), rows);
        QCOMPARE(removed, 6 * kOld);
        QCOMPARE(growing.test.number("SELECT count(*) FROM inbox WHERE status = 'pending'"), kOld);
        QCOMPARE(growing.test.number("SELECT count(*) FROM outbox WHERE status = 'pending'"), kOld);
    }

    // PostgreSQL's own cleaning comes round before a fiftieth of a queue is dead: what left makes room for
    // what comes. (Empty pages of its indexes wait until no transaction of the whole server is older: not
    // looked at.)
    void aQueueDoesNotGrowByWhatHasGone()
    {
        GrowingShop growing(Kind::Postgres);
        const QByteArray settings = growing.test.outsider(
            "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE 'r' = relkind AND EXISTS"
            " (SELECT 1 FROM unnest(reloptions) o WHERE o IN ('autovacuum_vacuum_scale_factor=0.02',"
            " 'autovacuum_vacuum_scale_factor=0.05'))");
        QCOMPARE(settings,
                 QByteArray("audit_log inbox outbox purchases subscriptions vpn_removals worker_iterations"));
        qint64 busiest = 0;
        for (int round = 0; round < 6; ++round) {
            growing.test.exec(R"(
                INSERT INTO inbox (update_id, kind, lane, body, received_at, status, handled_at)
                SELECT i, 'message', 'user:1', convert_to(repeat('x', 300), 'UTF8'), 1, 'done',
                       CASE WHEN i % 500 = 0 THEN CAST(? AS bigint) ELSE 1 END
                FROM generate_series(CAST(? AS bigint), CAST(? AS bigint)) i)",
                              growing.clock.nowMs(), round * 2'000 + 1, (round + 1) * 2'000);
            for (int batch = 1; batch > 0;)
                batch = growing.test.database().write(
                    db::Demand::Worker, "test", Deadline::in(30s), [&](db::Transaction &tx) {
                        return workers::HousekeepingWorker::removeOld(tx, 0, growing.clock.nowMs());
                    });
            growing.test.outsider("VACUUM inbox");
            const qint64 size = growing.test.number("SELECT pg_relation_size('inbox')");
            if (round < 2)
                busiest = std::max(busiest, size);
            QVERIFY2(size <= busiest * 11 / 10, qPrintable(u"%1 -> %2"_s.arg(busiest).arg(size)));
        }
    }

private:
    static void compare(const std::vector<std::pair<QByteArray, Cost>> &small,
                        const std::vector<std::pair<QByteArray, Cost>> &big)
    {
        QCOMPARE(big.size(), small.size());
        for (size_t i = 0; i < small.size(); ++i) {
            const auto &[name, before] = small[i];
            const Cost &after = big[i].second;
            const QByteArray figures =
                name + ": rows " + QByteArray::number(before.rows) + " -> " + QByteArray::number(after.rows) +
                ", pages " + QByteArray::number(before.pages) + " -> " + QByteArray::number(after.pages);
            qInfo("%s", figures.constData());
            for (const QString &table : cli::DatabaseCheck::bigTables())
                QVERIFY2(!after.scans.contains(table), name + ": no index of " + table.toUtf8());
            QVERIFY2(after.rows <= before.rows * 6 / 5 + 60, figures);
            // An index is a page deeper by then.
            QVERIFY2(after.pages <= before.pages * 3 / 2 + 50, figures);
        }
    }
};

const turnpike::test::RegisteredTest<TestGrowth> kTestGrowth;

} // namespace tst_growth

#include "tst_growth.moc"
