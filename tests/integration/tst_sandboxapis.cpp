#include "sandboxfixture.h"
#include "support/testmain.h"

using namespace turnpike;
using namespace turnpike::test;

// The stand-ins' own answers: checks of the Bot API, limits, faults.
class TestSandboxApis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void wrongTokenIsRefused();
    void unknownMethodIsNotFound();
    void badMessageIsRefusedAsTelegramDoes_data();
    void badMessageIsRefusedAsTelegramDoes();
    void htmlBecomesEntities();
    void editChangesTheMessageAndRefusesTheSame();
    void photoComesAsMultipart();
    void blockedUserIsForbidden();
    void callbackIsAnsweredAndStaleOneRefused();
    void limitsAnswer429WithRetryAfter();
    void faultPlaysEveryKindOfFailure_data();
    void faultPlaysEveryKindOfFailure();
    void faultsAreCountedDown();
};

void TestSandboxApis::wrongTokenIsRefused()
{
    SandboxFixture fixture;
    QCOMPARE(fixture.call("GET", QStringLiteral("/bot123:abcdefghijklmnopqrstuvwxyz/getMe")).status, 401);
    QCOMPARE(fixture.call("GET", QStringLiteral("/botnonsense/getMe")).status, 404);
}

void TestSandboxApis::unknownMethodIsNotFound()
{
    SandboxFixture fixture;
    const Called called = fixture.bot(QStringLiteral("sendTelepathy"), {});
    QCOMPARE(called.status, 404);
    QCOMPARE(called.json().value(u"error_code").toInt(), 404);
    QVERIFY(fixture.bot(QStringLiteral("GETME"), {}).json().value(u"ok").toBool());
}

void TestSandboxApis::badMessageIsRefusedAsTelegramDoes_data()
{
    QTest::addColumn<QJsonObject>("change");
    QTest::addColumn<QString>("description");
    const auto text = [](const QString &value) { return QJsonObject{{QStringLiteral("text"), value}}; };
    const auto html = [](const QString &value) {
        return QJsonObject{{QStringLiteral("text"), value},
                           {QStringLiteral("parse_mode"), QStringLiteral("HTML")}};
    };
    const auto markup = [](const QJsonValue &value) {
        return QJsonObject{{QStringLiteral("reply_markup"), value}};
    };
    const auto button = [&markup](const QJsonObject &cell) {
        return markup(QJsonObject{{QStringLiteral("inline_keyboard"), QJsonArray{QJsonArray{cell}}}});
    };
    const QString entities = QStringLiteral("can't parse entities: ");

    QTest::newRow("empty") << text({}) << QStringLiteral("message text is empty");
    QTest::newRow("only spaces") << text(QStringLiteral(" \n ")) << QStringLiteral("message text is empty");
    QTest::newRow("4097 characters") << text(QString(4097, u'a')) << QStringLiteral("message is too long");
    QTest::newRow("unknown chat") << QJsonObject{{QStringLiteral("chat_id"), 42}}
                                  << QStringLiteral("chat not found");
    QTest::newRow("never wrote") << QJsonObject{{QStringLiteral("chat_id"), 100'002}}
                                 << QStringLiteral("chat not found");
    QTest::newRow("unclosed tag") << html(QStringLiteral("<b>hi"))
                                  << entities + QStringLiteral(
                                                    "Can't find end tag corresponding to start tag \"b\"");
    QTest::newRow("unknown tag") << html(QStringLiteral("1 <x>"))
                                 << entities + QStringLiteral("Unsupported start tag \"x\" at byte offset 2");
    QTest::newRow("crossed tags")
        << html(QStringLiteral("<b><i>я</b></i>"))
        << entities + QStringLiteral("Unmatched end tag at byte offset 8, expected \"</i>\", found \"</b>\"");
    QTest::newRow("bare end tag") << html(QStringLiteral("a</b>"))
                                  << entities + QStringLiteral("Unexpected end tag at byte offset 1");
    QTest::newRow("less-than") << html(QStringLiteral("1 < 2"))
                               << entities + QStringLiteral("Unclosed start tag at byte offset 2");
    QTest::newRow("parse mode") << QJsonObject{{QStringLiteral("parse_mode"), QStringLiteral("RTF")}}
                                << QStringLiteral("unsupported parse_mode");
    QTest::newRow("markup is text") << markup(QStringLiteral("keys"))
                                    << QStringLiteral("object expected as reply markup");
    QTest::newRow("rows are no rows")
        << markup(QJsonObject{{QStringLiteral("inline_keyboard"), QJsonArray{QJsonObject()}}})
        << QStringLiteral(
               "can't parse inline keyboard: Field \"inline_keyboard\" must be an Array of Arrays");
    QTest::newRow("callback data of 65 bytes")
        << button({{QStringLiteral("text"), QStringLiteral("A")},
                   {QStringLiteral("callback_data"), QString(65, u'x')}})
        << QStringLiteral("BUTTON_DATA_INVALID");
    QTest::newRow("callback data of 33 Cyrillic letters")
        << button({{QStringLiteral("text"), QStringLiteral("A")},
                   {QStringLiteral("callback_data"), QString(33, u'я')}})
        << QStringLiteral("BUTTON_DATA_INVALID");
    QTest::newRow("button without action")
        << button({{QStringLiteral("text"), QStringLiteral("A")}})
        << QStringLiteral(
               "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
    QTest::newRow("button without text")
        << button({{QStringLiteral("callback_data"), QStringLiteral("a")}})
        << QStringLiteral("can't parse inline keyboard button: Can't find field \"text\"");
    QTest::newRow("button to nowhere")
        << button({{QStringLiteral("text"), QStringLiteral("A")},
                   {QStringLiteral("url"), QStringLiteral("http://host")}})
        << QStringLiteral("inline keyboard button URL 'http://host' is invalid: Wrong HTTP URL");
}

void TestSandboxApis::badMessageIsRefusedAsTelegramDoes()
{
    QFETCH(QJsonObject, change);
    QFETCH(QString, description);
    SandboxFixture fixture;
    fixture.sandbox.telegram().putUser(0, QStringLiteral("Never wrote"), {}, {});
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    QJsonObject message{{QStringLiteral("chat_id"), fixture.customer},
                        {QStringLiteral("text"), QStringLiteral("ok")}};
    for (auto it = change.begin(); it != change.end(); ++it)
        message.insert(it.key(), it.value());
    const Called called = fixture.bot(QStringLiteral("sendMessage"), message);
    QCOMPARE(called.status, 400);
    QCOMPARE(called.description(), QStringLiteral("Bad Request: ") + description);
    QCOMPARE(fixture.sandbox.telegram().chat(fixture.customer).size(), size_t(1));
}

void TestSandboxApis::htmlBecomesEntities()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    const QJsonObject result =
        fixture
            .bot(QStringLiteral("sendMessage"),
                 {{QStringLiteral("chat_id"), QString::number(fixture.customer)},
                  {QStringLiteral("parse_mode"), QStringLiteral("HTML")},
                  {QStringLiteral("text"),
                   QStringLiteral("  🙂 <b>1 &lt; 2</b> <a href=\"https://e.org\">x</a>")}})
            .json()
            .value(u"result")
            .toObject();
    QCOMPARE(result.value(u"text").toString(), QStringLiteral("🙂 1 < 2 x"));
    const QJsonArray entities = result.value(u"entities").toArray();
    QCOMPARE(entities.size(), 2);
    QCOMPARE(entities[0].toObject().value(u"offset").toInt(), 3); // UTF-16: the face counts two
    QCOMPARE(entities[0].toObject().value(u"length").toInt(), 5);
    QCOMPARE(entities[1].toObject().value(u"url").toString(), QStringLiteral("https://e.org"));
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

void TestSandboxApis::limitsAnswer429WithRetryAfter()
{
    SandboxFixture fixture;
    fixture.sandbox.customers().sendText(fixture.customer, QStringLiteral("/start"));
    QCOMPARE(fixture.control("POST", QStringLiteral("limits"), {{QStringLiteral("on"), true}}).status, 200);
    Called called;
    int sent = 0;
    for (; sent < 100; ++sent) { // even a slow machine sends faster than one a second
        called = fixture.bot(QStringLiteral("sendMessage"), menu(fixture.customer));
        if (called.status != 200)
            break;
    }
    QVERIFY(sent >= 3);
    QCOMPARE(called.status, 429);
    QCOMPARE(called.json().value(u"parameters").toObject().value(u"retry_after").toInt(), 1);
    QCOMPARE(called.description(), QStringLiteral("Too Many Requests: retry after 1"));
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

const turnpike::test::RegisteredTest<TestSandboxApis> kTest;
#include "tst_sandboxapis.moc"
