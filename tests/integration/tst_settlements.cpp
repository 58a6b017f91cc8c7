// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "dispatchershop.h"
#include "rowlock.h"
#include "support/ownlog.h"
#include "support/tcpgate.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_settlements {

using namespace turnpike;
using namespace turnpike::inbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::kPatienceMs;
using turnpike::test::RowLock;
using turnpike::test::TcpGate;
using Kind = db::DatabaseUrl::Kind;
using Shop = turnpike::test::DispatcherShop;

// What becomes of updates whose handler ended without a commit, when the database does not take it at once.
class TestSettlements : public QObject
{
    Q_OBJECT

private:
    // A dispatcher beside the shop's own, which reaches the database through a gate.
    struct Gated
    {
        explicit Gated(Shop &shop)
            : gate(shop.test.url().port())
            , pool(shop.test.url().withAddress(u"127.0.0.1"_s, gate.port()), impatient())
            , database(pool)
            , dispatcher(
                  database, shop.handler, shop.clock, u"gated"_s,
                  [this](const QString &kind, const protocol::Sentence &) {
                      alerts += kind == u"dead_letter" ? 1 : 0;
                  },
                  Shop::quick())
        {}
        static db::PoolOptions impatient()
        {
            db::PoolOptions options = turnpike::test::TestDatabase::defaultOptions();
            options.connection.connectTimeout = 1s;
            return options;
        }

        TcpGate gate;
        db::ConnectionPool pool;
        db::Database database;
        std::atomic<int> alerts{0}; // about dead letters
        Dispatcher dispatcher;
    };

    turnpike::test::OwnLog m_log;

private Q_SLOTS:
    void initTestCase() { m_log.start(); }

    void aRowThatSomebodyHasLockedHoldsUpNoOther()
    {
        Shop shop(Kind::Postgres);
        shop.store(1, 1);
        shop.store(2, 2);
        RowLock lock(shop.test, "UPDATE inbox SET user_id = user_id WHERE update_id = 1");
        shop.handler.prepareHook = [&](const InboxUpdate &update, const Deadline &deadline) {
            if (update.attempt > 1)
                return;
            if (update.updateId == UpdateId(1))
                lock.begin();
            // The other one ends while the first is waited for.
            while (!lock.isHeld() && deadline.sleep(10ms)) {
            }
            if (update.updateId == UpdateId(2))
                deadline.sleep(300ms);
            throw std::runtime_error("broken");
        };
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT((shop.clock.advance(kSecondMs), shop.statusOf(2)), u"done"_s, 40'000);
        QCOMPARE(shop.statusOf(1), u"pending"_s);
        lock.release();
        QTRY_COMPARE_WITH_TIMEOUT((shop.clock.advance(kSecondMs), shop.statusOf(1)), u"done"_s, kPatienceMs);
        QCOMPARE(shop.effects(), 2);
    }

    // Nor does it hold up what must run alone, and with that all others.
    void aRowThatSomebodyHasLockedHoldsUpNoLeftover()
    {
        Shop shop(Kind::Postgres);
        shop.store(1, 1);
        shop.store(2, 2);
        const qint64 later = shop.clock.nowMs() + kMinuteMs;
        shop.test.exec("UPDATE inbox SET crashes = 1, next_attempt_at = ? WHERE update_id = 2", later);
        RowLock lock(shop.test, "UPDATE inbox SET user_id = user_id WHERE update_id = 1");
        shop.handler.prepareHook = [&](const InboxUpdate &update, const Deadline &) {
            if (update.updateId != UpdateId(1) || update.attempt > 1)
                return;
            lock.begin();
            throw std::runtime_error("broken");
        };
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.dispatcher.stats().failed, quint64(1), kPatienceMs);
        shop.clock.advance(2 * kMinuteMs);
        shop.store(3, 3);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(2), u"done"_s, 40'000);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(3), u"done"_s, 10'000);
        QVERIFY(lock.isHeld());
        QCOMPARE(shop.statusOf(1), u"pending"_s);
        lock.release();
        QTRY_COMPARE_WITH_TIMEOUT((shop.clock.advance(kSecondMs), shop.statusOf(1)), u"done"_s, kPatienceMs);
        QCOMPARE(shop.effects(), 3);
    }

    // If the process died now, the row that ran alone would be blamed: nobody runs until that is written.
    void nobodyRunsWhileARowThatRanAloneIsNotSettled()
    {
        Shop shop(Kind::Postgres);
        shop.store(1, 1);
        shop.store(2, 2);
        shop.test.exec("UPDATE inbox SET crashes = 1 WHERE update_id = 1");
        RowLock lock(shop.test, "UPDATE inbox SET user_id = user_id WHERE update_id = 1");
        // Of a write that is given up nothing stays but what a sequence has counted.
        shop.test.outsider("CREATE SEQUENCE tries");
        shop.test.outsider("CREATE FUNCTION count_a_try() RETURNS trigger LANGUAGE plpgsql AS "
                           "'BEGIN PERFORM nextval(''tries''); RETURN NULL; END'");
        shop.test.outsider("CREATE TRIGGER counted BEFORE UPDATE ON inbox FOR EACH STATEMENT "
                           "EXECUTE FUNCTION count_a_try()");
        const auto tries = [&] { return shop.test.number("SELECT last_value FROM tries"); };
        std::atomic<qint64> triesBefore{0};
        std::atomic<qint64> aloneMeanwhile{-1};
        shop.handler.prepareHook = [&](const InboxUpdate &update, const Deadline &) {
            if (update.updateId == UpdateId(2)) {
                aloneMeanwhile = shop.test.number("SELECT count(*) FROM inbox WHERE picked_alone = 1");
            } else if (update.attempt == 1) {
                lock.begin();
                triesBefore = tries();
                throw std::runtime_error("broken");
            }
        };
        shop.dispatcher.start();
        // Given up together with others and by itself, and tried again: the dispatcher went on in between.
        QTRY_VERIFY_WITH_TIMEOUT(triesBefore > 0 && tries() >= triesBefore + 3, kPatienceMs);
        QCOMPARE(aloneMeanwhile.load(), qint64(-1));
        QVERIFY(lock.isHeld());
        lock.release();
        QTRY_COMPARE_WITH_TIMEOUT((shop.clock.advance(kSecondMs), shop.countOf("done")), 2, kPatienceMs);
        QCOMPARE(aloneMeanwhile.load(), 0);
    }

    // The commit takes a while; meanwhile the connection is cut, and the answer comes to nobody.
    void alertOfADeadLetterSurvivesALostAnswerToItsCommit()
    {
        Shop shop(Kind::Postgres);
        slowCommitsOf(shop, "NEW.status = 'dead'");
        Gated gated(shop);
        QVERIFY(gated.pool.waitUntilUp(Deadline::in(60s)));
        shop.handler.prepareHook = [](const InboxUpdate &, const Deadline &) {
            throw MalformedUpdate("no update of this world");
        };
        shop.store(1, 1);
        gated.dispatcher.start();
        cutDuringTheCommit(shop, gated.gate);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"dead"_s, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(gated.alerts.load(), 1, kPatienceMs);
        QCOMPARE(gated.dispatcher.stats().deadLetters, quint64(1));
        QVERIFY(gated.dispatcher.stop(Deadline::in(30s)));
        QCOMPARE(gated.alerts.load(), 1);
    }

    // The same where the update has killed its process for the last time.
    void alertOfWhatKillsProcessesSurvivesALostAnswerToItsCommit()
    {
        Shop shop(Kind::Postgres);
        slowCommitsOf(shop, "NEW.crashes = 3");
        Gated gated(shop);
        QVERIFY(gated.pool.waitUntilUp(Deadline::in(60s)));
        shop.store(1, 1);
        shop.test.exec("UPDATE inbox SET picked_by = 'dead', picked_alone = 1, attempts = 1, crashes = 2");
        gated.dispatcher.start();
        cutDuringTheCommit(shop, gated.gate);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"dead"_s, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(gated.alerts.load(), 1, kPatienceMs);
        QVERIFY(gated.dispatcher.stop(Deadline::in(30s)));
        QCOMPARE(gated.alerts.load(), 1);
    }

private:
    // From now on the commit of such a change of the inbox sleeps in the server, which does not look whether
    // its client is there meanwhile.
    static void slowCommitsOf(Shop &shop, const QByteArray &condition)
    {
        shop.test.outsider("CREATE FUNCTION sleep_a_little() RETURNS trigger LANGUAGE plpgsql AS "
                           "'BEGIN PERFORM set_config(''client_connection_check_interval'', ''0'', true); "
                           "PERFORM pg_sleep(2); RETURN NULL; END'");
        shop.test.outsider("CREATE CONSTRAINT TRIGGER sleepy AFTER UPDATE ON inbox DEFERRABLE "
                           "INITIALLY DEFERRED FOR EACH ROW WHEN (" +
                           condition + ") EXECUTE FUNCTION sleep_a_little()");
    }
    static void cutDuringTheCommit(Shop &shop, TcpGate &gate)
    {
        const auto sleeping = [&] {
            return shop.test
                       .outsider("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                                 "AND wait_event = 'PgSleep'")
                       .toInt() > 0;
        };
        bool isSeen = false; // once: QTRY asks again after a yes, when the sleep may be over
        QTRY_VERIFY_WITH_TIMEOUT(isSeen || (isSeen = sleeping()), kPatienceMs);
        gate.cutAll();
    }
};

const turnpike::test::RegisteredTest<TestSettlements> kTestSettlements;

} // namespace tst_settlements

#include "tst_settlements.moc"
