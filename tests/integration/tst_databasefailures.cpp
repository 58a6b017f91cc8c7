// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/connectionpool.h"
#include "db/database.h"

#include "base/errors.h"
#include "base/ids.h"
#include "db/plainsession.h"
#include "support/rawpeer.h"
#include "support/tcpgate.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QScopeGuard>
#include <QTest>
#include <QUrl>
#include <QtEndian>

#include <functional>

namespace tst_databasefailures {

using namespace turnpike;
using namespace turnpike::db;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::kindOf;
using turnpike::test::RawConnection;
using turnpike::test::RawPeer;
using turnpike::test::TcpGate;
using turnpike::test::TestDatabase;

// PostgreSQL that dies, hangs, is full or away. Each case ends with: and it recovers.
class TestDatabaseFailures : public QObject
{
    Q_OBJECT

private:
    static Deadline soon() { return Deadline::in(60s); }

    // A database behind a gate.
    struct Gated
    {
        TestDatabase test{DatabaseUrl::Kind::Postgres};
        TcpGate gate{test.url().port()};
        std::unique_ptr<ConnectionPool> pool;
        std::unique_ptr<Database> database;

        explicit Gated(PoolOptions options = TestDatabase::defaultOptions())
        {
            options.connection.connectTimeout = 1s;
            pool = std::make_unique<ConnectionPool>(test.url().withAddress(u"127.0.0.1"_s, gate.port()),
                                                    options);
            database = std::make_unique<Database>(*pool);
        }
        qint64 one(Demand demand = Demand::Handler, const Deadline &deadline = soon())
        {
            return database->read(demand, "test", deadline,
                                  [](Transaction &tx) { return tx.one("SELECT 1")->int64(0); });
        }
        // Until one unit of work succeeds again.
        void verifyRecovery()
        {
            QVERIFY(pool->waitUntilUp(soon()));
            qint64 answer = 0;
            for (int i = 0; i < 100 && answer == 0; ++i) {
                try {
                    answer = one();
                } catch (const DatabaseError &error) {
                    QCOMPARE(error.kind(), DatabaseError::Kind::Connection);
                    QVERIFY(pool->waitUntilUp(soon()));
                }
            }
            QCOMPARE(answer, 1);
        }
    };

    // A database whose new sessions only read, as long as this lives; told by its neighbour, since its own
    // sessions may not even tell it otherwise.
    struct ReadOnly
    {
        TestDatabase neighbour{DatabaseUrl::Kind::Postgres};
        const QByteArray name;

        explicit ReadOnly(const TestDatabase &test)
            : name(test.url().database().toUtf8())
        {
            neighbour.outsider("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
        }
        ~ReadOnly() { end(); }
        void putEverybodyOut() const
        {
            neighbour.outsider("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
                               "WHERE datname = '" +
                               name + "'");
        }
        void end() const
        {
            neighbour.outsider("ALTER DATABASE " + name + " RESET default_transaction_read_only");
        }
    };

    static void write(TestDatabase &test, Demand demand = Demand::Handler)
    {
        test.database().write(demand, "test", soon(), [](Transaction &tx) {
            tx.exec("INSERT INTO settings (key, value, updated_at) VALUES (?, 'b', 0)", randomHex(8));
        });
    }

private Q_SLOTS:
    void killedBackendFailsItsUnitOfWorkAndNoOther()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        const auto kind = kindOf([&] {
            test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                const qint64 pid = tx.one("SELECT pg_backend_pid()")->int64(0);
                test.outsider("SELECT pg_terminate_backend(" + QByteArray::number(pid) + ", 10000)");
                tx.query("SELECT 1");
            });
        });
        QCOMPARE(kind, DatabaseError::Kind::Connection);
        QCOMPARE(test.pool().stats().discarded, 1);
        QCOMPARE(test.number("SELECT 1"), 1);
    }

    void backendsKilledWhileIdleFailNobody()
    {
        PoolOptions options = TestDatabase::defaultOptions();
        options.minSize = 4;
        TestDatabase test(DatabaseUrl::Kind::Postgres, options);
        QTRY_COMPARE_WITH_TIMEOUT(test.pool().stats().idle, 4, 30'000);
        test.outsider("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
                      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
        for (int i = 0; i < 4; ++i)
            QCOMPARE(test.number("SELECT 1"), 1);
        QVERIFY(test.pool().stats().discarded >= 1);
    }

    void theTextOfAnErrorIsWithoutThePassword_data()
    {
        QTest::addColumn<QString>("password");
        QTest::newRow("letters") << u"canary-secret"_s;
        QTest::newRow("what libpq quotes") << u"can'ary\\secret x=1"_s;
    }

    // Of a server that repeats what it was told. Nothing of this is redacted by the log.
    void theTextOfAnErrorIsWithoutThePassword()
    {
        QFETCH(QString, password);
        const RawPeer server([](RawConnection &connection) {
            connection.take();                                        // who it is
            connection.write(QByteArray("R\0\0\0\x08\0\0\0\x03", 9)); // AuthenticationCleartextPassword
            const QByteArray told = connection.take();
            const QByteArray fields = QByteArray("SFATAL\0VFATAL\0C28P01\0", 21) + "M" + "no user has " +
                                      told.mid(5, told.size() - 6) + QByteArray("\0\0", 2);
            QByteArray length(4, '\0');
            qToBigEndian(static_cast<qint32>(fields.size() + 4), length.data());
            connection.write("E" + length + fields);
            connection.waitForClose();
        });
        const auto url = DatabaseUrl::parse(
            u"postgresql://shop:%1@127.0.0.1:%2/shop?sslmode=disable&gssencmode=disable"_s.arg(
                QString::fromLatin1(QUrl::toPercentEncoding(password)), QString::number(server.port())));
        const auto textOf = [](const std::function<void()> &work) {
            try {
                work();
            } catch (const DatabaseError &error) {
                return error.message();
            }
            return u"no error"_s;
        };
        const QStringList texts{textOf([&] { const Connection connection(url, {}); }),
                                textOf([&] { PlainSession(url, "test"_ba).open(soon()); })};
        for (const QString &text : texts) {
            QVERIFY2(text.contains(u"no user has ***"_s), qPrintable(text));
            QVERIFY2(!text.contains(password) && !text.contains(u"secret"_s), qPrintable(text));
        }
    }

    void silentPeerIsCutOffAfterTheDeadline()
    {
        Gated gated;
        QCOMPARE(gated.one(), 1);
        gated.gate.setSilent(true);
        const auto begun = std::chrono::steady_clock::now();
        const auto kind = kindOf([&] { gated.one(Demand::Handler, Deadline::in(200ms)); });
        // Not the statement's fault: the server would have ended it at its deadline.
        QCOMPARE(kind, DatabaseError::Kind::Connection);
        QVERIFY(std::chrono::steady_clock::now() - begun < 30s);
        QCOMPARE(gated.pool->stats().reaped, 1);
        QCOMPARE(gated.pool->stats().used, 0);
        gated.gate.setSilent(false);
        gated.verifyRecovery();
    }

    void commitWithoutAnAnswerIsAConnectionError()
    {
        Gated gated;
        bool hookRan = false;
        const auto kind = kindOf([&] {
            gated.database->write(Demand::Handler, "test", Deadline::in(1s), [&](Transaction &tx) {
                tx.afterCommit([&] { hookRan = true; });
                tx.exec("INSERT INTO settings (key, value, updated_at) VALUES ('a', 'b', 0)");
                gated.gate.setSilent(true);
            });
        });
        QCOMPARE(kind, DatabaseError::Kind::Connection);
        QVERIFY(!hookRan);
        gated.gate.setSilent(false);
        gated.verifyRecovery();
    }

    void silenceDuringASessionsFirstStatementsDoesNotHoldTheConnector()
    {
        PoolOptions options = TestDatabase::defaultOptions();
        options.acquireTimeout = 500ms;
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        Gated gated(options);
        QCOMPARE(gated.one(), 1);
        gated.gate.setSilentAfter(3); // after the start-up packets
        gated.gate.cutAll();
        QTRY_VERIFY_WITH_TIMEOUT(kindOf([&] { gated.one(); }).has_value(), 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(gated.pool->stats().connectFailures > 0, 30'000);
        gated.gate.setSilentAfter(0);
        gated.verifyRecovery();
    }

    void databaseAwayFailsFastAndIsUsedAgainWhenItIsBack()
    {
        Gated gated;
        QCOMPARE(gated.one(), 1);
        gated.gate.setRefusing(true);
        gated.gate.cutAll();
        QTRY_VERIFY_WITH_TIMEOUT(kindOf([&] { gated.one(); }) == DatabaseError::Kind::Connection, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(!gated.pool->stats().isUp && !gated.pool->stats().lastError.isEmpty(),
                                 30'000);
        // The acquire timeout is 10 s: a hundred refusals in that time did not wait for it.
        const auto begun = std::chrono::steady_clock::now();
        for (int i = 0; i < 100; ++i)
            QCOMPARE(kindOf([&] { gated.one(); }), DatabaseError::Kind::Connection);
        QVERIFY(std::chrono::steady_clock::now() - begun < 10s);
        gated.gate.setRefusing(false);
        gated.verifyRecovery();
    }

    void whenTheServerTakesNoMoreTheConnectionsLeftAreSharedIngestFirst()
    {
        Gated gated;
        QCOMPARE(gated.one(), 1);
        gated.gate.setRefusing(true);
        std::optional<Lease> only = gated.pool->acquire(Demand::Handler, "holder", soon());
        std::mutex mutex;
        QStringList order;
        std::vector<std::thread> threads;
        const std::vector<std::pair<Demand, const char *>> callers{
            {Demand::Handler, "handler"}, {Demand::Worker, "worker"}, {Demand::Ingest, "ingest"}};
        for (const auto &[demand, name] : callers) {
            const size_t before = gated.pool->waiters().size();
            threads.emplace_back([&, demand = demand, name = name] {
                const Lease lease = gated.pool->acquire(demand, name, soon());
                const std::lock_guard lock(mutex);
                order << QString::fromLatin1(name);
            });
            while (gated.pool->waiters().size() == before)
                std::this_thread::yield();
        }
        // They wait, though connecting fails: there is a connection.
        QTRY_VERIFY_WITH_TIMEOUT(gated.pool->stats().connectFailures > 1, 30'000);
        QCOMPARE(gated.pool->stats().waiting, 3);
        only.reset();
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(order, QStringList({u"ingest"_s, u"handler"_s, u"worker"_s}));
    }

    void readOnlyDatabaseIsAwayForAllButOperationsAndControl()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        const ReadOnly readOnly(test);
        const auto isReadOnly = [&] {
            readOnly.putEverybodyOut();
            kindOf([&] { write(test); }); // whoever is told throws its session away
            return test.pool().stats().isReadOnly;
        };
        QVERIFY(QTest::qWaitFor(isReadOnly, 30'000)); // QTRY would put them out once more
        // At once, and not the fault of what was to be written.
        const auto begun = std::chrono::steady_clock::now();
        for (const Demand demand : {Demand::Handler, Demand::Worker, Demand::Ingest, Demand::Sender})
            QCOMPARE(kindOf([&] { write(test, demand); }), DatabaseError::Kind::Connection);
        QVERIFY(std::chrono::steady_clock::now() - begun < 5s);
        const auto look = [&](Demand demand) {
            return test.database().read(demand, "test", soon(), [](Transaction &tx) {
                return tx.one("SELECT count(*) FROM settings")->int64(0) >= 0;
            });
        };
        for (const Demand demand : {Demand::Operations, Demand::Control}) {
            // At once, or when the pool has seen that we put this session out as well.
            const auto canLook = [&] { return !kindOf([&] { look(demand); }); };
            QVERIFY(QTest::qWaitFor(canLook, 5'000));
            const qint64 discarded = test.pool().stats().discarded;
            QCOMPARE(kindOf([&] { write(test, demand); }), DatabaseError::Kind::Connection);
            QVERIFY(look(demand));
            QCOMPARE(test.pool().stats().discarded, discarded); // its session goes on reading
        }
        readOnly.end();
        const auto stores = [&] { return !kindOf([&] { write(test); }); };
        QTRY_VERIFY_WITH_TIMEOUT(stores(), 5'000);
        // Nobody is lent a session from before.
        for (const Demand demand : {Demand::Operations, Demand::Control})
            QVERIFY(!kindOf([&] { write(test, demand); }));
        QVERIFY(!test.pool().stats().isReadOnly);
        QVERIFY(test.pool().stats().lastError.isEmpty());
    }

    void noSessionThatOnlyReadsIsLentOnceTheDatabaseTakesWrites_data()
    {
        QTest::addColumn<bool>("isLentMeanwhile");
        QTest::newRow("one that was free") << false;
        QTest::newRow("one that was lent") << true;
    }
    void noSessionThatOnlyReadsIsLentOnceTheDatabaseTakesWrites()
    {
        QFETCH(bool, isLentMeanwhile);
        PoolOptions options = TestDatabase::defaultOptions();
        options.acquireTimeout = 60s;
        TestDatabase test(DatabaseUrl::Kind::Postgres, options);
        const ReadOnly readOnly(test);
        const auto isReadOnly = [&] {
            readOnly.putEverybodyOut();
            kindOf([&] { write(test); });
            return test.pool().stats().isReadOnly;
        };
        QVERIFY(QTest::qWaitFor(isReadOnly, 30'000)); // QTRY would put them out once more
        std::optional<Lease> reader; // at once, or when the pool has seen that its sessions are gone
        const auto hasReader = [&] {
            return reader ||
                   !kindOf([&] { reader = test.pool().acquire(Demand::Operations, "reader", soon()); });
        };
        QTRY_VERIFY_WITH_TIMEOUT(hasReader(), 30'000);
        QVERIFY(!reader->connection().takesWrites());
        if (!isLentMeanwhile)
            reader.reset();
        readOnly.end();
        QTRY_VERIFY_WITH_TIMEOUT(test.pool().stats().lastError.isEmpty(), 30'000);
        reader.reset();
        // The one that writes is in use, so whatever else is there would be lent.
        const Lease writer = test.pool().acquire(Demand::Handler, "writer", soon());
        for (const Demand demand : {Demand::Operations, Demand::Control})
            QVERIFY(!kindOf([&] { write(test, demand); }));
    }

    // As behind a proxy that has not left the old server altogether. What waits is an alert, say.
    void whileOneSessionWritesNobodyIsLentOneThatOnlyReads_data()
    {
        QTest::addColumn<Demand>("demand");
        QTest::newRow("operations") << Demand::Operations;
        QTest::newRow("control") << Demand::Control;
    }
    void whileOneSessionWritesNobodyIsLentOneThatOnlyReads()
    {
        QFETCH(Demand, demand);
        PoolOptions options = TestDatabase::defaultOptions();
        options.acquireTimeout = 60s;
        TestDatabase test(DatabaseUrl::Kind::Postgres, options);
        std::optional<Lease> writer = test.pool().acquire(Demand::Handler, "writer", soon());
        const ReadOnly readOnly(test);
        std::optional<DatabaseError::Kind> failure;
        std::thread alert([&] { failure = kindOf([&] { write(test, demand); }); });
        {
            const auto join = qScopeGuard([&] {
                writer.reset();
                alert.join();
            });
            QTRY_VERIFY_WITH_TIMEOUT(test.pool().stats().connectFailures > 2, 30'000);
        }
        QVERIFY(!failure);
        for (int i = 0; i < 10; ++i)
            QVERIFY(!kindOf([&] { write(test, demand); }));
        QCOMPARE(test.pool().stats().size, 1);
    }

    void sessionsThatTurnReadOnlyAreThrownAwayTogether()
    {
        PoolOptions options = TestDatabase::defaultOptions();
        options.minSize = 4;
        TestDatabase test(DatabaseUrl::Kind::Postgres, options);
        QTRY_COMPARE_WITH_TIMEOUT(test.pool().stats().idle, 4, 30'000);
        {
            std::vector<Lease> leases;
            for (int i = 0; i < 4; ++i) {
                leases.push_back(test.pool().acquire(Demand::Handler, "test", soon()));
                leases.back().connection().runScript("SET default_transaction_read_only = on");
            }
        }
        int failures = 0;
        for (int i = 0; i < 20; ++i)
            failures += kindOf([&] { write(test); }) ? 1 : 0;
        QCOMPARE(failures, 1);
    }

    void fullDiskIsNoFaultOfTheSession_data()
    {
        QTest::addColumn<QByteArray>("state");
        QTest::newRow("disk full") << QByteArray("53100");
        QTest::newRow("a device fails") << QByteArray("58030");
        QTest::newRow("no right to") << QByteArray("42501");
    }
    void fullDiskIsNoFaultOfTheSession()
    {
        QFETCH(QByteArray, state);
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        test.script("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
                    "BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '" +
                    state +
                    "'; END $$; "
                    "CREATE TRIGGER refuse BEFORE INSERT ON settings FOR EACH ROW EXECUTE FUNCTION refuse()");
        QCOMPARE(kindOf([&] { write(test); }), DatabaseError::Kind::Connection); // counts no attempt
        QCOMPARE(test.pool().stats().discarded, 0);
        test.script("DROP TRIGGER refuse ON settings");
        QVERIFY(!kindOf([&] { write(test); }));
    }

    void silentPeerCostsOneStatementsTimeOfALongUnitOfWork()
    {
        PoolOptions options = TestDatabase::defaultOptions();
        options.connection.commandTimeout = 1s;
        Gated gated(options);
        QCOMPARE(gated.one(), 1);
        const auto begun = std::chrono::steady_clock::now();
        const auto kind = kindOf([&] {
            gated.database->read(Demand::Worker, "iteration", Deadline::in(120s), [&](Transaction &tx) {
                gated.gate.setSilent(true);
                tx.one("SELECT 1");
            });
        });
        QCOMPARE(kind, DatabaseError::Kind::Connection);
        QVERIFY(std::chrono::steady_clock::now() - begun < 60s);
        QCOMPARE(gated.pool->stats().reaped, 1);
        gated.gate.setSilent(false);
        gated.verifyRecovery();
    }

    // A statement that the server still works on is its own to end.
    void longUnitOfWorkWithQuickStatementsIsLeftAlone()
    {
        PoolOptions options = TestDatabase::defaultOptions();
        options.connection.commandTimeout = 200ms;
        Gated gated(options);
        gated.database->read(Demand::Worker, "iteration", Deadline::in(120s), [&](Transaction &tx) {
            const auto begun = std::chrono::steady_clock::now();
            while (std::chrono::steady_clock::now() - begun < 2s)
                QCOMPARE(tx.one("SELECT 1 FROM pg_sleep(0.01)")->int64(0), 1);
        });
        QCOMPARE(gated.pool->stats().reaped, 0);
        QCOMPARE(gated.pool->stats().discarded, 0);
    }

    void whatOthersHaveSetAsDefaultsDoesNotMatter()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        const QByteArray database = "ALTER DATABASE " + test.url().database().toUtf8();
        const auto restore = qScopeGuard([&] { test.outsider(database + " RESET ALL"); });
        test.outsider(database + " SET synchronous_commit = off");
        test.outsider(database + " SET default_transaction_isolation = 'serializable'");
        test.outsider(database + " SET lock_timeout = '1ms'");
        // Sessions are idle in the pool, and a migration may take long.
        test.outsider(database + " SET idle_session_timeout = '1h'");
        const bool limitsTransactions =
            test.number("SELECT CAST(current_setting('server_version_num') AS integer)") >= 170'000;
        if (limitsTransactions)
            test.outsider(database + " SET transaction_timeout = '1h'");
        ConnectionPool pool(test.url(), TestDatabase::defaultOptions());
        Database fresh(pool);
        QVERIFY(pool.waitUntilUp(soon()));
        const auto said = [&](const char *setting, Demand demand = Demand::Worker) {
            return fresh.write(demand, "test", soon(), [&](Transaction &tx) {
                return tx.one("SELECT current_setting(?)", QString::fromLatin1(setting))->text(0);
            });
        };
        QCOMPARE(said("synchronous_commit"), u"on"_s);
        QCOMPARE(said("transaction_isolation"), u"read committed"_s);
        QCOMPARE(said("lock_timeout"), u"0"_s);
        QCOMPARE(said("idle_session_timeout"), u"0"_s);
        if (limitsTransactions)
            QCOMPARE(said("transaction_timeout"), u"0"_s);
        // A handler's own, a little less than its statement has: both are half a minute here.
        QCOMPARE(said("statement_timeout", Demand::Handler), u"30s"_s);
        QCOMPARE(said("lock_timeout", Demand::Handler), u"29800ms"_s);
    }

    // What a parameter of DATABASE_URL says is no other parameter, which nobody would have looked at.
    void aParametersValueIsItsOwnAlone()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        const QString name = u"a\\b' application_name='other"_s;
        const QString text = test.url().display() + u"?application_name="_s +
                             QString::fromLatin1(QUrl::toPercentEncoding(name));
        ConnectionPool pool(DatabaseUrl::parse(text), TestDatabase::defaultOptions());
        Database fresh(pool);
        QVERIFY(pool.waitUntilUp(soon()));
        const QString said = fresh.read(Demand::Worker, "test", soon(), [](Transaction &tx) {
            return tx.one("SELECT current_setting('application_name')")->text(0);
        });
        QCOMPARE(said, name);
    }

    void clockOffsetIsMeasuredOnConnecting()
    {
        std::atomic<qint64> offset{std::numeric_limits<qint64>::max()};
        PoolOptions options = TestDatabase::defaultOptions();
        options.onClockOffset = [&](qint64 ms) { offset = ms; };
        TestDatabase test(DatabaseUrl::Kind::Postgres, options);
        // The same machine, the same clock.
        QTRY_VERIFY_WITH_TIMEOUT(std::abs(offset.load()) < 1000, 30'000);
    }

    void deadlockedUnitsOfWorkRunAgain()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        test.exec("INSERT INTO settings (key, value, updated_at) VALUES ('a', '', 0), ('b', '', 0)");
        std::atomic<int> runs{0};
        std::atomic<int> locked{0};
        std::atomic<int> done{0};
        const auto work = [&](const char *first, const char *second) {
            test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                const char *const update = "UPDATE settings SET updated_at = updated_at + 1 WHERE key = ?";
                const bool isFirstRun = ++runs <= 2;
                // Whoever runs again lets the other through: they could meet once more.
                while (!isFirstRun && done == 0)
                    std::this_thread::yield();
                locked += tx.exec(update, first);
                while (isFirstRun && locked < 2)
                    std::this_thread::yield();
                tx.exec(update, second);
            });
            ++done;
        };
        std::thread other([&] { work("b", "a"); });
        work("a", "b");
        other.join();
        QCOMPARE(runs.load(), 3);
        QCOMPARE(test.number("SELECT sum(updated_at) FROM settings"), 4);
    }
};

const turnpike::test::RegisteredTest<TestDatabaseFailures> kTestDatabaseFailures;

} // namespace tst_databasefailures

#include "tst_databasefailures.moc"
