// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/connectionpool.h"
#include "db/database.h"

#include "base/errors.h"
#include "support/tcpgate.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QTest>

#include <algorithm>
#include <map>

namespace tst_pipeline {

using namespace turnpike;
using namespace turnpike::db;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::TcpGate;
using turnpike::test::TestDatabase;

// What waits to be sent to PostgreSQL, and what becomes of it.
class TestPipeline : public QObject
{
    Q_OBJECT

private:
    static constexpr const char *kPut = "INSERT INTO settings (key, value, updated_at) VALUES (?, 'x', 1)";
    static constexpr const char *kCount = "SELECT count(*) FROM settings";

    static Deadline soon() { return Deadline::in(60s); }

    // A database behind a gate that counts, and one connection to it.
    struct Counted
    {
        explicit Counted(TestDatabase::Schema schema = TestDatabase::Schema::Migrated)
            : test(DatabaseUrl::Kind::Postgres, TestDatabase::defaultOptions(), schema)
            , gate(test.url().port())
            , pool(test.url().withAddress(u"127.0.0.1"_s, gate.port()), TestDatabase::defaultOptions())
            , database(pool)
        {
            pool.waitUntilUp(soon());
        }
        // The round trips of `work` and its transaction.
        template<class Work>
        int turns(Work &&work)
        {
            const int before = gate.turns();
            database.write(Demand::Handler, "test", soon(), work);
            return gate.turns() - before;
        }

        TestDatabase test;
        TcpGate gate;
        ConnectionPool pool;
        Database database;
    };

    template<class Call>
    static DatabaseError failureOf(Call &&call)
    {
        try {
            call();
        } catch (const DatabaseError &error) {
            return error;
        }
        throw std::runtime_error("no DatabaseError");
    }

private Q_SLOTS:
    void whatNobodyReadsTravelsWithTheNextQuestionAndWithTheCommit()
    {
        Counted counted;
        int round = 0;
        const auto work = [&](Transaction &tx) {
            tx.exec(kPut, u"a%1"_s.arg(round));
            tx.exec(kPut, u"b%1"_s.arg(round));
            QCOMPARE(tx.one(kCount)->int64(0), 3 * round + 2);
            tx.exec(kPut, u"c%1"_s.arg(round));
        };
        counted.turns(work); // prepares
        round = 1;
        QCOMPARE(counted.turns(work), 2);
        QCOMPARE(counted.test.number(kCount), 6);
    }

    void aNumberThatIsReadSendsWhatWaits()
    {
        Counted counted;
        const auto work = [](Transaction &tx) {
            tx.exec("DELETE FROM settings");
            tx.exec(kPut, "a");
            tx.exec(kPut, "b");
            const Changed changed = tx.exec("UPDATE settings SET value = 'y'");
            QCOMPARE(int(changed), 2);
            QCOMPARE(int(changed), 2); // known by now
        };
        counted.turns(work);
        QCOMPARE(counted.turns(work), 2);
    }

    void questionsThatNobodyNeedsYetTravelTogether()
    {
        Counted counted;
        const auto work = [](Transaction &tx) {
            const Asked first = tx.ask("SELECT CAST(? AS integer) + 1", 1);
            const Asked second = tx.ask("SELECT CAST(? AS text)", "two");
            QVERIFY(first.isFresh());
            QCOMPARE(second.row()->text(0), u"two"_s);
            QCOMPARE(first.rows().at(0).int64(0), 2);
            tx.exec("DELETE FROM settings");
            QVERIFY(!first.isFresh());
        };
        counted.turns(work);
        QCOMPARE(counted.turns(work), 2);
    }

    void statementsThatTravelTogetherShareTheTimeThatTheyTook()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        const char *const update = "UPDATE settings SET value = 'y'";
        test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
            tx.exec(kPut, "a");
            tx.exec(update);
            tx.one(kCount);
        });
        std::map<QByteArray, StatementTimes::Times> times;
        for (const auto &each : test.pool().statementTimes().slowest(StatementTimes::kMostTexts)) {
            QVERIFY2(!each.sql.isEmpty() && !each.sql.startsWith("SET LOCAL statement_timeout"),
                     each.sql.constData());
            times[each.sql] = each;
        }
        for (const char *sql : {kPut, update, kCount}) {
            QCOMPARE(times[sql].count, 1);
            QVERIFY(times[sql].total.count() > 0 && times[sql].total == times[kCount].total);
        }
    }

    void whatWaitedWhenTheWorkFailedIsNeverSent()
    {
        Counted counted;
        const int before = counted.gate.turns();
        const auto fail = [](Transaction &tx) {
            tx.exec(kPut, "a");
            throw DomainError(u"no"_s);
        };
        QVERIFY_EXCEPTION_THROWN(counted.turns(fail), DomainError);
        QCOMPARE(counted.gate.turns(), before);
        QCOMPARE(counted.turns([](Transaction &tx) { tx.exec(kPut, "b"); }), 1);
        QCOMPARE(counted.test.number(kCount), 1);
    }

    void theFailureOfAStatementThatWaitedNamesIt()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        bool isAnswered = false;
        const DatabaseError error = failureOf([&] {
            test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                tx.exec(kPut, "a");
                tx.exec(kPut, "a");
                tx.one(kCount);
                isAnswered = true;
            });
        });
        QCOMPARE(error.sqlState(), QByteArray("23505"));
        QCOMPARE(error.kind(), DatabaseError::Kind::Data);
        QVERIFY2(error.message().contains(u"INSERT INTO settings"), qPrintable(error.message()));
        QVERIFY(!isAnswered);
        QCOMPARE(test.number(kCount), 0);
        QCOMPARE(test.pool().stats().discarded, 0);
    }

    void theFailureOfTheLastWritesComesOutOfTheCommit()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        bool isDone = false;
        bool hookRan = false;
        const DatabaseError error = failureOf([&] {
            test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                tx.afterCommit([&] { hookRan = true; });
                tx.exec(kPut, "a");
                tx.exec(kPut, "a");
                isDone = true;
            });
        });
        QVERIFY(isDone);
        QVERIFY(!hookRan);
        QCOMPARE(error.sqlState(), QByteArray("23505"));
        QCOMPARE(test.number(kCount), 0);
        QCOMPARE(test.pool().stats().discarded, 0);
    }

    void aFailureThatWasHiddenIsNotTakenForACommit()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        const DatabaseError error = failureOf([&] {
            test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                const Changed first = tx.exec(kPut, "a");
                tx.exec(kPut, "a");
                const Changed last = tx.exec(kPut, "b");
                failureOf([&] { tx.one(kCount); });
                QCOMPARE(int(first), 1); // came before it
                QCOMPARE(failureOf([&] { static_cast<void>(int(last)); }).sqlState(), QByteArray("25P02"));
            });
        });
        QCOMPARE(error.sqlState(), QByteArray("25P02"));
        QCOMPARE(test.number(kCount), 0);
    }

    // By somebody who has not told us: only the answer to the COMMIT says it.
    void aCommitThatPostgresqlAnsweredWithARollbackIsNoticed()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        const Lease lease = test.pool().acquire(Demand::Handler, "test", soon());
        Connection &connection = lease.connection();
        connection.begin(true, soon(), 30s);
        failureOf([&] { connection.runScript("SELECT 1 / 0"); });
        QCOMPARE(failureOf([&] { connection.commit(); }).sqlState(), QByteArray("25P02"));
    }

    void aDeadlockAmongTheLastWritesRunsTheWorkAgain()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        test.exec("INSERT INTO settings (key, value, updated_at) VALUES ('a', '', 0), ('b', '', 0)");
        std::atomic<int> runs{0};
        std::atomic<int> locked{0};
        std::atomic<int> done{0};
        std::atomic<int> worked{0};
        const auto work = [&](const char *first, const char *second) {
            test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                const char *const update = "UPDATE settings SET updated_at = updated_at + 1 WHERE key = ?";
                const bool isFirstRun = ++runs <= 2;
                while (!isFirstRun && done == 0)
                    std::this_thread::yield();
                locked += tx.exec(update, first);
                while (isFirstRun && locked < 2)
                    std::this_thread::yield();
                tx.exec(update, second);
                ++worked;
            });
            ++done;
        };
        std::thread other([&] { work("b", "a"); });
        work("a", "b");
        other.join();
        QCOMPARE(runs.load(), 3);
        QCOMPARE(worked.load(), 3); // it was the commit that failed
        QCOMPARE(test.number("SELECT sum(updated_at) FROM settings"), 4);
    }

    void aConnectionThatIsLostUnderwayFailsItsUnitOfWorkAndNoOther()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        bool hookRan = false;
        const DatabaseError error = failureOf([&] {
            test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                tx.afterCommit([&] { hookRan = true; });
                tx.exec(kPut, "a");
                const qint64 pid = tx.one("SELECT pg_backend_pid()")->int64(0);
                tx.exec(kPut, "b");
                test.outsider("SELECT pg_terminate_backend(" + QByteArray::number(pid) + ", 10000)");
            });
        });
        QCOMPARE(error.kind(), DatabaseError::Kind::Connection);
        QVERIFY(!hookRan);
        QCOMPARE(test.pool().stats().discarded, 1);
        QCOMPARE(test.number(kCount), 0);
    }

    void aPipelineOfWhichHalfIsAnsweredIsALostConnection()
    {
        Counted counted;
        const auto work = [](Transaction &tx) {
            const Asked first = tx.ask("SELECT repeat('x', 100000)");
            const Asked second = tx.ask("SELECT repeat('y', 100000)");
            QCOMPARE(second.row()->text(0).size(), qsizetype(100'000));
            QCOMPARE(first.row()->text(0).size(), qsizetype(100'000));
        };
        counted.turns(work);
        counted.gate.setCutAfter(150'000);
        QCOMPARE(failureOf([&] { counted.turns(work); }).kind(), DatabaseError::Kind::Connection);
        counted.gate.setCutAfter(-1);
        QVERIFY(counted.pool.waitUntilUp(soon()));
        counted.turns(work);
    }

    // Nobody knows then how far PostgreSQL had come.
    void lastWritesThatWaitForALockCanBeCancelled()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        test.exec(kPut, "a");
        const Lease holder = test.pool().acquire(Demand::Worker, "somebody", soon());
        holder.connection().begin(true, soon(), 60s);
        holder.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                      "UPDATE settings SET value = 'held'");
        const QByteArray update = "UPDATE settings SET value = 'late'";
        const auto stop = std::make_shared<Cancellation>();
        std::thread canceller([&] {
            const auto isWaiting = [&] {
                const auto leases = test.pool().leases();
                return std::any_of(leases.begin(), leases.end(),
                                   [&](const LeaseInfo &lease) { return lease.statement == update; });
            };
            while (!isWaiting())
                std::this_thread::yield();
            stop->cancel(CancelReason::FlagOff);
        });
        const auto begun = std::chrono::steady_clock::now();
        const DatabaseError error = failureOf([&] {
            test.database().write(Demand::Worker, "test", Deadline::in(60s, stop),
                                  [&](Transaction &tx) { tx.execWith(update, {}); });
        });
        canceller.join();
        QCOMPARE(error.kind(), DatabaseError::Kind::Connection);
        // Its time-out would have struck after 30 s.
        QVERIFY(std::chrono::steady_clock::now() - begun < 20s);
    }

    void bytesAreNeverSpelledOut()
    {
        Counted counted(TestDatabase::Schema::Empty);
        counted.test.script("CREATE TABLE bodies (id bigint, kind text, body bytea)");
        const QByteArray body(200'000, '\xe2');
        const auto put = [&](Transaction &tx) {
            tx.exec("INSERT INTO bodies (id, kind, body) VALUES (?, ?, ?)", 1, "message", body);
        };
        const auto look = [&](Transaction &tx) {
            const auto row = tx.one("SELECT id, kind, body FROM bodies LIMIT 1");
            QCOMPARE(row->int64(0), 1);
            QCOMPARE(row->text(1), u"message"_s);
            QCOMPARE(row->bytes(2), body);
        };
        const qint64 sent = counted.gate.sent();
        counted.turns(put);
        QVERIFY(counted.gate.sent() - sent < 210'000); // 400 000 as hexadecimal digits
        const qint64 answered = counted.gate.answered();
        counted.turns(look);
        QVERIFY(counted.gate.answered() - answered < 210'000);
    }

    void aStatementWhoseTableWasChangedIsPreparedAnew()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres, TestDatabase::defaultOptions(),
                          TestDatabase::Schema::Empty);
        test.script("CREATE TABLE t (n integer); INSERT INTO t VALUES (1)");
        const Lease lease = test.pool().acquire(Demand::Handler, "test", soon());
        Connection &connection = lease.connection();
        const auto look = [&] { return connection.query("SELECT * FROM t", {}).at(0); };
        QCOMPARE(look().int64(0), 1);
        test.outsider("ALTER TABLE t ALTER COLUMN n TYPE text, ADD COLUMN b bytea DEFAULT '\\x00ff'");
        QCOMPARE(failureOf(look).sqlState(), QByteArray("0A000"));
        QCOMPARE(look().text(0), u"1"_s);
        QCOMPARE(look().bytes(1), QByteArray("\x00\xff", 2));
        connection.runScript("DEALLOCATE ALL");
        QCOMPARE(failureOf(look).sqlState(), QByteArray("26000"));
        QCOMPARE(look().text(0), u"1"_s);
        QCOMPARE(connection.cachedStatements(), size_t(1));
    }

    void moreStatementsThanAreKeptMayWaitTogether()
    {
        TestDatabase test(DatabaseUrl::Kind::Postgres);
        test.database().write(Demand::Handler, "test", soon(), [](Transaction &tx) {
            for (int i = 0; i < 600; ++i)
                tx.execWith("INSERT INTO settings (key, value, updated_at) VALUES (?, 'x', " +
                                QByteArray::number(i) + ")",
                            {QString::number(i)});
            QCOMPARE(tx.one("SELECT sum(updated_at) FROM settings")->int64(0), 600 * 599 / 2);
            QVERIFY(tx.one("SELECT count(*) FROM pg_prepared_statements")->int64(0) <= 257);
        });
    }
};

const turnpike::test::RegisteredTest<TestPipeline> kTestPipeline;

} // namespace tst_pipeline

#include "tst_pipeline.moc"
