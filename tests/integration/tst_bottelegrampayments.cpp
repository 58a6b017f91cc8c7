// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_bottelegrampayments {

using namespace turnpike;
using namespace turnpike::test;
using billing::PurchaseStatus;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

QJsonObject payer(qint64 id)
{
    return {{s("id"), id}, {s("is_bot"), false}, {s("first_name"), s("A")}, {s("language_code"), s("en")}};
}

QJsonObject payment(qint64 user, const char *what, const QString &payload, qint64 amount,
                    const char *currency, const char *charge)
{
    return {{s("message_id"), 5},
            {s("date"), 1800000000},
            {s("chat"), QJsonObject{{s("id"), user}, {s("type"), s("private")}}},
            {s("from"), payer(user)},
            {s(what), QJsonObject{{s("currency"), s(currency)},
                                  {s("total_amount"), amount},
                                  {s("invoice_payload"), payload},
                                  {s("telegram_payment_charge_id"), s(charge)},
                                  {s("provider_payment_charge_id"), s("p")}}}};
}

} // namespace
class TestBotTelegramPayments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void aStarsPaymentIsGrantedThroughBlockMaintenanceAndLimits();
    void aPaymentForNoPurchaseIsKeptAndAlerts();
    void aRefundTakesBackAndAnUnknownOneIsKept();
    void aRefundThatComesFirstWaitsForItsPayment();
    void aPreCheckoutIsAnsweredFromThePurchaseAlone();
    void anInvoiceOlderThanThirtyDaysIsRefusedInWords_data();
    void anInvoiceOlderThanThirtyDaysIsRefusedInWords();
    void aLatePreCheckoutIsRefused();
    void starsAreAWayToPayThatIsAskedForInStars_data();
    void starsAreAWayToPayThatIsAskedForInStars();
    void whoChoseStarsPaysInNothingElse();
    void aCardPaysForTopUpsAndPurchases_data();
    void aCardPaysForTopUpsAndPurchases();
    void pausedPaymentsAreRefusedAtTheFirstScreenWhateverTheWay_data();
    void pausedPaymentsAreRefusedAtTheFirstScreenWhateverTheWay();
    void starsThatAreRefusedAreSaidByName_data();
    void starsThatAreRefusedAreSaidByName();
};

void TestBotTelegramPayments::aStarsPaymentIsGrantedThroughBlockMaintenanceAndLimits()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    const QString payload = shop.newestPurchase()->id.value();
    shop.db.exec("UPDATE users SET is_blocked = 1");
    shop.setFlag(control::flag::kMaintenanceMode, true);
    shop.setFlag(control::flag::kPayments, false);
    for (int i = 0; i < 40; ++i)
        shop.type(s("hurry"));

    shop.deliver(s("successful_payment"),
                 payment(1001, "successful_payment", payload, 100, "XTR", "charge-1"));
    QVERIFY(shop.subscription());
    const qint64 end = shop.subscription()->expiresAt;
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Fulfilled);
    QCOMPARE(shop.newestPurchase()->provider, std::optional(billing::Provider::Stars));
    shop.deliver(s("successful_payment"),
                 payment(1001, "successful_payment", payload, 100, "XTR", "charge-1"));
    QCOMPARE(shop.subscription()->expiresAt, end);
    QCOMPARE(shop.db.number("SELECT count(*) FROM payments"), 1);
}

void TestBotTelegramPayments::aPaymentForNoPurchaseIsKeptAndAlerts()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const QJsonObject lost =
        payment(1001, "successful_payment", s("purchase_of_nobody"), 100, "XTR", "charge-9");
    shop.deliver(s("successful_payment"), lost);
    shop.deliver(s("successful_payment"), lost);
    const auto rows =
        shop.db.query("SELECT subject, after FROM audit_log WHERE action = 'payment.unmatched'");
    QCOMPARE(rows.size(), size_t(1));
    QCOMPARE(rows[0].text(0), s("user:1001"));
    QVERIFY(rows[0].text(1).contains(s("charge-9")));
    QVERIFY(!shop.alerts.all().empty());
    QCOMPARE(shop.alerts.all().front().severity, Severity::Critical);
    // In review, with all that is known.
    const auto kept =
        shop.db.query("SELECT telegram_id, provider, external_id, amount, currency FROM payments "
                      "WHERE status = 'review' AND purchase_id IS NULL");
    QCOMPARE(kept.size(), size_t(1));
    QCOMPARE(kept[0].int64(0), 1001);
    QCOMPARE(kept[0].text(1), s("stars"));
    QCOMPARE(kept[0].text(2), s("charge-9"));
    QCOMPARE(kept[0].int64(3), 100);
    QCOMPARE(kept[0].text(4), s("XTR"));
    QCOMPARE(shop.messages(), 1);
    QVERIFY(shop.shown().text.contains(s("100\u00a0⭐")));
    QVERIFY(!shop.subscription());
}

void TestBotTelegramPayments::aRefundTakesBackAndAnUnknownOneIsKept()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    const QString payload = shop.newestPurchase()->id.value();
    shop.deliver(s("successful_payment"),
                 payment(1001, "successful_payment", payload, 100, "XTR", "charge-1"));
    shop.deliver(s("refunded_payment"), payment(1001, "refunded_payment", payload, 100, "XTR", "charge-1"));
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Refunded);
    QVERIFY(shop.shown().text.contains(s("refunded")));
    QVERIFY(shop.alerts.all().empty());

    shop.deliver(s("refunded_payment"), payment(1001, "refunded_payment", payload, 100, "XTR", "charge-2"));
    QCOMPARE(shop.db.number("SELECT count(*) FROM audit_log WHERE action = 'refund.unmatched'"), 1);
    QCOMPARE(shop.alerts.all().size(), size_t(1));
}

void TestBotTelegramPayments::aRefundThatComesFirstWaitsForItsPayment()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    const QString payload = shop.newestPurchase()->id.value();
    shop.deliver(s("refunded_payment"), payment(1001, "refunded_payment", payload, 100, "XTR", "charge-1"));
    QCOMPARE(shop.db.number("SELECT count(*) FROM audit_log WHERE action = 'refund.unmatched'"), 1);
    shop.deliver(s("successful_payment"),
                 payment(1001, "successful_payment", payload, 100, "XTR", "charge-1"));
    QVERIFY(!shop.subscription());
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Refunded);
    QVERIFY(shop.shown().text.contains(s("refunded")));
}

void TestBotTelegramPayments::aPreCheckoutIsAnsweredFromThePurchaseAlone()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    const QString payload = shop.newestPurchase()->id.value();
    const auto ask = [&](const QString &what, qint64 amount, const char *currency, qint64 user) {
        shop.deliver(s("pre_checkout_query"), {{s("id"), s("q")},
                                               {s("from"), payer(user)},
                                               {s("currency"), s(currency)},
                                               {s("total_amount"), amount},
                                               {s("invoice_payload"), what}});
        return shop.lastPayload(s("answerPreCheckoutQuery"));
    };
    QCOMPARE(ask(payload, 100, "XTR", 1001)[s("ok")].toBool(), true);
    QCOMPARE(ask(payload, 14900, "RUB", 1001)[s("ok")].toBool(), true);
    const auto row = shop.db.query("SELECT chat_id, class, expires_at FROM outbox "
                                   "WHERE method = 'answerPreCheckoutQuery' ORDER BY id DESC");
    QCOMPARE(row[0].int64(0), 0);
    QCOMPARE(row[0].int64(2), shop.clock.nowMs() + 10 * kSecondMs);

    for (const auto &[what, amount, currency, user] :
         std::vector<std::tuple<QString, qint64, const char *, qint64>>{
             {s("purchase_of_nobody"), 100, "XTR", 1001},
             {payload, 99, "XTR", 1001},
             {payload, 14900, "USD", 1001},
             {payload, 100, "XTR", 1002}}) {
        const QJsonObject answer = ask(what, amount, currency, user);
        QCOMPARE(answer[s("ok")].toBool(true), false);
        QVERIFY(answer[s("error_message")].toString().contains(s("can no longer be paid")));
    }
    shop.setFlag(control::flag::kPayments, false);
    QVERIFY(ask(payload, 100, "XTR", 1001)[s("error_message")].toString().contains(s("paused")));
    shop.setFlag(control::flag::kPayments, true);
    shop.clock.advance(31 * kMinuteMs);
    QCOMPARE(ask(payload, 100, "XTR", 1001)[s("ok")].toBool(true), false);
    QCOMPARE(shop.db.number("SELECT count(*) FROM users"), 1);
}

void TestBotTelegramPayments::anInvoiceOlderThanThirtyDaysIsRefusedInWords_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("words");
    QTest::newRow("en") << s("en") << s("more than 30 days old");
    QTest::newRow("ru") << s("ru") << s("больше 30 дней");
}

// The message with the invoice stays in the chat; its purchase has been forgotten meanwhile.
void TestBotTelegramPayments::anInvoiceOlderThanThirtyDaysIsRefusedInWords()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QString, language);
    QFETCH(QString, words);
    BotShop shop(kind);
    shop.arrive();
    shop.chooseBasic();
    const QString payload = shop.newestPurchase()->id.value();
    shop.db.exec("UPDATE users SET language = ?", language);
    const auto ask = [&] {
        shop.deliver(s("pre_checkout_query"), {{s("id"), s("q")},
                                               {s("from"), payer(1001)},
                                               {s("currency"), s("XTR")},
                                               {s("total_amount"), 100},
                                               {s("invoice_payload"), payload}});
        const QJsonObject answer = shop.lastPayload(s("answerPreCheckoutQuery"));
        return answer[s("ok")].toBool(true) ? QString() : answer[s("error_message")].toString();
    };
    shop.clock.advance(kHourMs);
    QVERIFY(!ask().contains(words));
    shop.clock.advance(30 * kDayMs);
    QVERIFY(ask().contains(words));
    shop.write([&](db::Transaction &tx) {
        QCOMPARE(shop.purchases.expireAbandoned(tx, 10), 1);
        QCOMPARE(billing::Purchases::forgetUnpaid(tx, shop.clock.nowMs() - billing::kUnpaidKeptMs, 10), 1);
    });
    QVERIFY(!shop.newestPurchase());
    QVERIFY(ask().contains(words));
}

void TestBotTelegramPayments::aLatePreCheckoutIsRefused()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    inbox::InboxUpdate update;
    update.kind = s("pre_checkout_query");
    update.user = TelegramId(1001);
    update.receivedAt = shop.clock.nowMs();
    update.body = R"({"update_id":1,"pre_checkout_query":{"id":"q7","from":{"id":1001,"is_bot":false,
        "first_name":"A","language_code":"en"},"currency":"XTR","total_amount":1,"invoice_payload":"x"}})";
    shop.write([&](db::Transaction &tx) { shop.handler.refusePreCheckout(tx, update); });
    const QJsonObject answer = shop.lastPayload(s("answerPreCheckoutQuery"));
    QCOMPARE(answer[s("pre_checkout_query_id")].toString(), s("q7"));
    QCOMPARE(answer[s("ok")].toBool(true), false);
    QVERIFY(answer[s("error_message")].toString().contains(s("busy")));
}

void TestBotTelegramPayments::starsAreAWayToPayThatIsAskedForInStars_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("making");
    QTest::addColumn<QString>("invoice");
    QTest::newRow("en") << s("en") << s("Making your invoice for <b>100\u00a0⭐</b>")
                        << s("Telegram takes the Stars");
    QTest::newRow("ru") << s("ru") << s("Готовим счёт на <b>100\u00a0⭐</b>") << s("Telegram спишет звёзды");
}

void TestBotTelegramPayments::starsAreAWayToPayThatIsAskedForInStars()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QString, language);
    QFETCH(QString, making);
    QFETCH(QString, invoice);
    BotShop shop(kind, true, true);
    shop.arrive();
    shop.chooseBasic();
    QVERIFY(shop.shown().labels().contains(s("Telegram Stars")));
    QVERIFY2(shop.shown().text.contains(s("149\u00a0₽ / 100\u00a0⭐")), qPrintable(shop.shown().text));
    shop.db.exec("UPDATE users SET language = ?", language);
    shop.press(s("Telegram Stars"));
    const billing::Purchase purchase = *shop.newestPurchase();
    QCOMPARE(purchase.status, PurchaseStatus::AwaitingPayment);
    QCOMPARE(purchase.provider, std::optional(billing::Provider::Stars));
    QVERIFY2(shop.shown().text.contains(making), qPrintable(shop.shown().text));
    shop.pressData(s("1:stars:") + purchase.id.value()); // pressed twice
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE status = 'awaiting_payment'"), 1);
    shop.makeInvoice(purchase.id, s("https://t.me/$abc"));
    QVERIFY2(shop.shown().text.contains(invoice), qPrintable(shop.shown().text));
    QCOMPARE(shop.shown().rows.front().front().second[s("url")].toString(), s("https://t.me/$abc"));
    QCOMPARE(shop.refusedByTelegram(), QString());

    // A top-up has no price in Stars; where they are the only way there is none at all.
    BotShop onlyStars(kind, false, true);
    onlyStars.arrive();
    onlyStars.press(s("Balance"));
    QVERIFY(!onlyStars.shown().labels().contains(s("Top up")));
    onlyStars.press(s("Back"));
    onlyStars.setFlag(control::flag::kPayments, false);
    onlyStars.press(s("Buy"));
    QVERIFY2(onlyStars.shown().text.contains(s("paused")), qPrintable(onlyStars.shown().text));
}

// Of two links of one purchase the second is refused once the first is paid, and so is every other currency.
void TestBotTelegramPayments::whoChoseStarsPaysInNothingElse()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind, true, true);
    shop.arrive();
    shop.chooseBasic();
    shop.press(s("Telegram Stars"));
    const QString payload = shop.newestPurchase()->id.value();
    const auto isAllowed = [&](qint64 amount, const char *currency) {
        shop.deliver(s("pre_checkout_query"), {{s("id"), s("q")},
                                               {s("from"), payer(1001)},
                                               {s("currency"), s(currency)},
                                               {s("total_amount"), amount},
                                               {s("invoice_payload"), payload}});
        return shop.lastPayload(s("answerPreCheckoutQuery"))[s("ok")].toBool();
    };
    QVERIFY(!isAllowed(14'900, "RUB"));
    QVERIFY(!isAllowed(99, "XTR"));
    QVERIFY(isAllowed(100, "XTR"));
    shop.deliver(s("successful_payment"),
                 payment(1001, "successful_payment", payload, 100, "XTR", "charge-1"));
    QVERIFY(!isAllowed(100, "XTR"));
    // And where it was allowed before: paid twice is granted once, and a person looks.
    shop.deliver(s("successful_payment"),
                 payment(1001, "successful_payment", payload, 100, "XTR", "charge-2"));
    QCOMPARE(shop.db.number("SELECT count(*) FROM payments WHERE status = 'granted'"), 1);
    QCOMPARE(shop.db.number("SELECT count(*) FROM payments WHERE status = 'review'"), 1);
    QCOMPARE(shop.alerts.all().size(), size_t(1));
}

void TestBotTelegramPayments::aCardPaysForTopUpsAndPurchases_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("invoice");
    QTest::newRow("en") << s("en") << s("only the payment provider sees it");
    QTest::newRow("ru") << s("ru") << s("их видит только платёжная система");
}

void TestBotTelegramPayments::aCardPaysForTopUpsAndPurchases()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QString, language);
    QFETCH(QString, invoice);
    BotShop shop(kind, false, false, true);
    shop.arrive();
    shop.chooseBasic();
    QVERIFY(!shop.shown().text.contains(s("⭐")));
    shop.press(s("Card"));
    const PurchaseId id = shop.newestPurchase()->id;
    QCOMPARE(shop.newestPurchase()->provider, std::optional(billing::Provider::Card));
    shop.db.exec("UPDATE users SET language = ?", language);
    shop.makeInvoice(id, s("https://t.me/$abc"));
    QVERIFY2(shop.shown().text.contains(invoice), qPrintable(shop.shown().text));
    shop.deliver(s("successful_payment"),
                 payment(1001, "successful_payment", id.value(), 14'900, "RUB", "charge-1"));
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Fulfilled);
    QVERIFY(shop.subscription());
    // The provider's own number is kept: the money is given back there.
    QCOMPARE(shop.db.query("SELECT note FROM payments").at(0).text(0), s("the provider's charge p"));
    shop.write([&](db::Transaction &tx) {
        using Outcome = billing::Refunds::AskOutcome;
        const control::Actor olga{s("olga"), s("admin"), {}};
        QCOMPARE(shop.refunds.ask(tx, billing::Provider::Card, s("charge-1"), olga, s("asked")),
                 Outcome::ByHand);
        QCOMPARE(shop.payments.refund(tx, billing::Provider::Card, s("charge-1"), olga, s("given back")),
                 billing::Payments::RefundOutcome::Refunded);
    });
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Refunded);
    QCOMPARE(shop.db.query("SELECT note FROM payments").at(0).text(0),
             s("the provider's charge p; given back"));

    BotShop topup(kind, false, false, true);
    topup.arrive();
    topup.press(s("Balance"));
    topup.press(s("Top up"));
    topup.press(s("200\u00a0₽"));
    topup.press(s("Card"));
    const PurchaseId wanted = topup.newestPurchase()->id;
    topup.deliver(s("successful_payment"),
                  payment(1001, "successful_payment", wanted.value(), 20'000, "RUB", "charge-2"));
    QCOMPARE(topup.user()->balance, Kopecks::roubles(200));
}

void TestBotTelegramPayments::pausedPaymentsAreRefusedAtTheFirstScreenWhateverTheWay_data()
{
    QTest::addColumn<QString>("button");
    QTest::addColumn<bool>("crypto");
    QTest::addColumn<bool>("stars");
    QTest::addColumn<bool>("card");
    // Each of them the only one beside the balance, which always is.
    QTest::newRow("crypto_pay") << s("Crypto") << true << false << false;
    QTest::newRow("stars") << s("Telegram Stars") << false << true << false;
    QTest::newRow("card") << s("Card") << false << false << true;
    QTest::newRow("balance") << s("Balance") << false << false << true;
}

// Who is on the last screen already is refused there, and no press after that leads to a payment.
void TestBotTelegramPayments::pausedPaymentsAreRefusedAtTheFirstScreenWhateverTheWay()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QString, button);
    QFETCH(bool, crypto);
    QFETCH(bool, stars);
    QFETCH(bool, card);
    BotShop shop(kind, crypto, stars, card);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.chooseBasic();
    const PurchaseId id = shop.newestPurchase()->id;
    QVERIFY2(shop.shown().labels().contains(button), qPrintable(shop.shown().labels().join(u'|')));
    shop.setFlag(control::flag::kPayments, false);
    shop.press(button);
    QVERIFY(shop.answers().last().contains(s("paused")));
    QCOMPARE(shop.newestPurchase()->status, PurchaseStatus::Created);
    QVERIFY(!shop.newestPurchase()->provider);
    QCOMPARE(shop.user()->balance, Kopecks::roubles(500));

    shop.type(s("/buy"));
    QVERIFY2(shop.shown().text.contains(s("paused")), qPrintable(shop.shown().text));
    QVERIFY(!shop.shown().labels().contains(s("Basic")));
    QCOMPARE(shop.newestPurchase()->id, id);
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases"), 1);

    shop.setFlag(control::flag::kPayments, true);
    shop.type(s("/buy"));
    QVERIFY(shop.shown().labels().contains(s("Basic")));
}

void TestBotTelegramPayments::starsThatAreRefusedAreSaidByName_data()
{
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("words");
    QTest::newRow("en") << s("en") << s("Paying with Telegram Stars is not possible right now");
    QTest::newRow("ru") << s("ru") << s("Сейчас оплатить так не получится: Telegram Stars");
}

void TestBotTelegramPayments::starsThatAreRefusedAreSaidByName()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QString, language);
    QFETCH(QString, words);
    BotShop shop(kind, true, true);
    shop.arrive();
    shop.chooseBasic();
    shop.db.exec("UPDATE users SET language = ?", language);
    const billing::Purchase purchase = *shop.newestPurchase();
    shop.write([&](db::Transaction &tx) {
        shop.notices.invoiceRefused(tx, shop.customer,
                                    {purchase.id, {}, s("stars"), {}, purchase.price, purchase.expiresAt});
    });
    QVERIFY2(shop.shown().text.contains(words), qPrintable(shop.shown().text));
    QVERIFY(shop.shown().labels().contains(s("Telegram Stars")));
}

const turnpike::test::RegisteredTest<TestBotTelegramPayments> kTestBotTelegramPayments;

} // namespace tst_bottelegrampayments

#include "tst_bottelegrampayments.moc"
