// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "rowlock.h"
#include "support/testmain.h"
#include "support/workershop.h"
#include "workers/settling.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>

namespace tst_settling {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using workers::Iteration;
using workers::Settling;

namespace {

DatabaseError gone()
{
    return {DatabaseError::Kind::Connection, "08006", u"the connection is gone"_s};
}

DatabaseError refused()
{
    return {DatabaseError::Kind::Data, "23514", u"the row breaks a rule"_s};
}

Iteration::Setup setup()
{
    Iteration::Setup setup;
    setup.worker = u"test"_s;
    return setup;
}

} // namespace

// How calls to the outside ended is written down whatever befalls the database meanwhile.
class TestSettling : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aHiccupCostsAMomentAndNothingIsLeft();
    void aRowThatFailsByItselfDoesNotHoldUpTheOthers();
    void rowsThatFailTogetherAreWrittenOneByOne();
    void whatIsCancelledMeanwhileIsWrittenAllTheSame();
    void whatTheDatabaseNeverTakesIsThrownAtTheEnd();
    void aHiccupDuringABatchOfActivationsCostsASecond();
    void aHiccupDuringALookAtInvoicesCostsNoLease_data();
    void aHiccupDuringALookAtInvoicesCostsNoLease();
    void anInvoiceWhoseRowSomebodyHasLockedCostsNoLease();
    void aRemovalThatCannotBeWrittenDownHoldsUpNoOther();

private:
    static void endAllConnections(TestDatabase &test)
    {
        test.outsider("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
    }
    // Of those that wait for a lock, and no other: false when nobody does.
    static bool endWhoeverWaits(TestDatabase &test)
    {
        return test.outsider("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                             "WHERE datname = current_database() AND wait_event_type = 'Lock'")
                   .toInt() > 0;
    }
};

void TestSettling::aHiccupCostsAMomentAndNothingIsLeft()
{
    Iteration iteration(setup());
    Settling settling(iteration);
    QList<int> written;
    int hiccups = 2;
    for (int row = 0; row < 5; ++row) {
        settling.run([&, row](const Deadline &) {
            if (row >= 1 && hiccups > 0) {
                --hiccups;
                throw gone();
            }
            written.append(row);
        });
    }
    settling.finish();
    std::sort(written.begin(), written.end());
    QCOMPARE(written, QList<int>({0, 1, 2, 3, 4}));
}

void TestSettling::aRowThatFailsByItselfDoesNotHoldUpTheOthers()
{
    Iteration iteration(setup());
    Settling settling(iteration);
    QList<int> written;
    for (int row = 0; row < 3; ++row) {
        settling.run([&, row](const Deadline &) {
            if (row == 0)
                throw refused();
            written.append(row);
        });
    }
    QVERIFY_EXCEPTION_THROWN(settling.finish(), DatabaseError);
    QCOMPARE(written, QList<int>({1, 2}));
}

void TestSettling::rowsThatFailTogetherAreWrittenOneByOne()
{
    Iteration iteration(setup());
    Settling settling(iteration);
    QList<size_t> written;
    settling.runRows(5, [&](const Deadline &, size_t begin, size_t end) {
        if (begin <= 2 && 2 < end)
            throw refused();
        for (size_t row = begin; row < end; ++row)
            written.append(row);
    });
    QVERIFY_EXCEPTION_THROWN(settling.finish(), DatabaseError);
    QCOMPARE(written, QList<size_t>({0, 1, 3, 4}));
}

void TestSettling::whatIsCancelledMeanwhileIsWrittenAllTheSame()
{
    Iteration iteration(setup());
    Settling settling(iteration);
    int written = 0;
    settling.run([&](const Deadline &deadline) {
        iteration.cancel(CancelReason::Shutdown);
        deadline.check("writing");
        ++written;
    });
    settling.finish();
    QCOMPARE(written, 1);
}

void TestSettling::whatTheDatabaseNeverTakesIsThrownAtTheEnd()
{
    Iteration iteration(setup());
    iteration.cancel(CancelReason::Shutdown);
    Settling settling(iteration);
    QElapsedTimer timer;
    timer.start();
    settling.run([](const Deadline &) { throw gone(); });
    QVERIFY_EXCEPTION_THROWN(settling.finish(), DatabaseError);
    QVERIFY(timer.elapsed() < 15'000);
}

// The clock of the shop stands still: no row lease runs out in it.
void TestSettling::aHiccupDuringABatchOfActivationsCostsASecond()
{
    constexpr int kCustomers = 20;
    WorkerShop shop(TestDatabase::Kind::Postgres);
    for (int i = 0; i < kCustomers; ++i) {
        shop.addUser(TelegramId(2000 + i));
        shop.grant(TelegramId(2000 + i));
    }
    shop.addFault(u"vpn"_s, {{"latency_ms", 700}});
    shop.start({u"activation_worker"_s});
    QTRY_COMPARE_WITH_TIMEOUT(shop.calls(u"vpn"_s), kCustomers, 20'000);
    endAllConnections(shop.test);
    // Past the pool, whose connections may be found dead by whoever uses them.
    const auto settled = [&] {
        return shop.test.outsider("SELECT count(*) FROM subscriptions WHERE activation_status = 'active'")
            .toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(settled(), kCustomers, 30'000);
    QCOMPARE(shop.test
                 .outsider("SELECT count(*) FROM subscriptions WHERE lease_owner IS NOT NULL OR "
                           "activation_attempts > 0")
                 .toInt(),
             0);
}

void TestSettling::aHiccupDuringALookAtInvoicesCostsNoLease_data()
{
    // What is being written when the connection ends: when to look again, or a payment.
    QTest::addColumn<bool>("isOnePaid");
    QTest::newRow("none is paid") << false;
    QTest::newRow("one is paid") << true;
}

// The connection ends in the middle of a write, which waits for a lock just then. The clock of the shop
// stands still: no row lease runs out in it, and no worker is tried again.
void TestSettling::aHiccupDuringALookAtInvoicesCostsNoLease()
{
    QFETCH(const bool, isOnePaid);
    constexpr int kPurchases = 5;
    const QString kWatcher = u"crypto_payment_watcher"_s;
    WorkerShop shop(TestDatabase::Kind::Postgres);
    std::vector<PurchaseId> purchases;
    for (int i = 0; i < kPurchases; ++i) {
        shop.addUser(TelegramId(2000 + i));
        purchases.push_back(shop.buy(TelegramId(2000 + i)));
    }
    // Past the pool, whose connections may be found dead by whoever uses them.
    const auto count = [&](const QByteArray &condition) {
        return shop.test.outsider("SELECT count(*) FROM purchases WHERE " + condition).toInt();
    };
    shop.start({kWatcher});
    QTRY_COMPARE_WITH_TIMEOUT(count("lease_owner IS NULL AND provider_invoice_id IS NOT NULL"), kPurchases,
                              20'000);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
    if (isOnePaid)
        QVERIFY(shop.outside.cryptoPay().pay(shop.invoicesFor(purchases.front()).front()->id, 0));

    RowLock lock(shop.test, "UPDATE purchases SET price_kopecks = price_kopecks WHERE telegram_id = 2000");
    bool isLocked = false;
    // Once all are claimed, and before the answer about them.
    connect(&shop.outside, &sandbox::Sandbox::called, this, [&] {
        if (isLocked || count("lease_owner IS NOT NULL") != kPurchases)
            return;
        isLocked = true;
        lock.begin();
    });
    shop.clock.advance(31 * kSecondMs);
    bool isEnded = false; // once: QTRY asks again after a yes
    QTRY_VERIFY_WITH_TIMEOUT(isEnded || (isEnded = endWhoeverWaits(shop.test)), 20'000);
    QVERIFY(lock.isHeld());
    lock.release();

    QTRY_COMPARE_WITH_TIMEOUT(count("lease_owner IS NULL"), kPurchases, 30'000);
    if (isOnePaid) {
        const auto isBooked = [&] { return count("status = 'fulfilled'") == 1; };
        QVERIFY(shop.passUntil(isBooked, kWatcher, 11 * kSecondMs, 3));
    } else {
        QCOMPARE(count("next_check_at > " + QByteArray::number(shop.clock.nowMs())), kPurchases);
    }
}

// The clock of the shop stands still: no row lease runs out in it.
void TestSettling::anInvoiceWhoseRowSomebodyHasLockedCostsNoLease()
{
    const QString kCryptoPay = u"cryptopay"_s;
    WorkerShop shop(TestDatabase::Kind::Postgres);
    for (const TelegramId user : {TelegramId(2000), TelegramId(2001)}) {
        shop.addUser(user);
        shop.buy(user);
    }
    RowLock lock(shop.test, "UPDATE purchases SET price_kopecks = price_kopecks WHERE telegram_id = 2000");
    int asked = 0;
    connect(&shop.outside, &sandbox::Sandbox::called, this,
            [&](const QString &, const http::Request &request) {
                asked += request.path.endsWith("createInvoice") ? 1 : 0;
            });
    shop.addFault(kCryptoPay, {{"method", "createInvoice"}, {"latency_ms", 700}});
    shop.start({u"crypto_payment_watcher"_s});
    QTRY_COMPARE_WITH_TIMEOUT(asked, 2, 20'000);
    lock.begin();
    // When what waits for the lock began to; empty: nothing does.
    const auto waitsSince = [&] {
        return shop.test
            .outsider("SELECT coalesce(max(query_start)::text, '') FROM pg_stat_activity "
                      "WHERE datname = current_database() AND wait_event_type = 'Lock'")
            .trimmed();
    };
    QByteArray first; // once: QTRY asks again after a yes
    QTRY_VERIFY_WITH_TIMEOUT(!first.isEmpty() || !(first = waitsSince()).isEmpty(), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT(waitsSince() != first, 30'000); // its statement ran out of time
    QVERIFY(lock.isHeld());
    lock.release();
    const auto stored = [&] {
        return shop.test
            .outsider("SELECT count(*) FROM purchases WHERE provider_invoice_id IS NOT NULL "
                      "AND lease_owner IS NULL AND attempts = 1")
            .toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(stored(), 2, 20'000);
    QCOMPARE(asked, 2);
}

// All are of one batch, and the database refuses one of them.
void TestSettling::aRemovalThatCannotBeWrittenDownHoldsUpNoOther()
{
    WorkerShop shop(TestDatabase::Kind::Postgres);
    const auto uuidOf = [](int i) { return u"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c%1"_s.arg(10 + i); };
    for (int i = 0; i < 5; ++i) {
        shop.outside.vpn().put(uuidOf(i), 1);
        shop.write([&](db::Transaction &tx) { shop.shop.removals.add(tx, uuidOf(i)); });
    }
    // A row that is referred to cannot be deleted.
    shop.test.script("CREATE TABLE pins (uuid text REFERENCES vpn_removals (uuid));"
                     "INSERT INTO pins SELECT min(uuid) FROM vpn_removals");
    shop.start({u"fast_expiry_cleanup"_s});
    QTRY_COMPARE_WITH_TIMEOUT(shop.test.number("SELECT count(*) FROM vpn_removals"), 1, 20'000);
    QCOMPARE(shop.test.query("SELECT uuid FROM vpn_removals").at(0).text(0), uuidOf(0));
    QCOMPARE(shop.keys(), QStringList());
}

const turnpike::test::RegisteredTest<TestSettling> kTestSettling;

} // namespace tst_settling

#include "tst_settling.moc"
