// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "dispatchershop.h"
#include "inbox/deadletters.h"
#include "support/ownlog.h"
#include "support/recordingkicker.h"
#include "support/testmain.h"
#include "telemetry/log.h"

#include <QTest>

#include <random>

namespace tst_dispatcher {

using namespace turnpike;
using namespace turnpike::inbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::Gate;
using turnpike::test::kPatienceMs;
using turnpike::test::RecordingKicker;
using turnpike::test::TestDatabase;
using Kind = db::DatabaseUrl::Kind;
using Shop = turnpike::test::DispatcherShop;

// The dispatcher on both databases: exactly once, in order, whatever fails.
class TestDispatcher : public QObject
{
    Q_OBJECT

private:
    turnpike::test::OwnLog m_log;

private Q_SLOTS:
    void initTestCase() { m_log.start(); }

    void everyUpdateIsHandledOnceAndInTheOrderOfItsLane_data() { TestDatabase::addKinds(); }
    void everyUpdateIsHandledOnceAndInTheOrderOfItsLane()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        std::mt19937 random(1);
        for (int id = 1; id <= 200; ++id)
            shop.store(id, static_cast<qint64>(random() % 20 + 1));
        shop.dispatcher.start();
        for (int id = 201; id <= 400; ++id) {
            shop.store(id, static_cast<qint64>(random() % 20 + 1));
            shop.dispatcher.wake();
        }
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 400, kPatienceMs);
        QCOMPARE(shop.effects(), 400);
        QCOMPARE(shop.handledTwice(), 0);
        QCOMPARE(shop.outOfOrder(), 0);
        QVERIFY(shop.dispatcher.stop(Deadline::in(30s)));
        QCOMPARE(shop.dispatcher.stats().handled, quint64(400));
        QCOMPARE(shop.test.number("SELECT count(*) FROM inbox WHERE picked_by IS NOT NULL OR attempts <> 1"),
                 0);
    }

    void timeToHandleCountsEveryAttemptThatEnded_data() { TestDatabase::addKinds(); }
    void timeToHandleCountsEveryAttemptThatEnded()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        std::atomic<int> calls{0};
        shop.handler.runHook = [&](const InboxUpdate &, db::Transaction &tx) {
            tx.deadline().sleep(6ms);
            if (++calls == 3)
                throw DomainError(u"the third fails"_s);
        };
        for (int id = 1; id <= 5; ++id)
            shop.store(id, id);
        shop.dispatcher.start();
        const auto stats = [&] { return shop.dispatcher.stats(); };
        QTRY_COMPARE_WITH_TIMEOUT(stats().handled + stats().failed, quint64(5), kPatienceMs);
        QCOMPARE(stats().handle.count, 5);
        QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM inbox WHERE picked_by IS NULL"), 5,
                                  kPatienceMs);
        shop.clock.advance(kMinuteMs);
        QTRY_COMPARE_WITH_TIMEOUT(stats().handled, quint64(5), kPatienceMs);
        QCOMPARE(stats().failed, quint64(1));
        const db::DurationHistogram handle = stats().handle;
        QCOMPARE(handle.count, 6);
        QVERIFY(handle.sumMs >= 36);
        QCOMPARE(handle.buckets[0] + handle.buckets[1] + handle.buckets[2], 0); // up to 5 ms
    }

    void twoLeadersByMistakeNeverHandleAnUpdateTwiceNorOutOfOrder_data() { TestDatabase::addKinds(); }
    void twoLeadersByMistakeNeverHandleAnUpdateTwiceNorOutOfOrder()
    {
        QFETCH(Kind, kind);
        db::PoolOptions options = TestDatabase::defaultOptions();
        options.places.handlers = 50;
        Shop shop(kind, Shop::quick(), options);
        std::atomic<int> calls{0};
        shop.handler.runHook = [&](const InboxUpdate &, db::Transaction &) {
            if (++calls % 13 == 0)
                throw DomainError(u"every thirteenth fails"_s);
        };
        const SystemClock clock;
        const Dispatcher::Options quick = Shop::quick();
        Dispatcher second(shop.test.database(), shop.handler, clock, u"other"_s, {}, quick);
        Dispatcher first(shop.test.database(), shop.handler, clock, u"one"_s, {}, quick);
        std::mt19937 random(7);
        int id = 0;
        while (id < 200)
            shop.store(++id, static_cast<qint64>(random() % 40 + 1));
        first.start();
        second.start();
        while (id < 800) {
            shop.store(++id, static_cast<qint64>(random() % 40 + 1));
            (random() % 2 ? first : second).wake();
        }
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done") + shop.countOf("dead"), id, kPatienceMs);
        QCOMPARE(shop.handledTwice(), 0);
        QCOMPARE(shop.effects(), shop.countOf("done"));
        QCOMPARE(shop.outOfOrder(), 0);
        QVERIFY(first.stop(Deadline::in(30s)));
        QVERIFY(second.stop(Deadline::in(30s)));
        QVERIFY(first.stats().handled > 0);
        QVERIFY(second.stats().handled > 0);
    }

    // Between picking up and claiming, other processes may do these things; the claim must see each of them.
    void claimSeesWhatOthersDidMeanwhile_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<QByteArray>("meanwhile");
        QTest::addColumn<QList<qint64>>("handled");
        for (const Kind kind : {Kind::Sqlite, Kind::Postgres}) {
            const char *name = kind == Kind::Sqlite ? "sqlite" : "postgres";
            QTest::addRow("handled by another leader, %s", name)
                << kind
                << QByteArray("UPDATE inbox SET status = 'done', picked_by = NULL WHERE update_id = 2")
                << QList<qint64>{};
            QTest::addRow("picked up by another leader, %s", name)
                << kind
                << QByteArray("UPDATE inbox SET picked_by = 'other', attempts = 2 WHERE update_id = 2")
                << QList<qint64>{};
            QTest::addRow("given up by an operator, %s", name)
                << kind << QByteArray("UPDATE inbox SET status = 'dead' WHERE update_id = 2")
                << QList<qint64>{};
            QTest::addRow("an earlier one of the lane is committed late, %s", name)
                << kind
                << QByteArray("INSERT INTO inbox (seq, update_id, kind, user_id, lane, body, received_at) ") +
                       (kind == Kind::Sqlite ? "" : "OVERRIDING SYSTEM VALUE ") +
                       "SELECT -1, 1, kind, user_id, lane, body, received_at FROM inbox WHERE update_id = 2"
                << QList<qint64>{1, 2};
        }
    }
    void claimSeesWhatOthersDidMeanwhile()
    {
        QFETCH(Kind, kind);
        QFETCH(QByteArray, meanwhile);
        QFETCH(QList<qint64>, handled);
        Shop shop(kind);
        std::atomic<bool> first{true};
        shop.handler.prepareHook = [&](const InboxUpdate &, const Deadline &) {
            if (first.exchange(false))
                shop.test.exec(meanwhile.constData());
        };
        shop.store(2, 5);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.dispatcher.stats().lost, quint64(1), kPatienceMs);
        shop.clock.advance(1'000);
        QTRY_COMPARE_WITH_TIMEOUT(shop.effects(), handled.size(), kPatienceMs);
        QVERIFY(shop.dispatcher.stop(Deadline::in(30s)));
        const auto effects = shop.test.query("SELECT update_id FROM effects ORDER BY id");
        for (size_t i = 0; i < effects.size(); ++i)
            QCOMPARE(effects[i].int64(0), handled.at(static_cast<qsizetype>(i)));
    }

    // As when a process wakes from a freeze without the lead, and with a pool that holds no connection any
    // more.
    void whatAStopCouldNotWriteBackIsWrittenBackLater_data() { TestDatabase::addKinds(); }
    void whatAStopCouldNotWriteBackIsWrittenBackLater()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        Gate gate;
        std::atomic<int> calls{0};
        shop.handler.prepareHook = [&](const InboxUpdate &, const Deadline &deadline) {
            ++calls;
            gate.pass(deadline);
        };
        shop.store(1, 5);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(calls.load(), 1, kPatienceMs);
        shop.test.script("ALTER TABLE inbox RENAME TO hidden");
        shop.dispatcher.stop(Deadline::in(100ms));
        QVERIFY(!shop.dispatcher.settle(Deadline::in(1s)));
        shop.test.script("ALTER TABLE hidden RENAME TO inbox");
        QCOMPARE(shop.test.number("SELECT count(*) FROM inbox WHERE picked_by IS NOT NULL"), 1);
        // Row by row by now, with a pause in between.
        QTRY_VERIFY_WITH_TIMEOUT(shop.dispatcher.settle(Deadline::in(30s)), kPatienceMs);
        QCOMPARE(
            shop.test.number("SELECT count(*) FROM inbox WHERE picked_by IS NULL AND status = 'pending'"), 1);
    }

    // Another replica takes its number first and commits last: a watermark would have passed it by.
    void updateCommittedLateByAnotherReplicaIsFound()
    {
        Shop shop(Kind::Postgres);
        Gate gate;
        std::atomic<bool> hasInserted{false};
        std::thread replica([&] {
            shop.test.database().write(
                db::Demand::Ingest, "replica", Deadline::in(60s), [&](db::Transaction &tx) {
                    hasInserted =
                        tx.exec("INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at) "
                                "VALUES (1, 'message', 5, 'user:5', CAST('{}' AS bytea), 0)") == 1;
                    gate.pass(tx.deadline());
                });
        });
        const auto join = qScopeGuard([&] {
            gate.open();
            replica.join();
        });
        QTRY_VERIFY_WITH_TIMEOUT(hasInserted, kPatienceMs);
        shop.store(2, 6);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.effects(), 1, kPatienceMs);
        QVERIFY(shop.test.number("SELECT seq FROM inbox WHERE update_id = 2") > 1);
        gate.open();
        QTRY_COMPARE_WITH_TIMEOUT(shop.effects(), 2, kPatienceMs);
        QCOMPARE(shop.statusOf(1), u"done"_s);
        QVERIFY(shop.test.number("SELECT seq FROM inbox WHERE update_id = 1") <
                shop.test.number("SELECT seq FROM inbox WHERE update_id = 2"));
        QVERIFY(shop.dispatcher.stop(Deadline::in(30s)));
    }

    void failingUpdateIsTriedFiveTimesThenADeadLetterAndItsLaneGoesOn_data() { TestDatabase::addKinds(); }
    void failingUpdateIsTriedFiveTimesThenADeadLetterAndItsLaneGoesOn()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        std::atomic<int> failures{0};
        shop.handler.runHook = [&](const InboxUpdate &update, db::Transaction &) {
            if (update.updateId != UpdateId(1))
                return;
            ++failures;
            throw std::runtime_error("no\0way");
        };
        shop.store(1, 5);
        shop.store(2, 5);
        shop.dispatcher.start();
        int seen = 0;
        for (const qint64 delay : {200, 1'000, 3'000, 10'000}) {
            ++seen;
            QTRY_COMPARE_WITH_TIMEOUT(
                shop.test.number(
                    "SELECT count(*) FROM inbox WHERE update_id = 1 AND attempts = ? AND picked_by IS NULL",
                    seen),
                1, kPatienceMs);
            QCOMPARE(failures.load(), seen);
            shop.clock.advance(delay - 1);
            shop.dispatcher.wake();
            QTRY_VERIFY_WITH_TIMEOUT(shop.dispatcher.stats().running == 0, kPatienceMs);
            QCOMPARE(failures.load(), seen);
            QCOMPARE(shop.effects(), 0); // what waits behind it still waits
            shop.clock.advance(1);
        }
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"dead"_s, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(2), u"done"_s, kPatienceMs);
        QCOMPARE(failures.load(), 5);
        QCOMPARE(shop.effects(), 1);
        QCOMPARE(shop.alerts, QStringList{u"dead_letter"_s});
        QVERIFY(shop.alertText().id() == protocol::SentenceId::UpdateDead);
        QVERIFY(shop.dispatcher.stop(Deadline::in(30s)));
    }

    void handlerOverItsTimeIsRolledBackAndTriedAgain_data() { TestDatabase::addKinds(); }
    void handlerOverItsTimeIsRolledBackAndTriedAgain()
    {
        QFETCH(Kind, kind);
        Dispatcher::Options options = Shop::quick();
        options.handlerTime = 300ms;
        Shop shop(kind, options);
        std::atomic<int> calls{0};
        shop.handler.runHook = [&](const InboxUpdate &, db::Transaction &tx) {
            if (++calls > 1)
                return;
            if (!shop.isSqlite)
                tx.query("SELECT pg_sleep(30)");
            tx.deadline().sleep(30s);
        };
        shop.store(77, 5);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.dispatcher.stats().timeouts, quint64(1), kPatienceMs);
        QCOMPARE(shop.effects(), 0);
        QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM inbox WHERE picked_by IS NULL"), 1,
                                  kPatienceMs);
        shop.clock.advance(200);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(77), u"done"_s, kPatienceMs);
        QCOMPARE(shop.effects(), 1);
        QCOMPARE(shop.test.number("SELECT attempts FROM inbox"), 2);
        log::flush();
        QFile logFile(m_log.path());
        QVERIFY(logFile.open(QIODevice::ReadOnly));
        QVERIFY(logFile.readAll().contains("WEBHOOK_HANDLER_TIMEOUT update_id=77"));
    }

    void malformedUpdateIsADeadLetterAtOnce()
    {
        Shop shop(Kind::Sqlite);
        shop.handler.prepareHook = [](const InboxUpdate &, const Deadline &) {
            throw MalformedUpdate("no message");
        };
        shop.store(1, 5);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"dead"_s, kPatienceMs);
        QCOMPARE(shop.test.number("SELECT attempts FROM inbox"), 1);
        QCOMPARE(shop.test.query("SELECT last_error FROM inbox").at(0).text(0), u"no message"_s);
    }

    // The clock stands still, but for the moment when it is set back.
    void aClockSetBackDelaysNoRetry_data() { TestDatabase::addKinds(); }
    void aClockSetBackDelaysNoRetry()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        shop.store(1, 5);
        shop.handler.prepareHook = [](const InboxUpdate &update, const Deadline &) {
            if (update.attempt == 1)
                throw std::runtime_error("broken");
        };
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM inbox WHERE attempts = 1 AND "
                                                   "picked_by IS NULL AND next_attempt_at > ?",
                                                   shop.clock.nowMs()),
                                  1, kPatienceMs);
        shop.clock.advance(-kHourMs);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"done"_s, kPatienceMs);
    }

    void correlationIdsAreOurOwnNumbers()
    {
        Shop shop(Kind::Sqlite);
        std::mutex mutex;
        QStringList ids;
        shop.handler.runHook = [&](const InboxUpdate &, db::Transaction &) {
            const std::lock_guard lock(mutex);
            ids << log::CorrelationScope::current();
        };
        // Telegram uses the id again: the row that had it gave it up.
        shop.store(900, 5);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 1, kPatienceMs);
        shop.test.exec("UPDATE inbox SET update_id = -seq");
        shop.store(900, 5);
        shop.dispatcher.wake();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 2, kPatienceMs);
        const std::lock_guard lock(mutex);
        QCOMPARE(ids, QStringList({u"update-1"_s, u"update-2"_s}));
    }

    void bodiesAreLetGoOfOnceHandledAndHashesStay_data() { TestDatabase::addKinds(); }
    void bodiesAreLetGoOfOnceHandledAndHashesStay()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        const char *const kinds[] = {"message", "successful_payment", "refunded_payment", "callback_query"};
        for (int id = 1; id <= 4; ++id)
            shop.store(id, id, kinds[id - 1], "{}");
        shop.store(5, 5, "message", "broken");
        shop.test.exec("UPDATE inbox SET body_hash = 'hash'");
        shop.store(6, 6); // of the version before: nothing but the body tells a redelivery of it
        shop.handler.prepareHook = [](const InboxUpdate &update, const Deadline &) {
            if (update.body == "broken")
                throw MalformedUpdate("no update of this world");
            if (update.body != "{}")
                throw std::runtime_error("the handler sees another body");
        };
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("pending"), 0, kPatienceMs);
        RecordingKicker kicker;
        const DeadLetters letters(shop.clock, kicker);
        shop.test.database().write(db::Demand::Worker, "test", Deadline::in(60s), [&](db::Transaction &tx) {
            QVERIFY(letters.discard(tx, letters.list(tx, 1).at(0).seq, u"a test"_s));
        });
        QCOMPARE(shop.countOf("done"), 6);
        QByteArrayList bodies;
        for (const db::Row &row : shop.test.query("SELECT body FROM inbox ORDER BY seq"))
            bodies << row.bytes(0);
        QCOMPARE(bodies, QByteArrayList({"", "{}", "{}", "", "broken", "{}"}));
        QCOMPARE(shop.test.number("SELECT count(*) FROM inbox WHERE body_hash = 'hash'"), 5);
    }

    void paymentNeverDiesAndDoesNotHoldUpItsCustomer_data() { TestDatabase::addKinds(); }
    void paymentNeverDiesAndDoesNotHoldUpItsCustomer()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        std::atomic<int> failures{0};
        std::atomic<bool> broken{true};
        shop.handler.prepareHook = [&](const InboxUpdate &update, const Deadline &) {
            if (update.kind != u"successful_payment" || !broken)
                return;
            ++failures;
            throw MalformedUpdate("what is this?");
        };
        shop.store(1, 5, "successful_payment");
        shop.store(2, 5);
        shop.dispatcher.start();
        for (int attempt = 1; attempt <= 9; ++attempt) {
            QTRY_COMPARE_WITH_TIMEOUT(failures.load(), attempt, kPatienceMs);
            QTRY_COMPARE_WITH_TIMEOUT(
                shop.test.number(
                    "SELECT count(*) FROM inbox WHERE update_id = 1 AND attempts = ? AND picked_by IS NULL",
                    attempt),
                1, kPatienceMs);
            if (attempt >= 5)
                QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(2), u"done"_s, kPatienceMs);
            else
                QCOMPARE(shop.statusOf(2), u"pending"_s);
            shop.clock.advance(10 * kMinuteMs);
        }
        QCOMPARE(shop.test.query("SELECT lane FROM inbox WHERE update_id = 1").at(0).text(0), u"payment:1"_s);
        QVERIFY(shop.alertCount() >= 5);
        QVERIFY(shop.alertText().id() == protocol::SentenceId::UpdateTriedAgain);
        broken = false;
        shop.clock.advance(10 * kMinuteMs);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"done"_s, kPatienceMs);
        QCOMPARE(shop.effects(), 2);
    }

    void databaseOutageDuringHandlingLosesNothingAndCountsNoAttempt()
    {
        Shop shop(Kind::Postgres);
        const QByteArray name = shop.test.query("SELECT current_database()").at(0).text(0).toUtf8();
        const TestDatabase neighbour(Kind::Postgres);
        const SystemClock clock;
        Dispatcher dispatcher(shop.test.database(), shop.handler, clock, u"one"_s, {}, Shop::quick());
        dispatcher.start();
        for (int outage = 0; outage < 3; ++outage) {
            const quint64 before = dispatcher.stats().handled;
            // Anew each time: a quick machine would have nothing left to do when the last outage comes.
            for (int user = 1; user <= 60; ++user)
                shop.storeMany(user * 100 + outage * 10, 10, user);
            QTRY_VERIFY_WITH_TIMEOUT(dispatcher.stats().handled > before + 20, kPatienceMs);
            neighbour.outsider("ALTER DATABASE \"" + name + "\" ALLOW_CONNECTIONS false");
            neighbour.outsider(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" + name +
                "'");
            QTRY_VERIFY_WITH_TIMEOUT(!shop.test.pool().stats().isUp, kPatienceMs);
            neighbour.outsider("ALTER DATABASE \"" + name + "\" ALLOW_CONNECTIONS true");
            QVERIFY(shop.test.pool().waitUntilUp(Deadline::in(60s)));
        }
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 1'800, kPatienceMs);
        QCOMPARE(shop.effects(), 1'800);
        QCOMPARE(shop.handledTwice(), 0);
        QCOMPARE(shop.outOfOrder(), 0);
        QVERIFY(dispatcher.stop(Deadline::in(30s)));
        QCOMPARE(shop.test.number("SELECT max(attempts) FROM inbox"), 1);
    }

    void stoppingGivesBackWhatHasNotBegunAndWhatWasCancelled_data() { TestDatabase::addKinds(); }
    void stoppingGivesBackWhatHasNotBegunAndWhatWasCancelled()
    {
        QFETCH(Kind, kind);
        Dispatcher::Options options = Shop::quick();
        options.maxConcurrent = 2;
        options.handlerTime = 120s;
        Shop shop(kind, options);
        Gate gate;
        shop.handler.prepareHook = [&](const InboxUpdate &, const Deadline &deadline) {
            gate.pass(deadline);
            deadline.check("test");
        };
        for (int user = 1; user <= 10; ++user)
            shop.store(user, user);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(gate.waiting(), 2, kPatienceMs);
        QVERIFY(shop.dispatcher.stop(Deadline::in(50ms)));
        QCOMPARE(shop.test.number("SELECT count(*) FROM inbox WHERE status = 'pending' AND attempts = 0 "
                                  "AND picked_by IS NULL"),
                 10);
        // And it starts again.
        gate.open();
        shop.clock.advance(1'000);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 10, kPatienceMs);
        QCOMPARE(shop.effects(), 10);
    }

    void laneIsFreedOnlyAfterTheHooks()
    {
        Shop shop(Kind::Sqlite);
        std::atomic<int> hooksDone{0};
        std::atomic<int> wrong{0};
        shop.handler.prepareHook = [&](const InboxUpdate &update, const Deadline &) {
            if (hooksDone != static_cast<int>(update.updateId.value()) - 1)
                ++wrong;
        };
        shop.handler.runHook = [&](const InboxUpdate &, db::Transaction &tx) {
            tx.afterCommit([&] {
                Deadline::in(60s).sleep(3ms);
                ++hooksDone;
            });
        };
        for (int id = 1; id <= 20; ++id)
            shop.store(id, 5);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(hooksDone.load(), 20, kPatienceMs);
        QCOMPARE(wrong.load(), 0);
    }

    void deadLetterIsRetriedOrDiscardedByOperators_data() { TestDatabase::addKinds(); }
    void deadLetterIsRetriedOrDiscardedByOperators()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        std::atomic<bool> broken{true};
        shop.handler.prepareHook = [&](const InboxUpdate &, const Deadline &) {
            if (broken)
                throw MalformedUpdate("broken");
        };
        shop.store(1, 5);
        shop.store(2, 6);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("dead"), 2, kPatienceMs);
        broken = false;
        RecordingKicker kicker;
        const DeadLetters letters(shop.clock, kicker);
        shop.test.database().write(db::Demand::Worker, "test", Deadline::in(60s), [&](db::Transaction &tx) {
            QCOMPARE(letters.count(tx), 2);
            const auto list = letters.list(tx, 10);
            QCOMPARE(list.size(), size_t(2));
            QCOMPARE(list[0].updateId, UpdateId(2));
            QCOMPARE(list[0].lastError, u"broken"_s);
            QCOMPARE(letters.list(tx, 10, list[0].seq).at(0).updateId, UpdateId(1));
            QCOMPARE(letters.inspect(tx, list[0].seq)->body, QByteArray("{}"));
            QVERIFY(letters.discard(tx, list[0].seq, u"a test"_s));
            QVERIFY(!letters.retry(tx, list[0].seq));
            QVERIFY(letters.retry(tx, list[1].seq));
        });
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 2, kPatienceMs);
        QCOMPARE(shop.effects(), 1);
        QCOMPARE(shop.test.query("SELECT last_error FROM inbox WHERE update_id = 2").at(0).text(0),
                 u"discarded: a test"_s);
    }
};

const turnpike::test::RegisteredTest<TestDispatcher> kTestDispatcher;

} // namespace tst_dispatcher

#include "tst_dispatcher.moc"
