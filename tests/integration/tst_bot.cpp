// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "bot/callbackdata.h"
#include "bot/profilecalls.h"
#include "payments/cryptopay.h"
#include "support/testmain.h"

#include <QJsonArray>
#include <QTest>

namespace tst_bot {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

} // namespace

// Conversations, from the update of the Bot API to the rows they leave: as a customer sees them, on both
// databases.
class TestBot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void theFirstStartSpeaksTelegramsLanguage();
    void theFirstStartAsksForALanguageAndLaterOnesShowTheMenu();
    void whoGoesOnWithoutChoosingKeepsTheGuessedLanguage();
    void everyPressIsAnsweredAtOnceInARowOfItsOwn();
    void menusEditOneMessageAndEveryButtonWorks();
    void aStaleButtonExplainsItselfAndShowsTheMenu();
    void aPressWithoutAReachableMessageGetsANewOne();
    void aTrialIsGrantedOnceAndLeavesTheMenu();
    void whyACommandIsRefusedStandsInTheMessage();
    void renewingIsPromisedOnlyWhereItIsOffered();
    void theProfileShowsKeyEndAndDaysLeft();
    void autoRenewalIsSwitchedInItsMenu();
    void answersComeInTheTopicThatTheCustomerWritesIn();
    void aTypedAmountCountsOnlyWhileItIsAskedFor();
    void aLinkLeadsToATariff();
    void aKeyIsThreePressesAwayAndAPaidOneSix();
    void whoSaysThatItDoesNotWorkIsHelped();
    void whoNeedsHelpIsToldWhomToWriteTo();
    void everyCommandOfTheMenuIsAnswered();
    void anAmountTypedOnTheAmountsScreenIsTakenInOneMessage();
    void aStateOfAnotherNumberIsNone();
    void aRolledBackQuestionLeavesNoState();
};

// With a small way to the others, which is there the first time alone.
void TestBot::theFirstStartSpeaksTelegramsLanguage()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const QStringList languages{s("English"), s("Русский")};
    for (const auto &[code, hello, language] :
         {std::tuple("en-GB", "Hi, Anna", "en"), std::tuple("ru", "Здравствуйте, Anna", "ru")}) {
        shop.customer = TelegramId(shop.customer.value() + 1);
        shop.languageCode = s(code);
        shop.type(s("/start"));
        QVERIFY2(shop.shown().text.contains(s(hello)), qPrintable(shop.shown().text));
        QCOMPARE(shop.user()->language, s(language));
        QCOMPARE(shop.shown().labels().mid(shop.shown().labels().size() - 2), languages);
        shop.type(s("/start"));
        QVERIFY(!shop.shown().labels().contains(s("English")));
    }
    shop.pressData(bot::encodeCallback(bot::action::kSetLanguage, {s("en")}));
    QVERIFY(shop.shown().text.contains(s("Hi, Anna")));
    QCOMPARE(shop.user()->language, s("en"));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

// Telegram does not say which.
void TestBot::theFirstStartAsksForALanguageAndLaterOnesShowTheMenu()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.languageCode.clear();
    shop.type(s("/start"));
    QVERIFY(shop.shown().text.contains(s("Please choose your language")));
    QVERIFY(shop.shown().text.contains(s("Выберите")));
    QCOMPARE(shop.shown().labels(), (QStringList{s("English"), s("Русский")}));

    shop.press(s("Русский"));
    QCOMPARE(shop.user()->language, s("ru"));
    QVERIFY(shop.shown().text.contains(s("Здравствуйте, Anna &lt;3!")));
    QCOMPARE(shop.shown().method, s("editMessageText"));
    QVERIFY(shop.shown().labels().contains(s("Пробный период")));

    shop.type(s("/start something"));
    QCOMPARE(shop.shown().method, s("sendMessage"));
    QVERIFY(shop.shown().labels().contains(s("Купить")));
    const QJsonObject payload = shop.lastPayload(s("sendMessage"));
    QCOMPARE(payload[s("parse_mode")].toString(), s("HTML"));
    QCOMPARE(payload[s("chat_id")].toInteger(), shop.customer.value());
}

void TestBot::whoGoesOnWithoutChoosingKeepsTheGuessedLanguage()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.languageCode.clear();
    shop.type(s("/start"));
    shop.type(s("/start"));
    QCOMPARE(shop.user()->language, QString());
    QVERIFY(shop.shown().labels().contains(s("English")));
    shop.languageCode = s("en");
    shop.type(s("/trial"));
    QCOMPARE(shop.user()->language, s("en"));
    shop.write([&](db::Transaction &tx) { shop.notices.trialEnded(tx, shop.customer); });
    QVERIFY(shop.shown().text.contains(s("Your trial has ended")));
    shop.type(s("/start"));
    QVERIFY(shop.shown().labels().contains(s("Buy")));
}

void TestBot::everyPressIsAnsweredAtOnceInARowOfItsOwn()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.press(s("Profile"));
    const auto rows = shop.db.query("SELECT chat_id, class, expires_at FROM outbox "
                                    "WHERE method = 'answerCallbackQuery' ORDER BY id");
    QCOMPARE(rows.size(), size_t(2));
    QCOMPARE(rows[1].int64(0), 0);
    QCOMPARE(rows[1].int64(1), 0);
    QCOMPARE(rows[1].int64(2), shop.clock.nowMs() + kMinuteMs);
    QVERIFY(!shop.lastPayload(s("answerCallbackQuery")).contains(s("text")));
    QVERIFY(shop.kicker.count(Work::Outbox) > 0);
}

void TestBot::menusEditOneMessageAndEveryButtonWorks()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const qint64 menu = shop.shown().messageId;
    // Walks every button that leads on without spending; each must lead somewhere else than "stale".
    const QStringList paths[] = {
        {s("Buy"), s("Basic"), s("90 days"), s("Back"), s("Back"), s("Plus"), s("Back"), s("Back")},
        {s("Profile"), s("Instructions"), s("iOS"), s("Back"), s("Android"), s("Back"), s("Windows"),
         s("Back"), s("macOS"), s("Profile"), s("Back")},
        {s("Balance"), s("Top up"), s("Other amount"), s("Back"), s("200\u00a0₽"), s("Back"), s("Back"),
         s("Back")},
        {s("Settings"), s("Language"), s("English"), s("Settings"), s("Back")},
    };
    for (const QStringList &path : paths) {
        QString before = shop.shown().text;
        for (const QString &label : path) {
            shop.clock.advance(2 * kSecondMs); // a calm customer
            shop.press(label);
            QCOMPARE(shop.shown().method, s("editMessageText"));
            QCOMPARE(shop.shown().messageId, menu);
            QVERIFY2(shop.shown().text != before, qPrintable(label));
            QVERIFY(!shop.answers().last().contains(s("older menu")));
            before = shop.shown().text;
        }
        QVERIFY(shop.shown().text.contains(s("Hi, Anna")));
    }
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBot::aStaleButtonExplainsItselfAndShowsTheMenu()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    for (const char *data : {"0:menu", "buy_basic_30", "1:nothing", "1:setlang:xx", "1:tariff:gone",
                             "1:period:basic:31", "1:amount:1"}) {
        shop.pressData(s(data));
        QVERIFY2(!shop.answers().last().isEmpty(), data);
        QVERIFY(!shop.shown().labels().isEmpty());
    }
    shop.pressData(s("0:menu"));
    QVERIFY(shop.answers().last().contains(s("older menu")));
    QVERIFY(shop.shown().labels().contains(s("Buy")));
}

void TestBot::aPressWithoutAReachableMessageGetsANewOne()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.pressData(bot::encodeCallback(bot::action::kProfile), std::nullopt);
    QCOMPARE(shop.shown().method, s("sendMessage"));
    shop.pressData(bot::encodeFreshCallback(bot::action::kProfile), 77);
    QCOMPARE(shop.shown().method, s("sendMessage"));
    shop.pressData(bot::encodeCallback(bot::action::kProfile), 77);
    QCOMPARE(shop.shown().method, s("editMessageText"));
    QCOMPARE(shop.shown().messageId, 77);
    // Telegram shows a message that is gone, or too old, with no date.
    const QJsonObject gone{{s("message_id"), 77}, {s("chat"), shop.chat()}, {s("date"), 0}};
    shop.deliver(s("callback_query"), {{s("id"), s("press")},
                                       {s("from"), shop.from()},
                                       {s("chat_instance"), s("1")},
                                       {s("data"), bot::encodeCallback(bot::action::kProfile)},
                                       {s("message"), gone}});
    QCOMPARE(shop.shown().method, s("sendMessage"));
}

void TestBot::aTrialIsGrantedOnceAndLeavesTheMenu()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const QString trial = shop.shown().button(s("Trial"))[s("callback_data")].toString();
    shop.press(s("Trial"));
    QVERIFY(shop.shown().text.contains(s("<b>3 days</b>")));
    QCOMPARE(shop.subscription()->source, access::AccessSource::Trial);
    QVERIFY(shop.kicker.count(Work::Activation) > 0);
    const int messages = shop.messages();

    // The same button again, as Telegram's app repeats it: one answer, no second trial, no reproach.
    shop.pressData(trial);
    QCOMPARE(shop.answers().last(), QString());
    QCOMPARE(shop.messages(), messages + 1);
    QVERIFY(!shop.shown().labels().contains(s("Trial")));
    QCOMPARE(shop.db.number("SELECT count(*) FROM subscriptions"), 1);

    shop.db.exec("UPDATE subscriptions SET status = 'expired', waiting_since = NULL, expires_at = ?",
                 shop.clock.nowMs());
    shop.pressData(trial);
    QVERIFY(shop.answers().last().contains(s("already")));
    QVERIFY(shop.answers().last().contains(s("149\u00a0₽")));
    QCOMPARE(shop.db.number("SELECT period_number FROM subscriptions"), 1);
}

// A command has no press to answer.
void TestBot::whyACommandIsRefusedStandsInTheMessage()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.type(s("/renew"));
    QVERIFY2(shop.shown().text.contains(s("nothing to renew yet")), qPrintable(shop.shown().text));
    QVERIFY(shop.shown().labels().contains(s("Basic")));
    shop.setFlag(control::flag::kTrials, false);
    shop.type(s("/trial"));
    QVERIFY2(shop.shown().text.contains(s("Trials are paused")), qPrintable(shop.shown().text));
    QVERIFY(shop.shown().labels().contains(s("Buy")));
    shop.setFlag(control::flag::kTrials, true);
    shop.clock.advance(kHourMs);
    shop.type(s("/trial"));
    QVERIFY(shop.subscription());
    shop.db.exec("UPDATE subscriptions SET status = 'expired', waiting_since = NULL, expires_at = ?",
                 shop.clock.nowMs());
    shop.type(s("/trial"));
    QVERIFY2(shop.shown().text.contains(s("starts at 149\u00a0₽")), qPrintable(shop.shown().text));
    // By a press as well: an alert is gone at a touch.
    shop.pressData(bot::encodeCallback(bot::action::kTrial));
    QVERIFY(shop.shown().text.contains(shop.answers().last()));
    QVERIFY(!shop.answers().last().isEmpty());
}

void TestBot::renewingIsPromisedOnlyWhereItIsOffered()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.write([&](db::Transaction &tx) {
        shop.access.grantAccess(tx, {shop.customer, s("basic"), 30, access::AccessSource::Payment});
    });
    shop.db.exec("UPDATE subscriptions SET status = 'expired', waiting_since = NULL, expires_at = ?",
                 shop.clock.nowMs());
    for (const char *tariff : {"basic", "sold_no_more"}) {
        shop.db.exec("UPDATE subscriptions SET tariff = ?", tariff);
        shop.pressData(s("1:menu"));
        QVERIFY(shop.shown().text.contains(s("Your subscription ended on")));
        QCOMPARE(shop.shown().text.contains(s("Renew")), shop.shown().labels().contains(s("Renew")));
    }
    QVERIFY(shop.shown().text.contains(s("no longer sold")));
}

void TestBot::theProfileShowsKeyEndAndDaysLeft()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.press(s("Profile"));
    QVERIFY(shop.shown().text.contains(s("none yet")));
    shop.press(s("Back"));
    shop.press(s("Trial"));
    shop.press(s("Profile"));
    QVERIFY(shop.shown().text.contains(s("the key is being made")));

    const qint64 end = shop.clock.nowMs() + 2 * kDayMs + kHourMs;
    shop.db.exec("UPDATE subscriptions SET waiting_since = NULL, activation_status = 'active', "
                 "vpn_key = 'vless://a?b=1&c=2', expires_at = ?",
                 end);
    shop.press(s("Back"));
    QVERIFY(shop.shown().text.contains(s("3 days left")));
    shop.press(s("Profile"));
    const QString text = shop.shown().text;
    QVERIFY2(text.contains(s("<code>vless://a?b=1&amp;c=2</code>")), qPrintable(text));
    QVERIFY(text.contains(s("3 days left")));
    QVERIFY(text.contains(s("MSK")));
    QVERIFY(!shop.shown().labels().contains(s("Auto-renewal")));

    shop.clock.advance(3 * kDayMs);
    shop.press(s("Back"));
    QVERIFY(shop.shown().text.contains(s("trial ended")));
    shop.press(s("Profile"));
    QVERIFY(!shop.shown().text.contains(s("vless")));
}

void TestBot::autoRenewalIsSwitchedInItsMenu()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.pressData(bot::encodeCallback(bot::action::kSetAutoRenewal, {s("on")}));
    QVERIFY(shop.shown().text.contains(s("is for paid subscriptions")));

    shop.write([&](db::Transaction &tx) {
        shop.access.grantAccess(tx, {shop.customer, s("basic"), 30, access::AccessSource::Payment});
    });
    shop.pressData(bot::encodeCallback(bot::action::kProfile));
    QVERIFY(shop.shown().text.contains(s("Auto-renewal: off")));
    shop.press(s("Auto-renewal"));
    QVERIFY(shop.shown().text.contains(s("Basic, 30 days")));
    QVERIFY(shop.shown().text.contains(s("paused for everyone")));
    shop.press(s("Turn on"));
    // Neither the answer nor the screen says that it works.
    QVERIFY2(shop.answers().last().contains(s("paused for everyone")), qPrintable(shop.answers().last()));
    QVERIFY(shop.shown().text.contains(s("nothing is renewed by itself")));
    QVERIFY(shop.subscription()->autoRenew);
    shop.pressData(bot::encodeCallback(bot::action::kProfile));
    QVERIFY(shop.shown().text.contains(s("Auto-renewal: on, but paused for everyone")));
    shop.setFlag(control::flag::kAutoRenewal, true);
    shop.press(s("Auto-renewal"));
    QVERIFY(shop.shown().text.contains(s("<b>149\u00a0₽</b> is missing")));
    shop.giveBalance(Kopecks::roubles(149));
    shop.pressData(bot::encodeCallback(bot::action::kSetAutoRenewal, {s("on")}));
    QCOMPARE(shop.answers().last(), s("Auto-renewal is on"));
    QVERIFY(!shop.shown().text.contains(s("is missing")));
    shop.press(s("Turn off"));
    QVERIFY(!shop.subscription()->autoRenew);
    QVERIFY(!shop.shown().text.contains(s("paused for everyone")));
}

void TestBot::aTypedAmountCountsOnlyWhileItIsAskedFor()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.type(s("500"));
    QVERIFY(shop.shown().text.contains(s("did not understand")));
    QVERIFY(!shop.newestPurchase());

    shop.press(s("Balance"));
    shop.press(s("Top up"));
    shop.press(s("Other amount"));
    shop.type(s("a lot"));
    QVERIFY(shop.shown().text.contains(s("not an amount")));
    shop.type(s("99"));
    QVERIFY(shop.shown().text.contains(s("not an amount")));
    shop.type(s("250,50"));
    QVERIFY(shop.shown().text.contains(s("250.50\u00a0₽")));
    QCOMPARE(shop.newestPurchase()->price, Kopecks(25050));
    QCOMPARE(shop.shown().labels(), (QStringList{s("Crypto"), s("Back")}));

    // The question is answered: another number is just a text.
    shop.type(s("300"));
    QVERIFY(shop.shown().text.contains(s("did not understand")));

    // A press, or a command, leaves the question.
    shop.pressData(bot::encodeCallback(bot::action::kOtherAmount));
    shop.press(s("Back")); // to the amounts, where one may be typed as well
    shop.press(s("Back"));
    shop.type(s("300"));
    QVERIFY(shop.shown().text.contains(s("did not understand")));
    shop.pressData(bot::encodeCallback(bot::action::kOtherAmount));
    shop.type(s("/profile"));
    shop.type(s("300"));
    QVERIFY(shop.shown().text.contains(s("did not understand")));
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases"), 1);
}

void TestBot::aLinkLeadsToATariff()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.languageCode = s("ru");
    shop.type(s("/start tariff_plus"));
    QVERIFY2(shop.shown().labels().contains(s("30 дней")), qPrintable(shop.shown().labels().join(u' ')));
    QVERIFY(shop.shown().text.contains(s("299\u00a0₽")));
    // In the other language it is the same tariff.
    shop.press(s("English"));
    shop.press(s("30 days"));
    QCOMPARE(shop.newestPurchase()->tariff, s("plus"));
    shop.type(s("/start tariff_gold"));
    QVERIFY(shop.shown().text.contains(s("Prices have changed")));
    QVERIFY(shop.shown().labels().contains(s("Buy")));
    shop.setFlag(control::flag::kPayments, false);
    shop.type(s("/start tariff_plus"));
    QVERIFY(!shop.shown().labels().contains(s("30 days")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

// From an empty chat, with “Start” as the first press.
void TestBot::aKeyIsThreePressesAwayAndAPaidOneSix()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    int presses = 1;
    const auto press = [&](const char *label) {
        ++presses;
        shop.press(s(label));
    };
    shop.type(s("/start"));
    press("Trial");
    QVERIFY(shop.subscription() && shop.subscription()->isTrial());
    QVERIFY2(presses <= 3, qPrintable(QString::number(presses)));

    shop.customer = TelegramId(1002);
    presses = 1;
    shop.type(s("/start"));
    press("Buy");
    press("Basic");
    press("30 days");
    press("Crypto");
    const PurchaseId id = shop.newestPurchase()->id;
    shop.makeInvoice(id, s("https://t.me/CryptoBot?start=abc"));
    QVERIFY(!shop.shown().button(s("Pay")).value(s("url")).toString().isEmpty());
    ++presses;
    shop.payInvoice(id);
    QVERIFY(shop.subscription() && !shop.subscription()->isTrial());
    QVERIFY2(presses <= 6, qPrintable(QString::number(presses)));
}

void TestBot::whoSaysThatItDoesNotWorkIsHelped()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    for (const char *said : {"Не работает!", "it is NOT WORKING", "support", "поддержка", "/support"}) {
        shop.type(s(said));
        QVERIFY2(shop.shown().text.contains(s("Is something not working?")), said);
        QVERIFY(shop.shown().text.contains(s("<code>1001</code>")));
        QVERIFY(shop.shown().labels().contains(s("Profile")));
    }
    shop.type(s("hello"));
    QVERIFY(shop.shown().text.contains(s("did not understand")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBot::whoNeedsHelpIsToldWhomToWriteTo()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.type(s("/support"));
    QVERIFY2(!shop.shown().text.contains(s("Write to us")), qPrintable(shop.shown().text));
    QVERIFY2(shop.shown().text.contains(s("has not said whom to write to")), qPrintable(shop.shown().text));
    const bot::Services services{
        shop.clock,           shop.texts,   shop.outbox,    shop.flags,
        shop.audit,           shop.catalog, shop.access,    shop.purchases,
        shop.payments,        shop.promos,  shop.referrals, shop.gifts,
        shop.statesInProcess, shop.limits,  shop.alerts,    {payments::CryptoPay::method()},
        s("@shop_support")};
    bot::BotUpdateHandler named(services);
    shop.deliver(named, s("message"),
                 {{s("message_id"), 11},
                  {s("from"), shop.from()},
                  {s("chat"), shop.chat()},
                  {s("date"), shop.clock.nowMs() / 1000},
                  {s("text"), s("/support")}});
    QVERIFY2(shop.shown().text.contains(s("Write to us: @shop_support")), qPrintable(shop.shown().text));
    QVERIFY(shop.shown().text.contains(s("<code>1001</code>")));
    const std::pair<const char *, const char *> papers[] = {{"/terms", "<b>Terms</b>"},
                                                            {"/privacy", "<b>Your data</b>"},
                                                            {"/paysupport", "<b>Help with payments</b>"}};
    for (const auto &[command, title] : papers) {
        shop.type(s(command));
        QVERIFY2(shop.shown().text.startsWith(s(title)), command);
        QVERIFY2(shop.shown().text.contains(s("has not said whom to write to")), command);
        shop.deliver(named, s("message"),
                     {{s("message_id"), 12},
                      {s("from"), shop.from()},
                      {s("chat"), shop.chat()},
                      {s("date"), shop.clock.nowMs() / 1000},
                      {s("text"), s(command)}});
        QVERIFY2(shop.shown().text.contains(s("Contact: @shop_support")), command);
    }
    QCOMPARE(shop.refusedByTelegram(), QString());
}

// What Telegram shows beside the field where one types.
void TestBot::everyCommandOfTheMenuIsAnswered()
{
    BotShop shop(TestDatabase::Kind::Sqlite);
    shop.arrive();
    int commands = 0;
    for (const bot::ProfileCall &call : bot::profileCalls(shop.texts)) {
        for (const QJsonValue &command : call.payload.value(s("commands")).toArray()) {
            ++commands;
            shop.clock.advance(2 * kSecondMs); // a calm customer
            shop.type(u'/' + command.toObject().value(s("command")).toString());
            QVERIFY2(!shop.shown().text.contains(s("no such command")), qPrintable(shop.shown().text));
            QVERIFY(!command.toObject().value(s("description")).toString().isEmpty());
        }
    }
    // In Russian and English, and for all other languages.
    QCOMPARE(commands, 3 * 11);
}

void TestBot::anAmountTypedOnTheAmountsScreenIsTakenInOneMessage()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const qint64 menu = shop.shown().messageId;
    shop.press(s("Balance"));
    shop.press(s("Top up"));
    QVERIFY2(shop.shown().text.contains(s("from 100\u00a0₽")), qPrintable(shop.shown().text));
    const int screens = shop.screens();
    for (const char *typed : {"a <b>lot</b>", "99", "100001"}) {
        shop.type(s(typed));
        QVERIFY2(shop.shown().text.contains(s(typed).toHtmlEscaped()), qPrintable(shop.shown().text));
        QVERIFY(shop.shown().text.contains(s("not an amount")));
        QCOMPARE(shop.shown().messageId, menu);
    }
    shop.type(s("250"));
    QVERIFY2(shop.shown().text.contains(s("250\u00a0₽")), qPrintable(shop.shown().text));
    QCOMPARE(shop.shown().labels(), (QStringList{s("Crypto"), s("Back")}));
    QCOMPARE(shop.shown().messageId, menu);
    QCOMPARE(shop.newestPurchase()->price, Kopecks::roubles(250));
    // No second message with buttons was left behind.
    QCOMPARE(shop.screens(), screens);
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBot::aStateOfAnotherNumberIsNone()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const Deadline deadline = Deadline::in(std::chrono::seconds(30));
    shop.pressData(bot::encodeCallback(bot::action::kOtherAmount));
    const auto old = shop.statesInProcess.load(shop.customer, deadline);
    QVERIFY(old);
    shop.pressData(bot::encodeCallback(bot::action::kMenu));
    QVERIFY(!shop.statesInProcess.load(shop.customer, deadline));

    // The store is back from the past, and the customer is asked for something anew.
    shop.pressData(bot::encodeCallback(bot::action::kOtherAmount));
    shop.statesInProcess.save(shop.customer, *old, deadline);
    shop.type(s("500"));
    QVERIFY(shop.shown().text.contains(s("did not understand")));
    QVERIFY(!shop.newestPurchase());

    // An hour later it is forgotten as well.
    shop.pressData(bot::encodeCallback(bot::action::kOtherAmount));
    shop.clock.advance(kHourMs);
    shop.type(s("500"));
    QVERIFY(!shop.newestPurchase());
}

void TestBot::answersComeInTheTopicThatTheCustomerWritesIn()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const auto topicOf = [&](const char *method) {
        return shop.lastPayload(s(method)).value(s("message_thread_id")).toInteger();
    };
    const auto say = [&](const char *text, qint64 topic, bool isTopic = true) {
        QJsonObject content{{s("text"), s(text)}};
        if (topic != 0)
            content[s("message_thread_id")] = topic;
        if (isTopic)
            content[s("is_topic_message")] = true;
        shop.send(content);
    };
    QCOMPARE(topicOf("sendMessage"), 0);
    say("/menu", 77);
    QCOMPARE(topicOf("sendMessage"), 77);
    say("/menu", 0, false);
    QCOMPARE(topicOf("sendMessage"), 0);
    say("/menu", 78, false); // a thread of replies is no topic
    QCOMPARE(topicOf("sendMessage"), 0);

    // A press edits its message where it is; what comes anew comes there too.
    const auto press = [&](const char *data, qint64 topic) {
        QJsonObject message{{s("message_id"), 500},
                            {s("chat"), shop.chat()},
                            {s("date"), shop.clock.nowMs() / 1000},
                            {s("text"), s("…")}};
        if (topic != 0) {
            message[s("message_thread_id")] = topic;
            message[s("is_topic_message")] = true;
        }
        shop.deliver(s("callback_query"), {{s("id"), s("p")},
                                           {s("from"), shop.from()},
                                           {s("chat_instance"), s("1")},
                                           {s("data"), s(data)},
                                           {s("message"), message}});
    };
    press("1:menu", 79);
    QCOMPARE(shop.shown().method, s("editMessageText"));
    press("1:trial", 79);
    // The key follows later, by another way, and finds its place.
    shop.write([&](db::Transaction &tx) {
        access::KeyReadyNotice notice;
        notice.vpnKey = s("vless://key");
        notice.tariff = s("trial");
        notice.isFirst = true;
        shop.notices.keyReady(tx, shop.customer, notice);
    });
    QCOMPARE(shop.shown().method, s("sendMessage"));
    QCOMPARE(topicOf("sendMessage"), 79);
    // A press of a message that Telegram shows us no more says nothing of topics.
    shop.pressData(s("1:menu"), std::nullopt);
    QCOMPARE(topicOf("sendMessage"), 79);
    // A payment is made in a topic as well.
    const QJsonObject payment{{s("currency"), s("XTR")},
                              {s("total_amount"), 5},
                              {s("invoice_payload"), s("purchase_nobody")},
                              {s("telegram_payment_charge_id"), s("charge-1")},
                              {s("provider_payment_charge_id"), s("")}};
    shop.deliver(s("successful_payment"), {{s("message_id"), 501},
                                           {s("from"), shop.from()},
                                           {s("chat"), shop.chat()},
                                           {s("date"), shop.clock.nowMs() / 1000},
                                           {s("message_thread_id"), 80},
                                           {s("is_topic_message"), true},
                                           {s("successful_payment"), payment}});
    QCOMPARE(topicOf("sendMessage"), 80);
}

void TestBot::aRolledBackQuestionLeavesNoState()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    const qint64 before = shop.user()->stateSeq;
    inbox::InboxUpdate update;
    update.kind = s("callback_query");
    update.user = shop.customer;
    update.body = R"({"update_id":1,"callback_query":{"id":"1","chat_instance":"1","data":"1:other",
        "from":{"id":1001,"is_bot":false,"first_name":"A"}}})";
    update.attempt = 1;
    const auto job = shop.handler.prepare(update, Deadline::in(std::chrono::seconds(30)));
    QVERIFY_EXCEPTION_THROWN(shop.write([&](db::Transaction &tx) {
        job->run(tx);
        throw std::runtime_error("after the conversation");
    }),
                             std::runtime_error);
    QVERIFY(!shop.statesInProcess.load(shop.customer, Deadline::in(std::chrono::seconds(30))));
    QCOMPARE(shop.user()->stateSeq, before);
}

const turnpike::test::RegisteredTest<TestBot> kTestBot;

} // namespace tst_bot

#include "tst_bot.moc"
