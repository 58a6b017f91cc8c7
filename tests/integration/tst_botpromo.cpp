// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "support/testmain.h"

#include <QTest>

namespace tst_botpromo {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

void create(BotShop &shop, const billing::Promo &promo)
{
    shop.write([&](db::Transaction &tx) { QVERIFY(shop.promos.create(tx, promo)); });
}

billing::Promo spring()
{
    return {s("SPRING"), 20, 1};
}

qint64 uses(BotShop &shop, const char *status)
{
    return shop.db.number("SELECT count(*) FROM promo_uses WHERE status = ?", s(status));
}

} // namespace

// Promo codes, from the link or the typed word to the purchase that they make cheaper.
class TestBotPromo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void aTypedCodeIsShownWithThePurchaseAndUsedWithItsPayment();
    void aLinkEntersItInTheLanguageOfWhoOpensIt();
    void itTakesRoublesOffOrAddsDays();
    void aRefusalSaysWhy_data();
    void aRefusalSaysWhy();
    void itIsForOneTariffOrAFirstPurchaseWhereItSaysSo();
    void choosingAnewKeepsIt();
    void itMakesOneInvoiceCheaperAndNoSecondOne();
};

void TestBotPromo::aTypedCodeIsShownWithThePurchaseAndUsedWithItsPayment()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    create(shop, spring());
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.press(s("Buy"));
    shop.press(s("Promo code"));
    const qint64 menu = shop.shown().messageId;
    shop.type(s("sprnig"));
    QVERIFY2(shop.shown().text.contains(s("There is no such code")), qPrintable(shop.shown().text));
    shop.type(s(" spring "));
    QVERIFY2(shop.shown().text.contains(s("<b>SPRING</b> accepted: 20% off.")),
             qPrintable(shop.shown().text));
    QCOMPARE(shop.shown().messageId, menu);
    shop.chooseBasic();
    QVERIFY2(shop.shown().text.contains(s("<b>119.20\u00a0₽</b>")), qPrintable(shop.shown().text));
    QVERIFY2(shop.shown().text.contains(s("20% off (149\u00a0₽ without it)")),
             qPrintable(shop.shown().text));
    QCOMPARE(shop.newestPurchase()->promoCode, s("SPRING"));
    QCOMPARE(uses(shop, "reserved"), 1);
    shop.press(s("Balance"));
    QCOMPARE(shop.newestPurchase()->price, Kopecks(11920));
    QCOMPARE(shop.user()->balance, Kopecks(50000 - 11920));
    QCOMPARE(uses(shop, "used"), 1);
    // It was for once, and is not offered again.
    shop.clock.advance(kMinuteMs);
    shop.pressData(s("1:period:basic:30"));
    QVERIFY2(!shop.shown().text.contains(s("SPRING")), qPrintable(shop.shown().text));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotPromo::aLinkEntersItInTheLanguageOfWhoOpensIt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    create(shop, spring());
    shop.languageCode = s("ru");
    shop.type(s("/start promo_spring"));
    QVERIFY2(shop.shown().text.contains(s("Промокод <b>SPRING</b> принят: скидка 20\u00a0%.")),
             qPrintable(shop.shown().text));
    // The other language says the same, not the menu.
    shop.press(s("English"));
    QVERIFY2(shop.shown().text.contains(s("<b>SPRING</b> accepted")), qPrintable(shop.shown().text));
    shop.pressData(s("1:setlang:ru"));
    shop.pressData(s("1:period:basic:30"));
    QVERIFY2(shop.shown().text.contains(s("скидка 20\u00a0% (без него 149\u00a0₽)")),
             qPrintable(shop.shown().text));
    // Telegram tells no language: the link is opened all the same.
    shop.customer = TelegramId(1002);
    shop.languageCode.clear();
    shop.type(s("/start promo_other"));
    QVERIFY2(shop.shown().text.contains(s("Такого промокода нет")), qPrintable(shop.shown().text));
    QVERIFY(shop.shown().labels().contains(s("English")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotPromo::itTakesRoublesOffOrAddsDays()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    billing::Promo money{s("MINUS50"), 0, billing::kUnlimitedUses};
    money.kind = billing::PromoKind::Money;
    money.amount = 5000;
    billing::Promo days{s("WEEK"), 0, 10};
    days.kind = billing::PromoKind::Days;
    days.amount = 7;
    create(shop, money);
    create(shop, days);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.type(s("/start promo_MINUS50"));
    QVERIFY2(shop.shown().text.contains(s("accepted: 50\u00a0₽ off")), qPrintable(shop.shown().text));
    shop.chooseBasic();
    QVERIFY2(shop.shown().text.contains(s("<b>99\u00a0₽</b>")), qPrintable(shop.shown().text));
    shop.press(s("Balance"));
    QCOMPARE(shop.user()->balance, Kopecks::roubles(401));
    shop.clock.advance(kMinuteMs);
    shop.type(s("/start promo_WEEK"));
    QVERIFY2(shop.shown().text.contains(s("accepted: 7 days extra")), qPrintable(shop.shown().text));
    // There is no key yet, and waiting for it is not paid for: each press moves the end a little.
    const auto timeLeft = [&] {
        return shop.subscription()->endsAt(shop.clock.nowMs()) - shop.clock.nowMs();
    };
    const qint64 before = timeLeft();
    shop.chooseBasic();
    QVERIFY2(shop.shown().text.contains(s("<b>149\u00a0₽</b>")), qPrintable(shop.shown().text));
    shop.press(s("Balance"));
    QCOMPARE(timeLeft(), before + 37 * kDayMs);
    QCOMPARE(shop.subscription()->periodDays, 30); // what a renewal buys
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotPromo::aRefusalSaysWhy_data()
{
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("english");
    QTest::addColumn<QString>("russian");
    QTest::newRow("unknown") << s("NOTHING") << s("There is no such code") << s("Такого промокода нет");
    QTest::newRow("not a word") << s("<b>&") << s("There is no such code") << s("Такого промокода нет");
    QTest::newRow("inactive") << s("OFF") << s("no longer valid") << s("больше не действует");
    QTest::newRow("not yet") << s("SOON") << s("not valid yet") << s("ещё не начал действовать");
    QTest::newRow("over") << s("OLD") << s("has expired") << s("Срок его действия истёк");
    QTest::newRow("used up") << s("ONE") << s("as often as it could be") << s("сколько было можно");
}

void TestBotPromo::aRefusalSaysWhy()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QString, code);
    QFETCH(QString, english);
    QFETCH(QString, russian);
    BotShop shop(kind);
    const qint64 now = shop.clock.nowMs();
    create(shop, {s("OFF"), 20, 1, 0, std::nullopt, std::nullopt, false});
    create(shop, {s("SOON"), 20, 1, 0, now + kDayMs});
    create(shop, {s("OLD"), 20, 1, 0, std::nullopt, now});
    create(shop, {s("ONE"), 20, 1});
    shop.db.exec("UPDATE promo_codes SET used_count = max_uses WHERE code = 'ONE'");
    shop.arrive();
    for (const auto &[language, why] : {std::pair(s("en"), english), std::pair(s("ru"), russian)}) {
        shop.pressData(s("1:setlang:") + language);
        shop.type(s("/promo"));
        shop.type(code);
        QVERIFY2(shop.shown().text.contains(why), qPrintable(shop.shown().text));
        shop.type(s("/start promo_") + code);
        QVERIFY2(shop.shown().text.contains(why), qPrintable(shop.shown().text));
    }
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotPromo::itIsForOneTariffOrAFirstPurchaseWhereItSaysSo()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    billing::Promo plus{s("PLUS"), 10, 10};
    plus.tariff = s("plus");
    billing::Promo first{s("FIRST"), 10, 10};
    first.isNewOnly = true;
    create(shop, plus);
    create(shop, first);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(500));
    shop.type(s("/start promo_PLUS"));
    QVERIFY2(shop.shown().text.contains(s("when you choose the Plus tariff")), qPrintable(shop.shown().text));
    shop.chooseBasic();
    QVERIFY2(shop.shown().text.contains(s("It is for another tariff")), qPrintable(shop.shown().text));
    QVERIFY2(shop.shown().text.contains(s("<b>149\u00a0₽</b>")), qPrintable(shop.shown().text));
    shop.pressData(s("1:period:plus:30"));
    QVERIFY2(shop.shown().text.contains(s("10% off")), qPrintable(shop.shown().text));
    shop.press(s("Balance"));
    shop.type(s("/start promo_FIRST"));
    QVERIFY2(shop.shown().text.contains(s("for a first purchase only")), qPrintable(shop.shown().text));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

// What was only looked at holds no use.
void TestBotPromo::choosingAnewKeepsIt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    create(shop, spring());
    shop.arrive();
    shop.type(s("/start promo_SPRING"));
    shop.chooseBasic();
    for (const char *period : {"1:period:basic:90", "1:period:plus:30", "1:period:basic:30"}) {
        shop.clock.advance(kMinuteMs);
        shop.pressData(s(period));
        QVERIFY2(shop.shown().text.contains(s("20% off")), qPrintable(shop.shown().text));
        QCOMPARE(uses(shop, "reserved"), 1);
    }
    QCOMPARE(shop.db.number("SELECT used_count FROM promo_codes"), 1);
    QCOMPARE(shop.db.number("SELECT count(*) FROM purchases WHERE status = 'created'"), 1);
}

void TestBotPromo::itMakesOneInvoiceCheaperAndNoSecondOne()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    create(shop, spring());
    shop.arrive();
    shop.type(s("/start promo_SPRING"));
    shop.chooseBasic();
    shop.press(s("Crypto"));
    const auto first = shop.newestPurchase();
    shop.makeInvoice(first->id, s("https://t.me/CryptoBot?start=1"));
    shop.clock.advance(kMinuteMs);
    // The same again is that invoice.
    shop.pressData(s("1:period:basic:30"));
    QCOMPARE(shop.newestPurchase()->id, first->id);
    QVERIFY2(shop.shown().text.contains(s("119.20\u00a0₽")), qPrintable(shop.shown().text));
    // Something else costs what it costs, and says why.
    shop.pressData(s("1:period:plus:30"));
    QVERIFY2(shop.shown().text.contains(s("have an unpaid invoice with it")), qPrintable(shop.shown().text));
    QCOMPARE(shop.newestPurchase()->price, Kopecks::roubles(299));
    shop.payInvoice(first->id);
    QCOMPARE(uses(shop, "used"), 1);
    QCOMPARE(shop.refusedByTelegram(), QString());
}

const turnpike::test::RegisteredTest<TestBotPromo> kTestBotPromo;

} // namespace tst_botpromo

#include "tst_botpromo.moc"
