// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "support/testmain.h"
#include "webhookfixture.h"

#include <QTemporaryFile>

namespace tst_sandboxwebhookfailures {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;

// What Telegram says of a webhook that does not work, TLS, and what it reads in an answer.
class TestSandboxWebhookFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void uploadedCertificateMustBeOne();
    void lastErrorHasTheOriginalsText_data();
    void lastErrorHasTheOriginalsText();
    void nobodyThereIsNoReasonToRefuseTheWebhook();
    void cleanCloseBeforeTheAnswerIsNotNoted();
    void selfSignedCertificateIsRefusedUnlessUploaded();
    void plainServerBehindHttpsIsAnSslError();
    void strictWebhookIsDeliveredOverTls();
    void answerWithAMethodIsExecuted_data();
    void answerWithAMethodIsExecuted();
};

void TestSandboxWebhookFailures::uploadedCertificateMustBeOne()
{
    SandboxFixture fixture;
    TlsShop shop;
    QCOMPARE(setWithCertificate(fixture, shop.url(u"localhost"_s), "no certificate").description(),
             u"Bad Request: bad webhook: Failed to set custom certificate "
             "file{error:05800088:x509 certificate routines::no certificate or crl found}"_s);
    const QByteArray large(3 * 1024 * 1024 + 1, 'c');
    QCOMPARE(setWithCertificate(fixture, shop.url(u"localhost"_s), large).description(),
             u"Bad Request: certificate size is too big (3145729 bytes)"_s);
}

void TestSandboxWebhookFailures::lastErrorHasTheOriginalsText_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("text");
    const auto row = [](const char *name, const char *answer, const char *text) {
        QTest::newRow(name) << QByteArray(answer) << QString::fromLatin1(text);
    };
    row("503", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n",
        "Wrong response from the webhook: 503 Service Unavailable");
    row("a reason of its own", "HTTP/1.1 500 Out of milk\r\nContent-Length: 0\r\n\r\n",
        "Wrong response from the webhook: 500 Out of milk");
    row("redirect", "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
        "Wrong response from the webhook: 302 Found");
    row("interim", "HTTP/1.1 100 Continue\r\n\r\n", "Wrong response from the webhook: 100 Continue");
    row("no HTTP", "hello there\r\n\r\n", "Not Implemented");
    row("another HTTP", "HTTP/2 200 OK\r\n\r\n", "HTTP Version Not Supported");
    row("no header", "HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", "Bad Request");
    row("odd encoding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n",
        "Unimplemented: unsupported transfer-encoding");
    row("odd compression", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 1\r\n\r\n",
        "Unsupported Media Type: unsupported content-encoding");
    row("odd chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n123456789\r\n",
        "Bad Request: Too long length in chunked 123456789");
    row("no answer", "", "Read timeout expired");
    row("reset", "RST", "Connection reset by peer");
    row("nobody", "NOBODY", "Connection refused");
}

void TestSandboxWebhookFailures::lastErrorHasTheOriginalsText()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, text);
    sandbox::Options options;
    if (answer.isEmpty())
        options.webhookTiming.answerTime = std::chrono::milliseconds(100);
    SandboxFixture fixture(options);
    auto peer = std::make_unique<RawPeer>([&answer](RawConnection &connection) {
        while (connection.read()) {
            if (answer == "RST")
                return connection.reset();
            connection.write(answer);
        }
    });
    const QString url = peer->url().toString();
    if (answer == "NOBODY")
        peer.reset();
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(url)).description(), kSet);
    const qint64 before = QDateTime::currentSecsSinceEpoch();
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_COMPARE(lastError(fixture), text);
    QVERIFY(info(fixture).value(u"last_error_date").toInteger() >= before);
}

void TestSandboxWebhookFailures::nobodyThereIsNoReasonToRefuseTheWebhook()
{
    SandboxFixture fixture;
    QString url;
    {
        const RawShop shop;
        url = shop.url();
    }
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(url)).description(), kSet);
    QTRY_COMPARE(lastError(fixture), u"Connection refused"_s); // without an update
}

void TestSandboxWebhookFailures::cleanCloseBeforeTheAnswerIsNotNoted()
{
    SandboxFixture fixture;
    RawPeer peer([](RawConnection &connection) { connection.read(); });
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(peer.url().toString())).description(), kSet);
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_COMPARE(fixture.ledger(u"delivery"_s).size(), 1);
    QCOMPARE(fixture.ledger(u"delivery"_s).first().value(u"error").toString(),
             u"Webhook connection closed"_s);
    QCOMPARE(lastError(fixture), QString());
    QVERIFY(!info(fixture).contains(u"last_error_date"));
}

void TestSandboxWebhookFailures::selfSignedCertificateIsRefusedUnlessUploaded()
{
    SandboxFixture fixture;
    TlsShop shop;
    const QString url = shop.url(u"localhost"_s);
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(url)).description(), kSet);
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    const QString unverified = u"SSL error {error:0A000086:SSL routines::certificate verify failed}"_s;
    QTRY_COMPARE(lastError(fixture), unverified);

    QCOMPARE(setWithCertificate(fixture, url, kCertificate).description(), kSet);
    QCOMPARE(info(fixture).value(u"has_custom_certificate").toBool(), true);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QVERIFY(shop.received.startsWith("POST /telegram/webhook HTTP/1.1\r\nHost: localhost:"));
    QCOMPARE(lastError(fixture), QString());
    // With a certificate it is never the same webhook again.
    QCOMPARE(setWithCertificate(fixture, url, kCertificate).description(), kSet);

    // The name must be right, too.
    scriptName(fixture, u"other.example"_s, {{u"address"_s, u"127.0.0.1"_s}});
    QCOMPARE(setWithCertificate(fixture, shop.url(u"other.example"_s), kCertificate).description(), kSet);
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_COMPARE(lastError(fixture), unverified);
}

void TestSandboxWebhookFailures::plainServerBehindHttpsIsAnSslError()
{
    SandboxFixture fixture;
    RawPeer peer([](RawConnection &connection) { connection.write("HTTP/1.1 400 Bad Request\r\n\r\n"); });
    const QString url = u"https://127.0.0.1:%1/"_s.arg(peer.port());
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(url)).description(), kSet);
    QTRY_COMPARE(lastError(fixture), u"SSL error {error:0A00010B:SSL routines::wrong version number}"_s);
}

void TestSandboxWebhookFailures::strictWebhookIsDeliveredOverTls()
{
    QTemporaryFile authorities;
    QVERIFY(authorities.open());
    authorities.write(kCertificate);
    authorities.flush();
    sandbox::Options options = strict();
    options.webhookCaFile = authorities.fileName();
    SandboxFixture fixture(options);
    TlsShop shop;
    scriptName(fixture, u"localhost"_s,
               {{u"address"_s, u"149.154.167.220"_s},
                {u"goes_to"_s, u"127.0.0.1"_s},
                {u"goes_to_port"_s, shop.port()}});
    const Called called = fixture.bot(u"setWebhook"_s, setTo(u"localhost/telegram/webhook"_s));
    QCOMPARE(called.description(), kSet); // https and its port go without saying
    QCOMPARE(info(fixture).value(u"ip_address").toString(), u"149.154.167.220"_s);
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QVERIFY(shop.received.startsWith("POST /telegram/webhook HTTP/1.1\r\nHost: localhost\r\n"));
}

void TestSandboxWebhookFailures::answerWithAMethodIsExecuted_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("isExecuted");
    const QByteArray json = R"({"method":"sendMessage","chat_id":CHAT,"text":"by the answer"})";
    const QByteArray form = "method=sendMessage&chat_id=CHAT&text=by+the+answer";
    const QByteArray multipart =
        "--b\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\nsendMessage"
        "\r\n--b\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\nCHAT"
        "\r\n--b\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nby the answer"
        "\r\n--b--\r\n";
    QTest::newRow("json") << QByteArray("application/json") << json << true;
    QTest::newRow("json, charset") << QByteArray("application/json; charset=utf-8") << json << true;
    QTest::newRow("form") << QByteArray("application/x-www-form-urlencoded") << form << true;
    QTest::newRow("multipart") << QByteArray("multipart/form-data; boundary=b") << multipart << true;
    QTest::newRow("any case") << QByteArray("application/json")
                              << QByteArray(json).replace("sendMessage", "SENDMESSAGE") << true;
    QTest::newRow("text") << QByteArray("text/plain") << json << false;
    QTest::newRow("no type") << QByteArray() << json << false;
    for (const char *method : {"deleteWebhook", "setWebhook", "close", "logOut", "getMe", "GetUpdates"})
        QTest::newRow(method) << QByteArray("application/json")
                              << QByteArray(json).replace("sendMessage", method) << false;
}

void TestSandboxWebhookFailures::answerWithAMethodIsExecuted()
{
    QFETCH(QByteArray, type);
    QFETCH(QByteArray, body);
    QFETCH(bool, isExecuted);
    SandboxFixture fixture;
    body.replace("CHAT", QByteArray::number(fixture.customer));
    RawShop shop("HTTP/1.1 200 OK\r\n" + (type.isEmpty() ? QByteArray() : "Content-Type: " + type + "\r\n") +
                 "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    QCOMPARE(fixture.bot(u"setWebhook"_s, setTo(shop.url())).description(), kSet);
    const qsizetype before = fixture.ledger(u"call"_s).size();
    fixture.sandbox.customers().sendText(fixture.customer, u"hello"_s);
    QTRY_COMPARE(fixture.sandbox.sender().pendingCount(), 0);
    QTRY_COMPARE(fixture.ledger(u"call"_s).size(), before + (isExecuted ? 1 : 0));
    QCOMPARE(fixture.sandbox.telegram().chat(fixture.customer).size(), size_t(isExecuted ? 2 : 1));
    QCOMPARE(info(fixture).value(u"url").toString(), shop.url());
}

const turnpike::test::RegisteredTest<TestSandboxWebhookFailures> kTestSandboxWebhookFailures;

} // namespace tst_sandboxwebhookfailures

#include "tst_sandboxwebhookfailures.moc"
