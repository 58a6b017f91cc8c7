// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/database.h"

#include "base/errors.h"
#include "db/connectionpool.h"
#include "db/questions.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_transaction {

using namespace turnpike;
using namespace turnpike::db;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::TestDatabase;
using Kind = DatabaseUrl::Kind;

// Units of work on both databases: commit, rollback, hooks, retries, values, deadlines.
class TestTransaction : public QObject
{
    Q_OBJECT

private:
    static Deadline soon() { return Deadline::in(30s); }
    static int put(Transaction &tx, const char *key, const char *value = "x")
    {
        return tx.exec("INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)", key, value, 1);
    }

private Q_SLOTS:
    void aLookNeedsNoTransaction_data() { TestDatabase::addKinds(); }
    void aLookNeedsNoTransaction()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        Database &database = test.database();
        test.exec("INSERT INTO settings (key, value, updated_at) VALUES ('a', 'one', 7), ('b', 'two', 8)");
        const std::vector<BoundStatement> questions{
            {"SELECT value, updated_at FROM settings WHERE key = ?", {"a"}},
            {"SELECT count(*), min(updated_at), max(CASE WHEN key = ? THEN 1 END) FROM settings", {"none"}}};
        for (const bool inTransaction : {false, true}) {
            const auto answers = inTransaction
                                     ? database.readInOneTrip(Demand::Operations, "test", soon(), questions)
                                     : database.look(Demand::Operations, "test", soon(), questions);
            QCOMPARE(answers.size(), size_t(2));
            QCOMPARE(answers[0].at(0).text(0), u"one"_s);
            QCOMPARE(answers[0].at(0).int64(1), 7);
            QCOMPARE(answers[1].at(0).int64(0), 2);
            QCOMPARE(answers[1].at(0).int64(1), 7);
            QVERIFY(answers[1].at(0).isNull(2));
        }
        // One that fails leaves the connection as it was.
        QVERIFY_EXCEPTION_THROWN(
            database.look(Demand::Operations, "test", soon(), {{"SELECT nothing FROM settings", {}}}),
            DatabaseError);
        QCOMPARE(test.pool().stats().discarded, 0);
        QCOMPARE(database.look(Demand::Operations, "test", soon(), {{"SELECT 1", {}}}).at(0).at(0).int64(0),
                 1);
        if (kind == Kind::Sqlite)
            return;
        // Nothing is begun for it: the server's own way of reading is in force.
        const std::vector<BoundStatement> isolation{{"SELECT current_setting('transaction_isolation')", {}}};
        QCOMPARE(database.look(Demand::Operations, "test", soon(), isolation).at(0).at(0).text(0),
                 u"read committed"_s);
        QCOMPARE(database.readInOneTrip(Demand::Operations, "test", soon(), isolation).at(0).at(0).text(0),
                 u"repeatable read"_s);
    }

    void severalQuestionsAreOneStatement_data() { TestDatabase::addKinds(); }
    void severalQuestionsAreOneStatement()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        test.exec("INSERT INTO settings (key, value, updated_at) VALUES ('a', 'one', 7), ('b', 'two', 8)");
        Questions asked;
        const size_t counted = asked.add({"SELECT count(*), sum(updated_at) FROM settings", {}}, 2);
        const size_t some = asked.add({"SELECT count(*) FROM settings WHERE updated_at > ?", {7}});
        const size_t none = asked.addOptional({"SELECT updated_at FROM settings WHERE key = ?", {"c"}});
        const size_t one = asked.addOptional({"SELECT updated_at FROM settings WHERE key = ?", {"b"}});
        const auto rows = Questions::inOrder(
            test.database().look(Demand::Operations, "test", soon(), {asked.statement()}).at(0));
        constexpr int kFirst = Questions::kFirst;
        QCOMPARE(rows.size(), size_t(4));
        QCOMPARE(rows.at(counted).int64(kFirst), 2);
        QCOMPARE(rows.at(counted).int64(kFirst + 1), 15);
        QCOMPARE(rows.at(some).int64(kFirst), 1);
        QVERIFY(rows.at(none).isNull(kFirst));
        QCOMPARE(rows.at(one).int64(kFirst), 8);
    }

    void commitKeepsAndExceptionTakesBack_data() { TestDatabase::addKinds(); }
    void commitKeepsAndExceptionTakesBack()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        Database &database = test.database();
        QCOMPARE(
            database.write(Demand::Handler, "test", soon(), [](Transaction &tx) { return put(tx, "kept"); }),
            1);
        QVERIFY_EXCEPTION_THROWN(database.write(Demand::Handler, "test", soon(),
                                                [](Transaction &tx) {
                                                    put(tx, "lost");
                                                    throw DomainError(u"no"_s);
                                                }),
                                 DomainError);
        QCOMPARE(test.number("SELECT count(*) FROM settings"), 1);
        QCOMPARE(test.pool().stats().used, 0);
    }

    void hooksRunInOrderAfterTheConnectionIsBackAndNeverAfterARollback_data() { TestDatabase::addKinds(); }
    void hooksRunInOrderAfterTheConnectionIsBackAndNeverAfterARollback()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        QStringList calls;
        test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
            put(tx, "a");
            tx.afterCommit([&] {
                calls << u"first, %1 in use"_s.arg(test.pool().stats().used);
                throw std::runtime_error("hooks may fail");
            });
            tx.afterCommit([&] { calls << u"second"_s; });
            tx.afterCommit([&] {
                // A hook may begin a unit of work of its own.
                calls << QString::number(test.number("SELECT count(*) FROM settings"));
            });
            calls << u"work"_s;
        });
        QCOMPARE(calls, QStringList({u"work"_s, u"first, 0 in use"_s, u"second"_s, u"1"_s}));
        calls.clear();
        QVERIFY_EXCEPTION_THROWN(test.database().write(Demand::Handler, "test", soon(),
                                                       [&](Transaction &tx) {
                                                           tx.afterCommit([&] { calls << u"no"_s; });
                                                           put(tx, "a");
                                                       }),
                                 DatabaseError);
        QVERIFY(calls.isEmpty());
    }

    void everyKindOfValueComesBackAsItWent_data() { TestDatabase::addKinds(); }
    void everyKindOfValueComesBackAsItWent()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind, TestDatabase::defaultOptions(), TestDatabase::Schema::Empty);
        const bool isPostgres = kind == Kind::Postgres;
        test.script(isPostgres ? "CREATE TABLE v (id bigint, t text, b bytea, n bigint, i integer)"
                               : "CREATE TABLE v (id bigint, t text, b blob, n bigint, i integer)");
        QByteArray bytes;
        for (int i = 0; i < 256; ++i)
            bytes.append(static_cast<char>(i));
        const QString text = u"Ключ 🔑 'quoted' \\ back\nline % ? {for_update} :name $1"_s;
        const qint64 large = (qint64(1) << 53) + 1;
        const auto insert = "INSERT INTO v (id, t, b, n, i) VALUES (?, ?, ?, ?, ?)";
        test.exec(insert, TelegramId(large), text, bytes, std::numeric_limits<qint64>::min(), true);
        test.exec(insert, 2, QString(), QByteArray(), std::optional<Kopecks>(),
                  std::optional(Kopecks(-7)).value());
        test.exec(insert, 3, std::nullopt, std::nullopt, Kopecks::roubles(5), false);

        const auto rows = test.query("SELECT id, t, b, n, i FROM v ORDER BY id");
        QCOMPARE(rows.size(), size_t(3));
        QCOMPARE(rows[2].int64(0), large);
        QCOMPARE(rows[2].text(1), text);
        QCOMPARE(rows[2].bytes(2), bytes);
        QCOMPARE(rows[2].int64(3), std::numeric_limits<qint64>::min());
        QVERIFY(rows[2].boolean(4));
        QVERIFY(!rows[0].isNull(1) && rows[0].text(1).isEmpty());
        QVERIFY(!rows[0].isNull(2) && rows[0].bytes(2).isEmpty());
        QVERIFY(rows[0].isNull(3));
        QVERIFY(!rows[0].optionalInt64(3));
        QCOMPARE(rows[0].int32(4), -7);
        QVERIFY(rows[1].isNull(1) && rows[1].isNull(2));
        QCOMPARE(rows[1].kopecks(3), Kopecks(500));
        // A sum of bigint is numeric in PostgreSQL: exact all the same.
        QCOMPARE(test.number("SELECT sum(id) FROM v WHERE id > ?", 3), large);
        QCOMPARE(test.number("SELECT count(*) FROM v WHERE t = ?", text), 1);
        QCOMPARE(test.number("SELECT count(*) FROM v WHERE b = ?", bytes), 1);
    }

    void textWithAZeroCharacterIsRefusedOnBoth_data() { TestDatabase::addKinds(); }
    void textWithAZeroCharacterIsRefusedOnBoth()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        const QString text = u"a"_s + QChar(u'\0') + u"b"_s;
        QCOMPARE(failureOf([&] { test.query("SELECT key FROM settings WHERE key = ?", text); }).kind(),
                 DatabaseError::Kind::Data);
    }

    void brokenRulesOfTheDataAreTheDatasFault_data() { TestDatabase::addKinds(); }
    void brokenRulesOfTheDataAreTheDatasFault()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        const auto insertUser = [&](qint64 id, std::optional<qint64> referrer, qint64 balance) {
            test.exec(
                "INSERT INTO users (telegram_id, referrer_id, balance_kopecks, referral_code, created_at, "
                "last_seen_at) VALUES (?, ?, ?, ?, 0, 0)",
                id, referrer, balance, QString::number(id));
        };
        insertUser(1, std::nullopt, 0);
        QCOMPARE(failureOf([&] { insertUser(1, std::nullopt, 0); }).sqlState(), QByteArray("23505"));
        QCOMPARE(failureOf([&] { insertUser(2, 99, 0); }).sqlState(), QByteArray("23503"));
        QCOMPARE(failureOf([&] { insertUser(3, std::nullopt, -1); }).sqlState(), QByteArray("23514"));
        QCOMPARE(failureOf([&] { insertUser(4, 99, 0); }).kind(), DatabaseError::Kind::Data);
        // A statement that failed can be used again on the same connection.
        insertUser(5, 1, 0);
        QCOMPARE(test.number("SELECT count(*) FROM users"), 2);
        QCOMPARE(test.pool().stats().discarded, 0);
    }

    void readingIsOneSnapshotAndRefusesToWrite_data() { TestDatabase::addKinds(); }
    void readingIsOneSnapshotAndRefusesToWrite()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        const char *const count = "SELECT count(*) FROM settings";
        test.database().read(Demand::Handler, "test", soon(), [&](Transaction &tx) {
            QCOMPARE(tx.one(count)->int64(0), 0);
            std::thread writer(
                [&] { test.exec("INSERT INTO settings (key, value, updated_at) VALUES ('a', '', 0)"); });
            writer.join();
            QCOMPARE(tx.one(count)->int64(0), 0);
        });
        QCOMPARE(test.number(count), 1);
        QCOMPARE(failureOf([&] { test.query("DELETE FROM settings"); }).sqlState(), QByteArray("25006"));
        // The statement is wrong, not the database away.
        QCOMPARE(failureOf([&] { test.query("DELETE FROM settings"); }).kind(), DatabaseError::Kind::Other);
        QCOMPARE(test.pool().stats().discarded, 0);
        QCOMPARE(test.number(count), 1);
    }

    void statementsArePreparedOnceAConnectionAndNotForEver_data() { TestDatabase::addKinds(); }
    void statementsArePreparedOnceAConnectionAndNotForEver()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        const Lease lease = test.pool().acquire(Demand::Handler, "test", soon());
        Connection &connection = lease.connection();
        for (int i = 0; i < 3; ++i)
            QCOMPARE(connection.query("SELECT CAST(? AS integer) + 1", {i}).at(0).int64(0), i + 1);
        QCOMPARE(connection.cachedStatements(), size_t(1));
        for (int i = 0; i < 300; ++i)
            connection.query("SELECT " + QByteArray::number(i), {});
        QCOMPARE(connection.cachedStatements(), size_t(256));
        if (kind == Kind::Postgres) {
            connection.begin(true, soon(), 30s);
            connection.commit(); // frees what was put aside
            QVERIFY(connection.query("SELECT count(*) FROM pg_prepared_statements", {}).at(0).int64(0) <=
                    257);
        }
    }

    void lockingWordsAreFilledIn_data() { TestDatabase::addKinds(); }
    void lockingWordsAreFilledIn()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        test.exec("INSERT INTO settings (key, value, updated_at) VALUES ('a', '', 0)");
        test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
            QCOMPARE(tx.query("SELECT key FROM settings {for_update} {skip_locked}").size(), size_t(1));
            if (tx.dialect().isSqlite())
                return;
            std::thread other([&] {
                test.database().write(Demand::Handler, "test", soon(), [](Transaction &tx2) {
                    QVERIFY(tx2.query("SELECT key FROM settings {for_update} {skip_locked}").empty());
                });
            });
            other.join();
        });
    }

    void slowStatementEndsAtTheDeadlineAndItsConnectionLivesOn_data() { TestDatabase::addKinds(); }
    void slowStatementEndsAtTheDeadlineAndItsConnectionLivesOn()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        const auto begun = std::chrono::steady_clock::now();
        const DatabaseError error = failureOf([&] {
            test.database().write(Demand::Handler, "test", Deadline::in(300ms), [&](Transaction &tx) {
                put(tx, "a");
                tx.query(slow(kind));
            });
        });
        QCOMPARE(error.kind(), DatabaseError::Kind::Timeout);
        QCOMPARE(error.sqlState(), QByteArray("57014"));
        QVERIFY(std::chrono::steady_clock::now() - begun < 30s);
        QCOMPARE(test.number("SELECT count(*) FROM settings"), 0);
        QCOMPARE(test.pool().stats().discarded, 0);
        QCOMPARE(test.pool().stats().size, 1);
    }

    void laterStatementHasOnlyWhatIsLeftOfTheDeadline()
    {
        TestDatabase test(Kind::Postgres);
        const DatabaseError error = failureOf([&] {
            test.database().write(Demand::Handler, "test", Deadline::in(1500ms), [&](Transaction &tx) {
                tx.query("SELECT pg_sleep(1)");
                tx.query("SELECT pg_sleep(60)");
            });
        });
        // The server's own time-out struck, so nothing had to be cut off.
        QCOMPARE(error.kind(), DatabaseError::Kind::Timeout);
        QCOMPARE(test.pool().stats().reaped, 0);
    }

    void unitOfWorkPastItsDeadlineIsNotCommitted_data() { TestDatabase::addKinds(); }
    void unitOfWorkPastItsDeadlineIsNotCommitted()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        QVERIFY_EXCEPTION_THROWN(test.database().write(Demand::Handler, "test", Deadline::in(200ms),
                                                       [&](Transaction &tx) {
                                                           put(tx, "a");
                                                           while (!tx.deadline().hasPassed())
                                                               std::this_thread::yield();
                                                       }),
                                 DeadlineExceeded);
        QCOMPARE(test.number("SELECT count(*) FROM settings"), 0);
    }

    void cancellingEndsARunningStatement_data() { TestDatabase::addKinds(); }
    void cancellingEndsARunningStatement()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        const auto stop = std::make_shared<Cancellation>();
        std::thread canceller([&] {
            waitForStatement(test.pool(), slow(kind));
            stop->cancel(CancelReason::FlagOff);
        });
        QVERIFY_EXCEPTION_THROWN(test.database().write(Demand::Worker, "test", Deadline::in(60s, stop),
                                                       [&](Transaction &tx) { tx.query(slow(kind)); }),
                                 Cancelled);
        canceller.join();
        QCOMPARE(test.number("SELECT 1"), 1);
    }

    void cancellingAtAnyMomentIsHeard_data() { TestDatabase::addKinds(); }
    void cancellingAtAnyMomentIsHeard()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        const auto begun = std::chrono::steady_clock::now();
        for (int i = 0; i < 60; ++i) {
            const auto stop = std::make_shared<Cancellation>();
            std::atomic<bool> isWorking{false};
            std::thread canceller([&] {
                while (!isWorking)
                    std::this_thread::yield();
                // Before, at and after the start of the statement.
                const auto until = std::chrono::steady_clock::now() + std::chrono::microseconds(5 * i);
                while (std::chrono::steady_clock::now() < until) {
                }
                stop->cancel(CancelReason::Shutdown);
            });
            QVERIFY_EXCEPTION_THROWN(test.database().write(Demand::Worker, "test", Deadline::in(60s, stop),
                                                           [&](Transaction &tx) {
                                                               isWorking = true;
                                                               tx.query(slow(kind));
                                                           }),
                                     Cancelled);
            canceller.join();
        }
        // One that was not heard would have lasted 60 s.
        QVERIFY(std::chrono::steady_clock::now() - begun < 50s);
    }

    void operatorEndsARunningStatement_data() { TestDatabase::addKinds(); }
    void operatorEndsARunningStatement()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        std::thread canceller([&] {
            const quint64 id = waitForStatement(test.pool(), slow(kind));
            QVERIFY(test.pool().cancelStatement(id));
        });
        const DatabaseError error = failureOf([&] {
            test.database().write(Demand::Worker, "slow job", Deadline::in(60s),
                                  [&](Transaction &tx) { tx.query(slow(kind)); });
        });
        canceller.join();
        QCOMPARE(error.kind(), DatabaseError::Kind::Timeout);
        QVERIFY(!test.pool().cancelStatement(999'999));
        QCOMPARE(test.number("SELECT 1"), 1);
    }

    void serializationFailureRunsTheWorkAgainThreeTimes_data() { TestDatabase::addKinds(); }
    void serializationFailureRunsTheWorkAgainThreeTimes()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        const auto failing = [&](int failures) {
            int runs = 0;
            int hooks = 0;
            const auto run = [&] {
                test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                    put(tx, qPrintable(QString::number(failures)));
                    tx.afterCommit([&] { ++hooks; });
                    if (++runs <= failures)
                        throw DatabaseError(DatabaseError::Kind::Serialization, "40001", u"again"_s);
                });
            };
            if (failures > 3)
                [&] { QCOMPARE(failureOf(run).kind(), DatabaseError::Kind::Serialization); }();
            else
                run();
            return std::pair(runs, hooks);
        };
        QCOMPARE(failing(2), std::pair(3, 1));
        QCOMPARE(failing(3), std::pair(4, 1));
        QCOMPARE(failing(4), std::pair(4, 0));
        QCOMPARE(test.number("SELECT count(*) FROM settings"), 2);
    }

    // It has waited as long as there was time. (NOWAIT: the same word of PostgreSQL's, at once.)
    void whoDidNotGetALockDoesNotRunAgain()
    {
        TestDatabase test(Kind::Postgres);
        test.exec("INSERT INTO settings (key, value, updated_at) VALUES ('a', '', 0)");
        const Lease somebody = test.pool().acquire(Demand::Worker, "somebody", soon());
        somebody.connection().begin(true, soon(), 30s);
        somebody.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                        "UPDATE settings SET value = 'b'");
        int runs = 0;
        const DatabaseError error = failureOf([&] {
            test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                ++runs;
                tx.query("SELECT key FROM settings FOR UPDATE NOWAIT");
            });
        });
        QCOMPARE(error.sqlState(), QByteArray(kLockNotAvailable));
        QVERIFY(error.isTransient());
        QCOMPARE(runs, 1);
    }

    void failedStatementThatWasHiddenIsNotTakenForACommit()
    {
        TestDatabase test(Kind::Postgres);
        bool hookRan = false;
        QCOMPARE(failureOf([&] {
                     test.database().write(Demand::Handler, "test", soon(), [&](Transaction &tx) {
                         tx.afterCommit([&] { hookRan = true; });
                         put(tx, "a");
                         try {
                             put(tx, "a");
                         } catch (const DatabaseError &) {
                             // PostgreSQL answers the COMMIT that follows with success, and rolls back.
                         }
                     });
                 }).sqlState(),
                 QByteArray("25P02"));
        QVERIFY(!hookRan);
        QCOMPARE(test.number("SELECT count(*) FROM settings"), 0);
    }

    void unitOfWorkInsideAnotherIsRefused_data() { TestDatabase::addKinds(); }
    void unitOfWorkInsideAnotherIsRefused()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        QVERIFY_EXCEPTION_THROWN(test.database().write(Demand::Handler, "test", soon(),
                                                       [&](Transaction &) { test.number("SELECT 1"); }),
                                 std::logic_error);
        QCOMPARE(test.number("SELECT 1"), 1);
    }

private:
    static const char *slow(Kind kind)
    {
        return kind == Kind::Postgres
                   ? "SELECT pg_sleep(600)"
                   : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    }
    // Until some lease runs `sql`; which one.
    static quint64 waitForStatement(const ConnectionPool &pool, const QByteArray &sql)
    {
        for (;;) {
            for (const LeaseInfo &lease : pool.leases()) {
                if (lease.statement == sql)
                    return lease.id;
            }
            std::this_thread::yield();
        }
    }
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
};

const turnpike::test::RegisteredTest<TestTransaction> kTestTransaction;

} // namespace tst_transaction

#include "tst_transaction.moc"
