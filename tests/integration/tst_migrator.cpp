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
                 kind == Kind::Sqlite ? QStringLiteral("sqlite") : QStringLiteral("postgres"));
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
            steps.put(qPrintable(QStringLiteral("000%1_more.sql").arg(i)), "INSERT INTO t VALUES ('x')");
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
        QCOMPARE(failed.load(), 0);
        QCOMPARE(applied.load(), 7);
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
            QTRY_VERIFY_WITH_TIMEOUT(isWaiting(), 30'000);
            const auto begun = std::chrono::steady_clock::now();
            QCOMPARE(test.number("SELECT count(*) FROM t"), 0);
            QVERIFY(std::chrono::steady_clock::now() - begun < 15s);
            QTRY_VERIFY_WITH_TIMEOUT(!isWaiting(), 30'000);
        }
        QCOMPARE(applied.load(), -1);
        reader.reset();
        QTRY_COMPARE_WITH_TIMEOUT(applied.load(), 1, 30'000);
        QCOMPARE(test.number("SELECT count(w) FROM t"), 0);
    }

    void wrongNamesAndNumbersUsedTwiceAreRefused()
    {
        TestDatabase test(Kind::Sqlite, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        Steps steps;
        QVERIFY(steps.mistake(test.pool()).contains(u"no migrations"));
        steps.put("0001_first.sql", "SELECT 1");
        steps.put("2_second.sql", "SELECT 1");
        QVERIFY(steps.mistake(test.pool()).contains(u"2_second.sql"));
        QVERIFY(QFile::rename(steps.folder.filePath(QStringLiteral("2_second.sql")),
                              steps.folder.filePath(QStringLiteral("0001_second.sql"))));
        QVERIFY(steps.mistake(test.pool()).contains(u"two migrations have the number 1"));
    }
};

const turnpike::test::RegisteredTest<TestMigrator> kTestMigrator;

} // namespace tst_migrator

#include "tst_migrator.moc"
