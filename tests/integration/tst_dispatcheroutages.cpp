// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/connectionpool.h"
#include "dispatchershop.h"
#include "support/ownlog.h"
#include "support/testmain.h"

#include <QScopeGuard>
#include <QTest>

namespace tst_dispatcheroutages {

using namespace turnpike;
using namespace turnpike::inbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::kPatienceMs;
using turnpike::test::TestDatabase;
using Kind = db::DatabaseUrl::Kind;
using Shop = turnpike::test::DispatcherShop;

// What is the database's fault, and what is an update's own.
class TestDispatcherOutages : public QObject
{
    Q_OBJECT

private:
    turnpike::test::OwnLog m_log;

private Q_SLOTS:
    void initTestCase() { m_log.start(); }

    void databaseThatIsReadOnlyForAWhileCountsNoAttempt()
    {
        Shop shop(Kind::Postgres);
        const QByteArray name = shop.test.url().database().toUtf8();
        const TestDatabase neighbour(Kind::Postgres);
        const auto end = [&] {
            neighbour.outsider("ALTER DATABASE " + name + " RESET default_transaction_read_only");
        };
        const auto endAtLast = qScopeGuard(end);
        const SystemClock clock;
        Dispatcher dispatcher(shop.test.database(), shop.handler, clock, u"one"_s, {}, Shop::quick());
        for (int user = 1; user <= 60; ++user)
            shop.storeMany(user * 100, 10, user);
        dispatcher.start();
        QTRY_VERIFY_WITH_TIMEOUT(dispatcher.stats().handled > 20, kPatienceMs);
        neighbour.outsider("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
        const auto isReadOnly = [&] {
            neighbour.outsider(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" + name +
                "'");
            return shop.test.pool().stats().isReadOnly;
        };
        QVERIFY(QTest::qWaitFor(isReadOnly, kPatienceMs)); // QTRY would put them out once more
        end();
        const auto takesWrites = [&] {
            const db::PoolStats stats = shop.test.pool().stats();
            return stats.isUp && !stats.isReadOnly;
        };
        QTRY_VERIFY_WITH_TIMEOUT(takesWrites(), 5'000);
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 600, kPatienceMs);
        QVERIFY(dispatcher.stop(Deadline::in(30s)));
        QCOMPARE(shop.handledTwice(), 0);
        QCOMPARE(shop.test.number("SELECT max(attempts) FROM inbox"), 1);
    }

    // Of somebody else, and for longer than five attempts take.
    void lockThatLetsManyUpdatesHangCountsNoAttempt()
    {
        Dispatcher::Options options = Shop::quick();
        options.handlerTime = 300ms;
        Shop shop(Kind::Postgres, options);
        for (int user = 1; user <= 10; ++user)
            shop.store(user, user);
        {
            const db::Lease lease =
                shop.test.pool().acquire(db::Demand::Worker, "somebody", Deadline::in(60s));
            lease.connection().begin(true, Deadline::in(120s), 120s);
            lease.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                         "LOCK TABLE effects IN ACCESS EXCLUSIVE MODE");
            shop.dispatcher.start();
            const auto timeouts = [&] {
                shop.clock.advance(15'000); // whatever its attempt, each is due again
                shop.dispatcher.wake();
                return shop.dispatcher.stats().timeouts;
            };
            QTRY_VERIFY_WITH_TIMEOUT(timeouts() >= 80, kPatienceMs);
            QCOMPARE(shop.countOf("dead"), 0);
        }
        const auto done = [&] {
            shop.clock.advance(15'000);
            shop.dispatcher.wake();
            return shop.countOf("done");
        };
        QTRY_COMPARE_WITH_TIMEOUT(done(), 10, kPatienceMs);
        QCOMPARE(shop.effects(), 10);
        QCOMPARE(shop.alertCount(), 0);
        QCOMPARE(shop.test.number("SELECT max(attempts) FROM inbox"), 1);
        QVERIFY(shop.dispatcher.stop(Deadline::in(30s)));
    }

    // A table that only one of them needs: PostgreSQL says that it is a lock.
    void lockThatLetsOneUpdateHangCountsNoAttemptEither()
    {
        Dispatcher::Options options = Shop::quick();
        options.handlerTime = 1s;
        Shop shop(Kind::Postgres, options);
        shop.test.script("CREATE TABLE shelf (update_id bigint)");
        shop.handler.runHook = [](const InboxUpdate &update, db::Transaction &tx) {
            if (update.updateId == UpdateId(1))
                tx.exec("INSERT INTO shelf VALUES (?)", update.updateId);
        };
        shop.store(1, 1);
        const auto goOn = [&] {
            shop.clock.advance(15'000);
            shop.dispatcher.wake();
        };
        const auto done = [&] {
            goOn();
            return shop.countOf("done");
        };
        const auto timeouts = [&] {
            goOn();
            return static_cast<int>(shop.dispatcher.stats().timeouts);
        };
        {
            const db::Lease lease =
                shop.test.pool().acquire(db::Demand::Worker, "somebody", Deadline::in(60s));
            lease.connection().begin(true, Deadline::in(120s), 120s);
            lease.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                         "LOCK TABLE shelf IN ACCESS EXCLUSIVE MODE");
            shop.dispatcher.start();
            // More often than five times; and each time others are handled beside it.
            for (int round = 1; round <= 7; ++round) {
                shop.storeMany(round * 100, 5, 2);
                QTRY_COMPARE_WITH_TIMEOUT(done(), 5 * round, kPatienceMs);
                QTRY_VERIFY_WITH_TIMEOUT(timeouts() >= round, kPatienceMs);
            }
            QCOMPARE(shop.countOf("dead"), 0);
        }
        QTRY_COMPARE_WITH_TIMEOUT(done(), 36, kPatienceMs);
        QCOMPARE(shop.test.number("SELECT attempts FROM inbox WHERE update_id = 1"), 1);
        QCOMPARE(shop.test.number("SELECT count(*) FROM shelf"), 1);
        QCOMPARE(shop.alertCount(), 0);
        QVERIFY(shop.dispatcher.stop(Deadline::in(30s)));
    }

    // Whoever pays waits ten seconds at most: a pre-checkout does not wait for the lock's end.
    void aPreCheckoutThatMeetsALockIsRefusedAfterThreeAttempts()
    {
        Dispatcher::Options options = Shop::quick();
        options.checkoutTime = 1s;
        db::PoolOptions poolOptions = TestDatabase::defaultOptions();
        poolOptions.minSize = 4; // at hand: connecting would cost the attempt its time
        Shop shop(Kind::Postgres, options, poolOptions);
        shop.test.script("CREATE TABLE shelf (update_id bigint)");
        shop.handler.runHook = [](const InboxUpdate &update, db::Transaction &tx) {
            tx.exec("INSERT INTO shelf VALUES (?)", update.updateId);
        };
        shop.store(1, 1, "pre_checkout_query");
        // The time of the next try is counted from when this one has been noted.
        const auto noted = [&shop](int attempts) {
            return shop.test.number("SELECT count(*) FROM inbox WHERE attempts = ? AND picked_by IS NULL AND "
                                    "last_error IS NOT NULL",
                                    attempts);
        };
        const db::Lease lease = shop.test.pool().acquire(db::Demand::Worker, "somebody", Deadline::in(60s));
        lease.connection().begin(true, Deadline::in(120s), 120s);
        lease.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                     "LOCK TABLE shelf IN ACCESS EXCLUSIVE MODE");
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(noted(1), 1, kPatienceMs);
        shop.clock.advance(200);
        QTRY_COMPARE_WITH_TIMEOUT(noted(2), 1, kPatienceMs);
        shop.clock.advance(1'000);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"done"_s, kPatienceMs);
        QCOMPARE(shop.test.query("SELECT what FROM effects").at(0).text(0), u"refused"_s);
        QVERIFY(shop.dispatcher.stop(Deadline::in(30s)));
    }

    void updatesThatHangWhileOthersAreHandledAreAtFaultThemselves_data() { TestDatabase::addKinds(); }
    void updatesThatHangWhileOthersAreHandledAreAtFaultThemselves()
    {
        QFETCH(Kind, kind);
        Dispatcher::Options options = Shop::quick();
        options.handlerTime = 2s;
        Shop shop(kind, options);
        // Before the transaction: SQLite has one writer, and the others must be handled meanwhile.
        shop.handler.prepareHook = [&](const InboxUpdate &update, const Deadline &deadline) {
            if (update.updateId > UpdateId(3))
                return;
            deadline.sleep(30s);
            deadline.check("test");
        };
        for (int user = 1; user <= 18; ++user)
            shop.store(user, user);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 15, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(shop.dispatcher.stats().timeouts, quint64(3), kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM inbox WHERE status = 'pending' AND "
                                                   "attempts = 1 AND picked_by IS NULL"),
                                  3, kPatienceMs);
        QVERIFY(shop.dispatcher.stop(Deadline::in(30s)));
    }
};

const turnpike::test::RegisteredTest<TestDispatcherOutages> kTestDispatcherOutages;

} // namespace tst_dispatcheroutages

#include "tst_dispatcheroutages.moc"
