// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "bot/callbackdata.h"
#include "rowlock.h"
#include "support/aside.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_botpayments {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using billing::PurchaseStatus;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

const QString kUrl = u"https://t.me/CryptoBot?start=IVabc"_s;

} // namespace

// Money in the bot: buying, renewing, topping up, and what Telegram says of payments.
class TestBotPayments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cryptoGoesFromTheInvoiceToTheGrantInOneMessage_data() { TestDatabase::addKinds(); }
    void cryptoGoesFromTheInvoiceToTheGrantInOneMessage();
    void whoLeavesTheInvoiceGetsItAsAMessageOfItsOwn_data() { TestDatabase::addKinds(); }
    void whoLeavesTheInvoiceGetsItAsAMessageOfItsOwn();
    void payingFromTheBalanceTwiceBuysOnce_data() { TestDatabase::addKinds(); }
    void payingFromTheBalanceTwiceBuysOnce();
    void tooSmallABalanceSaysWhatIsMissingAndOffersIt_data() { TestDatabase::addKinds(); }
    void tooSmallABalanceSaysWhatIsMissingAndOffersIt();
    void theMissingPartIsPaidAndThePurchaseCompletesByItself_data() { TestDatabase::addKinds(); }
    void theMissingPartIsPaidAndThePurchaseCompletesByItself();
    void toppingUpWhereTheBalanceIsShortCompletesThePurchase_data();
    void toppingUpWhereTheBalanceIsShortCompletesThePurchase();
    void whatCryptoPayRefusesLeavesTheOtherWaysToPay_data() { TestDatabase::addKinds(); }
    void whatCryptoPayRefusesLeavesTheOtherWaysToPay();
    void whatWasToBeBoughtIsOfferedAfterAnyTopUp_data() { TestDatabase::addKinds(); }
    void whatWasToBeBoughtIsOfferedAfterAnyTopUp();
    void whatCameTooLittleIsToldAndTheRestCompletesIt_data();
    void whatCameTooLittleIsToldAndTheRestCompletesIt();
    void whatCameTooLittleGoesToTheBalanceOnce_data() { TestDatabase::addKinds(); }
    void whatCameTooLittleGoesToTheBalanceOnce();
    void whatIsDecidedAboutAPaymentIsTold_data() { TestDatabase::addKinds(); }
    void whatIsDecidedAboutAPaymentIsTold();
    void whatIsPaidTooMuchIsToldAsThat_data() { TestDatabase::addKinds(); }
    void whatIsPaidTooMuchIsToldAsThat();
    void aRenewalTakesTwoPressesAndAddsTheDays_data() { TestDatabase::addKinds(); }
    void aRenewalTakesTwoPressesAndAddsTheDays();
    void anOpenInvoiceIsOfferedInPlaceOfASecondOne_data() { TestDatabase::addKinds(); }
    void anOpenInvoiceIsOfferedInPlaceOfASecondOne();
    void twoMenusForTheSameLeadToOneInvoice_data() { TestDatabase::addKinds(); }
    void twoMenusForTheSameLeadToOneInvoice();
    void aTopUpByCryptoIsCreditedOnce_data() { TestDatabase::addKinds(); }
    void aTopUpByCryptoIsCreditedOnce();
    void checkingAsksTheWatcherAndNeverGrants_data() { TestDatabase::addKinds(); }
    void checkingAsksTheWatcherAndNeverGrants();
    void anExpiredPurchaseExplainsItselfWithoutCharging_data() { TestDatabase::addKinds(); }
    void anExpiredPurchaseExplainsItselfWithoutCharging();
    void aPurchaseOfSomebodyElseIsUnknown_data() { TestDatabase::addKinds(); }
    void aPurchaseOfSomebodyElseIsUnknown();
    void pausedPaymentsStartNothing_data() { TestDatabase::addKinds(); }
    void pausedPaymentsStartNothing();
    void pausedPaymentsAreKnownAtTheFirstScreen_data() { TestDatabase::addKinds(); }
    void pausedPaymentsAreKnownAtTheFirstScreen();
    void aLinkThatDoesNotComeSaysSoAfterFifteenSeconds_data() { TestDatabase::addKinds(); }
    void aLinkThatDoesNotComeSaysSoAfterFifteenSeconds();
    void whoWaitsForALinkPaysAnotherWay_data() { TestDatabase::addKinds(); }
    void whoWaitsForALinkPaysAnotherWay();
    void withoutCryptoPayNoButtonLeadsToIt_data() { TestDatabase::addKinds(); }
    void withoutCryptoPayNoButtonLeadsToIt();
    void onlyFivePaymentsAMinuteAreStarted_data() { TestDatabase::addKinds(); }
    void onlyFivePaymentsAMinuteAreStarted();
    void aPurchaseThatIsForgottenDuringThePressEndsInWords_data();
    void aPurchaseThatIsForgottenDuringThePressEndsInWords();

private:
    // Basic for 30 days, by Crypto Pay, of which only 49 of 149 roubles came. The purchase.
    static PurchaseId payTooLittle(BotShop &shop)
    {
        shop.chooseBasic();
        const PurchaseId id = shop.newestPurchase()->id;
        shop.press(s("Crypto"));
        shop.makeInvoice(id, kUrl);
        shop.payInvoice(id, Kopecks::roubles(49));
        return id;
    }
    static QString lastEdit(BotShop &shop)
    {
        return shop.lastPayload(s("editMessageText"))[s("text")].toString();
    }
};

void TestBotPayments::cryptoGoesFromTheInvoiceToTheGrantInOneMessage()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const qint64 menu = shop.shown().messageId;
    shop.chooseBasic();
    QVERIFY(shop.shown().text.contains(s("149\u00a0₽")));
    QCOMPARE(shop.shown().labels(), (QStringList{s("Crypto"), s("Balance"), s("Back")}));
    const QString crypto = shop.shown().button(s("Crypto"))[s("callback_data")].toString();
    const PurchaseId id = shop.newestPurchase()->id;
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Created);

    shop.press(s("Crypto"));
    QVERIFY(shop.shown().text.contains(s("Making your invoice")));
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::AwaitingPayment);
    QCOMPARE(shop.newestPurchase()->chatMessageId, std::optional<qint64>(menu));
    QCOMPARE(shop.kicker.count(Work::Payment), 1);
    shop.pressData(crypto, menu); // repeated by the app
    QVERIFY(shop.shown().text.contains(s("Making your invoice")));
    QCOMPARE(shop.kicker.count(Work::Payment), 1);

    shop.makeInvoice(id, kUrl);
    QCOMPARE(shop.shown().method, s("editMessageText"));
    QCOMPARE(shop.shown().messageId, menu);
    QVERIFY(shop.shown().text.contains(s("Basic, 30 days")));
    QCOMPARE(shop.shown().button(s("Pay"))[s("url")].toString(), kUrl);
    shop.pressData(crypto, menu);
    QCOMPARE(shop.shown().button(s("Pay"))[s("url")].toString(), kUrl);

    const qint64 paidAt = shop.clock.nowMs();
    shop.payInvoice(id);
    QCOMPARE(shop.shown().messageId, menu);
    QVERIFY(shop.shown().text.contains(s("Paid: <b>Basic, 30 days</b>")));
    QVERIFY(shop.shown().text.contains(s("key is being made")));
    QCOMPARE(shop.subscription()->expiresAt, paidAt + 30 * kDayMs);
    shop.payInvoice(id);
    QCOMPARE(shop.subscription()->expiresAt, paidAt + 30 * kDayMs);
    QCOMPARE(shop.db.number("SELECT count(*) FROM payments"), 1);

    shop.write([&](db::Transaction &tx) {
        shop.notices.keyReady(
            tx, shop.customer,
            {s("basic"), access::AccessSource::Payment, s("vless://k&y"), paidAt, true, true});
    });
    QCOMPARE(shop.shown().method, s("sendMessage"));
    QVERIFY(shop.shown().text.contains(s("<code>vless://k&amp;y</code>")));
    // The key's message stays as it is when one goes on from it.
    shop.press(s("Menu"));
    QCOMPARE(shop.shown().method, s("sendMessage"));
}

void TestBotPayments::whoLeavesTheInvoiceGetsItAsAMessageOfItsOwn()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    const PurchaseId id = shop.newestPurchase()->id;
    shop.press(s("Crypto"));
    shop.press(s("Menu"));
    QVERIFY(!shop.newestPurchase()->chatMessageId);
    shop.makeInvoice(id, kUrl);
    QCOMPARE(shop.shown().method, s("sendMessage"));
    QCOMPARE(shop.shown().button(s("Pay"))[s("url")].toString(), kUrl);
}

void TestBotPayments::payingFromTheBalanceTwiceBuysOnce()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.chooseBasic();
    QVERIFY(shop.shown().text.contains(s("500\u00a0₽")));
    const QString pay = shop.shown().button(s("Balance"))[s("callback_data")].toString();
    const qint64 menu = shop.shown().messageId;
    shop.press(s("Balance"));
    const qint64 end = shop.subscription()->expiresAt;
    QVERIFY(shop.shown().text.contains(s("Paid: <b>Basic, 30 days</b>")));
    QCOMPARE(shop.shown().messageId, menu);
    const QString first = shop.shown().text;

    shop.pressData(pay, menu);
    shop.pressData(pay, menu);
    QCOMPARE(shop.shown().text, first);
    QCOMPARE(shop.subscription()->expiresAt, end);
    QCOMPARE(shop.user()->balance, Kopecks::roubles(351));
    QCOMPARE(shop.db.number("SELECT count(*) FROM payments"), 1);
}

void TestBotPayments::tooSmallABalanceSaysWhatIsMissingAndOffersIt()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks(1050));
    shop.press(s("Buy"));
    shop.press(s("Plus"));
    shop.press(s("30 days"));
    shop.press(s("Balance"));
    QVERIFY(shop.shown().text.contains(s("288.50\u00a0₽</b> short")));
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Created);
    shop.press(s("Top up"));
    QCOMPARE(shop.shown().labels().first(), s("289\u00a0₽"));
    QVERIFY(!shop.shown().labels().contains(s("200\u00a0₽")));
    shop.press(s("289\u00a0₽"));
    QCOMPARE(shop.newestPurchase()->kind, billing::PurchaseKind::BalanceTopup);
    QCOMPARE(shop.newestPurchase()->price, Kopecks::roubles(289));
}

void TestBotPayments::theMissingPartIsPaidAndThePurchaseCompletesByItself()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(10));
    shop.press(s("Buy"));
    shop.press(s("Plus"));
    shop.press(s("30 days"));
    const PurchaseId wanted = shop.newestPurchase()->id;
    shop.press(s("Balance"));
    const QString rest = shop.shown().button(s("Pay 289\u00a0₽"))[s("callback_data")].toString();
    QVERIFY(!rest.isEmpty());
    const qint64 menu = shop.shown().messageId;
    shop.clock.advance(kSecondMs); // newestPurchase() goes by the time
    shop.pressData(rest, menu);
    const PurchaseId part = shop.newestPurchase()->id;
    QVERIFY(part != wanted);
    QVERIFY(shop.shown().text.contains(s("Making your invoice")));
    QCOMPARE(shop.newestPurchase()->price, Kopecks::roubles(289));
    // Pressed again by the app: the same invoice.
    shop.pressData(rest, menu);
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE completes IS NOT NULL"), 1);
    shop.makeInvoice(part, kUrl);
    shop.pressData(rest, menu);
    QCOMPARE(shop.shown().button(s("Pay"))[s("url")].toString(), kUrl);

    const qint64 paidAt = shop.clock.nowMs();
    const int before = shop.messages();
    shop.payInvoice(part);
    QVERIFY(shop.subscription());
    QCOMPARE(shop.subscription()->tariff, s("plus"));
    QCOMPARE(shop.subscription()->expiresAt, paidAt + 30 * kDayMs);
    QCOMPARE(shop.user()->balance, Kopecks(0));
    // One edit and one message, of the purchase.
    QCOMPARE(shop.messages(), before + 2);
    QVERIFY2(shop.shown().text.contains(s("Paid: <b>Plus, 30 days</b>")), qPrintable(shop.shown().text));
    QCOMPARE(shop.shown().method, s("sendMessage"));
    // The invoice's message can be pressed no more.
    QVERIFY(shop.lastPayload(s("editMessageText"))[s("text")].toString().contains(s("is paid")));
}

void TestBotPayments::toppingUpWhereTheBalanceIsShortCompletesThePurchase_data()
{
    QTest::addColumn<TestDatabase::Kind>("kind");
    QTest::addColumn<QString>("typed"); // empty: the first amount is pressed
    QTest::addColumn<bool>("givenUp");  // the purchase, before the money comes
    QTest::addColumn<bool>("completes");
    QTest::addColumn<int>("roubles"); // left on the balance
    for (const auto &[kind, name] : {std::pair(TestDatabase::Kind::Sqlite, "sqlite"),
                                     std::pair(TestDatabase::Kind::Postgres, "postgres")}) {
        QTest::addRow("%s: what is missing", name) << kind << QString() << false << true << 0;
        QTest::addRow("%s: more, typed", name) << kind << s("300") << false << true << 11;
        QTest::addRow("%s: less, typed", name) << kind << s("288") << false << false << 298;
        QTest::addRow("%s: given up meanwhile", name) << kind << QString() << true << false << 299;
    }
}

void TestBotPayments::toppingUpWhereTheBalanceIsShortCompletesThePurchase()
{
    QFETCH(TestDatabase::Kind, kind);
    QFETCH(QString, typed);
    QFETCH(bool, givenUp);
    QFETCH(bool, completes);
    QFETCH(int, roubles);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(10));
    for (const char *label : {"Buy", "Plus", "30 days", "Balance", "Top up"})
        shop.press(s(label));
    const PurchaseId wanted = shop.newestPurchase()->id;
    shop.clock.advance(kSecondMs); // newestPurchase() goes by the time
    if (typed.isEmpty()) {
        shop.press(s("289\u00a0₽"));
    } else {
        shop.press(s("Other amount"));
        shop.type(s("a lot"));
        shop.type(typed);
    }
    const PurchaseId topup = shop.newestPurchase()->id;
    QVERIFY(topup != wanted);
    shop.press(s("Crypto"));
    shop.makeInvoice(topup, kUrl);
    if (givenUp)
        shop.db.exec("UPDATE purchases SET status = 'cancelled' WHERE purchase_id = ?", wanted);
    shop.payInvoice(topup);
    QCOMPARE(shop.subscription().has_value(), completes);
    QCOMPARE(shop.user()->balance, Kopecks::roubles(roubles));
    const QString edited = shop.lastPayload(s("editMessageText"))[s("text")].toString();
    const QString becameOfIt = completes ? s("This purchase is paid") : s("the money is on your balance");
    QVERIFY2(edited.contains(becameOfIt), qPrintable(edited));
    // Asked again by a button that is shown no more.
    shop.pressData(bot::encodeCallback(bot::action::kCheck, {topup.value()}));
    const QString again = completes ? s("Paid: <b>Plus, 30 days</b>") : becameOfIt;
    QVERIFY2(shop.shown().text.contains(again), qPrintable(shop.shown().text));
}

void TestBotPayments::whatCryptoPayRefusesLeavesTheOtherWaysToPay()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(149));
    shop.chooseBasic();
    const PurchaseId id = shop.newestPurchase()->id;
    shop.press(s("Crypto"));
    shop.write([&](db::Transaction &tx) {
        const auto jobs = shop.purchases.claimDue(tx, s("watcher"), 10);
        QVERIFY(shop.purchases.withdrawMethod(tx, jobs.front(), s("UNAUTHORIZED")));
        const auto purchase = shop.purchases.find(tx, id);
        shop.notices.invoiceRefused(
            tx, shop.customer,
            {id, purchase->chatMessageId, s("crypto_pay"), QString(), purchase->price, purchase->expiresAt});
    });
    QCOMPARE(shop.shown().method, s("editMessageText"));
    QVERIFY(shop.shown().text.contains(s("not possible right now")));
    QCOMPARE(shop.shown().labels(), (QStringList{s("Crypto"), s("Balance"), s("Back")}));
    shop.press(s("Balance"));
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Fulfilled);
    QVERIFY(shop.subscription());
}

// The top-up was begun from the menu, and knows of no purchase.
void TestBotPayments::whatWasToBeBoughtIsOfferedAfterAnyTopUp()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.press(s("Buy"));
    shop.press(s("Plus"));
    shop.press(s("30 days"));
    for (const char *label : {"Balance", "Menu", "Balance", "Top up", "200\u00a0₽", "Crypto"})
        shop.press(s(label));
    shop.clock.advance(kSecondMs); // newestPurchase() goes by the time
    shop.makeInvoice(shop.newestPurchase()->id, kUrl);
    shop.payInvoice(shop.newestPurchase()->id);
    QVERIFY(!shop.subscription());
    QCOMPARE(shop.shown().labels(), (QStringList{s("Pay 100\u00a0₽"), s("Menu")}));
    shop.giveBalance(Kopecks::roubles(100));
    shop.write([&](db::Transaction &tx) {
        shop.notices.topupCredited(
            tx, shop.customer, {PurchaseId(), {}, Kopecks::roubles(100), shop.balance.of(tx, shop.customer)});
    });
    QCOMPARE(shop.shown().labels(), (QStringList{s("Buy Plus, 30 days"), s("Menu")}));
    shop.press(s("Buy Plus, 30 days"));
    QCOMPARE(shop.subscription()->tariff, s("plus"));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(1));
    // It is bought: nothing is left to be offered.
    shop.write([&](db::Transaction &tx) {
        shop.notices.topupCredited(tx, shop.customer, {PurchaseId(), {}, Kopecks(100), Kopecks(100)});
    });
    QCOMPARE(shop.shown().labels(), (QStringList{s("Buy"), s("Menu")}));
}

void TestBotPayments::whatCameTooLittleIsToldAndTheRestCompletesIt_data()
{
    QTest::addColumn<TestDatabase::Kind>("kind");
    QTest::addColumn<int>("balance"); // roubles before
    QTest::addColumn<int>("rest");    // that is still to be paid; 0: the balance has it
    for (const auto &[kind, name] : {std::pair(TestDatabase::Kind::Sqlite, "sqlite"),
                                     std::pair(TestDatabase::Kind::Postgres, "postgres")}) {
        QTest::addRow("%s: nothing on the balance", name) << kind << 0 << 100;
        QTest::addRow("%s: enough on the balance", name) << kind << 120 << 0;
    }
}

void TestBotPayments::whatCameTooLittleIsToldAndTheRestCompletesIt()
{
    QFETCH(TestDatabase::Kind, kind);
    QFETCH(int, balance);
    QFETCH(int, rest);
    BotShop shop(kind);
    shop.arrive();
    if (balance > 0)
        shop.giveBalance(Kopecks::roubles(balance));
    const PurchaseId wanted = payTooLittle(shop);
    // The invoice cannot be pressed any more.
    QVERIFY2(lastEdit(shop).contains(s("Do not pay this invoice again")), qPrintable(lastEdit(shop)));
    QCOMPARE(shop.shown().method, s("sendMessage"));
    for (const char *part :
         {"Basic, 30 days", "<b>49\u00a0₽</b> of 149\u00a0₽", "<b>100\u00a0₽</b> is missing"})
        QVERIFY2(shop.shown().text.contains(s(part)), qPrintable(shop.shown().text));
    QCOMPARE(shop.shown().labels(), (QStringList{s("Pay 100\u00a0₽"), s("To my balance"), s("Menu")}));

    shop.clock.advance(kSecondMs); // newestPurchase() goes by the time
    shop.press(s("Pay 100\u00a0₽"));
    if (rest > 0) {
        const PurchaseId part = shop.newestPurchase()->id;
        QVERIFY(part != wanted);
        QCOMPARE(shop.newestPurchase()->price, Kopecks::roubles(rest));
        QVERIFY(!shop.subscription());
        shop.makeInvoice(part, kUrl);
        shop.payInvoice(part);
    }
    QVERIFY(shop.subscription());
    QCOMPARE(shop.user()->balance, Kopecks::roubles(balance + 49 + rest - 149));
    QVERIFY2(shop.shown().text.contains(s("Paid: <b>Basic, 30 days</b>")), qPrintable(shop.shown().text));
    QCOMPARE(shop.db.number("SELECT count(*) FROM payments WHERE status = 'review'"), 0);
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotPayments::whatCameTooLittleGoesToTheBalanceOnce()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const PurchaseId id = payTooLittle(shop);
    const QString take = shop.shown().button(s("To my balance"))[s("callback_data")].toString();
    shop.press(s("To my balance"));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(49));
    QVERIFY2(shop.shown().text.contains(s("<b>100\u00a0₽</b> is missing")), qPrintable(shop.shown().text));
    // The purchase can be paid as it was before.
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Created);
    QVERIFY(!shop.newestPurchase()->provider);
    shop.pressData(take);
    QCOMPARE(shop.user()->balance, Kopecks::roubles(49));
    // Nobody has to decide about it any more.
    shop.write([&](db::Transaction &tx) {
        QVERIFY(shop.payments.inReview(tx, 10).empty());
        const auto other = TelegramId(1002);
        QVERIFY(!shop.payments.takeShortToBalance(tx, id, other));
    });
    shop.giveBalance(Kopecks::roubles(100));
    shop.pressData(bot::encodeCallback(bot::action::kPayBalance, {id.value()}));
    QVERIFY(shop.subscription());
    QCOMPARE(shop.user()->balance, Kopecks());
}

void TestBotPayments::whatIsDecidedAboutAPaymentIsTold()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const auto decide = [&](bool grants) {
        return shop.write([&](db::Transaction &tx) {
            const qint64 id = shop.payments.inReview(tx, 1).front().id;
            return shop.payments.decideReview(tx, id, grants, s("olga: looked"));
        });
    };
    payTooLittle(shop);
    const QString take = shop.shown().button(s("To my balance"))[s("callback_data")].toString();
    QCOMPARE(decide(false), billing::Payments::ReviewOutcome::Decided);
    QCOMPARE(shop.shown().method, s("sendMessage"));
    QVERIFY2(shop.shown().text.contains(s("checked your payment of <b>49\u00a0₽</b>: nothing is given")),
             qPrintable(shop.shown().text));
    // What is decided cannot be taken by an old button.
    shop.pressData(take);
    QCOMPARE(shop.user()->balance, Kopecks());
    QVERIFY2(shop.shown().text.contains(s("was cancelled")), qPrintable(shop.shown().text));

    shop.press(s("Menu"));
    shop.clock.advance(kSecondMs); // newestPurchase() goes by the time
    payTooLittle(shop);
    QCOMPARE(decide(true), billing::Payments::ReviewOutcome::Decided);
    QCOMPARE(shop.shown().method, s("sendMessage"));
    QVERIFY2(shop.shown().text.contains(s("Paid: <b>Basic, 30 days</b>")), qPrintable(shop.shown().text));
}

void TestBotPayments::whatIsPaidTooMuchIsToldAsThat()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    const PurchaseId id = shop.newestPurchase()->id;
    shop.press(s("Crypto"));
    shop.makeInvoice(id, kUrl);
    shop.payInvoice(id, Kopecks::roubles(200));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(51));
    QVERIFY(lastEdit(shop).contains(s("Paid: <b>Basic, 30 days</b>")));
    QVERIFY2(shop.shown().text.contains(s("difference of <b>51\u00a0₽</b>")),
             qPrintable(shop.shown().text));
}

void TestBotPayments::aRenewalTakesTwoPressesAndAddsTheDays()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(1000));
    shop.press(s("Buy"));
    shop.press(s("Basic"));
    shop.press(s("90 days"));
    shop.press(s("Balance"));
    const qint64 end = shop.subscription()->expiresAt;
    // Ready, as the activation worker leaves it.
    shop.db.exec(
        "UPDATE subscriptions SET waiting_since = NULL, activation_status = 'active', vpn_key = 'k', "
        "vpn_expires_at = expires_at");
    shop.clock.advance(kDayMs);

    shop.press(s("Menu"));
    shop.press(s("Renew"));
    QVERIFY(shop.shown().text.contains(s("Basic, 90 days")));
    QVERIFY(shop.shown().text.contains(s("added to your current")));
    shop.press(s("Balance"));
    QCOMPARE(shop.subscription()->expiresAt, end + 90 * kDayMs);
    QVERIFY2(shop.shown().text.contains(s("key stays the same")), qPrintable(shop.shown().text));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(1000 - 2 * 399));

    // Nothing to renew: choose first.
    shop.customer = TelegramId(1002);
    shop.arrive();
    QVERIFY(!shop.shown().labels().contains(s("Renew")));
    shop.pressData(s("1:renew"));
    QVERIFY(shop.shown().labels().contains(s("Basic")));
}

void TestBotPayments::anOpenInvoiceIsOfferedInPlaceOfASecondOne()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.write([&](db::Transaction &tx) {
        shop.access.grantAccess(tx, {shop.customer, s("basic"), 30, access::AccessSource::Payment});
    });
    const QString renew = bot::encodeFreshCallback(bot::action::kRenew);
    shop.pressData(renew);
    shop.press(s("Crypto"));
    const PurchaseId id = shop.newestPurchase()->id;
    shop.clock.advance(kSecondMs); // newestPurchase() goes by the time
    // From another reminder: before the link is there, and after.
    shop.pressData(renew);
    QVERIFY2(shop.shown().text.contains(s("invoice for this purchase already")),
             qPrintable(shop.shown().text));
    QVERIFY(shop.shown().text.contains(s("Making your invoice")));
    shop.makeInvoice(id, kUrl);
    shop.pressData(renew);
    QCOMPARE(shop.shown().button(s("Pay"))[s("url")].toString(), kUrl);
    QCOMPARE(shop.newestPurchase()->id, id);
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases"), 1);

    // It is no trap: the same can be paid otherwise, and what is out stays payable.
    shop.giveBalance(Kopecks::roubles(149));
    shop.press(s("Another way"));
    QVERIFY(shop.newestPurchase()->id != id);
    shop.press(s("Balance"));
    QCOMPARE(shop.user()->balance, Kopecks());
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE status = 'awaiting_payment'"), 1);
    // Another period is another purchase.
    shop.pressData(s("1:period:basic:90"));
    QVERIFY(shop.shown().labels().contains(s("Crypto")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

// A menu that was left stays in the chat, and can be pressed after a newer one.
void TestBotPayments::twoMenusForTheSameLeadToOneInvoice()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.pressData(s("1:period:basic:30"));
    const QString older = shop.shown().button(s("Crypto"))[s("callback_data")].toString();
    shop.pressData(s("1:period:basic:30"));
    const QString newer = shop.shown().button(s("Crypto"))[s("callback_data")].toString();
    QVERIFY(older != newer);
    shop.pressData(older);
    QVERIFY(shop.shown().text.contains(s("Making your invoice")));
    shop.pressData(newer);
    QVERIFY2(shop.shown().text.contains(s("You have an invoice")), qPrintable(shop.shown().text));
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE status = 'awaiting_payment'"), 1);
    // What costs something else is something else.
    shop.pressData(s("1:period:basic:90"));
    shop.press(s("Crypto"));
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE status = 'awaiting_payment'"), 2);
}

void TestBotPayments::aTopUpByCryptoIsCreditedOnce()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.press(s("Balance"));
    shop.press(s("Top up"));
    shop.press(s("500\u00a0₽"));
    QCOMPARE(shop.shown().labels(), (QStringList{s("Crypto"), s("Back")}));
    const PurchaseId id = shop.newestPurchase()->id;
    shop.press(s("Crypto"));
    shop.makeInvoice(id, kUrl);
    QVERIFY(shop.shown().text.contains(s("balance top-up")));
    const qint64 invoice = shop.shown().messageId;
    shop.payInvoice(id);
    shop.payInvoice(id);
    // The invoice can be pressed no more, and the news is a message that is heard.
    const QJsonObject edited = shop.lastPayload(s("editMessageText"));
    QCOMPARE(edited[s("message_id")].toInteger(), invoice);
    QVERIFY(edited[s("text")].toString().contains(s("the money is on your balance")));
    QCOMPARE(shop.shown().method, s("sendMessage"));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(500));
    QVERIFY(shop.shown().text.contains(s("<b>500\u00a0₽</b> has arrived")));

    // The balance cannot top itself up.
    shop.pressData(bot::encodeCallback(bot::action::kAmount, {s("50000")}));
    shop.pressData(bot::encodeCallback(bot::action::kPayBalance, {shop.newestPurchase()->id.value()}));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(500));
}

void TestBotPayments::checkingAsksTheWatcherAndNeverGrants()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    const PurchaseId id = shop.newestPurchase()->id;
    shop.press(s("Crypto"));
    shop.press(s("Check payment"));
    QVERIFY(shop.answers().last().contains(s("still being made")));
    shop.makeInvoice(id, kUrl);
    const int kicks = shop.kicker.count(Work::Payment);
    shop.press(s("Check payment"));
    QVERIFY(shop.answers().last().contains(s("No payment has arrived")));
    QVERIFY(shop.newestPurchase()->nextCheckAt <= std::optional<qint64>(shop.clock.nowMs()));
    QVERIFY(shop.kicker.count(Work::Payment) > kicks);
    QVERIFY(!shop.subscription());

    const QString check = shop.shown().button(s("Check payment"))[s("callback_data")].toString();
    shop.payInvoice(id);
    shop.pressData(check);
    QVERIFY(shop.shown().text.contains(s("Paid: <b>Basic, 30 days</b>")));
}

void TestBotPayments::anExpiredPurchaseExplainsItselfWithoutCharging()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.chooseBasic();
    const auto crypto = shop.shown().button(s("Crypto"))[s("callback_data")].toString();
    const auto balance = shop.shown().button(s("Balance"))[s("callback_data")].toString();
    shop.clock.advance(31 * kMinuteMs);
    shop.pressData(balance);
    QVERIFY(shop.shown().text.contains(s("has expired; nothing was charged")));
    shop.pressData(crypto);
    QVERIFY(shop.shown().text.contains(s("has expired; nothing was charged")));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(500));
    QCOMPARE(shop.kicker.count(Work::Payment), 0);
    QVERIFY(!shop.subscription());
}

void TestBotPayments::aPurchaseOfSomebodyElseIsUnknown()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    const PurchaseId id = shop.newestPurchase()->id;
    shop.customer = TelegramId(1002);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    for (const char *action : {bot::action::kPayBalance, bot::action::kPayCrypto, bot::action::kCheck}) {
        shop.pressData(bot::encodeCallback(action, {id.value()}));
        QVERIFY(shop.answers().last().contains(s("unknown")));
    }
    shop.pressData(bot::encodeCallback(bot::action::kPayBalance, {PurchaseId::generate().value()}));
    QVERIFY(shop.answers().last().contains(s("unknown")));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(500));
}

void TestBotPayments::pausedPaymentsStartNothing()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.chooseBasic();
    const PurchaseId id = shop.newestPurchase()->id;
    shop.setFlag(control::flag::kPayments, false);
    shop.press(s("Crypto"));
    QVERIFY(shop.answers().last().contains(s("paused")));
    shop.press(s("Balance"));
    QVERIFY(shop.answers().last().contains(s("paused")));
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Created);
    shop.press(s("Back"));
    shop.press(s("90 days"));
    QVERIFY(shop.shown().text.contains(s("paused")));
    QCOMPARE(shop.newestPurchase()->id, id);
}

void TestBotPayments::pausedPaymentsAreKnownAtTheFirstScreen()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.setFlag(control::flag::kPayments, false);
    shop.press(s("Buy"));
    QVERIFY(shop.shown().text.contains(s("paused")));
    QCOMPARE(shop.shown().labels(), QStringList{s("Menu")});
    shop.press(s("Menu"));
    shop.press(s("Balance"));
    QCOMPARE(shop.shown().labels(), QStringList{s("Back")});
    shop.pressData(bot::encodeCallback(bot::action::kTopUp));
    QVERIFY(shop.shown().text.contains(s("paused")));
    shop.type(s("/buy"));
    QVERIFY(shop.shown().text.contains(s("paused")));
    shop.setFlag(control::flag::kPayments, true);
    shop.type(s("/buy"));
    QVERIFY(shop.shown().labels().contains(s("Basic")));
}

void TestBotPayments::aLinkThatDoesNotComeSaysSoAfterFifteenSeconds()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const qint64 menu = shop.shown().messageId;
    shop.chooseBasic();
    const PurchaseId id = shop.newestPurchase()->id;
    shop.press(s("Crypto"));
    const auto waiting = [&] {
        return shop.db.query("SELECT not_before, payload, class FROM outbox WHERE status = 'pending' "
                             "AND not_before > ?",
                             shop.clock.nowMs());
    };
    const auto rows = waiting();
    QCOMPARE(rows.size(), size_t(1));
    QCOMPARE(rows[0].int64(0), shop.clock.nowMs() + 15 * kSecondMs);
    const QString payload = QString::fromUtf8(rows[0].bytes(1));
    QVERIFY2(payload.contains(s("taking longer than usual")), qPrintable(payload));
    QVERIFY(payload.contains(s("Another way")));
    QVERIFY(payload.contains(QString::number(menu)));
    // What waits must not hold up the chat's own queue.
    QCOMPARE(rows[0].int64(2), static_cast<qint64>(outbox::MessageClass::Bulk));
    // It comes in time: nothing is said.
    shop.makeInvoice(id, kUrl);
    QVERIFY(waiting().empty());

    // Whoever has left the screen keeps the one that they see.
    shop.press(s("Menu"));
    shop.press(s("Buy"));
    shop.press(s("Basic"));
    shop.press(s("90 days"));
    shop.press(s("Crypto"));
    QCOMPARE(waiting().size(), size_t(1));
    shop.press(s("Menu"));
    QVERIFY(waiting().empty());
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotPayments::whoWaitsForALinkPaysAnotherWay()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(200));
    shop.chooseBasic();
    const PurchaseId id = shop.newestPurchase()->id;
    shop.press(s("Crypto"));
    shop.clock.advance(20 * kSecondMs);
    shop.pressData(bot::encodeCallback(bot::action::kAnotherWay, {id.value()}));
    QCOMPARE(shop.shown().labels(), (QStringList{s("Crypto"), s("Balance"), s("Back")}));
    QVERIFY(shop.newestPurchase()->id != id);
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE status = 'awaiting_payment'"), 0);
    shop.press(s("Balance"));
    QVERIFY(shop.subscription());
    QCOMPARE(shop.user()->balance, Kopecks::roubles(51));
}

void TestBotPayments::withoutCryptoPayNoButtonLeadsToIt()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind, false);
    shop.arrive();
    shop.press(s("Buy"));
    QVERIFY(shop.shown().text.contains(s("paused"))); // an empty balance pays for nothing
    QVERIFY(!shop.newestPurchase());
    shop.press(s("Menu"));
    shop.press(s("Balance"));
    QCOMPARE(shop.shown().labels(), QStringList{s("Back")});
    // The buttons of a server that had it still.
    for (const QString &old :
         {bot::encodeCallback(bot::action::kTopUp), bot::encodeCallback(bot::action::kAmount, {s("50000")}),
          bot::encodeCallback(bot::action::kOtherAmount)}) {
        shop.press(s(shop.shown().labels().contains(s("Back")) ? "Back" : "Menu"));
        shop.pressData(old);
        QVERIFY2(shop.shown().text.contains(s("paused")), qPrintable(old));
    }

    shop.giveBalance(Kopecks::roubles(500));
    shop.press(s("Menu"));
    shop.chooseBasic();
    QCOMPARE(shop.shown().labels(), (QStringList{s("Balance"), s("Back")}));
    const PurchaseId id = shop.newestPurchase()->id;
    shop.pressData(bot::encodeCallback(bot::action::kPayCrypto, {id.value()}));
    QVERIFY(shop.shown().text.contains(s("paused")));
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Created);
    shop.pressData(bot::encodeCallback(bot::action::kPayBalance, {id.value()}));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(351));
}

void TestBotPayments::onlyFivePaymentsAMinuteAreStarted()
{
    QFETCH(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    for (const char *period : {"basic:30", "basic:90", "basic:180", "basic:365", "plus:30", "plus:90"}) {
        shop.pressData(s("1:period:") + s(period));
        shop.press(s("Crypto"));
    }
    QVERIFY(shop.answers().last().contains(s("in 15 seconds")));
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE status = 'awaiting_payment'"), 5);
    // As the answer says.
    shop.clock.advance(15 * kSecondMs);
    shop.press(s("Crypto"));
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE status = 'awaiting_payment'"), 6);
}

void TestBotPayments::aPurchaseThatIsForgottenDuringThePressEndsInWords_data()
{
    QTest::addColumn<QString>("button");
    QTest::newRow("crypto") << s("Crypto");
    QTest::newRow("balance") << s("Balance");
}

// It was there when the press began.
void TestBotPayments::aPurchaseThatIsForgottenDuringThePressEndsInWords()
{
    QFETCH(const QString, button);
    BotShop shop(TestDatabase::Kind::Postgres);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.chooseBasic();
    const QString data = shop.shown().button(button)[s("callback_data")].toString();
    const int messages = shop.messages();
    RowLock forgetting(shop.db, "DELETE FROM purchases");
    forgetting.begin();
    Aside press([&] { shop.pressData(data); });
    const auto waiting = [&] {
        return shop.db
            .outsider("SELECT count(*) FROM pg_stat_activity "
                      "WHERE datname = current_database() AND wait_event_type = 'Lock'")
            .toInt();
    };
    QTRY_COMPARE_WITH_TIMEOUT(waiting(), 1, 20'000);
    QVERIFY(forgetting.isHeld());
    forgetting.release();
    press.get();
    QCOMPARE(shop.messages(), messages + 1);
    QCOMPARE(shop.user()->balance, Kopecks::roubles(500));
    QVERIFY(!shop.subscription());
}

const turnpike::test::RegisteredTest<TestBotPayments> kBotPaymentsTest;

} // namespace tst_botpayments

#include "tst_botpayments.moc"
