// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"
#include "payments/cryptopay.h"
#include "support/testmain.h"

#include <QJsonArray>
#include <QTest>

namespace tst_botalbums {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

void sendPicture(BotShop &shop, const char *album)
{
    shop.send({{s("media_group_id"), s(album)}, {s("photo"), QJsonArray{QJsonObject()}}});
}

} // namespace

// Telegram sends the pictures of an album one by one, each as a message of its own.
class TestBotAlbums : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }

    void anAlbumGetsOneReply();
    void anAlbumIsAskedForOnceByTheLimits();
    void albumsThatComeTogetherGetOneReplyEach();
    void theLatestAlbumsAreRemembered();
};

void TestBotAlbums::anAlbumGetsOneReply()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    // Another process takes over in the middle of it: it remembers nothing.
    bot::Limits otherLimits(shop.clock);
    const bot::Services others{
        shop.clock,           shop.texts,   shop.outbox,    shop.flags,
        shop.audit,           shop.catalog, shop.access,    shop.purchases,
        shop.payments,        shop.promos,  shop.referrals, shop.gifts,
        shop.statesInProcess, otherLimits,  shop.alerts,    {payments::CryptoPay::method()}};
    bot::BotUpdateHandler other(others);
    const auto photo = [&](int number, const char *album) {
        return QJsonObject{{s("message_id"), 20 + number},  {s("from"), shop.from()},
                           {s("chat"), shop.chat()},        {s("date"), shop.clock.nowMs() / 1000},
                           {s("media_group_id"), s(album)}, {s("photo"), QJsonArray{QJsonObject()}}};
    };
    const int messages = shop.messages();
    for (int i = 0; i < 10; ++i)
        shop.deliver(i % 2 == 0 ? shop.handler : other, s("message"), photo(i, "13579"));
    QCOMPARE(shop.messages(), messages + 1);
    for (int i = 0; i < 10; ++i)
        shop.deliver(other, s("message"), photo(i, "24680"));
    QCOMPARE(shop.messages(), messages + 2);

    // An open question gets one reply too, and stays open.
    shop.pressData(s("1:other"));
    const int asked = shop.messages();
    for (int i = 0; i < 10; ++i)
        shop.deliver(s("message"), photo(i, "97531"));
    QCOMPARE(shop.messages(), asked + 1);
    shop.type(s("500"));
    QVERIFY(shop.newestPurchase());
}

void TestBotAlbums::anAlbumIsAskedForOnceByTheLimits()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive(); // two of thirty
    const auto album = [&](const char *number) {
        for (int i = 0; i < 10; ++i)
            sendPicture(shop, number);
    };
    for (const char *number : {"1", "2", "3", "4", "5"})
        album(number);
    shop.type(s("hello"));
    QVERIFY(!shop.shown().text.contains(s("faster than I am")));
    for (int i = 0; i < 22; ++i)
        shop.type(s("hello"));
    QVERIFY(!shop.shown().text.contains(s("faster than I am")));
    const int messages = shop.messages();
    album("6"); // the first of it is too fast, and told so; so is the rest
    QCOMPARE(shop.messages(), messages + 1);
    QVERIFY(shop.shown().text.contains(s("faster than I am")));
}

void TestBotAlbums::albumsThatComeTogetherGetOneReplyEach()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive(); // two of thirty
    const int messages = shop.messages();
    for (int i = 0; i < 20; ++i) {
        for (const char *album : {"13579", "24680"})
            sendPicture(shop, album);
    }
    QCOMPARE(shop.messages(), messages + 2);
    // The limits have counted two as well.
    for (int i = 0; i < 26; ++i)
        shop.type(s("hello"));
    QVERIFY(!shop.shown().text.contains(s("faster than I am")));
}

void TestBotAlbums::theLatestAlbumsAreRemembered()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    // As the version before left it.
    shop.db.exec("UPDATE users SET last_album = '13579'");
    const int messages = shop.messages();
    sendPicture(shop, "13579");
    QCOMPARE(shop.messages(), messages);
    for (const char *album : {"1", "2", "3", "4", "5", "6"})
        sendPicture(shop, album);
    QCOMPARE(shop.messages(), messages + 6);
    QCOMPARE(shop.user()->lastAlbums, QStringList({s("6"), s("5"), s("4"), s("3")}));
}

const turnpike::test::RegisteredTest<TestBotAlbums> kTestBotAlbums;

} // namespace tst_botalbums

#include "tst_botalbums.moc"
