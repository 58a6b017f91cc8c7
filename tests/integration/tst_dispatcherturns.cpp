// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "dispatchershop.h"
#include "support/ownlog.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_dispatcherturns {

using namespace turnpike;
using namespace turnpike::inbox;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using turnpike::test::Gate;
using turnpike::test::kPatienceMs;
using turnpike::test::TestDatabase;
using Kind = db::DatabaseUrl::Kind;
using Shop = turnpike::test::DispatcherShop;

// Whose turn it is, on both databases: buttons before messages, pre-checkouts before all, and no lane waits
// for another.
class TestDispatcherTurns : public QObject
{
    Q_OBJECT

private:
    turnpike::test::OwnLog m_log;

private Q_SLOTS:
    void initTestCase() { m_log.start(); }

    void buttonPressesGoBeforeOtherUsersMessages()
    {
        Dispatcher::Options options = Shop::quick();
        options.maxConcurrent = 1;
        Shop shop(Kind::Sqlite, options);
        for (int user = 1; user <= 40; ++user)
            shop.store(user, user);
        for (int user = 41; user <= 45; ++user)
            shop.store(user, user, "callback_query");
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 45, kPatienceMs);
        QCOMPARE(shop.test.number("SELECT count(*) FROM effects WHERE id <= 5 AND update_id > 40"), 5);
    }

    void buttonPressStaysBehindItsOwnUsersMessage()
    {
        Shop shop(Kind::Sqlite);
        shop.store(1, 5);
        shop.store(2, 5, "callback_query");
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 2, kPatienceMs);
        QCOMPARE(shop.outOfOrder(), 0);
    }

    void preCheckoutIsAnsweredWhileEveryOtherThreadIsHeldUp_data() { TestDatabase::addKinds(); }
    void preCheckoutIsAnsweredWhileEveryOtherThreadIsHeldUp()
    {
        QFETCH(Kind, kind);
        Dispatcher::Options options = Shop::quick();
        options.handlerTime = 120s;
        Shop shop(kind, options);
        Gate gate;
        shop.handler.prepareHook = [&](const InboxUpdate &update, const Deadline &deadline) {
            if (update.kind == u"message")
                gate.pass(deadline);
        };
        for (int user = 1; user <= 60; ++user)
            shop.store(user, user);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(gate.waiting(), 20, kPatienceMs);
        shop.store(100, 5, "pre_checkout_query"); // of a user whose message is being handled
        shop.store(101, 70, "pre_checkout_query");
        shop.store(102, 71, "pre_checkout_query");
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 3, kPatienceMs);
        QCOMPARE(gate.waiting(), 20);
        gate.open();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 63, kPatienceMs);
    }

    void failingPreCheckoutIsRefusedAfterThreeAttempts_data() { TestDatabase::addKinds(); }
    void failingPreCheckoutIsRefusedAfterThreeAttempts()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        std::atomic<int> calls{0};
        shop.handler.runHook = [&](const InboxUpdate &, db::Transaction &) {
            ++calls;
            throw std::runtime_error("no");
        };
        shop.store(1, 5, "pre_checkout_query");
        shop.dispatcher.start();
        // The time of the next try is counted from when this one has been noted.
        const auto noted = [&shop](int attempts) {
            return shop.test.number("SELECT count(*) FROM inbox WHERE attempts = ? AND picked_by IS NULL AND "
                                    "last_error IS NOT NULL",
                                    attempts);
        };
        QTRY_COMPARE_WITH_TIMEOUT(noted(1), 1, kPatienceMs);
        shop.clock.advance(200);
        QTRY_COMPARE_WITH_TIMEOUT(noted(2), 1, kPatienceMs);
        shop.clock.advance(1'000);
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"done"_s, kPatienceMs);
        QCOMPARE(calls.load(), 3);
        QCOMPARE(shop.test.query("SELECT what FROM effects").at(0).text(0), u"refused"_s);
    }

    void malformedPreCheckoutIsStillAnswered()
    {
        Shop shop(Kind::Sqlite);
        shop.handler.prepareHook = [](const InboxUpdate &, const Deadline &) { throw MalformedUpdate("?"); };
        shop.store(1, 5, "pre_checkout_query");
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.statusOf(1), u"done"_s, kPatienceMs);
        QCOMPARE(shop.test.query("SELECT what FROM effects").at(0).text(0), u"refused"_s);
    }

    void preCheckoutNobodyWaitsForAnyMoreIsClosedWithoutAnAnswer()
    {
        Shop shop(Kind::Sqlite);
        shop.store(1, 5, "pre_checkout_query");
        shop.store(2, 6, "pre_checkout_query");
        shop.clock.advance(8'000);
        shop.test.exec("UPDATE inbox SET received_at = received_at - 5000 WHERE update_id = 1");
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 2, kPatienceMs);
        // The first is 13 s old, the second 8 s: too late to look into it, not for a refusal.
        const auto effects = shop.test.query("SELECT update_id, what FROM effects");
        QCOMPARE(effects.size(), size_t(1));
        QCOMPARE(effects[0].int64(0), 2);
        QCOMPARE(effects[0].text(1), u"refused"_s);
        QVERIFY(shop.test.query("SELECT last_error FROM inbox WHERE update_id = 1")
                    .at(0)
                    .text(0)
                    .contains(u"too late"));
    }

    void twentyThousandPendingRowsInOneLaneDoNotHoldUpOthers_data() { TestDatabase::addKinds(); }
    void twentyThousandPendingRowsInOneLaneDoNotHoldUpOthers()
    {
        QFETCH(Kind, kind);
        Shop shop(kind);
        shop.storeMany(1, 20'000, 1);
        for (int user = 2; user <= 101; ++user)
            shop.store(100'000 + user, user);
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM effects WHERE user_id > 1"), 100,
                                  kPatienceMs);
        QVERIFY(shop.countOf("pending") > 10'000);
        // Nothing but the heads of lanes was loaded.
        QVERIFY(shop.dispatcher.stats().ready <= 1);
        QVERIFY(shop.dispatcher.stop(Deadline::in(30s)));
        QCOMPARE(shop.outOfOrder(), 0);
    }

    void moreLanesThanOnePageAreAllHandledAndACheckoutNeedNotWaitForItsPage()
    {
        Dispatcher::Options options = Shop::quick();
        options.page = 16;
        Shop shop(Kind::Sqlite, options);
        for (int user = 1; user <= 300; ++user)
            shop.storeMany(user * 10, 2, user);
        shop.store(9'999, 1'000, "pre_checkout_query");
        shop.dispatcher.start();
        QTRY_COMPARE_WITH_TIMEOUT(shop.countOf("done"), 601, kPatienceMs);
        QCOMPARE(shop.outOfOrder(), 0);
        QVERIFY(shop.test.number("SELECT id FROM effects WHERE update_id = 9999") < 200);
    }
};

const turnpike::test::RegisteredTest<TestDispatcherTurns> kTestDispatcherTurns;

} // namespace tst_dispatcherturns

#include "tst_dispatcherturns.moc"
