// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "sandbox/gzip.h"
#include "sandbox/httpserver.h"
#include "sandbox/sandbox.h"
#include "sandbox/tls.h"
#include "support/testmain.h"

#include <QSslSocket>
#include <QtTest>

#include <sys/socket.h>

namespace tst_standinserver {

using namespace turnpike;
using namespace Qt::StringLiterals;

using sandbox::AnswerShape;

namespace {

constexpr int kPatienceMs = 15'000;

// As QTest::qWaitFor, without its 10 ms between two looks: many small steps are waited for here.
template<class Predicate>
bool waitFor(Predicate holds)
{
    QTimer tick;
    tick.start(50);
    const QDeadlineTimer patience(kPatienceMs);
    while (!holds()) {
        if (patience.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    return true;
}

// A client that sends bytes as they are, and keeps what comes back; plain or over TLS.
class Caller
{
public:
    Caller(quint16 port, bool isTls)
        : m_socket(isTls ? new QSslSocket : new QTcpSocket)
    {
        QObject::connect(m_socket.get(), &QTcpSocket::readyRead, m_socket.get(), [this] {
            received += m_socket->readAll();
            ++packets;
        });
        if (auto *secure = qobject_cast<QSslSocket *>(m_socket.get())) {
            secure->setPeerVerifyMode(QSslSocket::VerifyNone);
            secure->connectToHostEncrypted(u"127.0.0.1"_s, port);
            (void)waitFor([secure] { return secure->isEncrypted(); });
        } else {
            m_socket->connectToHost(QHostAddress::LocalHost, port);
            (void)waitFor([this] { return isConnected(); });
        }
    }

    bool isConnected() const { return m_socket->state() == QAbstractSocket::ConnectedState; }
    bool wasReset() const
    {
        return m_socket->error() == QAbstractSocket::RemoteHostClosedError &&
               m_socket->errorString().contains(u"reset", Qt::CaseInsensitive);
    }
    void send(const QByteArray &bytes)
    {
        m_socket->write(bytes);
        m_socket->flush();
    }
    // Until so many answers' heads have come, or the end.
    bool awaits(const QByteArray &text)
    {
        return waitFor([&] { return received.contains(text) || !isConnected(); }) && received.contains(text);
    }
    bool awaitsEnd()
    {
        return waitFor([this] { return !isConnected(); });
    }
    QByteArray body() const { return received.mid(received.indexOf("\r\n\r\n") + 4); }

    QByteArray received;
    int packets = 0;

private:
    std::unique_ptr<QTcpSocket> m_socket;
};

QByteArray described(const http::Request &request)
{
    return request.method + '|' + request.path + '|' + request.query + '|' +
           (request.body.size() < 100 ? request.body : QByteArray::number(request.body.size())) + '\n';
}

QByteArray inChunks(const QByteArray &body, qsizetype size)
{
    QByteArray all;
    for (qsizetype at = 0; at < body.size(); at += size) {
        const QByteArray piece = body.mid(at, size);
        all += QByteArray::number(piece.size(), 16) + ";ext=1\r\n" + piece + "\r\n";
    }
    return all + "0\r\n\r\n";
}

} // namespace

// The stand-ins' HTTP server against clients of every kind, plain and over TLS.
class TestStandInServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();

    void requestIsTakenAsTheRealOnesTakeIt_data();
    void requestIsTakenAsTheRealOnesTakeIt();
    void brokenRequestGetsAStatusAndTheEnd_data();
    void brokenRequestGetsAStatusAndTheEnd();
    void requestInSmallPiecesIsTaken();
    void requestsSentAheadAreAnsweredInOrder();
    void uploadOfFiftyMebibytesIsTaken();
    void refusedUploadIsAnsweredBeforeTheEnd();
    void continueIsSaidToWhoAsks();

    void answerComesInEveryShape_data();
    void answerComesInEveryShape();
    void answerIsCutAfterSoManyBytes_data();
    void answerIsCutAfterSoManyBytes();
    void answerComesByteByByte();
    void headersAreThoseOfChoice();
    void requestMeetsAResetOrSilence();
    void requestIsResetBeforeItsBodyIsRead();
    void lateAnswerToSomebodyGoneIsNothing();

    void telegramTakesWhatTheProgramRefuses_data();
    void telegramTakesWhatTheProgramRefuses();
    void telegramRefusesByStatusAlone();
    void twoSandboxesLiveSideBySide();
    void burstIsServedQuickly();

private:
    bool isTls() const
    {
        QFETCH_GLOBAL(bool, tls);
        return tls;
    }
    std::unique_ptr<Caller> caller() const { return std::make_unique<Caller>(m_port, isTls()); }
    // Sends a request and waits for the end of the connection.
    QByteArray answerTo(const QByteArray &request)
    {
        const auto client = caller();
        client->send(request);
        return client->awaitsEnd() ? client->received : QByteArray("no end");
    }
    quint16 listen(sandbox::Sandbox &sandbox) const
    {
        return isTls() ? sandbox.listenTls(QHostAddress::LocalHost, 0, sandbox::selfSignedTls())
                       : sandbox.listen(QHostAddress::LocalHost, 0);
    }

    std::unique_ptr<sandbox::HttpServer> m_server;
    quint16 m_port = 0;
    std::function<void(const http::Request &, const sandbox::HttpReply &)> m_handler;
};

void TestStandInServer::initTestCase_data()
{
    QTest::addColumn<bool>("tls");
    QTest::newRow("plain") << false;
    QTest::newRow("tls") << true;
}

void TestStandInServer::init()
{
    m_handler = [](const http::Request &request, const sandbox::HttpReply &reply) {
        reply.send(http::Response::text(described(request)));
    };
    m_server = std::make_unique<sandbox::HttpServer>(
        [this](const http::Request &request, const sandbox::HttpReply &reply) { m_handler(request, reply); });
    m_port = isTls() ? m_server->listenTls(QHostAddress::LocalHost, 0, sandbox::selfSignedTls())
                     : m_server->listen(QHostAddress::LocalHost, 0);
}

void TestStandInServer::cleanup()
{
    m_server.reset();
}

void TestStandInServer::requestIsTakenAsTheRealOnesTakeIt_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("seen");
    QTest::addColumn<bool>("keepAlive");
    const QByteArray json = R"({"a":1})";
    const QByteArray length = "Content-Length: 7\r\n";
    const QByteArray end = "Connection: close\r\n\r\n";
    QTest::newRow("length") << "POST /x?a=b&c HTTP/1.1\r\nHost: h\r\n" + length + "\r\n" + json
                            << QByteArray("POST|/x|a=b&c|{\"a\":1}\n") << true;
    QTest::newRow("neither length nor chunks")
        << QByteArray("POST /x HTTP/1.1\r\nHost: h\r\n\r\n") << QByteArray("POST|/x||\n") << true;
    QTest::newRow("chunked") << "POST /x HTTP/1.1\r\nTransfer-Encoding: Chunked\r\n\r\n" + inChunks(json, 3)
                             << QByteArray("POST|/x||{\"a\":1}\n") << true;
    QTest::newRow("chunked, with a trailer")
        << QByteArray("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\nX: y\r\n\r\n")
        << QByteArray("POST|/x||ab\n") << true;
    QTest::newRow("chunked, and a length that is wrong")
        << "POST /x HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" + inChunks(json, 7)
        << QByteArray("POST|/x||{\"a\":1}\n") << true;
    QTest::newRow("HTTP/1.0") << "POST /x HTTP/1.0\r\n" + length + "\r\n" + json
                              << QByteArray("POST|/x||{\"a\":1}\n") << false;
    QTest::newRow("HTTP/1.0, kept") << "POST /x HTTP/1.0\r\nConnection: Keep-Alive\r\n" + length + "\r\n" +
                                           json
                                    << QByteArray("POST|/x||{\"a\":1}\n") << true;
    QTest::newRow("closing") << "GET /x HTTP/1.1\r\n" + end << QByteArray("GET|/x||\n") << false;
    QTest::newRow("absolute form") << QByteArray(
                                          "GET http://api.telegram.org/bot1/getMe?x=1 HTTP/1.1\r\n\r\n")
                                   << QByteArray("GET|/bot1/getMe|x=1|\n") << true;
    QTest::newRow("absolute form of an upper-case scheme, no path")
        << QByteArray("GET HTTPS://api.telegram.org HTTP/1.1\r\n\r\n") << QByteArray("GET|/||\n") << true;
    QTest::newRow("encoded path, fragment")
        << QByteArray("GET /bot1%3Aab/x#y HTTP/1.1\r\n\r\n") << QByteArray("GET|/bot1:ab/x||\n") << true;
    QTest::newRow("bare line feeds, empty lines before")
        << "\r\n\nPOST /x HTTP/1.1\n" + QByteArray("Content-Length:7\n\n") + json
        << QByteArray("POST|/x||{\"a\":1}\n") << true;
    QTest::newRow("folded and nameless headers")
        << "POST /x HTTP/1.1\r\nX: a\r\n b\r\ncontent-length :7\r\n\r\n" + json
        << QByteArray("POST|/x||{\"a\":1}\n") << true;
    const QByteArray packed = sandbox::gzipped(json);
    QTest::newRow("gzip") << "POST /x HTTP/1.1\r\nContent-Encoding: gzip\r\nContent-Length: " +
                                 QByteArray::number(packed.size()) + "\r\n\r\n" + packed
                          << QByteArray("POST|/x||{\"a\":1}\n") << true;
    QTest::newRow("another method") << QByteArray("DELETE /control/faults HTTP/1.1\r\n\r\n")
                                    << QByteArray("DELETE|/control/faults||\n") << true;
}

void TestStandInServer::requestIsTakenAsTheRealOnesTakeIt()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, seen);
    QFETCH(bool, keepAlive);
    const auto client = caller();
    client->send(request);
    QVERIFY2(client->awaits(seen), client->received.constData());
    QVERIFY(client->received.startsWith("HTTP/1.1 200 OK\r\n"));
    if (!keepAlive) {
        QVERIFY(client->received.contains("Connection: close\r\n"));
        QVERIFY(client->awaitsEnd());
        return;
    }
    client->received.clear();
    client->send("GET /again HTTP/1.1\r\n\r\n");
    QVERIFY(client->awaits("GET|/again||\n"));
}

void TestStandInServer::brokenRequestGetsAStatusAndTheEnd_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<int>("status");
    const QByteArray head = "POST /x HTTP/1.1\r\n";
    QTest::newRow("no request") << QByteArray("hello\r\n\r\n") << 400;
    QTest::newRow("no header") << head + "nonsense\r\n\r\n" << 400;
    QTest::newRow("HTTP/2") << QByteArray("PRI * HTTP/2.0\r\n\r\n") << 505;
    QTest::newRow("other coding") << head + "Transfer-Encoding: gzip\r\n\r\n" << 501;
    QTest::newRow("negative length") << head + "Content-Length: -5\r\n\r\n" << 400;
    QTest::newRow("length too large") << head + "Content-Length: 99999999999\r\n\r\n" << 413;
    QTest::newRow("chunk of no size") << head + "Transfer-Encoding: chunked\r\n\r\nx\r\n" << 400;
    QTest::newRow("chunk of a negative size") << head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n" << 400;
    QTest::newRow("chunk without its end") << head + "Transfer-Encoding: chunked\r\n\r\n1\r\nab\r\n" << 400;
    QTest::newRow("unknown compression")
        << head + "Content-Encoding: br\r\nContent-Length: 1\r\n\r\nx" << 415;
    QTest::newRow("broken compression")
        << head + "Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx" << 400;
    QTest::newRow("head too long") << head + "X: " + QByteArray(300 * 1024, 'x') << 431;
}

void TestStandInServer::brokenRequestGetsAStatusAndTheEnd()
{
    QFETCH(QByteArray, request);
    QFETCH(int, status);
    const QByteArray answer = answerTo(request);
    QVERIFY2(answer.startsWith("HTTP/1.1 " + QByteArray::number(status) + ' '), answer.constData());
    QVERIFY(answer.contains("Content-Length: 0\r\n"));
}

void TestStandInServer::requestInSmallPiecesIsTaken()
{
    const QByteArray body(300, 'x');
    for (const QByteArray &request :
         {"POST /x HTTP/1.1\r\nContent-Length: 300\r\n\r\n" + body,
          "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + inChunks(body, 11)}) {
        const auto client = caller();
        for (const char byte : request) {
            client->send(QByteArray(1, byte));
            QCoreApplication::processEvents();
        }
        QVERIFY2(client->awaits("POST|/x||300\n"), client->received.constData());
    }
}

void TestStandInServer::requestsSentAheadAreAnsweredInOrder()
{
    std::vector<sandbox::HttpReply> held;
    m_handler = [&held](const http::Request &request, const sandbox::HttpReply &reply) {
        if (request.path == "/late")
            held.push_back(reply);
        else
            reply.send(http::Response::text(described(request)));
    };
    const auto client = caller();
    client->send(
        "GET /1 HTTP/1.1\r\n\r\nGET /late HTTP/1.1\r\n\r\nPOST /3 HTTP/1.1\r\nContent-Length: 2\r\n\r\n"
        "abGET /4 HTTP/1.1\r\n\r\n");
    QVERIFY(client->awaits("GET|/1||\n"));
    QTRY_COMPARE(held.size(), size_t(1));
    QVERIFY(!client->received.contains("/3"));
    held.front().send(http::Response::text("late\n"));
    held.front().send(http::Response::text("twice\n"));
    QVERIFY(client->awaits("GET|/4||\n"));
    const QByteArray all = client->received;
    QVERIFY(all.indexOf("late\n") < all.indexOf("POST|/3||ab\n"));
    QVERIFY(all.indexOf("POST|/3||ab\n") < all.indexOf("GET|/4||\n"));
    QVERIFY(!all.contains("twice"));
}

void TestStandInServer::uploadOfFiftyMebibytesIsTaken()
{
    const QByteArray body(50 * 1024 * 1024 + 1000, 'x');
    const QByteArray seen = "POST|/x||" + QByteArray::number(body.size()) + '\n';
    const auto client = caller();
    client->send("POST /x HTTP/1.1\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n");
    client->send(body);
    QVERIFY(client->awaits(seen));
    client->received.clear();
    client->send("POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n");
    client->send(inChunks(body, 64 * 1024));
    QVERIFY(client->awaits(seen));
}

void TestStandInServer::refusedUploadIsAnsweredBeforeTheEnd()
{
    const auto client = caller();
    client->send("POST /x HTTP/1.1\r\nContent-Length: 80000000\r\n\r\n");
    client->send(QByteArray(2'000'000, 'x'));
    QVERIFY(client->awaits("HTTP/1.1 413 Request Entity Too Large\r\n"));
}

void TestStandInServer::continueIsSaidToWhoAsks()
{
    const auto client = caller();
    client->send("POST /x HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    QVERIFY(client->awaits("HTTP/1.1 100 Continue\r\n\r\n"));
    QVERIFY(!client->received.contains("200 OK"));
    client->send("ab");
    QVERIFY(client->awaits("POST|/x||ab\n"));
}

void TestStandInServer::answerComesInEveryShape_data()
{
    QTest::addColumn<QString>("shape");
    QTest::addColumn<QByteArrayList>("heads");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("ends");
    const QByteArray plain = R"({"ok":true})";
    QTest::newRow("whole") << "" << QByteArrayList{"HTTP/1.1 200 OK\r\n", "Content-Length: 11\r\n"} << plain
                           << false;
    QTest::newRow("chunked") << "chunked" << QByteArrayList{"Transfer-Encoding: chunked\r\n"}
                             << QByteArray("5\r\n{\"ok\"\r\n6\r\n:true}\r\n0\r\n\r\n") << false;
    QTest::newRow("until close") << "close" << QByteArrayList{"Connection: close\r\n"} << plain << true;
    QTest::newRow("gzip") << "gzip" << QByteArrayList{"Content-Encoding: gzip\r\n"} << sandbox::gzipped(plain)
                          << false;
    QTest::newRow("status line") << "line" << QByteArrayList{"HTTP/1.0 299 Whatever\r\n"} << plain << false;
    QTest::newRow("closed without a word")
        << "closes" << QByteArrayList{"Connection: keep-alive\r\n"} << plain << true;
}

void TestStandInServer::answerComesInEveryShape()
{
    QFETCH(QString, shape);
    QFETCH(QByteArrayList, heads);
    QFETCH(QByteArray, body);
    QFETCH(bool, ends);
    AnswerShape asked;
    if (shape == u"chunked")
        asked.framing = AnswerShape::Framing::Chunked;
    if (shape == u"close")
        asked.framing = AnswerShape::Framing::UntilClose;
    asked.gzip = shape == u"gzip";
    asked.closes = shape == u"closes";
    if (shape == u"line")
        asked.statusLine = "HTTP/1.0 299 Whatever";
    m_handler = [&asked](const http::Request &, const sandbox::HttpReply &reply) {
        reply.send(http::Response::json(R"({"ok":true})"), asked);
    };
    const auto client = caller();
    client->send("GET /x HTTP/1.1\r\n\r\n");
    QVERIFY(waitFor([&] { return client->body().size() >= body.size(); }));
    QCOMPARE(client->body(), body);
    for (const QByteArray &head : heads)
        QVERIFY2(client->received.contains(head), client->received.constData());
    QCOMPARE(client->received.contains("Content-Length"), shape != u"chunked" && shape != u"close");
    if (ends) {
        QVERIFY(client->awaitsEnd());
    } else {
        client->received.clear();
        client->send("GET /x HTTP/1.1\r\n\r\n");
        QVERIFY(waitFor([&] { return client->body() == body; }));
    }
}

void TestStandInServer::answerIsCutAfterSoManyBytes_data()
{
    QTest::addColumn<int>("after");
    QTest::newRow("nothing") << 0;
    QTest::newRow("in the status line") << 7;
    QTest::newRow("in the body") << 150;
}

void TestStandInServer::answerIsCutAfterSoManyBytes()
{
    QFETCH(int, after);
    AnswerShape shape;
    shape.cutAfter = after;
    m_handler = [&shape](const http::Request &, const sandbox::HttpReply &reply) {
        reply.send(http::Response::text(QByteArray(1000, 'x')), shape);
    };
    const QByteArray request = "GET /x HTTP/1.1\r\n\r\n";
    QCOMPARE(answerTo(request).size(), after);
    shape.cutBy = AnswerShape::CutBy::Reset;
    const auto client = caller();
    client->send(request);
    QVERIFY(client->awaitsEnd());
    QVERIFY(client->received.size() <= after);
    shape.cutBy = AnswerShape::CutBy::Silence;
    const auto waiting = caller();
    waiting->send(request);
    QVERIFY(waitFor([&] { return waiting->received.size() == after; }));
    waiting->send(request);
    const auto other = caller(); // answered meanwhile: the one that waits has had its chance
    shape.cutAfter = -1;
    other->send(request);
    QVERIFY(other->awaits("xxx"));
    QVERIFY(waiting->isConnected());
    QCOMPARE(waiting->received.size(), after);
}

void TestStandInServer::answerComesByteByByte()
{
    AnswerShape shape;
    shape.byteByByte = true;
    m_handler = [&shape](const http::Request &request, const sandbox::HttpReply &reply) {
        reply.send(http::Response::text(described(request)), shape);
    };
    const auto client = caller();
    client->send("GET /slow HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n");
    QVERIFY(client->awaits("GET|/next||\n"));
    QVERIFY2(client->packets > 20, qPrintable(QString::number(client->packets)));
    QVERIFY(client->received.indexOf("GET|/slow||\nHTTP/1.1 200 OK") > 0);
}

void TestStandInServer::headersAreThoseOfChoice()
{
    m_handler = [](const http::Request &, const sandbox::HttpReply &reply) {
        http::Response response = http::Response::text("short", 302);
        response.headers = {{"Location", "https://elsewhere.example/"}, {"Content-Length", "99"}};
        reply.send(response);
    };
    const auto client = caller();
    client->send("GET /x HTTP/1.1\r\n\r\n");
    QVERIFY(client->awaits("short"));
    QVERIFY(client->received.startsWith("HTTP/1.1 302 Found\r\n"));
    QVERIFY(client->received.contains("Location: https://elsewhere.example/\r\n"));
    QCOMPARE(client->received.count("Content-Length"), 1);
    QVERIFY(client->received.contains("Content-Length: 99\r\n"));
}

void TestStandInServer::requestMeetsAResetOrSilence()
{
    m_handler = [](const http::Request &request, const sandbox::HttpReply &reply) {
        if (request.path == "/reset")
            reply.reset();
        if (request.path == "/answered")
            reply.send(http::Response::text("here\n"));
    };
    const auto silent = caller();
    silent->send("GET /silent HTTP/1.1\r\n\r\n");
    const auto client = caller();
    client->send("GET /reset HTTP/1.1\r\n\r\n");
    QVERIFY(client->awaitsEnd());
    QVERIFY(client->received.isEmpty());
    if (!isTls())
        QVERIFY(client->wasReset() || client->packets == 0);
    const auto other = caller();
    other->send("GET /answered HTTP/1.1\r\n\r\n");
    QVERIFY(other->awaits("here\n"));
    QVERIFY(silent->isConnected());
    QVERIFY(silent->received.isEmpty());
}

void TestStandInServer::requestIsResetBeforeItsBodyIsRead()
{
    int handled = 0;
    m_handler = [&handled](const http::Request &, const sandbox::HttpReply &reply) {
        ++handled;
        reply.send({});
    };
    m_server->setHeadCheck([](const http::Request &head) { return head.path != "/x"; });
    const auto client = caller();
    client->send("POST /x HTTP/1.1\r\nContent-Length: 100\r\n\r\nab");
    QVERIFY(client->awaitsEnd());
    QVERIFY(client->received.isEmpty());
    const auto other = caller();
    other->send("POST /y HTTP/1.1\r\nContent-Length: 2\r\n\r\nab");
    QVERIFY(other->awaits("200 OK"));
    QCOMPARE(handled, 1);
}

void TestStandInServer::lateAnswerToSomebodyGoneIsNothing()
{
    std::vector<sandbox::HttpReply> held;
    m_handler = [&held](const http::Request &, const sandbox::HttpReply &reply) { held.push_back(reply); };
    auto client = caller();
    client->send("GET /x HTTP/1.1\r\n\r\n");
    QTRY_COMPARE(held.size(), size_t(1));
    QVERIFY(held.front().isAwaited());
    client.reset();
    QTRY_VERIFY(!held.front().isAwaited());
    held.front().send(http::Response::text("late"));
    held.front().reset();
    m_server.reset();
    held.front().send(http::Response::text("later"));
}

void TestStandInServer::telegramTakesWhatTheProgramRefuses_data()
{
    QTest::addColumn<QByteArray>("rest");
    QTest::newRow("chunked") << QByteArray("HTTP/1.1\r\nContent-Type: application/json\r\n"
                                           "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
    QTest::newRow("no length") << QByteArray("HTTP/1.1\r\n\r\n");
    QTest::newRow("length and chunks") << QByteArray("HTTP/1.1\r\nContent-Type: application/json\r\n"
                                                     "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                     "2\r\n{}\r\n0\r\n\r\n");
    QTest::newRow("HTTP/1.0") << QByteArray("HTTP/1.0\r\nContent-Length: 0\r\n\r\n");
}

void TestStandInServer::telegramTakesWhatTheProgramRefuses()
{
    QFETCH(QByteArray, rest);
    sandbox::Sandbox sandbox({});
    Caller client(listen(sandbox), isTls());
    client.send("POST /bot" + sandbox.options().botToken + "/getMe " + rest);
    QVERIFY2(client.awaits(R"("is_bot":true)"), client.received.constData());
}

void TestStandInServer::telegramRefusesByStatusAlone()
{
    sandbox::Sandbox sandbox({});
    const quint16 port = listen(sandbox);
    const QByteArray path = " /bot" + sandbox.options().botToken + "/getMe HTTP/1.1\r\n";
    Caller other(port, isTls());
    other.send("PUT" + path + "Content-Length: 2\r\n\r\n{}");
    QVERIFY(other.awaitsEnd());
    QVERIFY(other.received.startsWith("HTTP/1.1 501 Not Implemented\r\n"));
    QVERIFY(other.body().isEmpty());
    Caller large(port, isTls());
    large.send("POST" + path + "Content-Type: application/json\r\nContent-Length: 2000000\r\n\r\n" +
               QByteArray(2'000'000, ' '));
    QVERIFY(large.awaitsEnd());
    QVERIFY(large.received.startsWith("HTTP/1.1 413 "));
}

void TestStandInServer::twoSandboxesLiveSideBySide()
{
    sandbox::Options options;
    options.botToken = "7:the-token-of-another-bot-than-the-first";
    sandbox::Sandbox first({});
    sandbox::Sandbox second(options);
    const quint16 firstPort = listen(first);
    const quint16 secondPort = listen(second);
    QVERIFY(firstPort != secondPort);
    Caller firstCaller(firstPort, isTls());
    Caller secondCaller(secondPort, isTls());
    const QByteArray request = "GET /bot" + options.botToken + "/getMe HTTP/1.1\r\n\r\n";
    firstCaller.send(request);
    secondCaller.send(request);
    QVERIFY(firstCaller.awaits("HTTP/1.1 401 Unauthorized\r\n"));
    QVERIFY(secondCaller.awaits("HTTP/1.1 200 OK\r\n"));
}

void TestStandInServer::burstIsServedQuickly()
{
    constexpr int kConnections = 20;
    constexpr int kEach = 100;
    int handled = 0;
    m_handler = [&handled](const http::Request &, const sandbox::HttpReply &reply) {
        ++handled;
        reply.send(http::Response::json(R"({"ok":true,"result":true})"));
    };
    std::vector<std::unique_ptr<Caller>> callers;
    for (int i = 0; i < kConnections; ++i)
        callers.push_back(caller());
    QElapsedTimer time;
    time.start();
    QByteArray all;
    for (int i = 0; i < kEach; ++i)
        all += "POST /x HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
    for (const auto &client : callers)
        client->send(all);
    for (const auto &client : callers) {
        QVERIFY(
            QTest::qWaitFor([&] { return client->received.count("HTTP/1.1 200 OK") == kEach; }, kPatienceMs));
    }
    QCOMPARE(handled, kConnections * kEach);
    qInfo("%lld requests a second", kConnections * kEach * 1000LL / qMax<qint64>(1, time.elapsed()));
}

const turnpike::test::RegisteredTest<TestStandInServer> kTestStandInServer;

} // namespace tst_standinserver

#include "tst_standinserver.moc"
