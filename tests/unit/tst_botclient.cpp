// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"
#include "telegram/botclient.h"
#include "telegram/multipart.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

namespace tst_botclient {

using namespace turnpike;
using namespace turnpike::telegram;
using namespace Qt::StringLiterals;

namespace {

http::OutResult answer(int status, const QByteArray &body)
{
    return http::OutResponse{status, body, {}, {}};
}

QByteArray refusal(int code, const QByteArray &description, const QByteArray &more = {})
{
    return R"({"ok":false,"error_code":)" + QByteArray::number(code) + ",\"description\":\"" + description +
           "\"" + more + "}";
}

} // namespace

class TestBotClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void requestHasTheTokenInItsPathAndNowhereElse();
    void apiBehindAPathIsCalledThere();
    void resultIsHandedOver_data();
    void resultIsHandedOver();
    void refusalIsClassified_data();
    void refusalIsClassified();
    void retryAfterIsReadAndNeverZero_data();
    void retryAfterIsReadAndNeverZero();
    void answerOfAnotherKindIsTheServersFault_data();
    void answerOfAnotherKindIsTheServersFault();
    void somebodyElsesAnswerIsTold_data();
    void somebodyElsesAnswerIsTold();
    void fileIsUploaded();
    void gateThatRefusesTooManyRequestsIsHeard();
    void movedGroupSaysWhereTo();
    void failureSaysWhetherTheCallMayHaveHappened_data();
    void failureSaysWhetherTheCallMayHaveHappened();
};

void TestBotClient::requestHasTheTokenInItsPathAndNowhereElse()
{
    http::HttpClient client;
    const BotClient bot(client, QUrl(u"https://api.telegram.org"_s), u"1:SECRET"_s);
    const auto request = bot.makeRequest(u"sendMessage"_s, R"({"chat_id":1})", kTransactionalChannel);
    QCOMPARE(request.url, QUrl(u"https://api.telegram.org/bot1:SECRET/sendMessage"_s));
    QCOMPARE(request.method, QByteArray("POST"));
    QCOMPARE(request.body, QByteArray(R"({"chat_id":1})"));
    QCOMPARE(request.dependency, u"telegram"_s);
    QCOMPARE(request.operation, u"sendMessage"_s);
    QCOMPARE(request.channel, kTransactionalChannel);
    QVERIFY(request.headers.isEmpty());
}

void TestBotClient::apiBehindAPathIsCalledThere()
{
    http::HttpClient client;
    for (const char *url : {"http://localhost:8081/api", "http://localhost:8081/api/"}) {
        const BotClient bot(client, QUrl(QLatin1String(url)), u"1:S"_s);
        QCOMPARE(bot.makeRequest(u"getMe"_s, "{}", kTransactionalChannel).url,
                 QUrl(u"http://localhost:8081/api/bot1:S/getMe"_s));
    }
}

void TestBotClient::resultIsHandedOver_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QJsonValue>("result");
    QTest::newRow("object") << QByteArray(R"({"ok":true,"result":{"message_id":5}})")
                            << QJsonValue(QJsonObject{{"message_id", 5}});
    QTest::newRow("true") << QByteArray(R"({"ok":true,"result":true})") << QJsonValue(true);
}

void TestBotClient::resultIsHandedOver()
{
    QFETCH(QByteArray, body);
    QFETCH(QJsonValue, result);
    QCOMPARE(std::get<QJsonValue>(BotClient::interpret(answer(200, body))), result);
}

void TestBotClient::refusalIsClassified_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("description");
    QTest::addColumn<QByteArray>("kind");
    const auto row = [](int code, const char *description, const char *kind) {
        QTest::addRow("%s", description) << code << QByteArray(description) << QByteArray(kind);
    };
    row(400,
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same",
        "not_modified");
    row(400, "Bad Request: query is too old and response timeout expired or query ID is invalid", "too_old");
    row(400, "Bad Request: message to edit not found", "cannot_edit");
    row(400, "Bad Request: message can't be edited", "cannot_edit");
    row(400, "Bad Request: message thread not found", "no_topic");
    row(400, "Bad Request: TOPIC_CLOSED", "no_topic");
    row(400, "Bad Request: TOPIC_DELETED", "no_topic");
    row(400, "Bad Request: TOPIC_ID_INVALID", "no_topic");
    row(400, "Bad Request: chat is not a forum", "no_topic");
    row(400, "Bad Request: MESSAGE_ID_INVALID", "cannot_edit");
    row(400, "Bad Request: there is no text in the message to edit", "cannot_edit");
    row(400, "Bad Request: chat not found", "unreachable");
    row(400, "Bad Request: PEER_ID_INVALID", "unreachable");
    row(403, "Forbidden: bot was blocked by the user", "unreachable");
    row(403, "Forbidden: user is deactivated", "unreachable");
    row(403, "Forbidden: bot can't initiate conversation with a user", "unreachable");
    row(403, "Forbidden: bot was kicked from the group chat", "unreachable");
    row(400, "Bad Request: message text is empty", "bad_request");
    row(400, "Bad Request: can't parse entities", "bad_request");
    row(404, "Not Found: method not found", "bad_request");
    row(409, "Conflict: terminated by other getUpdates request", "bad_request");
    row(413, "Request Entity Too Large", "bad_request");
    row(400, "Bad Request: invalid webhook URL specified", "webhook_refused");
    row(400, "Bad Request: secret token is too long", "webhook_refused");
    row(400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known", "bad_request");
    row(400, "Logged out", "wrong_server");
    row(421, "Misdirected Request: unallowed token specified", "wrong_server");
    row(302, "Found", "wrong_server");
    row(401, "Unauthorized", "unauthorized");
    row(404, "Not Found", "unauthorized");
    row(429, "Too Many Requests: retry after 5", "rate_limited");
    row(500, "Internal Server Error", "server");
    row(502, "Bad Gateway", "server");
    row(503, "Service Unavailable", "server");
    row(504, "Gateway Timeout", "server");
}

void TestBotClient::refusalIsClassified()
{
    QFETCH(int, code);
    QFETCH(QByteArray, description);
    QFETCH(QByteArray, kind);
    const auto error =
        std::get<TelegramError>(BotClient::interpret(answer(code, refusal(code, description))));
    QCOMPARE(QByteArray(toString(error.kind)), kind);
    QCOMPARE(error.code, code);
    QCOMPARE(error.description, QString::fromUtf8(description));
    QCOMPARE(error.mayHaveHappened, code == 500 || code == 504);
}

void TestBotClient::retryAfterIsReadAndNeverZero_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<int>("seconds");
    QTest::newRow("told") << QByteArray(R"(,"parameters":{"retry_after":37})") << 37;
    QTest::newRow("not told") << QByteArray() << 1;
    QTest::newRow("zero") << QByteArray(R"(,"parameters":{"retry_after":0})") << 1;
    QTest::newRow("nonsense") << QByteArray(R"(,"parameters":{"retry_after":"x"})") << 1;
}

void TestBotClient::retryAfterIsReadAndNeverZero()
{
    QFETCH(QByteArray, more);
    QFETCH(int, seconds);
    const auto error =
        std::get<TelegramError>(BotClient::interpret(answer(429, refusal(429, "Too Many Requests", more))));
    QCOMPARE(error.retryAfter.count(), seconds);
}

void TestBotClient::answerOfAnotherKindIsTheServersFault_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("may");
    QTest::newRow("a proxy's page") << 502 << QByteArray("<html>Bad Gateway</html>") << false;
    QTest::newRow("a proxy that waited") << 504 << QByteArray("<html>Gateway Timeout</html>") << true;
    QTest::newRow("a gate that knows no such path") << 404 << QByteArray("<html>") << false;
    QTest::newRow("a gate that waited") << 524 << QByteArray("error code: 524") << true;
    QTest::newRow("nobody behind the gate") << 521 << QByteArray("<html>") << false;
    QTest::newRow("empty") << 200 << QByteArray() << true;
    QTest::newRow("array") << 200 << QByteArray("[]") << true;
    QTest::newRow("no ok") << 200 << QByteArray("{}") << true;
    QTest::newRow("half an answer") << 200 << QByteArray("{\"ok\":true,\"resul") << true;
    QTest::newRow("too deep") << 200
                              << R"({"ok":true,"result":)" + QByteArray(500, '[') + QByteArray(500, ']') + "}"
                              << true;
}

void TestBotClient::answerOfAnotherKindIsTheServersFault()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const auto error = std::get<TelegramError>(BotClient::interpret(answer(status, body)));
    QFETCH(bool, may);
    QCOMPARE(QByteArray(toString(error.kind)), "server");
    QCOMPARE(error.mayHaveHappened, may);
}

void TestBotClient::somebodyElsesAnswerIsTold_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<QString>("told");
    QTest::newRow("redirect") << 302 << QByteArray("<html>")
                              << QByteArray("https://block.example/why?t=1:SECRET")
                              << u"HTTP 302, a redirect to block.example"_s;
    QTest::newRow("redirect to a path")
        << 308 << QByteArray() << QByteArray("/bot1:SECRET/x") << u"HTTP 308, a redirect to another path"_s;
    QTest::newRow("redirect to nowhere")
        << 304 << QByteArray() << QByteArray() << u"HTTP 304, a redirect to another path"_s;
    QTest::newRow("portal") << 200 << QByteArray("\n<!DOCTYPE html><html>Log in") << QByteArray()
                            << u"a web page in place of an answer"_s;
}

// It is a wrong address: an outage that is said plainly, and nothing was carried out.
void TestBotClient::somebodyElsesAnswerIsTold()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, location);
    QFETCH(QString, told);
    http::OutResponse page{status, body, {}, {}};
    if (!location.isEmpty())
        page.headers.append({"location", location});
    const auto error = std::get<TelegramError>(BotClient::interpret(page));
    QCOMPARE(QByteArray(toString(error.kind)), "wrong_server");
    QCOMPARE(error.description, told);
    QVERIFY(!error.mayHaveHappened);
}

void TestBotClient::fileIsUploaded()
{
    http::HttpClient client;
    const BotClient bot(client, QUrl(u"https://api.telegram.org"_s), u"1:SECRET"_s);
    const QJsonObject parameters{{"chat_id", qint64(-1001234567890)},
                                 {"reply_markup", QJsonObject{{"inline_keyboard", QJsonArray()}}},
                                 {"document", uploadedText(u"key.txt"_s, u"vless://ключ"_s)}};
    const auto request =
        bot.makeRequest(u"sendDocument"_s, QJsonDocument(parameters).toJson(), kTransactionalChannel);
    const QByteArray boundary = request.contentType.mid(request.contentType.indexOf('=') + 1);
    QCOMPARE(request.contentType, "multipart/form-data; boundary=" + boundary);
    QVERIFY(boundary.size() > 20);
    const QByteArray head = "--" + boundary + "\r\nContent-Disposition: form-data; name=";
    QCOMPARE(request.body, head + "\"chat_id\"\r\n\r\n-1001234567890\r\n" + head +
                               "\"document\"; filename=\"key.txt\"\r\nContent-Type: text/plain; charset=utf-8"
                               "\r\n\r\nvless://ключ\r\n" +
                               head + "\"reply_markup\"\r\n\r\n{\"inline_keyboard\":[]}\r\n--" + boundary +
                               "--\r\n");
    const QByteArray bytes("\x89PNG\r\n\0\xff", 8);
    const QJsonObject picture{{"photo", uploadedFile(u"key.png"_s, "image/png"_ba, bytes)}};
    const auto sent = bot.makeRequest(u"sendPhoto"_s, QJsonDocument(picture).toJson(), kInteractiveChannel);
    const QByteArray edge = "--" + sent.contentType.mid(sent.contentType.indexOf('=') + 1);
    QCOMPARE(sent.body, edge +
                            "\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"key.png\""
                            "\r\nContent-Type: image/png\r\n\r\n" +
                            bytes + "\r\n" + edge + "--\r\n");
    // A file that is sent again by its id is no upload.
    QCOMPARE(bot.makeRequest(u"sendDocument"_s, R"({"document":"id"})", kTransactionalChannel).contentType,
             QByteArray("application/json"));
}

void TestBotClient::gateThatRefusesTooManyRequestsIsHeard()
{
    const http::OutResponse page{429, "error code: 1015", {{"retry-after", "30"}}, {}};
    const auto error = std::get<TelegramError>(BotClient::interpret(page));
    QCOMPARE(QByteArray(toString(error.kind)), "rate_limited");
    QCOMPARE(error.retryAfter.count(), 30);
    QVERIFY(!error.mayHaveHappened);
}

void TestBotClient::movedGroupSaysWhereTo()
{
    const auto error = std::get<TelegramError>(BotClient::interpret(
        answer(400, refusal(400, "Bad Request: group chat was upgraded to a supergroup chat",
                            R"(,"parameters":{"migrate_to_chat_id":-1001234567890})"))));
    QCOMPARE(QByteArray(toString(error.kind)), "chat_moved");
    QCOMPARE(error.movedTo, ChatId(-1001234567890));
}

void TestBotClient::failureSaysWhetherTheCallMayHaveHappened_data()
{
    QTest::addColumn<int>("reason");
    QTest::addColumn<QString>("message");
    QTest::addColumn<bool>("may");
    using Reason = DependencyError::Reason;
    const auto row = [](const char *name, Reason reason, const char *message, bool may) {
        QTest::newRow(name) << static_cast<int>(reason) << QString::fromUtf8(message) << may;
    };
    row("refused", Reason::Connect, "sendMessage: connection refused", false);
    row("tls", Reason::Tls, "sendMessage: TLS handshake failed", false);
    row("no answer", Reason::Timeout, "sendMessage: no answer within 10000 ms", true);
    row("reset", Reason::Reset, "sendMessage: connection closed before the whole answer", true);
    row("too large", Reason::TooLarge, "sendMessage: answer longer than 4 bytes", true);
}

void TestBotClient::failureSaysWhetherTheCallMayHaveHappened()
{
    QFETCH(int, reason);
    QFETCH(QString, message);
    QFETCH(bool, may);
    const DependencyError failure(u"telegram"_s, static_cast<DependencyError::Reason>(reason), message);
    const auto error = std::get<TelegramError>(BotClient::interpret(failure));
    QCOMPARE(QByteArray(toString(error.kind)), "network");
    QCOMPARE(error.mayHaveHappened, may);
    const auto unsent = std::get<TelegramError>(BotClient::interpret(
        DependencyError::unsent(u"telegram"_s, static_cast<DependencyError::Reason>(reason), message)));
    QVERIFY(!unsent.mayHaveHappened);
}

const turnpike::test::RegisteredTest<TestBotClient> kTestBotClient;

} // namespace tst_botclient

#include "tst_botclient.moc"
