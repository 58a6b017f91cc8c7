// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/aside.h"
#include "support/testmain.h"
#include "support/workershop.h"

#include <QTest>

namespace tst_paymentwatcher {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::PurchaseStatus;

namespace {

const QString kCrypto = u"cryptopay"_s;
const QString kWatcher = u"crypto_payment_watcher"_s;

// An iteration of the test's own, while the sandbox answers on this thread.
void iterateAside(workers::PaymentWatcher &watcher, workers::Iteration &iteration)
{
    std::atomic<bool> isDone{false};
    Aside run([&] {
        watcher.iterate(iteration);
        isDone = true;
    });
    QTRY_VERIFY_WITH_TIMEOUT(isDone, 20'000);
    run.get();
}

} // namespace

// Money that comes by Crypto Pay is granted once, whenever and however it comes.
class TestPaymentWatcher : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void purchaseGetsOneInvoiceAtOnce_data() { TestDatabase::addKinds(); }
    void purchaseGetsOneInvoiceAtOnce();
    void invoiceWhoseAnswerWasLostIsFoundByItsPayload_data() { TestDatabase::addKinds(); }
    void invoiceWhoseAnswerWasLostIsFoundByItsPayload();
    void paidIsGrantedOnceByPollingAlone_data() { TestDatabase::addKinds(); }
    void paidIsGrantedOnceByPollingAlone();
    void webhookNeedsOnlyToKick_data() { TestDatabase::addKinds(); }
    void webhookNeedsOnlyToKick();
    void paidAfterItsEndIsGranted_data() { TestDatabase::addKinds(); }
    void paidAfterItsEndIsGranted();
    void paidTwiceIsGrantedOnceAndReviewed_data() { TestDatabase::addKinds(); }
    void paidTwiceIsGrantedOnceAndReviewed();
    void overdueExpiresAfterALastLook_data() { TestDatabase::addKinds(); }
    void overdueExpiresAfterALastLook();
    void lastLookThatFindsItPaidGrants_data() { TestDatabase::addKinds(); }
    void lastLookThatFindsItPaidGrants();
    void switchedOffMakesNoInvoicesButBooksWhatWasPaid_data() { TestDatabase::addKinds(); }
    void switchedOffMakesNoInvoicesButBooksWhatWasPaid();
    void outageDelaysAndLosesNothing_data() { TestDatabase::addKinds(); }
    void outageDelaysAndLosesNothing();
    void manyOpenInvoicesAreAskedForInPages_data() { TestDatabase::addKinds(); }
    void manyOpenInvoicesAreAskedForInPages();
    void whatCryptoPayRefusesIsToldAtOnceAndMayBeTriedAgain_data();
    void whatCryptoPayRefusesIsToldAtOnceAndMayBeTriedAgain();
    void whatStandsBeforeCryptoPayPasses_data();
    void whatStandsBeforeCryptoPayPasses();
    void invoicesThatCannotBeMadeAreTold();
    void invoiceThatAppearsLateIsTheOnlyOne_data();
    void invoiceThatAppearsLateIsTheOnlyOne();
    void invoiceThatNeverAppearsIsMadeAfterAll();
    void whatWasPaidIsBookedHoweverSlowTheRest();
    void paymentsOfAnotherProgramAreToldOnce();
    void paymentForAPurchaseThatIsNotThereIsInReview();
    void whatNobodyIsConfiguredForWaits_data() { TestDatabase::addKinds(); }
    void whatNobodyIsConfiguredForWaits();

private:
    // With the watcher running, one customer, and an invoice that is shown to them.
    struct Open
    {
        explicit Open(TestDatabase::Kind kind)
            : shop(kind)
        {
            shop.addUser(user);
            shop.start({kWatcher});
            id = shop.buy(user);
        }
        bool hasInvoice() { return shop.purchase(id).hasInvoice(); }
        const sandbox::CryptoInvoice &invoice() { return *shop.invoicesFor(id).front(); }
        bool pay() { return shop.outside.cryptoPay().pay(invoice().id, 0); }
        PurchaseStatus status() { return shop.purchase(id).status; }
        qint64 grants() { return shop.test.number("SELECT count(*) FROM payments WHERE status = 'granted'"); }
        bool pass(qint64 ms) { return shop.pass(kWatcher, ms); }

        WorkerShop shop;
        TelegramId user{1001};
        PurchaseId id;
    };
};

void TestPaymentWatcher::purchaseGetsOneInvoiceAtOnce()
{
    QFETCH(TestDatabase::Kind, kind);
    Open open(kind);
    QTRY_VERIFY_WITH_TIMEOUT(open.hasInvoice(), 20'000);
    const billing::Purchase purchase = open.shop.purchase(open.id);
    QCOMPARE(purchase.status, PurchaseStatus::AwaitingPayment);
    QCOMPARE(purchase.providerInvoiceId, QString::number(open.invoice().id));
    QCOMPARE(purchase.expiresAt, open.shop.clock.nowMs() + 30 * kMinuteMs);
    QCOMPARE(open.invoice().amount, u"149"_s);
    QCOMPARE(open.shop.messages(open.user, purchase.payUrl).size(), 1);
    QVERIFY(open.pass(30 * kSecondMs));
    QCOMPARE(open.shop.outside.cryptoPay().invoicesJson().size(), 1);
    QCOMPARE(open.shop.messages(open.user, purchase.payUrl).size(), 1);
}

void TestPaymentWatcher::invoiceWhoseAnswerWasLostIsFoundByItsPayload()
{
    QFETCH(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const TelegramId user{1001};
    shop.addUser(user);
    int made = 0;
    shop.addFault(kCrypto, {{"method", "createInvoice"}, {"action", "lost"}, {"next", 1}});
    connect(&shop.outside, &sandbox::Sandbox::called, this,
            [&](const QString &, const http::Request &request) {
                made += request.path.endsWith("createInvoice") ? 1 : 0;
            });
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(user);
    QTRY_VERIFY_WITH_TIMEOUT(!shop.purchase(id).lastError.isEmpty(), 20'000);
    QVERIFY(!shop.purchase(id).hasInvoice());
    QVERIFY(shop.passUntil([&] { return shop.purchase(id).hasInvoice(); }, kWatcher, 5 * kSecondMs, 60));
    QCOMPARE(shop.invoicesFor(id).size(), size_t(1));
    QCOMPARE(made, 1);
    QCOMPARE(shop.messages(user, shop.purchase(id).payUrl).size(), 1);
}

void TestPaymentWatcher::paidIsGrantedOnceByPollingAlone()
{
    QFETCH(TestDatabase::Kind, kind);
    Open open(kind);
    QTRY_VERIFY_WITH_TIMEOUT(open.hasInvoice(), 20'000);
    QVERIFY(open.pay());
    QVERIFY(open.pass(30 * kSecondMs));
    QTRY_COMPARE_WITH_TIMEOUT(open.status(), PurchaseStatus::Fulfilled, 20'000);
    const access::Subscription granted = open.shop.subscription(open.user);
    // Seen again by the page of paid ones, for a day.
    for (int i = 0; i < 3; ++i)
        QVERIFY(open.pass(10 * kMinuteMs));
    QCOMPARE(open.grants(), 1);
    QCOMPARE(open.shop.test.number("SELECT count(*) FROM payments"), 1);
    QCOMPARE(open.shop.subscription(open.user).periodNumber, granted.periodNumber);
    QVERIFY(open.shop.alerts.keys().isEmpty());
}

void TestPaymentWatcher::webhookNeedsOnlyToKick()
{
    QFETCH(TestDatabase::Kind, kind);
    Open open(kind);
    QTRY_VERIFY_WITH_TIMEOUT(open.hasInvoice(), 20'000);
    QVERIFY(open.pay());
    open.shop.supervisor().kick(Work::Payment);
    QTRY_COMPARE_WITH_TIMEOUT(open.status(), PurchaseStatus::Fulfilled, 20'000);
}

void TestPaymentWatcher::paidAfterItsEndIsGranted()
{
    QFETCH(TestDatabase::Kind, kind);
    Open open(kind);
    QTRY_VERIFY_WITH_TIMEOUT(open.hasInvoice(), 20'000);
    open.shop.clock.advance(31 * kMinuteMs);
    QTRY_COMPARE_WITH_TIMEOUT(open.status(), PurchaseStatus::Expired, 20'000);
    QVERIFY(!open.pay()); // Crypto Pay does not take it, but where it does:
    QVERIFY(open.shop.outside.cryptoPay().payHoweverLate(open.invoice().id, 0));
    QVERIFY(open.pass(10 * kMinuteMs));
    QTRY_COMPARE_WITH_TIMEOUT(open.status(), PurchaseStatus::Fulfilled, 20'000);
    QCOMPARE(open.grants(), 1);
}

void TestPaymentWatcher::paidTwiceIsGrantedOnceAndReviewed()
{
    QFETCH(TestDatabase::Kind, kind);
    Open open(kind);
    QTRY_VERIFY_WITH_TIMEOUT(open.hasInvoice(), 20'000);
    open.shop.outside.cryptoPay().createForeign(
        {{"currency_type", "fiat"}, {"fiat", "RUB"}, {"amount", "149"}, {"payload", open.id.value()}});
    for (const sandbox::CryptoInvoice *invoice : open.shop.invoicesFor(open.id))
        QVERIFY(open.shop.outside.cryptoPay().pay(invoice->id, 0));
    QVERIFY(open.pass(30 * kSecondMs));
    QTRY_COMPARE_WITH_TIMEOUT(open.shop.test.number("SELECT count(*) FROM payments"), 2, 20'000);
    QCOMPARE(open.grants(), 1);
    QCOMPARE(open.shop.subscription(open.user).periodNumber, 1);
    QTRY_COMPARE_WITH_TIMEOUT(open.shop.alerts.keys().size(), 1, 20'000);
}

void TestPaymentWatcher::overdueExpiresAfterALastLook()
{
    QFETCH(TestDatabase::Kind, kind);
    Open open(kind);
    QTRY_VERIFY_WITH_TIMEOUT(open.hasInvoice(), 20'000);
    QVERIFY(open.pass(30 * kMinuteMs - 1));
    QCOMPARE(open.status(), PurchaseStatus::AwaitingPayment);
    open.shop.addFault(kCrypto, {{"action", "reset"}});
    // Crypto Pay cannot be asked: no last look, no end.
    QVERIFY(open.pass(kMinuteMs));
    QCOMPARE(open.status(), PurchaseStatus::AwaitingPayment);
    open.shop.mend();
    QVERIFY(open.shop.passUntil([&] { return open.status() == PurchaseStatus::Expired; }, kWatcher, kMinuteMs,
                                10));
    QCOMPARE(open.shop.messages(open.user).size(), 2); // the invoice, and its end
}

void TestPaymentWatcher::lastLookThatFindsItPaidGrants()
{
    QFETCH(TestDatabase::Kind, kind);
    Open open(kind);
    QTRY_VERIFY_WITH_TIMEOUT(open.hasInvoice(), 20'000);
    QVERIFY(open.pay());
    open.shop.clock.advance(kHourMs);
    QTRY_COMPARE_WITH_TIMEOUT(open.status(), PurchaseStatus::Fulfilled, 20'000);
    QCOMPARE(open.grants(), 1);
}

void TestPaymentWatcher::switchedOffMakesNoInvoicesButBooksWhatWasPaid()
{
    QFETCH(TestDatabase::Kind, kind);
    Open open(kind);
    QTRY_VERIFY_WITH_TIMEOUT(open.hasInvoice(), 20'000);
    open.shop.setFlag(u"payments"_s, false);
    QVERIFY(open.pay());
    const TelegramId other{1002};
    open.shop.addUser(other);
    const PurchaseId waiting = open.shop.buy(other);
    QVERIFY(open.pass(30 * kSecondMs));
    QTRY_COMPARE_WITH_TIMEOUT(open.status(), PurchaseStatus::Fulfilled, 20'000);
    QVERIFY(open.shop.invoicesFor(waiting).empty());
    open.shop.setFlag(u"payments"_s, true);
    QVERIFY(open.shop.passUntil([&] { return open.shop.purchase(waiting).hasInvoice(); }, kWatcher, kSecondMs,
                                31));
}

void TestPaymentWatcher::outageDelaysAndLosesNothing()
{
    QFETCH(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"status", 500}, {"rate", 0.5}});
    shop.addFault(kCrypto, {{"action", "reset"}});
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(user);
    for (int i = 0; i < 5; ++i) {
        const int before = shop.calls(kCrypto);
        QVERIFY(shop.passUntil([&] { return shop.calls(kCrypto) > before; }, kWatcher, kMinuteMs, 60));
    }
    QVERIFY(!shop.purchase(id).hasInvoice());
    // Nobody looks at "making your invoice" for half an hour.
    QTRY_COMPARE_WITH_TIMEOUT(shop.messages(user, u"not possible right now"_s).size(), 1, 20'000);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Created);
    shop.mend();
    shop.write([&](db::Transaction &tx) {
        shop.shop.purchases.chooseMethod(tx, id, user, billing::Provider::CryptoPay);
    });
    QVERIFY(shop.passUntil([&] { return shop.purchase(id).hasInvoice(); }, kWatcher, 5 * kSecondMs, 60));
    QCOMPARE(shop.invoicesFor(id).size(), size_t(1));
}

void TestPaymentWatcher::manyOpenInvoicesAreAskedForInPages()
{
    QFETCH(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    constexpr int kCustomers = 230;
    std::vector<PurchaseId> bought;
    for (int i = 0; i < kCustomers; ++i) {
        shop.addUser(TelegramId(3000 + i));
        bought.push_back(shop.buy(TelegramId(3000 + i)));
    }
    shop.start({kWatcher});
    const auto count = [&](const char *where) {
        return shop.test.number(
            QByteArray("SELECT count(*) FROM purchases WHERE ").append(where).constData());
    };
    QTRY_COMPARE_WITH_TIMEOUT(count("provider_invoice_id IS NOT NULL"), kCustomers, 60'000);
    QTRY_VERIFY_WITH_TIMEOUT(shop.supervisor().isQuiet(), 20'000);
    const auto invoices = shop.outside.cryptoPay().invoices().all();
    for (size_t i = 0; i < invoices.size(); i += 2)
        QVERIFY(shop.outside.cryptoPay().pay(invoices[i]->id, 0));
    const int before = shop.calls(kCrypto);
    shop.clock.advance(30 * kSecondMs);
    QTRY_COMPARE_WITH_TIMEOUT(count("status = 'fulfilled'"), kCustomers / 2, 60'000);
    QTRY_COMPARE_WITH_TIMEOUT(count("status = 'awaiting_payment' AND lease_owner IS NULL"), kCustomers / 2,
                              20'000);
    QVERIFY(shop.calls(kCrypto) - before < 20);
    QCOMPARE(shop.test.number("SELECT count(*) FROM payments"), kCustomers / 2);
}

void TestPaymentWatcher::whatCryptoPayRefusesIsToldAtOnceAndMayBeTriedAgain_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("concernsAll");
    const auto row = [](int status, const char *name, bool concernsAll) {
        QTest::addRow("%d %s", status, name) << status << QString::fromLatin1(name) << concernsAll;
    };
    row(401, "UNAUTHORIZED", true);
    row(400, "UNSUPPORTED_ASSET", true);
    row(403, "METHOD_DISABLED", true);
    row(400, "AMOUNT_TOO_SMALL", false);
}

void TestPaymentWatcher::whatCryptoPayRefusesIsToldAtOnceAndMayBeTriedAgain()
{
    QFETCH(int, status);
    QFETCH(QString, name);
    QFETCH(bool, concernsAll);
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    // A token is refused whatever it is used for.
    shop.addFault(
        kCrypto,
        {{"method", status == 401 ? "*" : "createInvoice"}, {"status", status}, {"description", name}});
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(user);
    // By no clock but the real one: the customer is waiting.
    QTRY_COMPARE_WITH_TIMEOUT(shop.messages(user, u"not possible right now"_s).size(), 1, 5'000);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Created);
    QVERIFY(!shop.purchase(id).provider);
    QCOMPARE(shop.cryptoPay.client().standingRefusal().has_value(), concernsAll);
    QTRY_COMPARE(shop.alerts.keys().size(), concernsAll ? 0 : 1);
    shop.mend();
    shop.write([&](db::Transaction &tx) {
        shop.shop.purchases.chooseMethod(tx, id, user, billing::Provider::CryptoPay);
    });
    QTRY_VERIFY_WITH_TIMEOUT(shop.purchase(id).hasInvoice(), 20'000);
    // A call that began before may be refused afterwards: the next one tells.
    QVERIFY(shop.passUntil([&] { return !shop.cryptoPay.client().standingRefusal(); }, kWatcher,
                           30 * kSecondMs, 2));
    QCOMPARE(shop.invoicesFor(id).size(), size_t(1));
}

void TestPaymentWatcher::whatStandsBeforeCryptoPayPasses_data()
{
    QTest::addColumn<QJsonObject>("fault");
    QTest::newRow("too many calls") << QJsonObject{{"status", 429}, {"body", "error code: 1015"}};
    QTest::newRow("a challenge") << QJsonObject{{"status", 403}, {"html", true}};
    QTest::newRow("nothing behind it") << QJsonObject{{"status", 521}, {"html", true}};
    QTest::newRow("a stumble") << QJsonObject{{"status", 500}, {"description", "APP_ERROR"}};
}

void TestPaymentWatcher::whatStandsBeforeCryptoPayPasses()
{
    QFETCH(QJsonObject, fault);
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    fault.insert("method", "createInvoice");
    shop.addFault(kCrypto, fault);
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(user);
    QTRY_VERIFY_WITH_TIMEOUT(!shop.purchase(id).lastError.isEmpty(), 20'000);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::AwaitingPayment);
    QVERIFY(!shop.cryptoPay.client().standingRefusal());
    shop.mend();
    QVERIFY(shop.passUntil([&] { return shop.purchase(id).hasInvoice(); }, kWatcher, 5 * kSecondMs, 60));
    QCOMPARE(shop.invoicesFor(id).size(), size_t(1));
    QVERIFY(shop.messages(user, u"not possible"_s).isEmpty());
}

// Listing goes on well, so the breaker says nothing: operators hear of it from the second failure on, and the
// customer before a minute is over.
void TestPaymentWatcher::invoicesThatCannotBeMadeAreTold()
{
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"method", "createInvoice"}, {"status", 403}, {"html", true}});
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(user);
    const qint64 chosenAt = shop.clock.nowMs();
    QVERIFY(shop.passUntil([&] { return shop.cryptoPay.client().creatingFails().has_value(); }, kWatcher,
                           kSecondMs, 20));
    QVERIFY(shop.messages(user, u"not possible"_s).isEmpty());
    const auto isTold = [&] { return !shop.messages(user, u"not possible right now"_s).isEmpty(); };
    QVERIFY(shop.passUntil(isTold, kWatcher, kSecondMs, 60));
    QVERIFY(shop.clock.nowMs() - chosenAt < 50 * kSecondMs);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Created);
    shop.mend();
    shop.write([&](db::Transaction &tx) {
        shop.shop.purchases.chooseMethod(tx, id, user, billing::Provider::CryptoPay);
    });
    QTRY_VERIFY_WITH_TIMEOUT(shop.purchase(id).hasInvoice(), 20'000);
    QVERIFY(!shop.cryptoPay.client().creatingFails());
    QCOMPARE(shop.invoicesFor(id).size(), size_t(1));
}

void TestPaymentWatcher::invoiceThatAppearsLateIsTheOnlyOne_data()
{
    QTest::addColumn<int>("seconds");
    QTest::newRow("soon") << 12;
    QTest::newRow("as late as was seen") << 25;
    QTest::newRow("later") << 35;
}

// A call is not answered, and what it asked for appears when nobody waits any more.
void TestPaymentWatcher::invoiceThatAppearsLateIsTheOnlyOne()
{
    QFETCH(int, seconds);
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"method", "createInvoice"}, {"action", "reset"}, {"next", 1}});
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(user);
    QTRY_VERIFY_WITH_TIMEOUT(!shop.purchase(id).lastError.isEmpty(), 20'000);
    for (int second = 0; second < seconds; ++second)
        QVERIFY(shop.pass(kWatcher, kSecondMs));
    QVERIFY(shop.invoicesFor(id).empty());
    shop.outside.cryptoPay().createForeign(
        {{"currency_type", "fiat"}, {"fiat", "RUB"}, {"amount", "149"}, {"payload", id.value()}});
    QVERIFY(shop.passUntil([&] { return shop.purchase(id).hasInvoice(); }, kWatcher, kSecondMs, 40));
    QCOMPARE(shop.invoicesFor(id).size(), size_t(1));
}

void TestPaymentWatcher::invoiceThatNeverAppearsIsMadeAfterAll()
{
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    shop.addFault(kCrypto, {{"method", "createInvoice"}, {"action", "reset"}, {"next", 1}});
    shop.start({kWatcher});
    const PurchaseId id = shop.buy(user);
    QVERIFY(shop.passUntil([&] { return shop.purchase(id).hasInvoice(); }, kWatcher, kSecondMs, 120));
    QCOMPARE(shop.invoicesFor(id).size(), size_t(1));
}

// The soft budget of an iteration is for single purchases; what was paid is booked in each.
void TestPaymentWatcher::whatWasPaidIsBookedHoweverSlowTheRest()
{
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const TelegramId user{1001};
    shop.addUser(user);
    const PurchaseId id = shop.buy(user);
    const qint64 invoice = shop.outside.cryptoPay().createForeign(
        {{"currency_type", "fiat"}, {"fiat", "RUB"}, {"amount", "149"}, {"payload", id.value()}});
    QVERIFY(shop.outside.cryptoPay().pay(invoice, 0));
    const auto watcher = shop.makeWatcher();
    workers::Iteration::Setup setup;
    setup.softBudget = std::chrono::milliseconds(0);
    workers::Iteration iteration(setup);
    iterateAside(*watcher, iteration);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::Fulfilled);
}

void TestPaymentWatcher::paymentsOfAnotherProgramAreToldOnce()
{
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    for (int i = 0; i < 20; ++i) {
        const qint64 invoice =
            shop.outside.cryptoPay().createForeign({{"currency_type", "fiat"},
                                                    {"fiat", "RUB"},
                                                    {"amount", "20"},
                                                    {"payload", i == 0 ? QString() : u"order-%1"_s.arg(i)}});
        QVERIFY(shop.outside.cryptoPay().pay(invoice, 0));
    }
    // Each of them a process of its own.
    for (int start = 0; start < 3; ++start) {
        const auto watcher = shop.makeWatcher();
        workers::Iteration iteration(workers::Iteration::Setup{});
        iterateAside(*watcher, iteration);
    }
    QCOMPARE(shop.alerts.keys().size(), 1);
    QCOMPARE(shop.test.number("SELECT count(*) FROM payments"), 0);
    QCOMPARE(shop.test.number("SELECT count(*) FROM foreign_payments"), 20);
}

void TestPaymentWatcher::paymentForAPurchaseThatIsNotThereIsInReview()
{
    WorkerShop shop(TestDatabase::Kind::Sqlite);
    const PurchaseId lost = PurchaseId::generate(); // by a database that was restored
    const qint64 invoice = shop.outside.cryptoPay().createForeign(
        {{"currency_type", "fiat"}, {"fiat", "RUB"}, {"amount", "149"}, {"payload", lost.value()}});
    QVERIFY(shop.outside.cryptoPay().pay(invoice, 0));
    for (int start = 0; start < 2; ++start) {
        const auto watcher = shop.makeWatcher();
        workers::Iteration iteration(workers::Iteration::Setup{});
        iterateAside(*watcher, iteration);
    }
    QCOMPARE(shop.alerts.keys().size(), 1);
    const auto rows = shop.write([&](db::Transaction &tx) { return shop.shop.payments.inReview(tx, 10); });
    QCOMPARE(rows.size(), size_t(1));
    QCOMPARE(rows[0].externalId, QString::number(invoice));
    QCOMPARE(rows[0].amountMinor, 14900);
    QVERIFY2(rows[0].note.contains(lost.value()), qPrintable(rows[0].note));
}

// Its token was taken away: nobody is asked, nothing is told, and what was chosen is there when it is back.
void TestPaymentWatcher::whatNobodyIsConfiguredForWaits()
{
    QFETCH(TestDatabase::Kind, kind);
    WorkerShop shop(kind);
    const TelegramId user{1001};
    shop.addUser(user);
    const PurchaseId id = shop.buy(user);
    const payments::CryptoPay without(shop.client, {QUrl(shop.outside.cryptoPayUrl()), {}});
    workers::PaymentDesk::Parts parts = shop.watcherParts();
    parts.providers = {&without};
    workers::PaymentWatcher watcher(parts);
    workers::Iteration iteration(workers::Iteration::Setup{});
    iterateAside(watcher, iteration);
    QVERIFY(iteration.finishNormally());
    QCOMPARE(iteration.ending()->outcome, workers::Outcome::Degraded);
    QVERIFY(iteration.ending()->reason.english().contains(u"CRYPTOBOT_TOKEN is not configured"));
    QVERIFY(!shop.write([&](db::Transaction &tx) { return watcher.nextDueAt(tx); }));
    QCOMPARE(shop.calls(kCrypto), 0);
    QCOMPARE(shop.purchase(id).status, PurchaseStatus::AwaitingPayment);
    const auto watcherWithToken = shop.makeWatcher();
    workers::Iteration later(workers::Iteration::Setup{});
    iterateAside(*watcherWithToken, later);
    QVERIFY(shop.purchase(id).hasInvoice());
}

const turnpike::test::RegisteredTest<TestPaymentWatcher> kTestPaymentWatcher;

} // namespace tst_paymentwatcher

#include "tst_paymentwatcher.moc"
