// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botshop.h"

#include "bot/callbackdata.h"
#include "sandbox/sandbox.h"
#include "support/aside.h"
#include "support/qrreader.h"
#include "support/testmain.h"
#include "telegram/botclient.h"

#include <QTest>

namespace tst_botkey {

using namespace turnpike;
using namespace turnpike::test;

namespace {

QString s(const char *text)
{
    return QString::fromUtf8(text);
}

const QString kKey = s("vless://9f1c0a52-7d43-4b0e-8a52-1f0d3c6b7e90@vpn.example.org:443"
                       "?type=tcp&security=reality&pbk=Zx_0-9aB#Shop%20DE");

// Of the customer's subscription; its activation is done.
void giveKey(BotShop &shop, const QString &key = kKey)
{
    shop.db.exec("UPDATE subscriptions SET waiting_since = NULL, activation_status = 'active', vpn_key = ?",
                 key);
}

// A customer with a trial and a key, who sees the main menu.
void arriveWithKey(BotShop &shop, const QString &key = kKey)
{
    shop.arrive();
    shop.press(s("Trial"));
    giveKey(shop, key);
    shop.press(s("Menu"));
}

QString uuidOf(BotShop &shop)
{
    return shop.subscription()->uuid;
}

// What the stand-in for Telegram keeps of a photo that it is sent.
QByteArray photoAtTelegram(BotShop &shop, const QJsonObject &payload)
{
    sandbox::Sandbox world{sandbox::Options()};
    world.listen(QHostAddress::LocalHost, 0);
    world.telegram().putUser(shop.customer.value(), s("Ada"), s("ada"), s("en"));
    world.customers().sendText(shop.customer.value(), s("/start"));
    http::HttpClient client;
    const telegram::BotClient bot(client, QUrl(world.telegramUrl()),
                                  QString::fromLatin1(world.options().botToken));
    std::optional<telegram::CallResult> result;
    std::atomic<bool> isDone = false;
    Aside call([&] {
        result = bot.call(s("sendPhoto"), payload, Deadline::in(std::chrono::seconds(30)));
        isDone = true;
    });
    const bool ended = QTest::qWaitFor([&] { return isDone.load(); }, 60'000);
    call.get();
    if (!ended || !std::holds_alternative<QJsonValue>(*result))
        return {};
    const QJsonArray sizes = std::get<QJsonValue>(*result).toObject().value(u"photo").toArray();
    const sandbox::StoredFile *file =
        world.telegram().files().find(sizes.last().toObject().value(u"file_id").toString());
    return file != nullptr ? file->bytes : QByteArray();
}

} // namespace

// The key: shown, copied, scanned, opened in apps, replaced.
class TestBotKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data() { TestDatabase::addKinds(); }
    void itIsOnePressFromTheMenuAndCopiedByAButton();
    void oneTooLongForTheButtonIsACodeBlock();
    void theNewsOfItHasWhatCanBeDoneWithIt();
    void theQrCodeSaysIt();
    void itIsOpenedInTheAppsOfADevice_data();
    void itIsOpenedInTheAppsOfADevice();
    void whereThereIsNoPageItIsAddedByHand();
    void withoutOneEachOfItsButtonsSaysWhy();
    void twoPressesReplaceItOnce();
    void itIsReplacedThreeTimesInFiveMinutes();
    void itIsNotReplacedWhileNoneIsMade();
};

void TestBotKey::itIsOnePressFromTheMenuAndCopiedByAButton()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    QVERIFY(!shop.shown().labels().contains(s("My key")));
    shop.press(s("Trial"));
    shop.press(s("Menu"));
    QVERIFY(!shop.shown().labels().contains(s("My key"))); // it is being made
    giveKey(shop);
    shop.press(s("Profile"));
    QVERIFY(shop.shown().labels().contains(s("My key")));
    shop.press(s("Back"));
    shop.press(s("My key"));
    QVERIFY2(shop.shown().text.contains(s("<code>") + kKey.toHtmlEscaped() + s("</code>")),
             qPrintable(shop.shown().text));
    QCOMPARE(shop.shown().button(s("Copy key")).value(s("copy_text")).toObject(),
             (QJsonObject{{s("text"), kKey}}));
    shop.type(s("/key"));
    QVERIFY(shop.shown().labels().contains(s("Copy key")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotKey::oneTooLongForTheButtonIsACodeBlock()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    const QString longest = s("vless://") + QString(248, u'k');
    arriveWithKey(shop, longest);
    shop.press(s("My key"));
    QVERIFY(shop.shown().labels().contains(s("Copy key")));
    giveKey(shop, longest + u'k');
    for (const char *data : {"1:key", "1:help:ios"}) {
        shop.pressData(s(data));
        QVERIFY2(!shop.shown().labels().contains(s("Copy key")), data);
        QVERIFY2(shop.shown().text.contains(s("<pre>") + longest + s("k</pre>")), data);
    }
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotKey::theNewsOfItHasWhatCanBeDoneWithIt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    arriveWithKey(shop);
    access::KeyReadyNotice notice;
    notice.tariff = s("trial");
    notice.vpnKey = kKey;
    shop.write([&](db::Transaction &tx) { shop.notices.keyReady(tx, shop.customer, notice); });
    QCOMPARE(shop.shown().labels(), (QStringList{s("Copy key"), s("QR code"), s("Instructions"), s("Menu")}));
    // The message that tells the key stays as it is.
    shop.press(s("QR code"));
    QCOMPARE(shop.shown().method, s("sendPhoto"));
    shop.press(s("Menu"));
    QCOMPARE(shop.shown().method, s("sendMessage"));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotKey::theQrCodeSaysIt()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    arriveWithKey(shop);
    shop.press(s("My key"));
    shop.press(s("QR code"));
    const auto read = readPng(photoAtTelegram(shop, shop.lastPayload(s("sendPhoto"))));
    QVERIFY(read && read->qr);
    QCOMPARE(*read->qr, kKey.toUtf8());
}

void TestBotKey::itIsOpenedInTheAppsOfADevice_data()
{
    QTest::addColumn<QString>("device");
    QTest::addColumn<QStringList>("apps");
    QTest::addRow("ios") << s("iOS") << QStringList{s("Happ"), s("v2RayTun"), s("Streisand"), s("Hiddify")};
    QTest::addRow("android") << s("Android")
                             << QStringList{s("Happ"), s("v2RayTun"), s("v2rayNG"), s("Hiddify")};
    QTest::addRow("windows") << s("Windows") << QStringList{s("Happ"), s("Hiddify")};
    QTest::addRow("macos") << s("macOS") << QStringList{s("Happ"), s("v2RayTun"), s("Hiddify")};
}

// By links that Telegram takes. Browsers send nothing of the fragment, so that the key must stand there
// alone.
void TestBotKey::itIsOpenedInTheAppsOfADevice()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    QFETCH(QString, device);
    QFETCH(QStringList, apps);
    BotShop shop(kind);
    arriveWithKey(shop);
    for (const char *language : {"en", "ru"}) {
        shop.pressData(s("1:setlang:") + s(language));
        shop.pressData(s("1:key"));
        shop.press(device);
        const BotShop::Shown shown = shop.shown();
        QCOMPARE(shown.labels().first(apps.size()), apps);
        for (const QString &app : apps) {
            QVERIFY2(shown.text.contains(s("<b>") + app + s("</b>")), qPrintable(shown.text));
            QCOMPARE(shown.button(app).value(s("url")).toString(),
                     s("https://shop.example.org/open#") + s(language) + u'/' + app.toLower() + u'/' +
                         QString::fromLatin1(QUrl::toPercentEncoding(kKey)));
        }
        QVERIFY(shown.text.contains(kKey.toHtmlEscaped()));
    }
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotKey::whereThereIsNoPageItIsAddedByHand()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    arriveWithKey(shop);
    const bot::Services services{shop.clock,           shop.texts,   shop.outbox,    shop.flags,
                                 shop.audit,           shop.catalog, shop.access,    shop.purchases,
                                 shop.payments,        shop.promos,  shop.referrals, shop.gifts,
                                 shop.statesInProcess, shop.limits,  shop.alerts,    {}};
    bot::BotUpdateHandler withoutPage(services);
    for (const char *device : {"ios", "android", "windows", "macos"}) {
        shop.deliver(withoutPage, s("callback_query"),
                     {{s("id"), s("p")},
                      {s("from"), shop.from()},
                      {s("chat_instance"), s("1")},
                      {s("data"), s("1:help:") + s(device)}});
        QVERIFY2(shop.shown().text.contains(s("Copy your key: tap it below.")), device);
        QVERIFY2(shop.shown().text.contains(kKey.toHtmlEscaped()), device);
        QVERIFY(!shop.shown().labels().contains(s("Hiddify")));
        QVERIFY(shop.shown().labels().contains(s("Copy key")));
    }
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotKey::withoutOneEachOfItsButtonsSaysWhy()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    shop.arrive();
    for (const char *data : {"1:key", "1:qr", "1:reissue", "1:reissue:0123456789ab"}) {
        shop.pressData(s(data));
        QVERIFY2(shop.shown().text.contains(s("none yet")), data);
    }
    shop.press(s("Back"));
    shop.press(s("Trial"));
    for (const char *data : {"1:key", "1:qr", "1:reissue"}) {
        shop.pressData(s(data));
        QVERIFY2(shop.shown().text.contains(s("the key is being made")), data);
    }
    QVERIFY(shop.lastPayload(s("sendPhoto")).isEmpty());
    shop.pressData(s("1:help:ios"));
    QVERIFY2(shop.shown().text.contains(s("open your profile and tap the key")),
             qPrintable(shop.shown().text));
    QVERIFY(!shop.shown().labels().contains(s("Happ")));
}

void TestBotKey::twoPressesReplaceItOnce()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    arriveWithKey(shop);
    const QString before = uuidOf(shop);
    shop.press(s("My key"));
    shop.press(s("Replace key"));
    QCOMPARE(uuidOf(shop), before); // asks first
    const QString sure = shop.shown().button(s("Yes, replace it")).value(s("callback_data")).toString();
    QVERIFY2(!sure.isEmpty() && !before.contains(sure.section(u':', 2)), qPrintable(sure));
    shop.pressData(sure);
    QVERIFY(shop.shown().text.contains(s("switching your old key off")));
    const QString after = uuidOf(shop);
    QVERIFY(after != before);
    QVERIFY(shop.subscription()->vpnKey.isEmpty());
    QCOMPARE(shop.db.number("SELECT count(*) FROM vpn_removals"), 1);
    shop.pressData(sure); // while the new one is being made
    giveKey(shop, s("vless://new"));
    shop.pressData(sure); // and when it is there
    QCOMPARE(uuidOf(shop), after);
    QVERIFY(shop.shown().text.contains(s("vless://new")));
    QCOMPARE(shop.refusedByTelegram(), QString());
}

void TestBotKey::itIsReplacedThreeTimesInFiveMinutes()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    arriveWithKey(shop);
    const auto replace = [&shop] {
        const QString before = uuidOf(shop);
        shop.pressData(s("1:reissue"));
        shop.press(s("Yes, replace it"));
        const bool isReplaced = uuidOf(shop) != before;
        giveKey(shop);
        return isReplaced;
    };
    for (int i = 0; i < 3; ++i)
        QVERIFY(replace());
    QVERIFY(!replace());
    QVERIFY(shop.answers().last().contains(s("try again in two minutes")));
    QVERIFY(shop.shown().text.contains(s("try again in two minutes")));
    QVERIFY(shop.shown().labels().contains(s("Copy key")));
    shop.clock.advance(2 * kMinuteMs);
    QVERIFY(replace());
    QCOMPARE(shop.refusedByTelegram(), QString());
}

// The old one would be gone, and no new one come.
void TestBotKey::itIsNotReplacedWhileNoneIsMade()
{
    QFETCH_GLOBAL(TestDatabase::Kind, kind);
    BotShop shop(kind);
    arriveWithKey(shop);
    const QString before = uuidOf(shop);
    shop.pressData(s("1:reissue"));
    const QString sure = shop.shown().button(s("Yes, replace it")).value(s("callback_data")).toString();
    shop.setFlag(control::flag::kVpnProvisioning, false);
    for (const QString &data : {s("1:reissue"), sure}) {
        shop.pressData(data);
        QVERIFY2(shop.shown().text.contains(s("Yours keeps working")), qPrintable(data));
        QVERIFY(shop.shown().text.contains(kKey.toHtmlEscaped()));
    }
    QCOMPARE(uuidOf(shop), before);
}

const turnpike::test::RegisteredTest<TestBotKey> kTestBotKey;

} // namespace tst_botkey

#include "tst_botkey.moc"
