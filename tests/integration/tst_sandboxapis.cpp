#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_sandboxapis {

using namespace turnpike;
using namespace turnpike::test;

// The stand-ins' own answers: the Bot API in general (its details: tst_botapi…), faults.
class TestSandboxApis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unknownMethodIsNotFound();
    void editChangesTheMessageAndRefusesTheSame();
    void photoComesAsMultipart();
    void blockedUserIsForbidden();
    void callbackIsAnsweredAndStaleOneRefused();
    void faultPlaysEveryKindOfFailure_data();
    void faultPlaysEveryKindOfFailure();
    void faultsAreCountedDown();
};

void TestSandboxApis::unknownMethodIsNotFound()
{
    SandboxFixture fixture;
    const Called called = fixture.bot(QStringLiteral("sendTelepathy"), {});
    QCOMPARE(called.status, 404);
    QCOMPARE(called.json().value(u"error_code").toInt(), 404);
    QVERIFY(fixture.bot(QStringLiteral("GETME"), {}).json().value(u"ok").toBool());
}

void TestSandboxApis::editChangesTheMessageAndRefusesTheSame()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    const QJsonObject sent =
        fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer)).json().value(u"result").toObject();
    QJsonObject edit = menu(fixture.customer);
    edit.insert(u"message_id", sent.value(u"message_id"));
    const QString method = QStringLiteral("editMessageText");
    QVERIFY(fixture.bot(method, edit).description().startsWith(u"Bad Request: message is not modified"));
    edit.insert(u"text", QStringLiteral("Here"));
    QCOMPARE(fixture.bot(method, edit).json().value(u"result").toObject().value(u"text").toString(),
             QStringLiteral("Here"));
    QJsonObject other = edit;
    other.insert(u"message_id", 4711);
    QCOMPARE(fixture.bot(method, other).description(),
             QStringLiteral("Bad Request: message to edit not found"));
    QVERIFY(fixture.bot(QStringLiteral("deleteMessage"), edit).json().value(u"ok").toBool());
    QCOMPARE(fixture.bot(QStringLiteral("deleteMessage"), edit).description(),
             QStringLiteral("Bad Request: message to delete not found"));
}

void TestSandboxApis::photoComesAsMultipart()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    QByteArray png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10", 24);
    png += QByteArray(20, '\1');
    const QByteArray body = "--BOUND\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n" +
                            QByteArray::number(fixture.customer) +
                            "\r\n--BOUND\r\nContent-Disposition: form-data; name=\"photo\"; "
                            "filename=\"qr.png\"\r\nContent-Type: image/png\r\n\r\n" +
                            png + "\r\n--BOUND--\r\n";
    const QString path =
        QStringLiteral("/bot%1/sendPhoto").arg(QString::fromLatin1(fixture.sandbox.options().botToken));
    const Called called =
        fixture.call("POST", path, body, {{"Content-Type", "multipart/form-data; boundary=BOUND"}});
    const QJsonObject photo =
        called.json().value(u"result").toObject().value(u"photo").toArray().first().toObject();
    QCOMPARE(photo.value(u"width").toInt(), 32);
    QCOMPARE(photo.value(u"height").toInt(), 16);
    QCOMPARE(photo.value(u"file_size").toInt(), 44);
}

void TestSandboxApis::blockedUserIsForbidden()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    QCOMPARE(
        fixture.control("POST", QStringLiteral("block"), {{QStringLiteral("user"), fixture.customer}}).status,
        200);
    const Called called = fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer));
    QCOMPARE(called.status, 403);
    QCOMPARE(called.description(), QStringLiteral("Forbidden: bot was blocked by the user"));
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("back again"));
    QCOMPARE(fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer)).status, 200);
}

void TestSandboxApis::callbackIsAnsweredAndStaleOneRefused()
{
    SandboxFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    QCOMPARE(fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer)).status, 200);
    fixture.sandbox.customers().press(fixture.customer, {{}, QStringLiteral("go"), {}, {}, 0});
    QTRY_COMPARE(receiver.requests.size(), 2);
    const QJsonObject query = receiver.body(1).value(u"callback_query").toObject();
    QJsonObject answer{{QStringLiteral("callback_query_id"), query.value(u"id")},
                       {QStringLiteral("text"), QStringLiteral("Going")}};
    QCOMPARE(fixture.bot(QStringLiteral("answerCallbackQuery"), answer).status, 200);
    const QJsonObject chat =
        fixture.control("GET", QStringLiteral("chat?user=%1").arg(fixture.customer)).json();
    QCOMPARE(chat.value(u"notices").toArray().first().toObject().value(u"text").toString(),
             QStringLiteral("Going"));
    answer.insert(u"callback_query_id", QStringLiteral("1"));
    QVERIFY(fixture.bot(QStringLiteral("answerCallbackQuery"), answer)
                .description()
                .startsWith(u"Bad Request: query is too old"));
}

void TestSandboxApis::faultPlaysEveryKindOfFailure_data()
{
    QTest::addColumn<QJsonObject>("fault");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("happened");
    const auto action = [](const QString &name) { return QJsonObject{{QStringLiteral("action"), name}}; };
    QTest::newRow("status") << QJsonObject{{QStringLiteral("status"), 502}} << 502 << false;
    QTest::newRow("429") << QJsonObject{{QStringLiteral("status"), 429}, {QStringLiteral("retry_after"), 5}}
                         << 429 << false;
    QTest::newRow("status after effect")
        << QJsonObject{{QStringLiteral("status"), 500}, {QStringLiteral("effect"), true}} << 500 << true;
    QTest::newRow("reset") << action(QStringLiteral("reset")) << 0 << false;
    QTest::newRow("silent") << action(QStringLiteral("silent")) << 0 << false;
    QTest::newRow("lost") << action(QStringLiteral("lost")) << 0 << true;
    QTest::newRow("garbage") << action(QStringLiteral("garbage")) << 200 << false;
    QTest::newRow("latency") << QJsonObject{{QStringLiteral("latency_ms"), 20}} << 200 << true;
}

void TestSandboxApis::faultPlaysEveryKindOfFailure()
{
    QFETCH(QJsonObject, fault);
    QFETCH(int, status);
    QFETCH(bool, happened);
    SandboxFixture fixture;
    fault.insert(u"service", QStringLiteral("vpn"));
    fault.insert(u"method", QStringLiteral("add-user"));
    QCOMPARE(fixture.control("POST", QStringLiteral("faults"), fault).status, 200);
    const QByteArray body =
        R"({"uuid":"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11","telegram_id":1,"expiry_timestamp_ms":5})";
    const bool silent = fault.value(u"action").toString() == u"silent";
    const Called called =
        fixture.call("POST", QStringLiteral("/vpn/add-user"), body,
                     {{"X-API-Key", fixture.sandbox.options().vpnApiKey}}, silent ? 500 : 10'000);
    QCOMPARE(called.status, status);
    QCOMPARE(fixture.sandbox.vpn().keys().size(), happened ? size_t(1) : size_t(0));
    if (status == 200)
        QCOMPARE(called.json().isEmpty(), !happened); // garbage is no JSON
}

void TestSandboxApis::faultsAreCountedDown()
{
    SandboxFixture fixture;
    const QJsonObject fault{{QStringLiteral("service"), QStringLiteral("telegram")},
                            {QStringLiteral("method"), QStringLiteral("getMe")},
                            {QStringLiteral("status"), 500},
                            {QStringLiteral("next"), 2}};
    QCOMPARE(fixture.control("POST", QStringLiteral("faults"), fault).status, 200);
    QCOMPARE(fixture.bot(QStringLiteral("getWebhookInfo"), {}).status, 200);
    QCOMPARE(fixture.bot(QStringLiteral("getMe"), {}).status, 500);
    QCOMPARE(fixture.bot(QStringLiteral("getMe"), {}).status, 500);
    QCOMPARE(fixture.bot(QStringLiteral("getMe"), {}).status, 200);
    QCOMPARE(
        fixture.control("POST", QStringLiteral("faults"), {{QStringLiteral("action"), QStringLiteral("x")}})
            .status,
        409);
    QCOMPARE(fixture.ledger(QStringLiteral("fault")).size(), 2);
}

const turnpike::test::RegisteredTest<TestSandboxApis> kTestSandboxApis;

} // namespace tst_sandboxapis

#include "tst_sandboxapis.moc"
