// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/migrator.h"

#include "base/errors.h"
#include "support/fakeclock.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QFile>
#include <QScopeGuard>
#include <QTest>

namespace tst_migrator {

using namespace turnpike;
using namespace turnpike::db;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::FakeClock;
using turnpike::test::TestDatabase;
using Kind = DatabaseUrl::Kind;

// Schema steps on both databases.
class TestMigrator : public QObject
{
    Q_OBJECT

private:
    static Deadline soon() { return Deadline::in(60s); }

    // A folder of migrations, made by the test.
    struct Steps
    {
        QTemporaryDir folder;
        FakeClock clock;

        void put(const char *name, const QByteArray &sql) const
        {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(sql);
        }
        int apply(ConnectionPool &pool, const char *binary = "1.0.0") const
        {
            return Migrator(pool, clock, folder.path(), QVersionNumber::fromString(QLatin1String(binary)))
                .migrate(soon());
        }
        QString mistake(ConnectionPool &pool, const char *binary = "1.0.0") const
        {
            try {
                apply(pool, binary);
            } catch (const ConfigError &error) {
                return error.message();
            }
            return {};
        }
    };

    // How many steps three replicas that start together apply in all; -1: one of them failed.
    static int appliedByThree(const TestDatabase &test, const Steps &steps)
    {
        std::atomic<int> applied{0};
        std::atomic<int> failed{0};
        std::vector<std::thread> replicas;
        for (int i = 0; i < 3; ++i) {
            replicas.emplace_back([&] {
                try {
                    ConnectionPool pool(test.url(), TestDatabase::defaultOptions());
                    applied += steps.apply(pool);
                } catch (const std::exception &error) {
                    ++failed;
                    qWarning("%s", error.what());
                }
            });
        }
        for (std::thread &replica : replicas)
            replica.join();
        return failed.load() == 0 ? applied.load() : -1;
    }

    // Neither the lock nor what was set for it, in the one session that the pool has.
    static void verifyNothingIsLeftOfTheStep(TestDatabase &test, const QString &timeout)
    {
        QCOMPARE(test.outsider("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                               "(SELECT oid FROM pg_database WHERE datname = current_database())"),
                 QByteArray("0"));
        const Lease lease = test.pool().acquire(Demand::Worker, "test", soon());
        const auto said = [&](const QByteArray &setting) {
            return lease.connection().query("SELECT current_setting('" + setting + "')", {}).at(0).text(0);
        };
        QCOMPARE(said("statement_timeout"), timeout);
        QCOMPARE(said("idle_session_timeout"), u"0"_s);
    }

private Q_SLOTS:
    void theShopsOwnSchemaAppliesOnceAndIsRecorded_data() { TestDatabase::addKinds(); }
    void theShopsOwnSchemaAppliesOnceAndIsRecorded()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        const FakeClock clock(77);
        Migrator migrator(test.pool(), clock);
        QCOMPARE(migrator.migrate(soon()), static_cast<int>(migrator.known().size()));
        QCOMPARE(migrator.migrate(soon()), 0);
        QCOMPARE(test.number("SELECT count(*) FROM schema_migrations WHERE applied_at = 77"),
                 static_cast<qint64>(migrator.known().size()));
        QCOMPARE(test.number("SELECT count(*) FROM inbox"), 0);
    }

    void stepsApplyInOrderAndOnlyThoseOfThisDatabase_data() { TestDatabase::addKinds(); }
    void stepsApplyInOrderAndOnlyThoseOfThisDatabase()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0002_more.sql", "INSERT INTO t VALUES ('a;b -- not a comment'); -- ; ' \"\n"
                                   "/* ; */ INSERT INTO t VALUES ('it''s');\n");
        steps.put("0001_first.pg.sql", "CREATE TABLE t (v text); INSERT INTO t VALUES ('postgres');");
        steps.put("0001_first.sqlite.sql", "CREATE TABLE t (v text); INSERT INTO t VALUES ('sqlite');");
        QCOMPARE(steps.apply(test.pool()), 2);
        QCOMPARE(test.number("SELECT count(*) FROM t"), 3);
        QCOMPARE(test.query("SELECT v FROM t ORDER BY v DESC").at(0).text(0),
                 kind == Kind::Sqlite ? u"sqlite"_s : u"postgres"_s);
        steps.put("0003_last.sql", "DELETE FROM t");
        QCOMPARE(steps.apply(test.pool()), 1);
        QCOMPARE(test.number("SELECT count(*) FROM t"), 0);
    }

    void failingStepLeavesNothingBehind_data() { TestDatabase::addKinds(); }
    void failingStepLeavesNothingBehind()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0001_good.sql", "CREATE TABLE good (v text)");
        steps.put("0002_bad.sql", "CREATE TABLE half (v text); INSERT INTO nowhere VALUES (1)");
        QVERIFY_EXCEPTION_THROWN(steps.apply(test.pool()), DatabaseError);
        QCOMPARE(test.number("SELECT count(*) FROM good"), 0);
        QCOMPARE(test.number("SELECT count(*) FROM schema_migrations"), 1);
        steps.put("0002_bad.sql", "CREATE TABLE half (v text)");
        QCOMPARE(steps.apply(test.pool()), 1);
    }

    void editedStepIsRefused_data() { TestDatabase::addKinds(); }
    void editedStepIsRefused()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0001_first.sql", "CREATE TABLE t (v text)");
        steps.apply(test.pool());
        steps.put("0001_first.sql", "CREATE TABLE t (v text, w text)");
        steps.put("0002_second.sql", "CREATE TABLE u (v text)");
        QVERIFY(steps.mistake(test.pool()).contains(u"migration 1 (first) was edited"));
        QCOMPARE(test.number("SELECT count(*) FROM schema_migrations"), 1);
    }

    void newerSchemaIsAcceptedUnlessItSaysOtherwise_data() { TestDatabase::addKinds(); }
    void newerSchemaIsAcceptedUnlessItSaysOtherwise()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps older;
        older.put("0001_first.sql", "CREATE TABLE t (v text)");
        Steps newer;
        newer.put("0001_first.sql", "CREATE TABLE t (v text)");
        newer.put("0002_expand.sql", "ALTER TABLE t ADD COLUMN w text");
        QCOMPARE(newer.apply(test.pool(), "1.1.0"), 2);
        QCOMPARE(older.apply(test.pool(), "1.0.0"), 0);
        newer.put("0003_contract.sql",
                  "-- Nobody reads v any more.\n-- min-binary: 1.1\nALTER TABLE t DROP COLUMN v");
        QCOMPARE(newer.apply(test.pool(), "1.2.0"), 1);
        QVERIFY(older.mistake(test.pool(), "1.0.0").contains(u"needs 1.1 or newer"));
        QCOMPARE(newer.apply(test.pool(), "1.1.0"), 0);
    }

    void replicasThatStartTogetherApplyEachStepOnce_data() { TestDatabase::addKinds(); }
    void replicasThatStartTogetherApplyEachStepOnce()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0001_first.sql", "CREATE TABLE t (v text)");
        for (int i = 2; i < 8; ++i)
            steps.put(qPrintable(u"000%1_more.sql"_s.arg(i)), "INSERT INTO t VALUES ('x')");
        QCOMPARE(appliedByThree(test, steps), 7);
        QCOMPARE(test.number("SELECT count(*) FROM t"), 6);
    }

    // Whoever reads for long holds up a step, and a step that waits for its lock holds up everybody else.
    void stepThatWaitsForALongReaderLetsOthersGoFirst()
    {
        TestDatabase test(Kind::Postgres, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0001_first.sql", "CREATE TABLE t (v text)");
        QCOMPARE(steps.apply(test.pool()), 1);
        std::optional<Lease> reader = test.pool().acquire(Demand::Worker, "long reader", soon());
        reader->connection().begin(false, soon(), 60s);
        reader->connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0");
        reader->connection().query("SELECT count(*) FROM t", {});
        steps.put("0002_alter.sql", "ALTER TABLE t ADD COLUMN w text");
        std::atomic<int> applied{-1};
        std::thread replica([&] {
            try {
                applied = steps.apply(test.pool());
            } catch (const std::exception &error) {
                qWarning("%s", error.what());
            }
        });
        const auto join = qScopeGuard([&] {
            reader.reset();
            replica.join();
        });
        const auto isWaiting = [&] {
            return test.outsider("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'relation' "
                                 "AND database = (SELECT oid FROM pg_database WHERE datname = "
                                 "current_database())") != "0";
        };
        for (int tries = 0; tries < 2; ++tries) {
            bool waits = false, gaveWay = false; // once: QTRY asks again after a yes, and each is soon over
            QTRY_VERIFY_WITH_TIMEOUT(waits || (waits = isWaiting()), 30'000);
            const auto begun = std::chrono::steady_clock::now();
            QCOMPARE(test.number("SELECT count(*) FROM t"), 0);
            QVERIFY(std::chrono::steady_clock::now() - begun < 15s);
            QTRY_VERIFY_WITH_TIMEOUT(gaveWay || (gaveWay = !isWaiting()), 30'000);
        }
        QCOMPARE(applied.load(), -1);
        reader.reset();
        QTRY_COMPARE_WITH_TIMEOUT(applied.load(), 1, 30'000);
        QCOMPARE(test.number("SELECT count(w) FROM t"), 0);
    }

    // What takes minutes and holds nobody up, and what PostgreSQL does in no transaction.
    void aStepOutsideATransactionIsAppliedWithoutLimitsAndRecorded()
    {
        PoolOptions options = TestDatabase::defaultOptions();
        options.connection.commandTimeout = 2s;
        TestDatabase test(Kind::Postgres, options, TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0001_first.sql", "CREATE TABLE t (v text)");
        steps.put("0002_index.pg.sql", "-- An index; made anew where it was begun.\n-- no-transaction\n"
                                       "DROP INDEX CONCURRENTLY IF EXISTS t_v;\n"
                                       "SELECT pg_sleep(3);\n"
                                       "CREATE INDEX CONCURRENTLY t_v\n    ON t (v);\n-- no more\n");
        steps.put("0003_more.sql", "INSERT INTO t VALUES ('x')");
        QCOMPARE(steps.apply(test.pool()), 3);
        QCOMPARE(steps.apply(test.pool()), 0);
        QCOMPARE(test.outsider("SELECT count(*) FROM pg_index WHERE indexrelid = 't_v'::regclass "
                               "AND indisvalid"),
                 QByteArray("1"));
        QCOMPARE(test.number("SELECT count(*) FROM schema_migrations"), 3);
        verifyNothingIsLeftOfTheStep(test, u"2s"_s);
    }

    void aStepOutsideATransactionThatFailedBeginsAnew()
    {
        TestDatabase test(Kind::Postgres, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0001_first.sql", "CREATE TABLE t (v text); INSERT INTO t VALUES ('x'), ('x')");
        steps.put("0002_index.sql", "-- no-transaction\nDROP INDEX CONCURRENTLY IF EXISTS t_v;\n"
                                    "CREATE UNIQUE INDEX CONCURRENTLY t_v ON t (v);\n");
        QVERIFY_EXCEPTION_THROWN(steps.apply(test.pool()), DatabaseError);
        QCOMPARE(test.number("SELECT count(*) FROM schema_migrations"), 1);
        verifyNothingIsLeftOfTheStep(test, u"30s"_s);
        const QByteArray isValid = "SELECT indisvalid FROM pg_index WHERE indexrelid = 't_v'::regclass";
        QCOMPARE(test.outsider(isValid), QByteArray("f"));
        test.outsider("DELETE FROM t");
        QCOMPARE(steps.apply(test.pool()), 1);
        QCOMPARE(test.outsider(isValid), QByteArray("t"));
    }

    // Whoever waits for the one who makes the index must be no transaction that it waits for.
    void replicasThatStartTogetherMakeAnIndexOnce()
    {
        TestDatabase test(Kind::Postgres, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0001_first.sql", "CREATE TABLE t (v text)");
        // Not idempotent on purpose: a second time would fail.
        steps.put("0002_index.sql", "-- no-transaction\nSELECT pg_sleep(1);\n"
                                    "CREATE INDEX CONCURRENTLY t_v ON t (v);\n");
        QCOMPARE(appliedByThree(test, steps), 2);
    }

    void onSqliteEveryStepIsATransaction()
    {
        TestDatabase test(Kind::Sqlite, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0001_first.sql", "CREATE TABLE t (v text)");
        steps.put("0002_index.sqlite.sql", "-- no-transaction\nCREATE INDEX t_v ON t (v);\n"
                                           "INSERT INTO nowhere VALUES (1);\n");
        QVERIFY_EXCEPTION_THROWN(steps.apply(test.pool()), DatabaseError);
        QCOMPARE(test.number("SELECT count(*) FROM sqlite_master WHERE name = 't_v'"), 0);
        steps.put("0002_index.sqlite.sql", "-- no-transaction\nCREATE INDEX t_v ON t (v);\n");
        QCOMPARE(steps.apply(test.pool()), 1);
        QCOMPARE(test.number("SELECT count(*) FROM sqlite_master WHERE name = 't_v'"), 1);
    }

    // A start must be able to tell of it; and a long step is not to be cut off for that.
    void onlyWaitingForOthersEndsEarly()
    {
        TestDatabase test(Kind::Postgres, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        steps.put("0001_first.sql", "CREATE TABLE t (v text); SELECT pg_sleep(1)");
        const auto migrate = [&] {
            return Migrator(test.pool(), steps.clock, steps.folder.path()).migrate(soon(), Deadline::in(1ms));
        };
        {
            const Lease other = test.pool().acquire(Demand::Worker, "another replica", soon());
            other.connection().runScript("SELECT pg_advisory_lock(7288650501)");
            QVERIFY_EXCEPTION_THROWN(migrate(), DeadlineExceeded);
            other.connection().runScript("SELECT pg_advisory_unlock(7288650501)");
        }
        QCOMPARE(migrate(), 1);
        steps.put("0002_alter.sql", "ALTER TABLE t ADD COLUMN w text");
        {
            const Lease reader = test.pool().acquire(Demand::Worker, "long reader", soon());
            reader.connection().begin(false, soon(), 60s);
            reader.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0");
            reader.connection().query("SELECT count(*) FROM t", {});
            QVERIFY_EXCEPTION_THROWN(migrate(), DatabaseError);
        }
        QCOMPARE(migrate(), 1);
    }

    void wrongNamesAndNumbersUsedTwiceAreRefused()
    {
        TestDatabase test(Kind::Sqlite, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        QVERIFY(steps.mistake(test.pool()).contains(u"no migrations"));
        steps.put("0001_first.sql", "SELECT 1");
        steps.put("2_second.sql", "SELECT 1");
        QVERIFY(steps.mistake(test.pool()).contains(u"2_second.sql"));
        QVERIFY(QFile::rename(steps.folder.filePath(u"2_second.sql"_s),
                              steps.folder.filePath(u"0001_second.sql"_s)));
        QVERIFY(steps.mistake(test.pool()).contains(u"two migrations have the number 1"));
    }
};

const turnpike::test::RegisteredTest<TestMigrator> kTestMigrator;

} // namespace tst_migrator

#include "tst_migrator.moc"
