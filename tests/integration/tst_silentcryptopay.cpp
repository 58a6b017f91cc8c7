#include "support/aside.h"
#include "support/testmain.h"
#include "support/workershop.h"

#include <QTest>

#include <utility>

namespace tst_silentcryptopay {

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;
using billing::PurchaseStatus;

namespace {

const QString kCrypto = QStringLiteral("cryptopay");
const QString kNotNow = QStringLiteral("not possible right now");

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
    void callsEndSoonAfterTheFirstPatience();
    void whatWasPaidIsBookedThoughLooksTakeAllTheirTime();
    void whoeverDoesNotLeadMakesNoFurtherCall();
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

const turnpike::test::RegisteredTest<TestSilentCryptoPay> kTestSilentCryptoPay;

} // namespace tst_silentcryptopay

#include "tst_silentcryptopay.moc"
