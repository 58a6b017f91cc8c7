// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/telegramcard.h"
#include "payments/telegramstars.h"
#include "support/testmain.h"
#include "telegrampaydesk.h"

namespace tst_paymentcases {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::FinalizeOutcome;
using billing::Payments;
using billing::Provider;
using billing::PurchaseStatus;
using payments::TelegramCard;
using payments::TelegramStars;

namespace {

const QString kTelegramService = u"telegram"_s;
const QString kProviderToken = u"390540012:LIVE:12345"_s;

// With every way to pay configured.
struct Desk : TelegramPayDesk
{
    explicit Desk(TestDatabase::Kind kind)
        : TelegramPayDesk(kind)
        , stars(shop.client, settings())
        , card(shop.client, {settings(), kProviderToken, {}})
    {}
    const payments::PaymentProvider &provider(Provider id) const
    {
        if (id == Provider::Stars)
            return stars;
        if (id == Provider::Card)
            return card;
        return shop.cryptoPay;
    }
    [[nodiscard]] bool iterate(Provider id) { return TelegramPayDesk::iterate(provider(id)); }
    // 30 days of basic at a price of its own; with the balance no method is chosen yet.
    PurchaseId buyAt(Provider way, Kopecks price, int priceStars)
    {
        return shop.write([&](db::Transaction &tx) {
            billing::Purchases::NewPurchase wanted;
            wanted.user = user;
            wanted.tariff = u"basic"_s;
            wanted.periodDays = 30;
            wanted.price = price;
            wanted.priceStars = priceStars;
            const PurchaseId id = shop.shop.purchases.create(tx, wanted).id;
            if (way != Provider::Balance)
                shop.shop.purchases.chooseMethod(tx, id, user, way);
            return id;
        });
    }
    void chooseAgain(const PurchaseId &id, Provider way)
    {
        shop.write([&](db::Transaction &tx) { shop.shop.purchases.chooseMethod(tx, id, user, way); });
    }
    // What the shop hears of a payment of so much, in the way's own currency.
    FinalizeOutcome tellOf(const PurchaseId &id, const QString &charge, Provider way, qint64 amount)
    {
        return tell(id, charge, way, amount, way == Provider::Stars ? u"XTR"_s : u"RUB"_s);
    }
    Payments::PayOutcome payFromBalance(const PurchaseId &id)
    {
        return shop.write(
            [&](db::Transaction &tx) { return shop.shop.payments.payFromBalance(tx, id, user).outcome; });
    }
    Payments::RefundOutcome refund(Provider way, const QString &charge)
    {
        return shop.write([&](db::Transaction &tx) {
            return shop.shop.payments.refund(tx, way, charge, {u"olga"_s, u"admin"_s, {}}, u"by hand"_s);
        });
    }
    void credit(Kopecks amount)
    {
        shop.write([&](db::Transaction &tx) {
            shop.shop.balance.credit(tx, {user, amount, billing::LedgerKind::Admin, u"gift"_s, {}});
        });
    }
    qint64 balance() { return shop.test.number("SELECT balance_kopecks FROM users"); }
    qint64 subscriptions() { return shop.test.number("SELECT count(*) FROM subscriptions"); }

    TelegramStars stars;
    TelegramCard card;
};

void addWays(const std::vector<Provider> &ways)
{
    QTest::addColumn<Provider>("way");
    for (const Provider way : ways)
        QTest::newRow(toWord(way)) << way;
}

} // namespace

// The cases of docs/payments.md that are the same for several ways to pay.
class TestPaymentCases : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void aPurchaseIsPaidAtThePriceItWasMadeAt_data();
    void aPurchaseIsPaidAtThePriceItWasMadeAt();
    void aPaymentThatIsToldBeforeItsInvoiceIsKnownIsGranted_data();
    void aPaymentThatIsToldBeforeItsInvoiceIsKnownIsGranted();
    void aPaymentAfterItsRefundGivesNothing_data();
    void aPaymentAfterItsRefundGivesNothing();
    void aStrangersPaymentGrantsNothing_data();
    void aStrangersPaymentGrantsNothing();
    void whileTelegramIsAwayNothingIsLost_data();
    void whileTelegramIsAwayNothingIsLost();
    void aCardsLinkWhoseAnswerWasLostIsMadeAgainAtOnce();
    void aProviderTokenThatIsRefusedIsTold();
    void whatWasPaidFromTheBalanceGoesBackToItOnce();
    void whatIsGivenBackByHandIsTakenBackOnce_data();
    void whatIsGivenBackByHandIsTakenBackOnce();
};

void TestPaymentCases::aPurchaseIsPaidAtThePriceItWasMadeAt_data()
{
    addWays({Provider::CryptoPay, Provider::Stars, Provider::Card, Provider::Balance});
}

// The catalogue has it for 149 roubles or 100 Stars: that this one was cheaper is nobody's business any more.
void TestPaymentCases::aPurchaseIsPaidAtThePriceItWasMadeAt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(Provider, way);
    Desk desk(kind);
    const PurchaseId id = desk.buyAt(way, Kopecks::roubles(129), 80);
    if (way == Provider::Balance) {
        desk.credit(Kopecks::roubles(149));
        QVERIFY(desk.payFromBalance(id) == Payments::PayOutcome::Paid);
        QCOMPARE(desk.balance(), Kopecks::roubles(20).value());
    } else {
        QVERIFY(desk.tellOf(id, u"a"_s, way, way == Provider::Stars ? 80 : 12'900) ==
                FinalizeOutcome::Granted);
        QCOMPARE(desk.balance(), 0);
        // One that was dearer is not sold at today's price.
        const PurchaseId dear = desk.buyAt(way, Kopecks::roubles(199), 120);
        QVERIFY(desk.tellOf(dear, u"b"_s, way, way == Provider::Stars ? 100 : 14'900) ==
                FinalizeOutcome::Review);
    }
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    QCOMPARE(desk.booked("granted"), 1);
}

void TestPaymentCases::aPaymentThatIsToldBeforeItsInvoiceIsKnownIsGranted_data()
{
    addWays({Provider::CryptoPay, Provider::Stars, Provider::Card});
}

// The provider is faster than our own commit of its answer: the payload names the purchase.
void TestPaymentCases::aPaymentThatIsToldBeforeItsInvoiceIsKnownIsGranted()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(Provider, way);
    Desk desk(kind);
    const PurchaseId id = desk.buy(way);
    QVERIFY(!desk.purchase(id).hasInvoice());
    if (way == Provider::CryptoPay) {
        const qint64 invoice = desk.shop.outside.cryptoPay().createForeign(
            {{"currency_type", "fiat"}, {"fiat", "RUB"}, {"amount", "149"}, {"payload", id.value()}});
        QVERIFY(desk.shop.outside.cryptoPay().pay(invoice, 0));
    } else {
        QVERIFY(desk.tellOf(id, u"early"_s, way, way == Provider::Stars ? 100 : 14'900) ==
                FinalizeOutcome::Granted);
    }
    QVERIFY(desk.iterate(way));
    QVERIFY(desk.iterate(way));
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    QCOMPARE(desk.booked("granted"), 1);
    QCOMPARE(desk.shop.test.number("SELECT count(*) FROM payments"), 1);
    if (way != Provider::CryptoPay)
        QVERIFY(desk.shop.outside.telegram().invoiceLinks().empty()); // nobody is asked for it again
}

void TestPaymentCases::aPaymentAfterItsRefundGivesNothing_data()
{
    addWays({Provider::CryptoPay, Provider::Stars, Provider::Card});
}

void TestPaymentCases::aPaymentAfterItsRefundGivesNothing()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(Provider, way);
    Desk desk(kind);
    const qint64 price = way == Provider::Stars ? 100 : 14'900;
    const PurchaseId id = desk.buy(way);
    QVERIFY(desk.refund(way, u"a"_s) == Payments::RefundOutcome::Waits);
    QVERIFY(desk.tellOf(id, u"a"_s, way, price) == FinalizeOutcome::Refunded);
    QVERIFY(desk.tellOf(id, u"a"_s, way, price) == FinalizeOutcome::AlreadySeen);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Refunded);
    QCOMPARE(desk.booked("refunded"), 1);
    QCOMPARE(desk.subscriptions(), 0);
    // Another payment for it is another matter: a person looks.
    QVERIFY(desk.tellOf(id, u"b"_s, way, price) == FinalizeOutcome::Review);
    QCOMPARE(desk.subscriptions(), 0);
}

void TestPaymentCases::aStrangersPaymentGrantsNothing_data()
{
    QTest::addColumn<Provider>("way");
    QTest::addColumn<FinalizeOutcome>("outcome");
    QTest::newRow("crypto_pay") << Provider::CryptoPay << FinalizeOutcome::Foreign;
    // Only this bot is told of what its own invoices bring.
    QTest::newRow("stars") << Provider::Stars << FinalizeOutcome::UnknownPurchase;
    QTest::newRow("card") << Provider::Card << FinalizeOutcome::UnknownPurchase;
}

void TestPaymentCases::aStrangersPaymentGrantsNothing()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(Provider, way);
    QFETCH(FinalizeOutcome, outcome);
    Desk desk(kind);
    const PurchaseId foreign(u"order-7"_s);
    QVERIFY(desk.tellOf(foreign, u"a"_s, way, 500) == outcome);
    QVERIFY(desk.tellOf(foreign, u"a"_s, way, 500) == FinalizeOutcome::AlreadySeen);
    QCOMPARE(desk.subscriptions(), 0);
    QCOMPARE(desk.balance(), 0);
    QCOMPARE(desk.booked("review"), outcome == FinalizeOutcome::Foreign ? 0 : 1);
    QCOMPARE(desk.shop.alerts.all().size(), size_t(1));
}

void TestPaymentCases::whileTelegramIsAwayNothingIsLost_data()
{
    addWays({Provider::Stars, Provider::Card});
}

void TestPaymentCases::whileTelegramIsAwayNothingIsLost()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(Provider, way);
    Desk desk(kind);
    const PurchaseId id = desk.buy(way);
    desk.shop.addFault(kTelegramService, {{"action", "reset"}});
    QVERIFY(desk.iterate(way));
    QVERIFY(!desk.purchase(id).hasInvoice());
    QVERIFY(!desk.purchase(id).lastError.isEmpty());
    QVERIFY(desk.shop.messages(desk.user, u"not possible"_s).isEmpty());
    // Nobody waits for longer than that: another way may be chosen.
    desk.shop.clock.advance(billing::kInvoicePatienceMs);
    QVERIFY(desk.iterate(way));
    QCOMPARE(desk.shop.messages(desk.user, u"not possible right now"_s).size(), 1);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Created);
    desk.shop.mend();
    desk.chooseAgain(id, way);
    for (int i = 0; i < 10 && !desk.purchase(id).hasInvoice(); ++i) {
        desk.shop.clock.advance(5 * kSecondMs);
        QVERIFY(desk.iterate(way));
    }
    QVERIFY(desk.purchase(id).hasInvoice());
    QCOMPARE(desk.shop.messages(desk.user, desk.purchase(id).payUrl).size(), 1);
}

// Nobody was told the first one, so nobody pays it.
void TestPaymentCases::aCardsLinkWhoseAnswerWasLostIsMadeAgainAtOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    payments::TelegramInvoices::Settings once = desk.settings();
    once.repeats.repeats = 0;
    const TelegramCard card(desk.shop.client, {once, kProviderToken, {}});
    desk.shop.addFault(kTelegramService, {{"method", "createInvoiceLink"}, {"action", "lost"}, {"next", 1}});
    const PurchaseId id = desk.buy(Provider::Card);
    QVERIFY(desk.TelegramPayDesk::iterate(card));
    QVERIFY(!desk.purchase(id).hasInvoice());
    QCOMPARE(desk.shop.outside.telegram().invoiceLinks().size(), size_t(1));
    desk.shop.clock.advance(10 * kSecondMs);
    QVERIFY(desk.TelegramPayDesk::iterate(card));
    QVERIFY(desk.purchase(id).hasInvoice());
    QCOMPARE(desk.shop.messages(desk.user, desk.purchase(id).payUrl).size(), 1);
}

// core.telegram.org/method/payments.exportInvoice: of a provider that was disconnected at @BotFather, or of
// the test environment.
void TestPaymentCases::aProviderTokenThatIsRefusedIsTold()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    const PurchaseId id = desk.buy(Provider::Card);
    desk.shop.addFault(kTelegramService, {{"method", "createInvoiceLink"},
                                          {"status", 400},
                                          {"description", "Bad Request: PAYMENT_PROVIDER_INVALID"}});
    QVERIFY(desk.iterate(Provider::Card));
    QVERIFY(desk.card.trouble());
    QVERIFY2(desk.card.trouble()->english().contains(u"PAYMENT_PROVIDER_INVALID"),
             qPrintable(desk.card.trouble()->english()));
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Created);
    QCOMPARE(desk.shop.messages(desk.user, u"not possible right now"_s).size(), 1);
    QVERIFY(!desk.stars.trouble()); // the others can pay
    desk.shop.mend();
    desk.chooseAgain(id, Provider::Card);
    QVERIFY(desk.iterate(Provider::Card));
    QVERIFY(desk.purchase(id).hasInvoice());
    QVERIFY(!desk.card.trouble());
}

void TestPaymentCases::whatWasPaidFromTheBalanceGoesBackToItOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    Desk desk(kind);
    desk.credit(Kopecks::roubles(500));
    const PurchaseId id = desk.buyAt(Provider::Balance, Kopecks::roubles(149), 100);
    QVERIFY(desk.payFromBalance(id) == Payments::PayOutcome::Paid);
    QVERIFY(desk.payFromBalance(id) == Payments::PayOutcome::AlreadyPaid);
    QCOMPARE(desk.balance(), Kopecks::roubles(351).value());
    QVERIFY(desk.refund(Provider::Balance, id.value()) == Payments::RefundOutcome::Refunded);
    QVERIFY(desk.refund(Provider::Balance, id.value()) == Payments::RefundOutcome::AlreadyRefunded);
    QCOMPARE(desk.balance(), Kopecks::roubles(500).value());
    QVERIFY(desk.shop.subscription(desk.user).expiresAt <= desk.shop.clock.nowMs());
    // It is over: who wants it buys anew.
    QVERIFY(desk.payFromBalance(id) == Payments::PayOutcome::Stale);
    QCOMPARE(desk.balance(), Kopecks::roubles(500).value());
}

void TestPaymentCases::whatIsGivenBackByHandIsTakenBackOnce_data()
{
    addWays({Provider::CryptoPay, Provider::Card});
}

// Neither of them gives anything back when it is asked: a person does, and says so with a note.
void TestPaymentCases::whatIsGivenBackByHandIsTakenBackOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(Provider, way);
    Desk desk(kind);
    const PurchaseId id = desk.buy(way);
    QVERIFY(desk.tellOf(id, u"a"_s, way, 14'900) == FinalizeOutcome::Granted);
    const auto asked = desk.shop.write([&](db::Transaction &tx) {
        return desk.shop.shop.refunds.ask(tx, way, u"a"_s, {u"olga"_s, u"admin"_s, {}}, u"asked"_s);
    });
    QVERIFY(asked == billing::Refunds::AskOutcome::ByHand);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Fulfilled);
    QVERIFY(desk.refund(way, u"a"_s) == Payments::RefundOutcome::Refunded);
    QVERIFY(desk.refund(way, u"a"_s) == Payments::RefundOutcome::AlreadyRefunded);
    QCOMPARE(desk.purchase(id).status, PurchaseStatus::Refunded);
    QVERIFY(desk.shop.subscription(desk.user).expiresAt <= desk.shop.clock.nowMs());
    QVERIFY(desk.shop.test.query("SELECT note FROM payments").at(0).text(0).endsWith(u"by hand"));
    QCOMPARE(desk.shop.messages(desk.user, u"refunded"_s).size(), 1);
    // The provider's own list goes on calling it paid: it is not granted anew.
    QVERIFY(desk.tellOf(id, u"a"_s, way, 14'900) == FinalizeOutcome::AlreadySeen);
    QCOMPARE(desk.booked("granted"), 0);
}

const turnpike::test::RegisteredTest<TestPaymentCases> kTestPaymentCases;

} // namespace tst_paymentcases

#include "tst_paymentcases.moc"
