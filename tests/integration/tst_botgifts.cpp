// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "bot/botlinks.h"
#include "bot/callbackdata.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_botgifts {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

// The buyer, 1001, who has chosen English.
void openShop(BotShop &shop)
{
    shop.write([&](db::Transaction &tx) {
        bot::botlinks::remember(tx, s("https://t.me/shop_bot"), shop.clock.nowMs());
    });
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
}

void become(BotShop &shop, qint64 customer)
{
    shop.customer = TelegramId(customer);
    shop.clock.advance(kMinuteMs);
}

QString codeOfNewest(BotShop &shop)
{
    const auto rows = shop.db.query("SELECT code FROM gifts ORDER BY created_at DESC LIMIT 1");
    return rows.empty() ? QString() : rows[0].text(0);
}

// The buyer pays for 30 days of basic, from their balance.
QString buyGift(BotShop &shop)
{
    shop.pressData(s("1:giftperiod:basic:30"));
    shop.pressData(bot::encodeCallback(bot::action::kPayBalance, {shop.newestPurchase()->id.value()}));
    return codeOfNewest(shop);
}

} // namespace

// Gifts: bought, sent as a link, accepted once, or returned.
class TestBotGifts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void oneIsBoughtSentAndAcceptedOnce();
    void everyButtonOnTheWayLeadsBack();
    void oneThatNobodyAcceptsGoesBackAndBothAreTold();
    void theBuyerSeesWhatWaitsAndMayKeepIt();
    void whoHasAnotherTariffIsToldWhatBecomesOfIt();
    void anInvoiceForOneEndsInItsLink();
    void itMayBePaidAnotherWay();
    void staleOnesExplainThemselves();
};

void TestBotGifts::oneIsBoughtSentAndAcceptedOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    openShop(shop);
    shop.press(s("Give as a gift"));
    shop.press(s("Basic"));
    shop.press(s("30 days"));
    QVERIFY2(shop.shown().text.contains(s("Gift: <b>Basic, 30 days</b>\nPrice: <b>149\u00a0₽</b>")),
             qPrintable(shop.shown().text));
    shop.press(s("Balance"));
    const QString code = codeOfNewest(shop);
    const QString link = s("https://t.me/shop_bot?start=gift_") + code;
    QVERIFY2(shop.shown().text.contains(s("<code>") + link + s("</code>")), qPrintable(shop.shown().text));
    QVERIFY(shop.shown()
                .button(s("Send the gift"))
                .value(s("url"))
                .toString()
                .contains(s("start%3Dgift_") + code));
    QVERIFY(!shop.subscription());
    QCOMPARE(shop.user()->balance, Kopecks::roubles(351));

    become(shop, 1002);
    shop.type(s("/start gift_") + code);
    QVERIFY2(shop.shown().text.contains(s("A gift for you: <b>Basic, 30 days</b>!")),
             qPrintable(shop.shown().text));
    QVERIFY(!shop.subscription()); // only looked at
    shop.press(s("Accept the gift"));
    QCOMPARE(shop.subscription()->source, access::AccessSource::Gift);
    const qint64 end = shop.subscription()->expiresAt;
    const QString text = shop.shown().text;
    shop.pressData(s("1:giftopen:") + code);
    QCOMPARE(shop.shown().text, text);
    QCOMPARE(shop.subscription()->expiresAt, end);
    become(shop, 1003);
    shop.type(s("/start bgift_") + code);
    QVERIFY2(shop.shown().text.contains(s("has been accepted already")), qPrintable(shop.shown().text));
    shop.pressData(s("1:giftopen:") + code);
    QVERIFY2(shop.shown().text.contains(s("has been accepted already")), qPrintable(shop.shown().text));
    QVERIFY(!shop.subscription());
    become(shop, 1001);
    QVERIFY2(shop.shown().text.contains(s("Your gift was accepted: <b>Basic, 30 days</b>")),
             qPrintable(shop.shown().text));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotGifts::everyButtonOnTheWayLeadsBack()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    openShop(shop);
    const qint64 menu = shop.shown().messageId;
    for (const char *label : {"Give as a gift", "Plus", "90 days", "Back", "Back", "Back"}) {
        const QString before = shop.shown().text;
        shop.press(s(label));
        QVERIFY2(shop.shown().text != before, label);
        QCOMPARE(shop.shown().messageId, menu);
    }
    QVERIFY(shop.shown().text.contains(s("Hi, Anna")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotGifts::oneThatNobodyAcceptsGoesBackAndBothAreTold()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    for (const auto &[language, returned, over] :
         {std::tuple("en", "Nobody accepted your gift (<b>Basic, 30 days</b>)", "This gift has expired"),
          std::tuple("ru", "Ваш подарок (<b>Базовый, 30 дней</b>) за 90 дней никто не принял",
                     "Срок этого подарка истёк")}) {
        BotShop shop(kind);
        openShop(shop);
        shop.pressData(s("1:setlang:") + s(language));
        const QString code = buyGift(shop);
        shop.clock.advance(90 * kDayMs);
        shop.write([&](db::Transaction &tx) { QCOMPARE(shop.gifts.returnOverdue(tx, 10), 1); });
        QVERIFY2(shop.shown().text.contains(s(returned)), qPrintable(shop.shown().text));
        QVERIFY2(shop.shown().text.contains(s("<b>149\u00a0₽</b>")), qPrintable(shop.shown().text));
        QCOMPARE(shop.user()->balance, Kopecks::roubles(500));
        become(shop, 1002);
        shop.languageCode = s(language);
        shop.type(s("/start gift_") + code);
        QVERIFY2(shop.shown().text.contains(s(over)), qPrintable(shop.shown().text));
        shop.pressData(s("1:giftopen:") + code);
        QVERIFY2(shop.shown().text.contains(s(over)), qPrintable(shop.shown().text));
        QVERIFY(!shop.subscription());
        QCOMPARE(shop.refusedByTelegram(), QString());
    }
}

void TestBotGifts::theBuyerSeesWhatWaitsAndMayKeepIt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    openShop(shop);
    shop.pressData(s("1:setlang:ru"));
    const QString code = buyGift(shop);
    QVERIFY2(shop.shown().text.contains(s("Ваш подарок готов: <b>Базовый, 30 дней</b>")),
             qPrintable(shop.shown().text));
    shop.type(s("/gift"));
    QVERIFY2(shop.shown().text.contains(s("<code>https://t.me/shop_bot?start=gift_") + code),
             qPrintable(shop.shown().text));
    // Also where nothing new can be bought.
    shop.setFlag(control::flag::kPayments, false);
    shop.type(s("/gift"));
    QVERIFY2(shop.shown().text.contains(s("start=gift_") + code), qPrintable(shop.shown().text));
    shop.type(s("/start gift_") + code);
    QVERIFY2(shop.shown().text.contains(s("Это ваш подарок: <b>Базовый, 30 дней</b>")),
             qPrintable(shop.shown().text));
    shop.press(s("Оставить себе"));
    QVERIFY2(shop.shown().text.contains(s("Ваш подарок открыт: <b>Базовый</b>")),
             qPrintable(shop.shown().text));
    QVERIFY(shop.subscription());
    shop.type(s("/gift"));
    QVERIFY(!shop.shown().text.contains(code));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotGifts::whoHasAnotherTariffIsToldWhatBecomesOfIt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    openShop(shop);
    const QString code = buyGift(shop);
    become(shop, 1002);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.pressData(s("1:period:plus:30"));
    shop.press(s("Balance"));
    shop.type(s("/start gift_") + code);
    const QString note = shop.texts.speech(s("en")).html("buy.converts");
    QVERIFY2(shop.shown().text.contains(note), qPrintable(shop.shown().text));
    QVERIFY(shop.shown().labels().contains(s("Accept the gift")));
}

void TestBotGifts::anInvoiceForOneEndsInItsLink()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    openShop(shop);
    shop.pressData(s("1:giftperiod:plus:30"));
    shop.press(s("Crypto"));
    const auto purchase = shop.newestPurchase();
    QCOMPARE(purchase->kind, billing::PurchaseKind::Gift);
    shop.makeInvoice(purchase->id, s("https://t.me/CryptoBot?start=1"));
    QVERIFY2(shop.shown().text.contains(s("gift (Plus, 30 days)")), qPrintable(shop.shown().text));
    shop.payInvoice(purchase->id);
    QVERIFY2(shop.shown().text.contains(s("start=gift_") + codeOfNewest(shop)),
             qPrintable(shop.shown().text));
    // The invoice's message has no button to pay any more.
    const QJsonObject edited = shop.lastPayload(s("editMessageText"));
    QCOMPARE(edited.value(s("text")).toString(), shop.texts.speech(s("en")).html("pay.fulfilled"));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotGifts::itMayBePaidAnotherWay()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    openShop(shop);
    shop.pressData(s("1:giftperiod:basic:30"));
    shop.press(s("Crypto"));
    const auto first = shop.newestPurchase();
    shop.clock.advance(kMinuteMs);
    shop.pressData(bot::encodeCallback(bot::action::kAnotherWay, {first->id.value()}));
    QVERIFY2(shop.shown().text.contains(s("Gift: <b>Basic, 30 days</b>")), qPrintable(shop.shown().text));
    QVERIFY(shop.newestPurchase()->id != first->id);
    QCOMPARE(shop.newestPurchase()->kind, billing::PurchaseKind::Gift);
    shop.press(s("Balance"));
    QVERIFY(!codeOfNewest(shop).isEmpty());
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotGifts::staleOnesExplainThemselves()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    openShop(shop);
    for (const char *data : {"1:gifttariff:gone", "1:giftperiod:basic:31", "1:giftperiod"}) {
        shop.pressData(s(data));
        QVERIFY2(!shop.answers().last().isEmpty(), data);
        QVERIFY(shop.shown().labels().contains(s("Basic")));
    }
    for (const char *text : {"/start gift_nothing", "/start bgift_0123456789abcdef"}) {
        shop.type(s(text));
        QVERIFY2(shop.shown().text.contains(s("There is no such gift")), text);
    }
    shop.pressData(s("1:giftopen"));
    QVERIFY2(shop.shown().text.contains(s("There is no such gift")), qPrintable(shop.shown().text));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

const turnpike::test::RegisteredTest<TestBotGifts> kTestBotGifts;

} // namespace tst_botgifts

#include "tst_botgifts.moc"
