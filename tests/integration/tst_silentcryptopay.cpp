// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/aside.h"
#include "support/testmain.h"
#include "support/workershop.h"

#include <QTest>

#include <utility>

namespace tst_silentcryptopay {

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using billing::PurchaseStatus;

namespace {

const QString kCrypto = u"cryptopay"_s;
const QString kNotNow = u"not possible right now"_s;

// An iteration of the test's own, while the sandbox answers on the test's thread. It is stopped in the end.
class OwnIteration
{
public:
    explicit OwnIteration(workers::PaymentWatcher &watcher, const workers::Iteration::Setup &setup = {})
        : iteration(setup)
        , m_run([this, &watcher] { run(watcher); })
    {}
    ~OwnIteration() { iteration.cancel(CancelReason::Shutdown); }
    OwnIteration(const OwnIteration &) = delete;
    OwnIteration &operator=(const OwnIteration &) = delete;

    bool isDone() const { return m_isDone; }

    workers::Iteration iteration;

private:
    void run(workers::PaymentWatcher &watcher)
    {
        try {
            watcher.iterate(iteration);
        } catch (const Cancelled &) {
            m_isDone = true; // it was told to stop
            return;
        }
        m_isDone = true;
    }

    std::atomic<bool> m_isDone{false};
    Aside<std::function<void()>> m_run; // last: its thread begins at once
};

// One iteration to its end; false when there is none within 20 s.
[[nodiscard]] bool iterateOnce(workers::PaymentWatcher &watcher, const workers::Iteration::Setup &setup = {})
{
    const OwnIteration own(watcher, setup);
    return QTest::qWaitFor([&] { return own.isDone(); }, 20'000);
}

} // namespace

// Crypto Pay takes calls and never answers, answers too slowly, or is asked by somebody who may not any more.
class TestSilentCryptoPay : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void whoHasWaitedLongIsToldBeforeAnyCall_data() { TestDatabase::addKinds(); }
    void whoHasWaitedLongIsToldBeforeAnyCall();
    void whoBeganToWaitDuringCallsIsToldAfterThem_data() { TestDatabase::addKinds(); }
    void whoBeganToWaitDuringCallsIsToldAfterThem();
    void whoBeganToWaitDuringCallsIsToldBeforeTheNext_data();
    void whoBeganToWaitDuringCallsIsToldBeforeTheNext();
    void whoHasWaitedLongIsToldBeforeTheSweep();
    void whoChoosesAgainIsTriedForAgain_data() { TestDatabase::addKinds(); }
    void whoChoosesAgainIsTriedForAgain();
    void outageHoldsNobodyUpBeyondTheFirstPatience();
    void callsEndSoonAfterTheFirstPatience();
    void whatWasPaidIsBookedThoughLooksTakeAllTheirTime();
    void whoeverDoesNotLeadMakesNoFurtherCall();
    void lookThatWasWithheldIsNoFailure();
    void invoicesThatWereWithheldAreMadeByWhoeverActsNext();
};

// The answer to the making was lost, and what was made is paid all the same.
void TestSilentCryptoPay::whoHasWaitedLongIsToldBeforeAnyCall()
{
    QFETCH(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"method", "createInvoice"}, {"action", "lost"}, {"next", 1}});
    const PurchaseId id = shop.buy(user);
    const auto watcher = shop.makeWatcher();
    {
        const OwnIteration asks(*watcher);
        QTRY_VERIFY_WITH_TIMEOUT(asks.isDone(), 20'000);
    }
    QVERIFY(!shop.purchase(id).lastError.isEmpty());
    QCOMPARE(shop.invoicesFor(id).size(), size_t(1));
    QVERIFY(shop.messages(user, kNotNow).isEmpty());

    shop.addFault(kCrypto, {{"action", "silent"}});
    shop.clock.advance(billing::kInvoicePatienceMs);
    {
        const OwnIteration tells(*watcher);
        // A single call takes ten seconds.
        QTRY_COMPARE_WITH_TIMEOUT(shop.messages(user, kNotNow).size(), 1, 5'000);
    }
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Created);

    shop.mend();
    QVERIFY(shop.outside.cryptoPay().pay(shop.invoicesFor(id).front()->id, 0));
    const OwnIteration books(*watcher);
    QTRY_VERIFY_WITH_TIMEOUT(books.isDone(), 20'000);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Fulfilled);
    QCOMPARE(shop.test.number("SELECT count(*) FROM payments WHERE status = 'granted'"), 1);
}

// Nothing was tried for them: the sweep was under way, and the next iteration may be long in coming.
void TestSilentCryptoPay::whoBeganToWaitDuringCallsIsToldAfterThem()
{
    QFETCH(TestDatabase::Kind, kind);
    PurchaseId id;
    WorkerShop shop(kind);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"action", "reset"}});
    connect(&shop.outside, &sandbox::Sandbox::called, this, [&] {
        if (!id.value().isEmpty())
            return;
        id = shop.buy(user);
        shop.clock.advance(billing::kInvoicePatienceMs);
    });
    const auto watcher = shop.makeWatcher();
    const OwnIteration sweeps(*watcher);
    QTRY_VERIFY_WITH_TIMEOUT(sweeps.isDone(), 20'000);
    QCOMPARE(shop.messages(user, kNotNow).size(), 1);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Created);
}

void TestSilentCryptoPay::whoBeganToWaitDuringCallsIsToldBeforeTheNext_data()
{
    QTest::addColumn<QByteArray>("failing"); // the method during whose call it begins
    QTest::newRow("before the looks") << QByteArray("createInvoice");
    QTest::newRow("before the next batch") << QByteArray("getInvoices");
}

// Invoices are made, then others are looked at, then comes the next batch: each may take half a minute.
void TestSilentCryptoPay::whoBeganToWaitDuringCallsIsToldBeforeTheNext()
{
    QFETCH(QByteArray, failing);
    bool hasFailed = false;
    qsizetype toldBefore = -1; // the first call of the other method after that
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    for (int user = 1001; user <= 1004; ++user)
        shop.addUser(TelegramId(user));
    const TelegramId waiting{1003};
    const PurchaseId open = shop.buy(TelegramId(1001));
    const auto watcher = shop.makeWatcher();
    QVERIFY(iterateOnce(*watcher));
    QVERIFY(shop.purchase(open).hasInvoice());
    shop.clock.advance(billing::kPaymentCheckMs);
    shop.buy(TelegramId(1002));
    shop.addFault(kCrypto, {{"method", QString::fromLatin1(failing)}, {"action", "reset"}});
    connect(&shop.outside, &sandbox::Sandbox::called, this,
            [&](const QString &, const http::Request &request) {
                if (!request.path.endsWith(failing)) {
                    if (hasFailed && toldBefore < 0)
                        toldBefore = shop.messages(waiting, kNotNow).size();
                } else if (!std::exchange(hasFailed, true)) {
                    shop.buy(waiting);
                    shop.clock.advance(billing::kInvoicePatienceMs);
                    shop.buy(TelegramId(1004));
                }
            });
    QVERIFY(iterateOnce(*watcher));
    QCOMPARE(toldBefore, 1);
}

// No time is left for single purchases.
void TestSilentCryptoPay::whoHasWaitedLongIsToldBeforeTheSweep()
{
    qsizetype toldBefore = -1; // its first call
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"method", "createInvoice"}, {"action", "reset"}, {"next", 1}});
    const PurchaseId id = shop.buy(user);
    const auto watcher = shop.makeWatcher();
    QVERIFY(iterateOnce(*watcher));
    QVERIFY(!shop.purchase(id).lastError.isEmpty());
    shop.clock.advance(billing::kInvoicePatienceMs);
    connect(&shop.outside, &sandbox::Sandbox::called, this, [&] {
        if (toldBefore < 0)
            toldBefore = shop.messages(user, kNotNow).size();
    });
    workers::Iteration::Setup setup;
    setup.softBudget = 0ms;
    QVERIFY(iterateOnce(*watcher, setup));
    QCOMPARE(toldBefore, 1);
}

// What failed the first time is not held against the second, however late the watcher comes to it.
void TestSilentCryptoPay::whoChoosesAgainIsTriedForAgain()
{
    QFETCH(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"method", "createInvoice"}, {"action", "reset"}, {"next", 1}});
    const PurchaseId id = shop.buy(user);
    const auto watcher = shop.makeWatcher();
    QVERIFY(iterateOnce(*watcher));
    shop.clock.advance(billing::kInvoicePatienceMs);
    QVERIFY(iterateOnce(*watcher));
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Created);
    QCOMPARE(shop.messages(user, kNotNow).size(), 1);
    shop.write([&](db::Transaction &tx) {
        shop.shop.purchases.chooseMethod(tx, id, user, billing::Provider::CryptoPay);
    });
    shop.clock.advance(billing::kInvoicePatienceMs);
    QVERIFY(iterateOnce(*watcher));
    QVERIFY(shop.purchase(id).hasInvoice());
    QCOMPARE(shop.messages(user, kNotNow).size(), 1);
}

// Whoever is to be told is so in time, though nothing is due before the hold is over.
void TestSilentCryptoPay::outageHoldsNobodyUpBeyondTheFirstPatience()
{
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"action", "reset"}});
    const PurchaseId id = shop.buy(user);
    shop.clock.advance(billing::kInvoicePatienceMs - 2 * kSecondMs);
    const auto watcher = shop.makeWatcher();
    const OwnIteration asks(*watcher);
    QTRY_VERIFY_WITH_TIMEOUT(asks.isDone(), 20'000);
    QVERIFY(!shop.purchase(id).lastError.isEmpty());
    QVERIFY(asks.iteration.hold() == 2s);
}

// Three tries and their pauses would take half a minute.
void TestSilentCryptoPay::callsEndSoonAfterTheFirstPatience()
{
    bool isCalled = false;
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"method", "createInvoice"}, {"action", "reset"}, {"next", 1}});
    const PurchaseId id = shop.buy(user);
    const auto watcher = shop.makeWatcher();
    {
        const OwnIteration asks(*watcher);
        QTRY_VERIFY_WITH_TIMEOUT(asks.isDone(), 20'000);
    }
    QVERIFY(!shop.purchase(id).lastError.isEmpty());
    shop.addFault(kCrypto, {{"action", "silent"}});
    shop.clock.advance(billing::kInvoicePatienceMs - kSecondMs);
    connect(&shop.outside, &sandbox::Sandbox::called, this, [&] {
        if (!std::exchange(isCalled, true))
            shop.clock.advance(2 * kSecondMs); // their patience ends during the call
    });
    const OwnIteration looks(*watcher);
    QTRY_COMPARE_WITH_TIMEOUT(shop.messages(user, kNotNow).size(), 1, 18'000);
    QVERIFY(isCalled);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Created);
    // It counts as a call that failed, not as the end of the iteration's own time.
    QVERIFY2(shop.purchase(id).lastError.contains(u"not answered while there was time"),
             qPrintable(shop.purchase(id).lastError));
}

// Calls for single purchases have a budget of their own, here a short one.
void TestSilentCryptoPay::whatWasPaidIsBookedThoughLooksTakeAllTheirTime()
{
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    const PurchaseId id = shop.buy(user);
    const auto maker = shop.makeWatcher();
    {
        const OwnIteration makes(*maker);
        QTRY_VERIFY_WITH_TIMEOUT(makes.isDone(), 20'000);
    }
    QVERIFY(shop.purchase(id).hasInvoice());
    const qint64 other = shop.outside.cryptoPay().createForeign(
        {{"currency_type", "fiat"}, {"fiat", "RUB"}, {"amount", "149"}, {"payload", id.value()}});
    QVERIFY(shop.outside.cryptoPay().pay(other, 0));
    shop.addFault(
        kCrypto,
        {{"method", "getInvoices"}, {"subject", shop.purchase(id).providerInvoiceId}, {"latency_ms", 5'000}});
    shop.clock.advance(billing::kPaymentCheckMs);
    const auto watcher = shop.makeWatcher(300ms);
    OwnIteration books(*watcher);
    QTRY_VERIFY_WITH_TIMEOUT(books.isDone(), 20'000);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Fulfilled);
    QVERIFY(books.iteration.finishNormally());
    QCOMPARE(books.iteration.ending()->outcome, workers::Outcome::Degraded);
}

// Leadership may be lost between a call and its repeat.
void TestSilentCryptoPay::whoeverDoesNotLeadMakesNoFurtherCall()
{
    std::atomic<bool> leads{true};
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    shop.addFault(kCrypto, {{"status", 500}, {"description", "APP_ERROR"}});
    connect(&shop.outside, &sandbox::Sandbox::called, this, [&] { leads = false; });
    workers::Iteration::Setup setup;
    setup.objection = [&] { return leads ? CancelReason::None : CancelReason::LostLeadership; };
    const auto watcher = shop.makeWatcher();
    const OwnIteration sweeps(*watcher, setup);
    QTRY_VERIFY_WITH_TIMEOUT(sweeps.isDone(), 20'000);
    QCOMPARE(shop.calls(kCrypto), 1);
}

// We are to stop between a call and its repeat: nobody failed, and whoever acts next looks at once.
void TestSilentCryptoPay::lookThatWasWithheldIsNoFailure()
{
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    const PurchaseId id = shop.buy(user);
    const auto watcher = shop.makeWatcher();
    QVERIFY(iterateOnce(*watcher));
    QVERIFY(shop.purchase(id).hasInvoice());
    shop.clock.advance(billing::kPaymentCheckMs);
    const billing::Purchase before = shop.purchase(id);
    const int callsBefore = shop.calls(kCrypto);
    shop.addFault(kCrypto, {{"status", 500}, {"description", "APP_ERROR"}});
    OwnIteration looks(*watcher);
    QObject whileItRuns;
    connect(&shop.outside, &sandbox::Sandbox::called, &whileItRuns,
            [&] { looks.iteration.windDown(CancelReason::LostLeadership); });
    QTRY_VERIFY_WITH_TIMEOUT(looks.isDone(), 20'000);
    QCOMPARE(shop.calls(kCrypto), callsBefore + 1);
    const billing::Purchase after = shop.purchase(id);
    QVERIFY2(after.lastError.isEmpty(), qPrintable(after.lastError));
    QVERIFY(after.nextCheckAt == before.nextCheckAt);
    QCOMPARE(after.attempts, before.attempts);
    QVERIFY(looks.iteration.hold() == 0ms);
}

// We are to stop while the first of many are made.
void TestSilentCryptoPay::invoicesThatWereWithheldAreMadeByWhoeverActsNext()
{
    constexpr int kCustomers = 30; // more than are asked for at a time
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    for (int i = 0; i < kCustomers; ++i) {
        shop.addUser(TelegramId(3000 + i));
        shop.buy(TelegramId(3000 + i));
    }
    const auto made = [&] {
        return shop.test.number("SELECT count(*) FROM purchases WHERE provider_invoice_id IS NOT NULL");
    };
    const auto watcher = shop.makeWatcher();
    {
        OwnIteration makes(*watcher);
        QObject whileItRuns;
        connect(&shop.outside, &sandbox::Sandbox::called, &whileItRuns,
                [&] { makes.iteration.windDown(CancelReason::LostLeadership); });
        QTRY_VERIFY_WITH_TIMEOUT(makes.isDone(), 20'000);
        QVERIFY(makes.iteration.hold() == 0ms);
    }
    QVERIFY(made() > 0);
    QVERIFY(made() < kCustomers);
    QCOMPARE(shop.test.number("SELECT count(*) FROM purchases WHERE last_error IS NOT NULL"), 0);
    QVERIFY(iterateOnce(*watcher));
    QCOMPARE(made(), kCustomers);
}

const turnpike::test::RegisteredTest<TestSilentCryptoPay> kTestSilentCryptoPay;

} // namespace tst_silentcryptopay

#include "tst_silentcryptopay.moc"
