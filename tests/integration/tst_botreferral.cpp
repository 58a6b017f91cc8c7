// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "bot/botlinks.h"
#include "support/testmain.h"

#include <QTest>

namespace tst_botreferral {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

// The inviter, who has chosen English.
QString codeOfInviter(BotShop &shop)
{
    shop.write([&](db::Transaction &tx) {
        bot::botlinks::remember(tx, s("https://t.me/shop_bot"), shop.clock.nowMs());
    });
    shop.arrive();
    return shop.user()->referralCode;
}

void become(BotShop &shop, qint64 customer)
{
    shop.customer = TelegramId(customer);
    shop.clock.advance(kMinuteMs);
}

std::optional<TelegramId> inviterOf(BotShop &shop)
{
    return shop.user()->referrer;
}

} // namespace

// Inviting friends: the link, who came by it, and what that brought.
class TestBotReferral : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void theLinkBringsFriendsAndSaysWhatTheyBrought();
    void itIsToldInRussianToo();
    void linksOfOlderShopsWork();
    void whoIsHereAlreadyWasBroughtByNobody();
    void withoutTheBotsNameTheLinkIsWhatToType();
};

void TestBotReferral::theLinkBringsFriendsAndSaysWhatTheyBrought()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const QString code = codeOfInviter(shop);
    shop.press(s("Invite a friend"));
    QVERIFY2(shop.shown().text.contains(s("<code>https://t.me/shop_bot?start=ref_") + code + s("</code>")),
             qPrintable(shop.shown().text));
    QVERIFY(shop.shown().text.contains(s("<b>10%</b>")));
    QVERIFY(shop.shown().text.contains(s("Once friend number 25 has paid, it is 25%.")));
    QVERIFY(shop.shown().text.contains(s("Nobody has come")));
    QVERIFY(shop.shown()
                .button(s("Send the link"))
                .value(s("url"))
                .toString()
                .contains(s("start%3Dref_") + code));

    become(shop, 1002);
    shop.type(s("/start ref_") + code);
    QVERIFY2(shop.shown().text.contains(s("You were invited by <b>Anna &lt;3</b>")),
             qPrintable(shop.shown().text));
    QVERIFY(inviterOf(shop) == TelegramId(1001));
    shop.type(s("/start ref_") + code); // opened again: the same
    QVERIFY(shop.shown().text.contains(s("You were invited by")));
    shop.giveBalance(Kopecks::roubles(200));
    shop.chooseBasic();
    shop.press(s("Balance"));
    become(shop, 1003);
    shop.type(s("/start ref_") + code);

    become(shop, 1001);
    QCOMPARE(shop.user()->balance, Kopecks(1490));
    shop.type(s("/invite"));
    const QString text = shop.shown().text;
    QVERIFY2(text.contains(s("Came by your link: <b>2</b>\nOf them have paid: <b>1</b>\n"
                             "It brought you: <b>14.90\u00a0₽</b>")),
             qPrintable(text));
    QVERIFY2(text.contains(s("<b>+14.90\u00a0₽</b>")), qPrintable(text));
    QVERIFY2(text.contains(s("nothing bought yet")), qPrintable(text));
    QVERIFY(text.indexOf(s("nothing bought yet")) < text.indexOf(s("+14.90"))); // newest first
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotReferral::itIsToldInRussianToo()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const QString code = codeOfInviter(shop);
    shop.pressData(s("1:setlang:ru"));
    shop.press(s("Пригласить друга"));
    QVERIFY2(shop.shown().text.contains(s("на баланс придёт <b>10\u00a0%</b>")),
             qPrintable(shop.shown().text));
    shop.setFlag(control::flag::kReferralRewards, false);
    shop.type(s("/invite"));
    QVERIFY2(shop.shown().text.contains(s("начисления приостановлены")), qPrintable(shop.shown().text));
    shop.type(s("/start ref_") + code);
    QVERIFY2(shop.shown().text.contains(s("ваша собственная ссылка")), qPrintable(shop.shown().text));
    become(shop, 1002);
    shop.languageCode = s("ru");
    shop.type(s("/start ref_") + code);
    QVERIFY2(shop.shown().text.contains(s("Вы пришли по приглашению: <b>Anna &lt;3</b>")),
             qPrintable(shop.shown().text));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotReferral::linksOfOlderShopsWork()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const QString code = codeOfInviter(shop);
    qint64 friendly = 1002;
    for (const QString &link : {s("refd_") + code, s("ref_1001"), s("ref_") + code.toUpper()}) {
        become(shop, friendly++);
        shop.type(s("/start ") + link);
        QVERIFY2(inviterOf(shop) == TelegramId(1001), qPrintable(link));
    }
    for (const char *link : {"ref_", "ref_nobody", "ref_999", "ref_-1"}) {
        become(shop, friendly++);
        shop.type(s("/start ") + s(link));
        QVERIFY2(!inviterOf(shop), link);
        QVERIFY2(shop.shown().text.contains(s("Hi, Anna")), link);
    }
}

void TestBotReferral::whoIsHereAlreadyWasBroughtByNobody()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const QString code = codeOfInviter(shop);
    become(shop, 1002);
    shop.arrive();
    shop.giveBalance(Kopecks::roubles(200));
    shop.chooseBasic();
    shop.press(s("Balance"));
    shop.type(s("/start ref_") + code);
    QVERIFY(!inviterOf(shop));
    // Nor can anybody invite whoever has invited them.
    become(shop, 1003);
    shop.type(s("/start ref_") + code);
    const QString friends = shop.user()->referralCode;
    become(shop, 1001);
    shop.type(s("/start ref_") + friends);
    QVERIFY(!inviterOf(shop));
    QVERIFY(shop.shown().text.contains(s("Hi, Anna")));
    shop.type(s("/start ref_") + code);
    QVERIFY(!inviterOf(shop));
    QVERIFY(shop.shown().text.contains(s("your own link")));
}

void TestBotReferral::withoutTheBotsNameTheLinkIsWhatToType()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    shop.press(s("Invite a friend"));
    QVERIFY2(shop.shown().text.contains(s("<code>/start ref_") + shop.user()->referralCode),
             qPrintable(shop.shown().text));
    QCOMPARE(shop.shown().labels(), QStringList{s("Menu")});
    QCOMPARE(shop.refusedByTelegram(), QString());
}

const turnpike::test::RegisteredTest<TestBotReferral> kTestBotReferral;

} // namespace tst_botreferral

#include "tst_botreferral.moc"
