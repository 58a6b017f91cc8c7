// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"
#include "webhookfixture.h"

namespace tst_sandboxwebhook {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// setWebhook and deleteWebhook as Telegram has them: their checks, their texts, what is kept and what is
// lost.
class TestSandboxWebhook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failedSetWebhookLeavesNoWebhookAtAll();
    void refusalHasTheOriginalsText_data();
    void refusalHasTheOriginalsText();
    void withoutStrictRulesAnythingThatParsesIsGood();
    void sameSettingsChangeNothing();
    void otherSettingsBeginAnew();
    void allowedUpdatesAreTakenByName_data();
    void allowedUpdatesAreTakenByName();
    void allowedUpdatesSurviveTheWebhook();
    void deleteWebhookSaysWhetherThereWasOne();
    void dropPendingUpdatesDropsThemAlsoWhenSettingFails();
};

void TestSandboxWebhook::failedSetWebhookLeavesNoWebhookAtAll()
{
    SandboxFixture fixture;
    RawShop shop;
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(shop.url())).description(), kSet);
    const Called failed = fixture.bot(u"setWebhook"_s, setTo(u"ftp://shop"_s));
    QCOMPARE(failed.status, 400);
    QCOMPARE(failed.description(), u"Bad Request: invalid webhook URL specified"_s);
    QCOMPARE(info(fixture).value(u"url").toString(), QString());
    QVERIFY(fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s) > 0);
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 1);
    QCOMPARE(shop.count(), 0);
}

void TestSandboxWebhook::refusalHasTheOriginalsText_data()
{
    QTest::addColumn<QJsonObject>("params");
    QTest::addColumn<QString>("text");
    const QString bad = u"bad webhook: "_s;
    const QString invalid = u"invalid webhook URL specified"_s;
    const auto url = [](const char *text) { return setTo(QString::fromUtf8(text)); };
    QTest::newRow("scheme") << url("ftp://shop.example/") << invalid;
    QTest::newRow("no host") << url("https:///path") << invalid;
    QTest::newRow("port 0") << url("https://shop.example:0/") << invalid;
    QTest::newRow("port too high") << url("https://shop.example:65536/") << invalid;
    QTest::newRow("port no number") << url("https://shop.example:https/") << invalid;
    QTest::newRow("blank in host") << url("https://shop example/") << invalid;
    QTest::newRow("no IPv6") << url("https://[::g]/") << invalid;
    QTest::newRow("http") << url("http://shop.example/")
                          << bad + u"An HTTPS URL must be provided for webhook"_s;
    QTest::newRow("port") << url("https://shop.example:444/")
                          << bad + u"Webhook can be set up only on ports 80, 88, 443 or 8443"_s;
    QTest::newRow("loopback") << url("https://127.0.0.1/") << bad + u"IP address 127.0.0.1 is reserved"_s;
    QTest::newRow("private") << url("https://private.example/") << bad + u"IP address 10.1.2.3 is reserved"_s;
    QTest::newRow("multicast") << setTo(u"https://shop.example"_s, {{u"ip_address"_s, u"224.0.0.1"_s}})
                               << bad + u"IP address 224.0.0.1 is reserved"_s;
    QTest::newRow("IPv6 only") << url("https://six.example/")
                               << bad + u"IPv6-only addresses are not allowed"_s;
    QTest::newRow("no address") << setTo(u"https://shop.example"_s, {{u"ip_address"_s, u"here"_s}})
                                << bad + u"Invalid IP address specified"_s;
    QTest::newRow("unknown name") << url("https://unknown.example/")
                                  << bad + u"Failed to resolve host: Name or service not known"_s;
    QTest::newRow("name servers fail")
        << url("https://failing.example/")
        << bad + u"Failed to resolve host: Temporary failure in name resolution"_s;
    QTest::newRow("long secret") << setTo(u"https://good.example"_s,
                                          {{u"secret_token"_s, QString(257, u'a')}})
                                 << u"secret token is too long"_s;
    QTest::newRow("odd secret") << setTo(u"https://good.example"_s, {{u"secret_token"_s, u"a b"_s}})
                                << u"secret token contains unallowed characters"_s;
}

void TestSandboxWebhook::refusalHasTheOriginalsText()
{
    QFETCH(QJsonObject, params);
    QFETCH(QString, text);
    SandboxFixture fixture(strict());
    scriptName(fixture, u"private.example"_s, {{u"address"_s, u"10.1.2.3"_s}});
    scriptName(fixture, u"six.example"_s, {{u"address"_s, u"2001:db8::1"_s}});
    scriptName(fixture, u"unknown.example"_s, {{u"failure"_s, u"Name or service not known"_s}});
    scriptName(fixture, u"failing.example"_s, {{u"failure"_s, u"Temporary failure in name resolution"_s}});
    const Called refused = fixture.bot(u"setWebhook"_s, params);
    QCOMPARE(refused.description(), u"Bad Request: "_s + text);
    QCOMPARE(refused.status, 400);
    QCOMPARE(info(fixture).value(u"url").toString(), QString());
}

void TestSandboxWebhook::withoutStrictRulesAnythingThatParsesIsGood()
{
    SandboxFixture fixture;
    RawShop shop;
    const QString secret(256, u'a');
    const Called called = fixture.bot(u"setWebhook"_s, setTo(shop.url(), {{u"secret_token"_s, secret}}));
    QCOMPARE(called.description(), kSet);
    QCOMPARE(info(fixture).value(u"ip_address").toString(), u"127.0.0.1"_s);
    QCOMPARE(info(fixture).value(u"has_custom_certificate").toBool(true), false);
}

void TestSandboxWebhook::sameSettingsChangeNothing()
{
    SandboxFixture fixture; // real time: the third attempt comes after 2 s
    RawShop shop("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
    const QJsonObject params = setTo(shop.url(), {{u"max_connections"_s, 8}});
    QCOMPARE(fixture.bot(u"setWebhook"_s, params).description(), kSet);
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_COMPARE(shop.count(), 2);
    QTRY_COMPARE(fixture.ledger(u"delivery"_s).size(), 2);
    QCOMPARE(fixture.bot(u"setWebhook"_s, params).description(), kAlreadySet);
    QCOMPARE(info(fixture).value(u"last_error_message").toString(),
             u"Wrong response from the webhook: 500 No"_s); // not forgotten
    QCOMPARE(shop.count(), 2);                              // not tried at once
    QCOMPARE(shop.connections(), 1);                        // and not connected anew
}

void TestSandboxWebhook::otherSettingsBeginAnew()
{
    SandboxFixture fixture;
    RawShop shop("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
    QJsonObject params = setTo(shop.url(), {{u"max_connections"_s, 8}});
    QCOMPARE(fixture.bot(u"setWebhook"_s, params).description(), kSet);
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_COMPARE(fixture.ledger(u"delivery"_s).size(), 2);
    params.insert(u"max_connections", 9);
    QCOMPARE(fixture.bot(u"setWebhook"_s, params).description(), kSet);
    QCOMPARE(info(fixture).value(u"max_connections").toInt(), 9);
    QTRY_VERIFY_WITH_TIMEOUT(shop.count() >= 4, 1900); // at once and once more, not after 2 s
}

void TestSandboxWebhook::allowedUpdatesAreTakenByName_data()
{
    QTest::addColumn<QJsonValue>("asked");
    QTest::addColumn<QStringList>("kept"); // empty: not named by getWebhookInfo, the default
    const auto list = [](const QStringList &kinds) { return QJsonValue(QJsonArray::fromStringList(kinds)); };
    const QString message = u"message"_s;
    const QString member = u"my_chat_member"_s;
    QTest::newRow("in Telegram's order") << list({member, message}) << QStringList{message, member};
    QTest::newRow("as text") << QJsonValue(u"[\"message\"]"_s) << QStringList{message};
    QTest::newRow("in any case") << list({u"Message"_s}) << QStringList{message};
    QTest::newRow("unknown is ignored") << list({message, u"mesage"_s}) << QStringList{message};
    QTest::newRow("all unknown is the default") << list({u"mesage"_s}) << QStringList{};
    QTest::newRow("empty is the default") << list({}) << QStringList{};
    const QStringList before{u"poll"_s}; // what was set before
    QTest::newRow("no list changes nothing") << QJsonValue(u"message"_s) << before;
    QTest::newRow("no texts change nothing") << QJsonValue(QJsonArray{message, 1}) << before;
    QTest::newRow("absent changes nothing") << QJsonValue(QJsonValue::Undefined) << before;
}

void TestSandboxWebhook::allowedUpdatesAreTakenByName()
{
    QFETCH(QJsonValue, asked);
    QFETCH(QStringList, kept);
    SandboxFixture fixture;
    RawShop shop;
    QJsonObject params = setTo(shop.url(), {{u"allowed_updates"_s, QJsonArray{u"poll"_s}}});
    QCOMPARE(fixture.bot(u"setWebhook"_s, params).description(), kSet);
    if (asked.isUndefined())
        params.remove(u"allowed_updates");
    else
        params.insert(u"allowed_updates", asked);
    // Nothing else changes: it says so, and keeps the new kinds.
    QCOMPARE(fixture.bot(u"setWebhook"_s, params).description(), kAlreadySet);
    const QJsonValue told = info(fixture).value(u"allowed_updates");
    QCOMPARE(told.isUndefined(), kept.isEmpty());
    QCOMPARE(told.toArray(), QJsonArray::fromStringList(kept));
}

void TestSandboxWebhook::allowedUpdatesSurviveTheWebhook()
{
    SandboxFixture fixture;
    RawShop shop;
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(shop.url(), {{u"allowed_updates"_s, QJsonArray{u"poll"_s}}}))
                 .status,
             200);
    QCOMPARE(fixture.bot(u"deleteWebhook"_s, {}).status, 200);
    QCOMPARE(info(fixture).value(u"allowed_updates").toArray(), QJsonArray{u"poll"_s});
    QVERIFY(!info(fixture).contains(u"max_connections"));
    QVERIFY(!info(fixture).contains(u"ip_address"));
    QCOMPARE(fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s), 0);
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(shop.url())).status, 200);
    QCOMPARE(info(fixture).value(u"allowed_updates").toArray(), QJsonArray{u"poll"_s});
}

void TestSandboxWebhook::deleteWebhookSaysWhetherThereWasOne()
{
    SandboxFixture fixture;
    RawShop shop;
    const auto remove = [&](const QString &method) { return fixture.bot(method, {}).description(); };
    QCOMPARE(remove(u"deleteWebhook"_s), u"Webhook is already deleted"_s);
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(shop.url())).status, 200);
    QCOMPARE(remove(u"setWebhook"_s), u"Webhook was deleted"_s); // without a url
    QCOMPARE(remove(u"DELETEWEBHOOK"_s), u"Webhook is already deleted"_s);
}

void TestSandboxWebhook::dropPendingUpdatesDropsThemAlsoWhenSettingFails()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 1);
    const QJsonObject params = setTo(u"ftp://shop"_s, {{u"drop_pending_updates"_s, true}});
    QCOMPARE(fixture.bot(u"setWebhook"_s, params).status, 400);
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 0);
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QCOMPARE(fixture.bot(u"deleteWebhook"_s, {{u"drop_pending_updates"_s, true}}).description(),
             u"Webhook is already deleted"_s);
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 0);
}

const turnpike::test::RegisteredTest<TestSandboxWebhook> kTestSandboxWebhook;

} // namespace tst_sandboxwebhook

#include "tst_sandboxwebhook.moc"
