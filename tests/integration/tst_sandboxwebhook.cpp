#include "support/testmain.h"
#include "webhookfixture.h"

namespace tst_sandboxwebhook {

using namespace turnpike;
using namespace turnpike::test;

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
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(shop.url())).description(), kSet);
    const Called failed = fixture.bot(QStringLiteral("setWebhook"), setTo(QStringLiteral("ftp://shop")));
    QCOMPARE(failed.status, 400);
    QCOMPARE(failed.description(), QStringLiteral("Bad Request: invalid webhook URL specified"));
    QCOMPARE(info(fixture).value(u"url").toString(), QString());
    QVERIFY(fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("hello")) > 0);
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 1);
    QCOMPARE(shop.count(), 0);
}

void TestSandboxWebhook::refusalHasTheOriginalsText_data()
{
    QTest::addColumn<QJsonObject>("params");
    QTest::addColumn<QString>("text");
    const QString bad = QStringLiteral("bad webhook: ");
    const QString invalid = QStringLiteral("invalid webhook URL specified");
    const auto url = [](const char *text) { return setTo(QString::fromUtf8(text)); };
    QTest::newRow("scheme") << url("ftp://shop.example/") << invalid;
    QTest::newRow("no host") << url("https:///path") << invalid;
    QTest::newRow("port 0") << url("https://shop.example:0/") << invalid;
    QTest::newRow("port too high") << url("https://shop.example:65536/") << invalid;
    QTest::newRow("port no number") << url("https://shop.example:https/") << invalid;
    QTest::newRow("blank in host") << url("https://shop example/") << invalid;
    QTest::newRow("no IPv6") << url("https://[::g]/") << invalid;
    QTest::newRow("http") << url("http://shop.example/")
                          << bad + QStringLiteral("An HTTPS URL must be provided for webhook");
    QTest::newRow("port") << url("https://shop.example:444/")
                          << bad + QStringLiteral("Webhook can be set up only on ports 80, 88, 443 or 8443");
    QTest::newRow("loopback") << url("https://127.0.0.1/")
                              << bad + QStringLiteral("IP address 127.0.0.1 is reserved");
    QTest::newRow("private") << url("https://private.example/")
                             << bad + QStringLiteral("IP address 10.1.2.3 is reserved");
    QTest::newRow("multicast") << setTo(QStringLiteral("https://shop.example"),
                                        {{QStringLiteral("ip_address"), QStringLiteral("224.0.0.1")}})
                               << bad + QStringLiteral("IP address 224.0.0.1 is reserved");
    QTest::newRow("IPv6 only") << url("https://six.example/")
                               << bad + QStringLiteral("IPv6-only addresses are not allowed");
    QTest::newRow("no address") << setTo(QStringLiteral("https://shop.example"),
                                         {{QStringLiteral("ip_address"), QStringLiteral("here")}})
                                << bad + QStringLiteral("Invalid IP address specified");
    QTest::newRow("unknown name") << url("https://unknown.example/")
                                  << bad +
                                         QStringLiteral("Failed to resolve host: Name or service not known");
    QTest::newRow("name servers fail")
        << url("https://failing.example/")
        << bad + QStringLiteral("Failed to resolve host: Temporary failure in name resolution");
    QTest::newRow("long secret") << setTo(QStringLiteral("https://good.example"),
                                          {{QStringLiteral("secret_token"), QString(257, u'a')}})
                                 << QStringLiteral("secret token is too long");
    QTest::newRow("odd secret") << setTo(QStringLiteral("https://good.example"),
                                         {{QStringLiteral("secret_token"), QStringLiteral("a b")}})
                                << QStringLiteral("secret token contains unallowed characters");
}

void TestSandboxWebhook::refusalHasTheOriginalsText()
{
    QFETCH(QJsonObject, params);
    QFETCH(QString, text);
    SandboxFixture fixture(strict());
    scriptName(fixture, QStringLiteral("private.example"),
               {{QStringLiteral("address"), QStringLiteral("10.1.2.3")}});
    scriptName(fixture, QStringLiteral("six.example"),
               {{QStringLiteral("address"), QStringLiteral("2001:db8::1")}});
    scriptName(fixture, QStringLiteral("unknown.example"),
               {{QStringLiteral("failure"), QStringLiteral("Name or service not known")}});
    scriptName(fixture, QStringLiteral("failing.example"),
               {{QStringLiteral("failure"), QStringLiteral("Temporary failure in name resolution")}});
    const Called refused = fixture.bot(QStringLiteral("setWebhook"), params);
    QCOMPARE(refused.description(), QStringLiteral("Bad Request: ") + text);
    QCOMPARE(refused.status, 400);
    QCOMPARE(info(fixture).value(u"url").toString(), QString());
}

void TestSandboxWebhook::withoutStrictRulesAnythingThatParsesIsGood()
{
    SandboxFixture fixture;
    RawShop shop;
    const QString secret(256, u'a');
    const Called called = fixture.bot(QStringLiteral("setWebhook"),
                                      setTo(shop.url(), {{QStringLiteral("secret_token"), secret}}));
    QCOMPARE(called.description(), kSet);
    QCOMPARE(info(fixture).value(u"ip_address").toString(), QStringLiteral("127.0.0.1"));
    QCOMPARE(info(fixture).value(u"has_custom_certificate").toBool(true), false);
}

void TestSandboxWebhook::sameSettingsChangeNothing()
{
    SandboxFixture fixture; // real time: the third attempt comes after 2 s
    RawShop shop("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
    const QJsonObject params = setTo(shop.url(), {{QStringLiteral("max_connections"), 8}});
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), params).description(), kSet);
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("hello"));
    QTRY_COMPARE(shop.count(), 2);
    QTRY_COMPARE(fixture.ledger(QStringLiteral("delivery")).size(), 2);
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), params).description(), kAlreadySet);
    QCOMPARE(info(fixture).value(u"last_error_message").toString(),
             QStringLiteral("Wrong response from the webhook: 500 No")); // not forgotten
    QCOMPARE(shop.count(), 2);                                           // not tried at once
    QCOMPARE(shop.connections(), 1);                                     // and not connected anew
}

void TestSandboxWebhook::otherSettingsBeginAnew()
{
    SandboxFixture fixture;
    RawShop shop("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n");
    QJsonObject params = setTo(shop.url(), {{QStringLiteral("max_connections"), 8}});
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), params).description(), kSet);
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("hello"));
    QTRY_COMPARE(fixture.ledger(QStringLiteral("delivery")).size(), 2);
    params.insert(u"max_connections", 9);
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), params).description(), kSet);
    QCOMPARE(info(fixture).value(u"max_connections").toInt(), 9);
    QTRY_VERIFY_WITH_TIMEOUT(shop.count() >= 4, 1900); // at once and once more, not after 2 s
}

void TestSandboxWebhook::allowedUpdatesAreTakenByName_data()
{
    QTest::addColumn<QJsonValue>("asked");
    QTest::addColumn<QStringList>("kept"); // empty: not named by getWebhookInfo, the default
    const auto list = [](const QStringList &kinds) { return QJsonValue(QJsonArray::fromStringList(kinds)); };
    const QString message = QStringLiteral("message");
    const QString member = QStringLiteral("my_chat_member");
    QTest::newRow("in Telegram's order") << list({member, message}) << QStringList{message, member};
    QTest::newRow("as text") << QJsonValue(QStringLiteral("[\"message\"]")) << QStringList{message};
    QTest::newRow("in any case") << list({QStringLiteral("Message")}) << QStringList{message};
    QTest::newRow("unknown is ignored") << list({message, QStringLiteral("mesage")}) << QStringList{message};
    QTest::newRow("all unknown is the default") << list({QStringLiteral("mesage")}) << QStringList{};
    QTest::newRow("empty is the default") << list({}) << QStringList{};
    const QStringList before{QStringLiteral("poll")}; // what was set before
    QTest::newRow("no list changes nothing") << QJsonValue(QStringLiteral("message")) << before;
    QTest::newRow("no texts change nothing") << QJsonValue(QJsonArray{message, 1}) << before;
    QTest::newRow("absent changes nothing") << QJsonValue(QJsonValue::Undefined) << before;
}

void TestSandboxWebhook::allowedUpdatesAreTakenByName()
{
    QFETCH(QJsonValue, asked);
    QFETCH(QStringList, kept);
    SandboxFixture fixture;
    RawShop shop;
    QJsonObject params =
        setTo(shop.url(), {{QStringLiteral("allowed_updates"), QJsonArray{QStringLiteral("poll")}}});
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), params).description(), kSet);
    if (asked.isUndefined())
        params.remove(u"allowed_updates");
    else
        params.insert(u"allowed_updates", asked);
    // Nothing else changes: it says so, and keeps the new kinds.
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), params).description(), kAlreadySet);
    const QJsonValue told = info(fixture).value(u"allowed_updates");
    QCOMPARE(told.isUndefined(), kept.isEmpty());
    QCOMPARE(told.toArray(), QJsonArray::fromStringList(kept));
}

void TestSandboxWebhook::allowedUpdatesSurviveTheWebhook()
{
    SandboxFixture fixture;
    RawShop shop;
    QCOMPARE(fixture
                 .bot(QStringLiteral("setWebhook"), setTo(shop.url(), {{QStringLiteral("allowed_updates"),
                                                                        QJsonArray{QStringLiteral("poll")}}}))
                 .status,
             200);
    QCOMPARE(fixture.bot(QStringLiteral("deleteWebhook"), {}).status, 200);
    QCOMPARE(info(fixture).value(u"allowed_updates").toArray(), QJsonArray{QStringLiteral("poll")});
    QVERIFY(!info(fixture).contains(u"max_connections"));
    QVERIFY(!info(fixture).contains(u"ip_address"));
    QCOMPARE(fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("hello")), 0);
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(shop.url())).status, 200);
    QCOMPARE(info(fixture).value(u"allowed_updates").toArray(), QJsonArray{QStringLiteral("poll")});
}

void TestSandboxWebhook::deleteWebhookSaysWhetherThereWasOne()
{
    SandboxFixture fixture;
    RawShop shop;
    const auto remove = [&](const QString &method) { return fixture.bot(method, {}).description(); };
    QCOMPARE(remove(QStringLiteral("deleteWebhook")), QStringLiteral("Webhook is already deleted"));
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), setTo(shop.url())).status, 200);
    QCOMPARE(remove(QStringLiteral("setWebhook")), QStringLiteral("Webhook was deleted")); // without a url
    QCOMPARE(remove(QStringLiteral("DELETEWEBHOOK")), QStringLiteral("Webhook is already deleted"));
}

void TestSandboxWebhook::dropPendingUpdatesDropsThemAlsoWhenSettingFails()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("hello"));
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 1);
    const QJsonObject params =
        setTo(QStringLiteral("ftp://shop"), {{QStringLiteral("drop_pending_updates"), true}});
    QCOMPARE(fixture.bot(QStringLiteral("setWebhook"), params).status, 400);
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 0);
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("hello"));
    QCOMPARE(fixture.bot(QStringLiteral("deleteWebhook"), {{QStringLiteral("drop_pending_updates"), true}})
                 .description(),
             QStringLiteral("Webhook is already deleted"));
    QCOMPARE(info(fixture).value(u"pending_update_count").toInt(), 0);
}

const turnpike::test::RegisteredTest<TestSandboxWebhook> kTestSandboxWebhook;

} // namespace tst_sandboxwebhook

#include "tst_sandboxwebhook.moc"
