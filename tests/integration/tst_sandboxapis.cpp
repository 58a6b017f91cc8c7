// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandboxfixture.h"
#include "support/testmain.h"

namespace tst_sandboxapis {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

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
    const Called called = fixture.bot(u"sendTelepathy"_s, {});
    QCOMPARE(called.status, 404);
    QCOMPARE(called.json().value(u"error_code").toInt(), 404);
    QVERIFY(fixture.bot(u"GETME"_s, {}).json().value(u"ok").toBool());
}

void TestSandboxApis::editChangesTheMessageAndRefusesTheSame()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    const QJsonObject sent =
        fixture.bot(u"sendMessage"_s, menu(fixture.customer)).json().value(u"result").toObject();
    QJsonObject edit = menu(fixture.customer);
    edit.insert(u"message_id", sent.value(u"message_id"));
    const QString method = u"editMessageText"_s;
    QVERIFY(fixture.bot(method, edit).description().startsWith(u"Bad Request: message is not modified"));
    edit.insert(u"text", u"Here"_s);
    QCOMPARE(fixture.bot(method, edit).json().value(u"result").toObject().value(u"text").toString(),
             u"Here"_s);
    QJsonObject other = edit;
    other.insert(u"message_id", 4711);
    QCOMPARE(fixture.bot(method, other).description(), u"Bad Request: message to edit not found"_s);
    QVERIFY(fixture.bot(u"deleteMessage"_s, edit).json().value(u"ok").toBool());
    QCOMPARE(fixture.bot(u"deleteMessage"_s, edit).description(),
             u"Bad Request: message to delete not found"_s);
}

void TestSandboxApis::photoComesAsMultipart()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    QByteArray png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10", 24);
    png += QByteArray(20, '\1');
    const QByteArray body = "--BOUND\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n" +
                            QByteArray::number(fixture.customer) +
                            "\r\n--BOUND\r\nContent-Disposition: form-data; name=\"photo\"; "
                            "filename=\"qr.png\"\r\nContent-Type: image/png\r\n\r\n" +
                            png + "\r\n--BOUND--\r\n";
    const QString path = u"/bot%1/sendPhoto"_s.arg(QString::fromLatin1(fixture.sandbox.options().botToken));
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
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    QCOMPARE(fixture.control("POST", u"block"_s, {{u"user"_s, fixture.customer}}).status, 200);
    const Called called = fixture.bot(u"sendMessage"_s, menu(fixture.customer));
    QCOMPARE(called.status, 403);
    QCOMPARE(called.description(), u"Forbidden: bot was blocked by the user"_s);
    fixture.sandbox.customers().sendText(fixture.customer, u"back again"_s);
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 200);
}

void TestSandboxApis::callbackIsAnsweredAndStaleOneRefused()
{
    SandboxFixture fixture;
    Receiver receiver;
    QVERIFY(fixture.setWebhook(receiver));
    fixture.sandbox.customers().sendText(fixture.customer, u"/start"_s);
    QCOMPARE(fixture.bot(u"sendMessage"_s, menu(fixture.customer)).status, 200);
    fixture.sandbox.customers().press(fixture.customer, {{}, u"go"_s, {}, {}, 0});
    QTRY_COMPARE(receiver.requests.size(), 2);
    const QJsonObject query = receiver.body(1).value(u"callback_query").toObject();
    QJsonObject answer{{u"callback_query_id"_s, query.value(u"id")}, {u"text"_s, u"Going"_s}};
    QCOMPARE(fixture.bot(u"answerCallbackQuery"_s, answer).status, 200);
    const QJsonObject chat = fixture.control("GET", u"chat?user=%1"_s.arg(fixture.customer)).json();
    QCOMPARE(chat.value(u"notices").toArray().first().toObject().value(u"text").toString(), u"Going"_s);
    answer.insert(u"callback_query_id", u"1"_s);
    QVERIFY(fixture.bot(u"answerCallbackQuery"_s, answer)
                .description()
                .startsWith(u"Bad Request: query is too old"));
}

void TestSandboxApis::faultPlaysEveryKindOfFailure_data()
{
    QTest::addColumn<QJsonObject>("fault");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("happened");
    const auto action = [](const QString &name) { return QJsonObject{{u"action"_s, name}}; };
    QTest::newRow("status") << QJsonObject{{u"status"_s, 502}} << 502 << false;
    QTest::newRow("429") << QJsonObject{{u"status"_s, 429}, {u"retry_after"_s, 5}} << 429 << false;
    QTest::newRow("status after effect")
        << QJsonObject{{u"status"_s, 500}, {u"effect"_s, true}} << 500 << true;
    QTest::newRow("reset") << action(u"reset"_s) << 0 << false;
    QTest::newRow("silent") << action(u"silent"_s) << 0 << false;
    QTest::newRow("lost") << action(u"lost"_s) << 0 << true;
    QTest::newRow("garbage") << action(u"garbage"_s) << 200 << false;
    QTest::newRow("latency") << QJsonObject{{u"latency_ms"_s, 20}} << 200 << true;
}

void TestSandboxApis::faultPlaysEveryKindOfFailure()
{
    QFETCH(QJsonObject, fault);
    QFETCH(int, status);
    QFETCH(bool, happened);
    SandboxFixture fixture;
    fault.insert(u"service", u"vpn"_s);
    fault.insert(u"method", u"add-user"_s);
    QCOMPARE(fixture.control("POST", u"faults"_s, fault).status, 200);
    const QByteArray body =
        R"({"uuid":"8c9b5ad1-2d38-4a0a-9a4e-0d3b3d0f4c11","telegram_id":1,"expiry_timestamp_ms":5})";
    const bool silent = fault.value(u"action").toString() == u"silent";
    const Called called =
        fixture.call("POST", u"/vpn/add-user"_s, body, {{"X-API-Key", fixture.sandbox.options().vpnApiKey}},
                     silent ? 500 : 10'000);
    QCOMPARE(called.status, status);
    QCOMPARE(fixture.sandbox.vpn().keys().size(), happened ? size_t(1) : size_t(0));
    if (status == 200)
        QCOMPARE(called.json().isEmpty(), !happened); // garbage is no JSON
}

void TestSandboxApis::faultsAreCountedDown()
{
    SandboxFixture fixture;
    const QJsonObject fault{
        {u"service"_s, u"telegram"_s}, {u"method"_s, u"getMe"_s}, {u"status"_s, 500}, {u"next"_s, 2}};
    QCOMPARE(fixture.control("POST", u"faults"_s, fault).status, 200);
    QCOMPARE(fixture.bot(u"getWebhookInfo"_s, {}).status, 200);
    QCOMPARE(fixture.bot(u"getMe"_s, {}).status, 500);
    QCOMPARE(fixture.bot(u"getMe"_s, {}).status, 500);
    QCOMPARE(fixture.bot(u"getMe"_s, {}).status, 200);
    QCOMPARE(fixture.control("POST", u"faults"_s, {{u"action"_s, u"x"_s}}).status, 409);
    QCOMPARE(fixture.ledger(u"fault"_s).size(), 2);
}

const turnpike::test::RegisteredTest<TestSandboxApis> kTestSandboxApis;

} // namespace tst_sandboxapis

#include "tst_sandboxapis.moc"
