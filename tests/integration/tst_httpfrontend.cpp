// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpfrontend.h"

#include "base/errors.h"
#include "http/answerstogether.h"
#include "support/clientframe.h"
#include "support/rawclient.h"
#include "support/testmain.h"
#include "support/wakeups.h"

#include <QCoreApplication>
#include <QPointer>
#include <QSignalSpy>
#include <QTest>
#include <QWebSocket>
#include <QWebSocketServer>

#include <future>
#include <thread>

namespace tst_httpfrontend {

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

// One server with a page, and a place where requests wait for an answer.
class Shop
{
public:
    explicit Shop(const http::Limits &limits = {})
        : m_frontend(limits)
    {
        const auto echo = [this](const http::Request &request, const http::Reply &reply) {
            ++m_calls;
            if (request.header("X-Secret") == "right")
                reply.markAuthenticated();
            reply.send(http::Response::text(request.method + ' ' + request.path + ' ' + request.body));
        };
        m_frontend.route("GET", "/page", echo);
        m_frontend.route("POST", "/page", echo);
        m_frontend.route("POST", "/later", [this](const http::Request &request, const http::Reply &reply) {
            ++m_calls;
            m_waiting.push_back({request, reply});
        });
        m_port = m_frontend.listen(QHostAddress::LocalHost, 0);
    }

    quint16 port() const { return m_port; }
    int calls() const { return m_calls; }
    http::HttpFrontend &frontend() { return m_frontend; }
    http::FrontendCounters counters() const { return m_frontend.counters(); }
    std::vector<std::pair<http::Request, http::Reply>> &waiting() { return m_waiting; }
    bool answers()
    {
        const auto answer = RawClient(m_port).exchange(get("/page"));
        return answer && answer->status == 200;
    }

private:
    http::HttpFrontend m_frontend;
    std::vector<std::pair<http::Request, http::Reply>> m_waiting;
    int m_calls = 0;
    quint16 m_port = 0;
};

// Tells the handler's request apart from one that was smuggled behind it.
const QByteArray kSmuggled = "POST /later HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n";

QByteArray webhook(const QByteArray &fields, const QByteArray &rest)
{
    return "POST /page HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n" + rest;
}

} // namespace

// What strangers and friends get from the HTTP server.
class TestHttpFrontend : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void routesByExactPathThenByLongestPrefix()
    {
        http::HttpFrontend frontend;
        const auto say = [](const QByteArray &word) {
            return [word](const http::Request &request, const http::Reply &reply) {
                reply.send(http::Response::text(word + ' ' + request.path + ' ' + request.query + ' ' +
                                                request.body));
            };
        };
        frontend.routePrefix("POST", "/bot", say("prefix"));
        frontend.routePrefix("POST", "/bottle", say("longer"));
        frontend.route("POST", "/botany", say("exact"));
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        QCOMPARE(client.exchange(post("/bot123/send%20it?a=%20b", "x"))->body,
                 "prefix /bot123/send it a=%20b x");
        QCOMPARE(client.exchange(post("/bottles", "y"))->body, "longer /bottles  y");
        QCOMPARE(client.exchange(post("/botany", "z"))->body, "exact /botany  z");
        QCOMPARE(client.exchange(post("/elsewhere", "z"))->status, 404);
    }

    void aWrongMethodIsToldWhichAreRight()
    {
        Shop shop;
        RawClient client(shop.port());
        const auto answer = client.exchange("PUT /page HTTP/1.1\r\nHost: shop\r\nContent-Length: 0\r\n\r\n");
        QCOMPARE(answer->status, 405);
        QCOMPARE(answer->headers.value("allow"), "GET, HEAD, POST");
        QCOMPARE(client.exchange(get("/page"))->status, 200);
    }

    void headGetsTheHeadersOfGetAndNoBody()
    {
        Shop shop;
        RawClient client(shop.port());
        client.send("HEAD /page HTTP/1.1\r\nHost: shop\r\n\r\n");
        const auto head = client.answer(true);
        QCOMPARE(head->status, 200);
        QCOMPARE(head->headers.value("content-length"), "11");
        // Had a body been sent, it would now stand before this answer.
        QCOMPARE(client.exchange(get("/page"))->body, "GET /page ");
    }

    void aConnectionIsKeptForAHundredRequests()
    {
        Shop shop;
        RawClient client(shop.port());
        for (int i = 0; i < 100; ++i) {
            const auto answer = client.exchange(post("/page", QByteArray::number(i)));
            QCOMPARE(answer->body, "POST /page " + QByteArray::number(i));
        }
        QCOMPARE(shop.counters().connectionsAccepted, quint64(1));
    }

    void connectionsEndAsTheClientAsked_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("connection");
        QTest::newRow("close") << get("/page", "Connection: close\r\n") << QByteArray("close");
        QTest::newRow("1.0") << QByteArray("GET /page HTTP/1.0\r\n\r\n") << QByteArray("close");
        QTest::newRow("1.0 kept") << QByteArray("GET /page HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                                  << QByteArray("keep-alive");
        QTest::newRow("1.1") << get("/page") << QByteArray();
    }

    void connectionsEndAsTheClientAsked()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, connection);
        Shop shop;
        RawClient client(shop.port());
        const auto answer = client.exchange(request);
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->body, "GET /page ");
        QCOMPARE(answer->headers.value("connection"), connection);
        if (connection == "close")
            QVERIFY(client.isClosedByServer());
        else
            QCOMPARE(client.exchange(get("/page"))->status, 200);
    }

    void answersFromManyThreadsReachTheirOwnClients()
    {
        Shop shop;
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 40; ++i) {
            clients.push_back(std::make_unique<RawClient>(shop.port()));
            clients.back()->send(post("/later", QByteArray::number(i)));
        }
        QTRY_COMPARE(shop.waiting().size(), size_t(40));
        std::vector<std::thread> threads;
        for (size_t t = 0; t < 4; ++t) {
            threads.emplace_back([&shop, t] {
                for (size_t i = t; i < 40; i += 4) {
                    const auto &[request, reply] = shop.waiting()[i];
                    reply.send(http::Response::text(request.body));
                    reply.send(http::Response::text("a second answer is no answer"));
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        for (int i = 0; i < 40; ++i)
            QCOMPARE(clients[static_cast<size_t>(i)]->answer()->body, QByteArray::number(i));
    }

    void answersGivenTogetherWakeTheServerOnce()
    {
        Shop shop;
        RawClient first(shop.port());
        RawClient second(shop.port());
        first.send(post("/later", "1"));
        QTRY_COMPARE(shop.waiting().size(), size_t(1));
        second.send(post("/later", "2"));
        QTRY_COMPARE(shop.waiting().size(), size_t(2));
        WakeUps wakeUps(shop.frontend());
        std::promise<void> isOneGiven;
        std::promise<void> isSeen;
        std::thread thread([&] {
            const http::AnswersTogether together;
            shop.waiting()[0].second.send(http::Response::text("one"));
            isOneGiven.set_value();
            isSeen.get_future().wait();
            const http::AnswersTogether inner; // does nothing
            shop.waiting()[1].second.send(http::Response::text("two"));
        });
        isOneGiven.get_future().wait();
        QCoreApplication::sendPostedEvents(&shop.frontend());
        const int early = wakeUps.count();
        isSeen.set_value();
        thread.join();
        QCOMPARE(early, 0);
        QCOMPARE(first.answer()->body, "one");
        QCOMPARE(second.answer()->body, "two");
        QCOMPARE(wakeUps.count(), 1);
    }

    void aReplyThatIsDroppedAnswers500()
    {
        Shop shop;
        RawClient client(shop.port());
        client.send(post("/later", ""));
        QTRY_COMPARE(shop.waiting().size(), size_t(1));
        std::thread([&] { shop.waiting().clear(); }).join();
        QCOMPARE(client.answer()->status, 500);
    }

    void aReplyThatAbortsCutsTheConnection()
    {
        Shop shop;
        RawClient client(shop.port());
        client.send(post("/later", ""));
        QTRY_COMPARE(shop.waiting().size(), size_t(1));
        shop.waiting()[0].second.abort();
        QVERIFY(!client.answer());
        QVERIFY(client.isClosedByServer());
    }

    void aHandlerThatThrowsAnswers500()
    {
        http::HttpFrontend frontend;
        frontend.route("GET", "/",
                       [](const http::Request &, const http::Reply &) { throw DomainError(u"x"_s); });
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        QCOMPARE(client.exchange(get("/"))->status, 500);
        QCOMPARE(client.exchange(get("/"))->status, 500);
    }

    void anAnswerThatDoesNotComeIsA503AndALateOneDoesNoHarm()
    {
        http::Limits limits;
        limits.answerTime = 50ms;
        Shop shop(limits);
        RawClient client(shop.port());
        const auto answer = client.exchange(post("/later", ""));
        QCOMPARE(answer->status, 503);
        QCOMPARE(answer->headers.value("retry-after"), "1");
        shop.waiting()[0].second.send(http::Response::text("late"));
        QCOMPARE(client.exchange(get("/page"))->body, "GET /page ");
    }

    void aClientThatLeavesBeforeItsAnswerCostsNothing()
    {
        Shop shop;
        for (int i = 0; i < 20; ++i) {
            RawClient client(shop.port());
            client.send(post("/later", "x"));
            QTRY_COMPARE(shop.waiting().size(), size_t(i + 1));
        }
        QTRY_COMPARE(shop.counters().openConnections, 0);
        for (const auto &[request, reply] : shop.waiting())
            reply.send(http::Response::text("too late"));
        QCOMPARE(shop.counters().clientsGone, quint64(20));
        QVERIFY(shop.answers());
    }

    void noFieldOfAnAnswerBreaksItsFraming()
    {
        http::HttpFrontend frontend;
        frontend.route("GET", "/", [](const http::Request &, const http::Reply &reply) {
            reply.send({200,
                        "body",
                        {},
                        {{"X-Good", "1"}, {"X-Bad", "1\r\nX-Injected: 1"}, {"Content-Length", "1"}}});
        });
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        const auto answer = client.exchange(get("/"));
        QCOMPARE(answer->body, "body");
        QVERIFY(answer->headers.contains("x-good"));
        QVERIFY(!answer->headers.contains("x-injected"));
    }

    void expectedContinueIsSaidBeforeTheBody()
    {
        Shop shop;
        RawClient client(shop.port());
        client.send(webhook("Content-Length: 2\r\nExpect: 100-continue\r\n", ""));
        QCOMPARE(client.answer()->status, 100);
        QCOMPARE(client.exchange("ok")->body, "POST /page ok");
    }

    void whatCanBeReadInTwoWaysIsRefusedAndNothingBehindItIsServed_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &bytes, int status) {
            QTest::newRow(name) << bytes << status;
        };
        row("negative length", webhook("Content-Length: -5\r\n", kSmuggled), 400);
        row("two lengths", webhook("Content-Length: 0\r\nContent-Length: 75\r\n", kSmuggled), 400);
        row("list of lengths", webhook("Content-Length: 0, 75\r\n", kSmuggled), 400);
        row("plus", webhook("Content-Length: +0\r\n", kSmuggled), 400);
        row("wraps around", webhook("Content-Length: 18446744073709551616\r\n", kSmuggled), 413);
        row("CL.TE", webhook("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + kSmuggled),
            400);
        row("TE.CL", webhook("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "5c\r\n" + kSmuggled),
            400);
        row("TE.TE",
            webhook("Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", "0\r\n\r\n" + kSmuggled), 400);
        row("TE in a list", webhook("Transfer-Encoding: x, chunked\r\n", "0\r\n\r\n" + kSmuggled), 501);
        row("TE of HTTP/1.0",
            webhook("Transfer-Encoding: chunked\r\n", "0\r\n\r\n" + kSmuggled)
                .replace("HTTP/1.1", "HTTP/1.0"),
            400);
        row("negative chunk", webhook("Transfer-Encoding: chunked\r\n", "-1\r\n\r\n" + kSmuggled), 400);
        row("trailer", webhook("Transfer-Encoding: chunked\r\n", "0\r\nX: y\r\n\r\n" + kSmuggled), 400);
        row("chunk in another base", webhook("Transfer-Encoding: chunked\r\n", "0x5\r\nhello" + kSmuggled),
            400);
        row("chunk with a bare LF", webhook("Transfer-Encoding: chunked\r\n", "0\n\n" + kSmuggled), 400);
        row("extension of 1 MiB",
            webhook("Transfer-Encoding: chunked\r\n", "0;" + QByteArray(1024 * 1024, 'x') + "\r\n\r\n"), 400);
        row("too large in chunks", webhook("Transfer-Encoding: chunked\r\n", "100001\r\n"), 413);
        row("upgrade in chunks",
            webhook("Transfer-Encoding: chunked\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n", kSmuggled), 501);
        row("space before colon", webhook("Content-Length : 5\r\n", "12345" + kSmuggled), 400);
        row("folded", webhook("Content-Length: 5\r\nX: a\r\n b\r\n", "12345" + kSmuggled), 400);
        row("bare LF", webhook("Content-Length: 5\r\nX: a\nY: b\r\n", "12345" + kSmuggled), 400);
        row("NUL", webhook(QByteArray("Content-Length: 5\r\nX: \0\r\n", 25), "12345" + kSmuggled), 400);
        row("no length", webhook("", kSmuggled), 411);
        row("too large", webhook("Content-Length: 1048577\r\n", kSmuggled), 413);
        row("upgrade", webhook("Content-Length: 0\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n", kSmuggled),
            501);
        row("websocket", get("/page", "Connection: Upgrade\r\nUpgrade: websocket\r\n"), 501);
    }

    void whatCanBeReadInTwoWaysIsRefusedAndNothingBehindItIsServed()
    {
        QFETCH(QByteArray, bytes);
        Shop shop;
        RawClient client(shop.port());
        const auto answer = client.exchange(bytes);
        QVERIFY(answer);
        QTEST(answer->status, "status");
        QCOMPARE(answer->headers.value("connection"), "close");
        QVERIFY(!client.answer());
        QVERIFY(client.isClosedByServer());
        QCOMPARE(shop.calls(), 0);
        QCOMPARE(shop.counters().rejected, quint64(1));
        QVERIFY(shop.answers());
    }

    // The same heads, in two pieces cut anywhere: Qt's parser has then seen the first one.
    void refusalsDoNotDependOnHowTheNetworkCuts()
    {
        const QByteArray bytes =
            webhook("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + kSmuggled);
        Shop shop;
        for (qsizetype cut = 1; cut < bytes.indexOf("\r\n\r\n") + 4; ++cut) {
            RawClient client(shop.port());
            const quint64 rejected = shop.counters().rejected;
            client.send(bytes.first(cut));
            QTRY_COMPARE(shop.counters().openConnections, 1);
            client.send(bytes.sliced(cut));
            QCOMPARE(client.answer()->status, 400);
            QCOMPARE(shop.counters().rejected, rejected + 1);
            client.disconnect();
            QTRY_COMPARE(shop.counters().openConnections, 0);
        }
        QCOMPARE(shop.calls(), 0);
    }

    void whatProxiesMakeOfARequestIsTaken_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("connection");
        const QByteArray chunked = "Transfer-Encoding: chunked\r\n";
        const QByteArray hello = "2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\n\r\n";
        const auto row = [](const char *name, const QByteArray &bytes, const char *connection = "") {
            QTest::newRow(name) << bytes << QByteArray(connection);
        };
        row("chunks", webhook(chunked, hello));
        row("chunks, last request", webhook(chunked + "Connection: close\r\n", hello), "close");
        row("absolute target", post("http://shop/page", "hello"));
        row("absolute target of TLS", post("https://shop:8443/page", "hello"));
        row("absolute target and chunks",
            webhook(chunked, hello).replace("POST /page", "POST https://shop/page"));
        row("HTTP/1.0", post("/page", "hello").replace("HTTP/1.1", "HTTP/1.0"), "close");
        row("absolute target in HTTP/1.0", post("http://shop/page", "hello").replace("HTTP/1.1", "HTTP/1.0"),
            "close");
    }

    void whatProxiesMakeOfARequestIsTaken()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, connection);
        Shop shop;
        const auto isGood = [&](const std::optional<RawAnswer> &answer) {
            return answer && answer->status == 200 && answer->body == "POST /page hello" &&
                   answer->headers.value("connection") == connection;
        };
        RawClient whole(shop.port());
        QVERIFY(isGood(whole.exchange(bytes)));
        if (connection == "close") {
            QVERIFY(whole.isClosedByServer());
        } else {
            // The connection is good for more, of this kind and of others.
            QVERIFY(isGood(whole.exchange(bytes)));
            QCOMPARE(whole.exchange(post("/page", "plain"))->body, "POST /page plain");
            QCOMPARE(whole.exchange(get("/page"))->status, 200);
            QCOMPARE(whole.exchange(get("/nothing"))->status, 404);
            QVERIFY(isGood(whole.exchange(bytes)));
        }
        // In two pieces cut anywhere, after a request that Qt's parser has read, and byte by byte.
        for (qsizetype cut = 1; cut < bytes.size(); ++cut) {
            RawClient client(shop.port());
            QCOMPARE(client.exchange(get("/page"))->status, 200);
            client.send(bytes.first(cut));
            (void)QTest::qWaitFor([&] { return client.socket().bytesToWrite() == 0; });
            QCoreApplication::processEvents();
            client.send(bytes.sliced(cut));
            QVERIFY2(isGood(client.answer()), QByteArray::number(cut));
        }
        RawClient slow(shop.port());
        for (const char byte : bytes) {
            slow.send(QByteArray(1, byte));
            QCoreApplication::processEvents();
        }
        QVERIFY(isGood(slow.answer()));
        whole.disconnect();
        slow.disconnect();
        QTRY_COMPARE(shop.counters().openConnections, 0);
        QCOMPARE(shop.counters().rejected, quint64(0));
    }

    void chunksAreToldToGoOnWhenTheyAskFor()
    {
        Shop shop;
        RawClient client(shop.port());
        client.send(webhook("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n", {}));
        QCOMPARE(client.answer(true)->status, 100);
        client.send("5\r\nhello\r\n0\r\n\r\n");
        QCOMPARE(client.answer()->body, "POST /page hello");
    }

    void pipelinedRequestsAreCut_data()
    {
        QTest::addColumn<QByteArray>("first");
        QTest::addColumn<QByteArray>("second");
        QTest::addColumn<int>("calls");
        QTest::newRow("in one piece") << post("/later", "1") + post("/later", "2") << QByteArray() << 0;
        QTest::newRow("behind the head") << get("/page") + get("/page") << QByteArray() << 0;
        QTest::newRow("while in flight") << post("/later", "1") << post("/later", "2") << 1;
        QTest::newRow("one byte while in flight") << post("/later", "1") << QByteArray("x") << 1;
        QTest::newRow("behind the last chunk")
            << "POST /later HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + kSmuggled
            << QByteArray() << 0;
        QTest::newRow("while a chunked one is in flight")
            << QByteArray("POST /later HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            << post("/later", "2") << 1;
        QTest::newRow("behind an absolute one")
            << post("http://shop/later", "1") + post("/later", "2") << QByteArray() << 0;
        QTest::newRow("one byte behind the body") << post("/later", "1") + "x" << QByteArray() << 0;
    }

    void pipelinedRequestsAreCut()
    {
        QFETCH(QByteArray, first);
        QFETCH(QByteArray, second);
        QFETCH(int, calls);
        Shop shop;
        RawClient client(shop.port());
        client.send(first);
        if (!second.isEmpty()) {
            QTRY_COMPARE(shop.calls(), 1);
            client.send(second);
        }
        QVERIFY(!client.answer());
        QVERIFY(client.isClosedByServer());
        QCOMPARE(shop.calls(), calls);
        QCOMPARE(shop.counters().pipelined, quint64(1));
        shop.waiting().clear();
        QVERIFY(shop.answers());
    }

    void drainingEndsIdleConnectionsAndServesNewOnesOnce()
    {
        Shop shop;
        RawClient idle(shop.port());
        RawClient busy(shop.port());
        RawClient late(shop.port());
        QCOMPARE(idle.exchange(get("/page"))->status, 200);
        QCOMPARE(late.exchange(get("/page"))->status, 200);
        busy.send(post("/later", ""));
        QTRY_COMPARE(shop.waiting().size(), size_t(1));
        shop.frontend().startDraining();
        // What was on its way when the draining began still gets its answer.
        QCOMPARE(late.exchange(get("/page"))->headers.value("connection"), "close");
        QVERIFY(idle.isClosedByServer());
        shop.waiting()[0].second.send({});
        QCOMPARE(busy.answer()->headers.value("connection"), "close");
        QVERIFY(busy.isClosedByServer());
        RawClient fresh(shop.port());
        QCOMPARE(fresh.exchange(get("/page"))->headers.value("connection"), "close");
    }

    void aPortThatIsTakenIsSaidClearly()
    {
        Shop shop;
        http::HttpFrontend second;
        try {
            second.listen(QHostAddress::LocalHost, shop.port());
            QFAIL("no exception");
        } catch (const Error &error) {
            QVERIFY(error.message().contains(QString::number(shop.port())));
        }
    }

    void theServerMayGoBeforeItsClientsAndReplies()
    {
        auto shop = std::make_unique<Shop>();
        RawClient idle(shop->port());
        RawClient waiting(shop->port());
        RawClient half(shop->port());
        half.send("POST /page HT");
        waiting.send(post("/later", ""));
        QTRY_COMPARE(shop->waiting().size(), size_t(1));
        const http::Reply reply = shop->waiting()[0].second;
        shop.reset();
        reply.send({});
        std::thread([reply] { reply.send({}); }).join();
        QVERIFY(idle.isClosedByServer() && waiting.isClosedByServer() && half.isClosedByServer());
    }

    void whatWasHandedOverIsItsTakersAlone()
    {
        auto frontend = std::make_unique<http::HttpFrontend>();
        QPointer<QTcpSocket> taken;
        frontend->setUpgradeHandler(
            [](const http::Request &) -> std::optional<http::Response> { return std::nullopt; },
            [&](const http::Request &, QTcpSocket *socket) { taken = socket; });
        frontend->route("POST", "/page",
                        [](const http::Request &, const http::Reply &reply) { reply.send({}); });
        const quint16 port = frontend->listen(QHostAddress::LocalHost, 0);
        const QByteArray upgrade = get("/console", "Connection: Upgrade\r\nUpgrade: websocket\r\n");
        // The guard itself deletes a connection that has carried chunks, but not this one.
        RawClient leaves(port);
        QCOMPARE(leaves.exchange(webhook("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"))->status, 200);
        leaves.send(upgrade);
        QTRY_VERIFY(taken);
        leaves.disconnect();
        QTRY_COMPARE(frontend->counters().openConnections, 0);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        QVERIFY(taken);
        delete taken.data();

        RawClient stays(port);
        stays.send(upgrade);
        QTRY_VERIFY(taken);
        frontend.reset();
        QVERIFY(taken);
        const std::unique_ptr<QTcpSocket> ours(taken.data());
        ours->write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
        const auto answer = stays.answer();
        QVERIFY(answer);
        QCOMPARE(answer->status, 101);
    }

    void theProxysWordOfWhomItServesIsTaken_data()
    {
        QTest::addColumn<QByteArray>("fields");
        QTest::addColumn<QString>("peer");
        const auto row = [](const char *name, const QByteArray &fields, const char *peer) {
            QTest::newRow(name) << fields << QString::fromLatin1(peer);
        };
        row("none", "", "127.0.0.1");
        row("IPv4", "X-Real-IP: 192.0.2.7\r\n", "192.0.2.7");
        row("in IPv6's clothes", "x-real-ip: ::ffff:192.0.2.7\r\n", "192.0.2.7");
        row("IPv6", "X-Real-IP: 2001:db8::7\r\n", "2001:db8::7");
        row("with a port", "X-Real-IP: 192.0.2.7:4242\r\n", "192.0.2.7");
        row("IPv6 with a port", "X-Real-IP: [2001:db8::7]:4242\r\n", "2001:db8::7");
        row("what the client invented before it",
            "X-Real-IP: 198.51.100.1\r\nX-Real-IP: 1.1.1.1, 192.0.2.7\r\n", "192.0.2.7");
        row("no address", "X-Real-IP: 192.0.2.7.example.org\r\n", "127.0.0.1");
        row("another header", "X-Forwarded-For: 192.0.2.7\r\n", "127.0.0.1");
        row("as long as it may be", "X-Real-IP: 192.0.2.7:" + QByteArray(54, '1') + "\r\n", "192.0.2.7");
        row("longer", "X-Real-IP: 192.0.2.7:" + QByteArray(55, '1') + "\r\n", "127.0.0.1");
        row("long", "X-Real-IP: " + QByteArray(1000, '1') + "\r\n", "127.0.0.1");
    }

    void theProxysWordOfWhomItServesIsTaken()
    {
        QFETCH(QByteArray, fields);
        QFETCH(QString, peer);
        for (const bool isTrusted : {true, false}) {
            http::HttpFrontend frontend;
            if (isTrusted)
                frontend.setClientAddressHeader("X-Real-IP");
            QString seen;
            frontend.route("GET", "/", [&](const http::Request &request, const http::Reply &reply) {
                seen = request.peer.toString();
                reply.send({});
            });
            RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
            QCOMPARE(client.exchange(get("/", fields))->status, 200);
            QCOMPARE(seen, isTrusted ? peer : u"127.0.0.1"_s);
        }
    }

    void aGoodUpgradeBecomesAWebSocketAndABadOneAPlainAnswer()
    {
        QWebSocketServer webSockets(u"shop"_s, QWebSocketServer::NonSecureMode);
        webSockets.setSupportedSubprotocols({u"turnpike.1"_s});
        http::HttpFrontend frontend;
        frontend.setUpgradeHandler(
            [](const http::Request &request) -> std::optional<http::Response> {
                if (request.path != "/console" || request.header("Authorization") != "Bearer right")
                    return http::Response{401, {}, {}, {}};
                return std::nullopt;
            },
            [&](const http::Request &, QTcpSocket *socket) { webSockets.handleConnection(socket); });
        frontend.route("POST", "/page",
                       [](const http::Request &, const http::Reply &reply) { reply.send({}); });
        const quint16 port = frontend.listen(QHostAddress::LocalHost, 0);
        const QByteArray fields = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                  "Sec-WebSocket-Protocol: turnpike.1\r\n";
        QCOMPARE(RawClient(port).exchange(get("/console", fields))->status, 401);
        // A proxy may take a connection for it that has carried chunks before.
        RawClient pooled(port);
        QCOMPARE(pooled.exchange(webhook("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"))->status, 200);
        pooled.send(get("/console", fields + "Authorization: Bearer right\r\n").first(30));
        QCoreApplication::processEvents();
        QCOMPARE(
            pooled.exchange(get("/console", fields + "Authorization: Bearer right\r\n").sliced(30))->status,
            101);
        const std::unique_ptr<QWebSocket> ofPool(webSockets.nextPendingConnection());
        QVERIFY(ofPool);
        pooled.disconnect();
        QTRY_COMPARE(ofPool->state(), QAbstractSocket::UnconnectedState);

        RawClient client(port);
        const QByteArray good = get("/console", fields + "Authorization: Bearer right\r\n");
        // In two pieces: what Qt's parser has consumed by then must come back.
        client.send(good.first(30));
        QTRY_COMPARE(frontend.counters().connectionsAccepted, quint64(3));
        client.send(good.sliced(30));
        const auto answer = client.answer();
        QCOMPARE(answer->status, 101);
        QCOMPARE(answer->headers.value("sec-websocket-protocol"), "turnpike.1");
        const std::unique_ptr<QWebSocket> webSocket(webSockets.nextPendingConnection());
        QVERIFY(webSocket);
        QSignalSpy said(webSocket.get(), &QWebSocket::textMessageReceived);
        client.send(clientFrame(kTextFrame, "hi"));
        QTRY_COMPARE(said.size(), 1);
        QCOMPARE(said[0][0].toString(), u"hi"_s);
        client.disconnect();
        QTRY_COMPARE(webSocket->state(), QAbstractSocket::UnconnectedState);
    }
};

const turnpike::test::RegisteredTest<TestHttpFrontend> kTestHttpFrontend;

} // namespace tst_httpfrontend

#include "tst_httpfrontend.moc"
