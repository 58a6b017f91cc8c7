// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpfrontend.h"

#include "support/rawclient.h"
#include "support/testmain.h"

#include <QEventLoop>
#include <QFile>
#include <QTest>
#include <QTimer>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <limits>

namespace tst_httphostile {

using namespace turnpike;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMiB = 1024 * 1024;

// AddressSanitizer keeps freed memory for a while; without it the bound is tight.
#if defined(__SANITIZE_ADDRESS__)
constexpr qint64 kAllowedGrowth = 400 * kMiB;
#else
constexpr qint64 kAllowedGrowth = 24 * kMiB;
#endif

qint64 residentBytes()
{
    QFile statm(u"/proc/self/statm"_s);
    if (!statm.open(QIODevice::ReadOnly))
        qFatal("no /proc/self/statm");
    return statm.readAll().split(' ').at(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

// Of this process, by itself and in the kernel.
std::chrono::microseconds processorTime()
{
    rusage usage{};
    if (::getrusage(RUSAGE_SELF, &usage) != 0)
        qFatal("no getrusage");
    const auto of = [](const timeval &time) {
        return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
    };
    return of(usage.ru_utime) + of(usage.ru_stime);
}

// While it is there, this process has room for so many more descriptors. `any`: one that is open.
class FewDescriptors
{
public:
    FewDescriptors(int any, int more)
    {
        if (::getrlimit(RLIMIT_NOFILE, &m_before) != 0)
            qFatal("no limit of descriptors");
        const int nextFree = ::dup(any);
        ::close(nextFree);
        const rlimit few{static_cast<rlim_t>(nextFree + more), m_before.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &few) != 0)
            qFatal("cannot lower the limit of descriptors");
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &m_before); }
    FewDescriptors(const FewDescriptors &) = delete;
    FewDescriptors &operator=(const FewDescriptors &) = delete;

private:
    rlimit m_before{};
};

// Sends `total` bytes as fast as the server takes them, until it is through or cut off.
void pour(RawClient &client, qint64 total)
{
    const QByteArray piece(64 * 1024, 'x');
    for (qint64 sent = 0; sent < total && client.isConnected(); sent += piece.size()) {
        client.send(piece);
        (void)QTest::qWaitFor([&] { return client.socket().bytesToWrite() == 0 || !client.isConnected(); },
                              20'000);
    }
}

} // namespace

// Strangers who mean harm: each finds a bound, and the shop goes on serving.
class TestHttpHostile : public QObject
{
    Q_OBJECT

    http::Limits m_limits;
    std::unique_ptr<http::HttpFrontend> m_frontend;
    quint16 m_port = 0;
    int m_calls = 0;

    void serve()
    {
        m_frontend = std::make_unique<http::HttpFrontend>(m_limits);
        m_calls = 0;
        m_frontend->route("POST", "/page", [this](const http::Request &request, const http::Reply &reply) {
            ++m_calls;
            if (request.header("X-Secret") == "right")
                reply.markAuthenticated();
            reply.send(http::Response::text(request.body));
        });
        http::RouteTerms terms;
        terms.check = [](const http::Request &head) {
            http::HeadVerdict verdict;
            verdict.isAuthenticated = head.header("X-Secret") == "right";
            if (!verdict.isAuthenticated)
                verdict.refusal = http::Response{403, {}, {}, {}};
            return verdict;
        };
        terms.maxBodyBytes = 64 * 1024;
        m_frontend->route(
            "POST", "/secret",
            [this](const http::Request &request, const http::Reply &reply) {
                ++m_calls;
                reply.send(http::Response::text(request.body));
            },
            std::move(terms));
        m_frontend->route("GET", "/large", [](const http::Request &, const http::Reply &reply) {
            reply.send(http::Response::text(QByteArray(32 * kMiB, 'x')));
        });
        m_port = m_frontend->listen(QHostAddress::LocalHost, 0);
    }

    bool answers()
    {
        const auto answer = RawClient(m_port).exchange(post("/page", "hello"));
        return answer && answer->body == "hello";
    }

    // A connection that waits to be accepted: the loop does not turn meanwhile.
    int connected()
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(m_port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::connect(client, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
            qFatal("cannot connect");
        return client;
    }

private Q_SLOTS:
    void init() { m_limits = {}; }
    void cleanup() { m_frontend.reset(); }

    void whoHasNoRightToSendABodySendsNone_data()
    {
        QTest::addColumn<QByteArray>("request"); // method, path and fields of its own
        QTest::addColumn<int>("status");
        QTest::newRow("nobody's path") << QByteArray("POST /nowhere\r\n") << 404;
        QTest::newRow("another method") << QByteArray("PUT /page\r\n") << 405;
        QTest::newRow("a page that is only read") << QByteArray("GET /large\r\n") << 413;
        QTest::newRow("its head alone") << QByteArray("HEAD /large\r\n") << 413;
        QTest::newRow("no secret") << QByteArray("POST /secret\r\n") << 403;
        QTest::newRow("a wrong one") << QByteArray("POST /secret\r\nX-Secret: wrong\r\n") << 403;
        QTest::newRow("too long for it") << QByteArray("POST /secret\r\nX-Secret: right\r\n") << 413;
    }

    // Announced by its length, with a question whether it may come, in chunks, and for an absolute target.
    void whoHasNoRightToSendABodySendsNone()
    {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        m_limits.requestTime = 1h; // what answers is not the time
        serve();
        const qsizetype end = request.indexOf("\r\n");
        const QByteArray fields = request.sliced(end + 2);
        const QByteArray target = request.first(end) + " HTTP/1.1\r\nHost: shop\r\n" + fields;
        const QByteArray absolute = QByteArray(target).replace(" /", " http://shop/");
        const QByteArray length = "Content-Length: 1000000\r\n\r\n";
        for (const QByteArray &bytes :
             {target + length, target + "Expect: 100-continue\r\n" + length, absolute + length,
              target + "Transfer-Encoding: chunked\r\n\r\nf4240\r\n"}) {
            RawClient client(m_port);
            client.send(bytes);
            const auto answer = client.answer(request.startsWith("HEAD"));
            QVERIFY2(answer, bytes);
            QCOMPARE(answer->status, status);
            QCOMPARE(answer->headers.value("connection"), "close");
            QVERIFY(client.isClosedByServer());
        }
        QCOMPARE(m_calls, 0);
        QCOMPARE(m_frontend->counters().requests, quint64(0));
        RawClient good(m_port);
        QCOMPARE(good.exchange(post("/secret", "hello", "X-Secret: right\r\n"))->body, "hello");
    }

    void strangersBodiesTogetherStayWithinTheirBound()
    {
        m_limits.maxStrangersBytes = 2 * kMiB;
        serve();
        RawClient known(m_port);
        known.send(post("/secret", QByteArray(60'000, 'k'), "X-Secret: right\r\n").chopped(1));
        std::vector<std::unique_ptr<RawClient>> strangers;
        for (int i = 0; i < 20; ++i) {
            strangers.push_back(std::make_unique<RawClient>(m_port));
            strangers.back()->send(post("/page", QByteArray(i == 0 ? 950'000 : 900'000, 'x')).chopped(1));
            QTRY_COMPARE(strangers.back()->socket().bytesToWrite(), 0);
        }
        QTRY_VERIFY(m_frontend->counters().rejected >= 16);
        QCOMPARE(known.exchange("k")->body.size(), 60'000);
        QCOMPARE(strangers.front()->answer()->status, 503);
        QVERIFY(answers());
    }

    void whoHasAuthenticatedIsNoStrangerFromThenOnAndNobodyElse()
    {
        m_limits.maxStrangersBytes = 16 * 1024;
        serve();
        const QByteArray right = "X-Secret: right\r\n";
        // What had come of them before they were known is no stranger's any more, either.
        for (int i = 0; i < 20; ++i) {
            RawClient known(m_port);
            const auto answer = known.exchange(
                post("/secret", "hello", right + "X-Long: " + QByteArray(4'000, 'x') + "\r\n"));
            QVERIFY(answer);
            QCOMPARE(answer->status, 200);
        }
        QVERIFY(answers());
        const QByteArray large = post("/page", QByteArray(60'000, 'x'));
        RawClient known(m_port);
        QCOMPARE(known.exchange(post("/page", "x", right))->status, 200);
        QCOMPARE(known.exchange(large)->status, 200);
        RawClient stranger(m_port);
        QCOMPARE(stranger.exchange(post("/page", "x", "X-Secret: wrong\r\n"))->status, 200);
        QCOMPARE(stranger.exchange(large)->status, 503);
        QVERIFY(answers());
    }

    void threeHundredHalfOpenRequestsDoNotKeepOthersOut()
    {
        m_limits.headTime = 1h;
        m_limits.requestTime = 1h;
        m_limits.maxConnections = 200;
        serve();
        RawClient friendly(m_port);
        const QByteArray good = post("/page", "hello", "X-Secret: right\r\n");
        QCOMPARE(friendly.exchange(good)->body, "hello");
        std::vector<std::unique_ptr<RawClient>> halfOpen;
        for (int i = 0; i < 300; ++i) {
            halfOpen.push_back(std::make_unique<RawClient>(m_port));
            halfOpen.back()->send(i % 2 == 0 ? good.first(20) : good.chopped(1));
            if (i % 50 == 49) {
                QCOMPARE(friendly.exchange(good)->body, "hello");
                QVERIFY(answers());
            }
        }
        QVERIFY(m_frontend->counters().openConnections <= m_limits.maxConnections);
        QVERIFY(friendly.isConnected());
    }

    void slowRequestsAreEndedByOneTimerThatMoreBytesDoNotRefresh_data()
    {
        QTest::addColumn<QByteArray>("start");
        QTest::newRow("head") << QByteArray("POST /page HTTP/1.1\r\nHost: shop\r\nX: ");
        QTest::newRow("body") << QByteArray(
            "POST /page HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000000\r\n\r\n");
        QTest::newRow("chunk") << QByteArray(
            "POST /page HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n");
        QTest::newRow("body with an absolute target")
            << QByteArray("POST http://shop/page HTTP/1.1\r\nHost: shop\r\nContent-Length: 1000000\r\n\r\n");
    }

    void slowRequestsAreEndedByOneTimerThatMoreBytesDoNotRefresh()
    {
        QFETCH(QByteArray, start);
        m_limits.headTime = 150ms;
        m_limits.requestTime = 300ms;
        serve();
        RawClient client(m_port);
        client.send(start);
        // A byte at each turn of the loop: never silent, never done.
        const bool cut = QTest::qWaitFor([&] {
            client.send("x");
            return m_frontend->counters().rejected == 1;
        });
        QVERIFY(cut);
        QCOMPARE(client.answer()->status, 408);
        QVERIFY(client.isClosedByServer());
        QCOMPARE(m_calls, 0);
        QVERIFY(answers());
    }

    void idleConnectionsEnd()
    {
        m_limits.idleTime = 100ms;
        serve();
        RawClient neverUsed(m_port);
        RawClient used(m_port);
        QCOMPARE(used.exchange(post("/page", "x"))->status, 200);
        QVERIFY(neverUsed.isClosedByServer());
        QVERIFY(used.isClosedByServer());
    }

    void aClientThatNeverReadsItsAnswerIsCut()
    {
        m_limits.requestTime = 200ms;
        serve();
        RawClient client(m_port);
        client.socket().setReadBufferSize(1);
        client.send(get("/large"));
        QTRY_COMPARE(m_frontend->counters().requests, quint64(1));
        QTRY_COMPARE_WITH_TIMEOUT(m_frontend->counters().openConnections, 0, 20'000);
        QVERIFY(answers());
    }

    void atTheCapTheLongestIdleStrangerGoesFirst()
    {
        m_limits.maxConnections = 4;
        serve();
        RawClient known(m_port);
        QCOMPARE(known.exchange(post("/page", "x", "X-Secret: right\r\n"))->status, 200);
        RawClient oldest(m_port);
        QCOMPARE(oldest.exchange(post("/page", "x"))->status, 200);
        RawClient middle(m_port);
        QCOMPARE(middle.exchange(post("/page", "x"))->status, 200);
        RawClient newest(m_port);
        QCOMPARE(newest.exchange(post("/page", "x"))->status, 200);

        RawClient onMore(m_port);
        QCOMPARE(onMore.exchange(post("/page", "x"))->status, 200);
        QVERIFY(oldest.isClosedByServer());
        QVERIFY(known.isConnected() && middle.isConnected() && newest.isConnected());
        QCOMPARE(m_frontend->counters().connectionsEvicted, quint64(1));
        QCOMPARE(known.exchange(post("/page", "y"))->body, "y");
    }

    void outOfDescriptorsItWaitsAndThenAcceptsAgain_data()
    {
        QTest::addColumn<bool>("hasAccepted"); // what Qt's socket engine has met before
        QTest::newRow("at once") << false;
        QTest::newRow("after others") << true;
    }
    void outOfDescriptorsItWaitsAndThenAcceptsAgain()
    {
        serve();
        QFETCH(bool, hasAccepted);
        QVERIFY(!hasAccepted || answers());
        QTRY_COMPARE(m_frontend->counters().openConnections, 0);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // with its descriptor
        const quint64 acceptedBefore = m_frontend->counters().connectionsAccepted;
        const int callsBefore = m_calls;
        std::vector<int> clients;
        for (int i = 0; i < 5; ++i) {
            clients.push_back(connected());
            const QByteArray request = post("/page", "x");
            QCOMPARE(::send(clients.back(), request.constData(), static_cast<size_t>(request.size()), 0),
                     request.size());
        }
        {
            const FewDescriptors none(clients.front(), 0);
            for (int i = 0; i < 20; ++i)
                QCoreApplication::processEvents();
        }
        QCOMPARE(m_frontend->counters().connectionsAccepted, acceptedBefore);
        QTRY_COMPARE(m_calls, callsBefore + 5);
        QVERIFY(answers());
        QCOMPARE(m_frontend->counters().connectionsEvicted, quint64(0));
        for (const int client : clients)
            ::close(client);
    }

    void outOfDescriptorsWithNobodyToCloseItTakesNoProcessor_data()
    {
        outOfDescriptorsItWaitsAndThenAcceptsAgain_data();
    }
    // The others of the process have them all, and somebody waits to be let in.
    void outOfDescriptorsWithNobodyToCloseItTakesNoProcessor()
    {
        serve();
        QFETCH(bool, hasAccepted);
        QVERIFY(!hasAccepted || answers());
        QTRY_COMPARE(m_frontend->counters().openConnections, 0);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // with its descriptor
        const quint64 acceptedBefore = m_frontend->counters().connectionsAccepted;
        const int callsBefore = m_calls;
        const int client = connected();
        const QByteArray request = post("/page", "x");
        QCOMPARE(::send(client, request.constData(), static_cast<size_t>(request.size()), 0), request.size());
        constexpr std::chrono::milliseconds kStarved{2'000};
        std::chrono::microseconds used{};
        {
            const FewDescriptors none(client, 0);
            QEventLoop loop;
            QTimer::singleShot(kStarved, &loop, &QEventLoop::quit);
            const auto before = processorTime();
            loop.exec();
            used = processorTime() - before;
        }
        QCOMPARE(m_frontend->counters().connectionsAccepted, acceptedBefore);
        QVERIFY2(used < kStarved / 3, qPrintable(u"%1 us"_s.arg(used.count())));
        QTRY_COMPARE(m_calls, callsBefore + 1);
        ::close(client);
        QVERIFY(answers());
    }

    void outOfDescriptorsTheLongestIdleMakesRoom_data() { outOfDescriptorsItWaitsAndThenAcceptsAgain_data(); }
    void outOfDescriptorsTheLongestIdleMakesRoom()
    {
        m_limits.idleTime = 1h; // nobody leaves by himself
        serve();
        QFETCH(bool, hasAccepted);
        QVERIFY(!hasAccepted || answers());
        const int callsBefore = m_calls;
        std::vector<int> clients;
        for (int i = 0; i < 10; ++i)
            clients.push_back(connected());
        const QByteArray request = post("/page", "x");
        QCOMPARE(::send(clients.back(), request.constData(), static_cast<size_t>(request.size()), 0),
                 request.size());
        {
            const FewDescriptors few(clients.front(), 3);
            (void)QTest::qWaitFor([&] { return m_calls == callsBefore + 1; }, 20'000);
        }
        QCOMPARE(m_calls, callsBefore + 1);
        QVERIFY(m_frontend->counters().connectionsEvicted >= 7);
        for (const int client : clients)
            ::close(client);
        QVERIFY(answers());
    }

    void theCapFollowsFromTheDescriptors_data()
    {
        QTest::addColumn<qint64>("descriptors");
        QTest::addColumn<int>("cap");
        QTest::newRow("as many as there may be") << std::numeric_limits<qint64>::max() << 1024;
        QTest::newRow("enough") << qint64(1'048'576) << 1024;
        QTest::newRow("the usual soft limit") << qint64(1024) << 824;
        QTest::newRow("few") << qint64(256) << 56;
        QTest::newRow("fewer than the house needs") << qint64(100) << 16;
    }

    void theCapFollowsFromTheDescriptors()
    {
        QFETCH(qint64, descriptors);
        QTEST(http::Limits::forDescriptors(descriptors, 200).maxConnections, "cap");
    }

    void theCapOfOneAddressHolds()
    {
        m_limits.maxConnectionsPerAddress = 2;
        serve();
        RawClient first(m_port);
        RawClient second(m_port);
        QCOMPARE(second.exchange(post("/page", "x"))->status, 200);
        RawClient third(m_port);
        QVERIFY(third.isClosedByServer());
        QCOMPARE(first.exchange(post("/page", "x"))->status, 200);
        first.disconnect();
        QTRY_COMPARE(m_frontend->counters().openConnections, 1);
        QVERIFY(answers());
    }

    void manyBodiesTogetherStayWithinTheirBound()
    {
        m_limits.maxBufferedBytes = 2 * kMiB;
        serve();
        RawClient known(m_port);
        QCOMPARE(known.exchange(post("/page", "x", "X-Secret: right\r\n"))->status, 200);
        known.send(post("/page", QByteArray(500'000, 'k'), "X-Secret: right\r\n").chopped(1));
        std::vector<std::unique_ptr<RawClient>> strangers;
        for (int i = 0; i < 20; ++i) {
            strangers.push_back(std::make_unique<RawClient>(m_port));
            strangers.back()->send(post("/page", QByteArray(900'000, 'x')).chopped(1));
            QTRY_COMPARE(strangers.back()->socket().bytesToWrite(), 0);
        }
        QTRY_VERIFY(m_frontend->counters().rejected >= 16);
        QCOMPARE(known.exchange("k")->body.size(), 500'000);
        QCOMPARE(strangers.front()->answer()->status, 503);
        QVERIFY(answers());
    }

    // Apart from what strangers may send: whoever has the secret has a bound, too.
    void whatTheKnownSendTogetherStaysWithinItsBound()
    {
        m_limits.maxBufferedBytes = 256 * 1024;
        m_limits.maxStrangersBytes = 64 * kMiB;
        serve();
        const QByteArray request = post("/secret", QByteArray(60'000, 'k'), "X-Secret: right\r\n");
        const qsizetype head = request.indexOf("\r\n\r\n") + 4;
        std::vector<std::unique_ptr<RawClient>> known;
        for (int i = 0; i < 20; ++i) {
            known.push_back(std::make_unique<RawClient>(m_port));
            known.back()->send(request.first(head));
        }
        QVERIFY(answers()); // who came before is known by now
        for (const auto &client : known) {
            client->send(request.sliced(head).chopped(1));
            QTRY_COMPARE(client->socket().bytesToWrite(), 0);
        }
        QTRY_VERIFY(m_frontend->counters().rejected >= 16);
        const auto refused = known.front()->answer(); // it has taken longest
        QVERIFY(refused);
        QCOMPARE(refused->status, 503);
        QCOMPARE(refused->headers.value("retry-after"), "1");
        QCOMPARE(m_calls, 1); // our own
        const auto taken = known.back()->exchange("k");
        QVERIFY(taken);
        QCOMPARE(taken->body.size(), 60'000);
        QVERIFY(answers());
    }

    void threeHundredMegabytesDoNotGrowMemory_data()
    {
        QTest::addColumn<QByteArray>("head");
        QTest::newRow("announced") << QByteArray("Content-Length: 314572800\r\n\r\n");
        QTest::newRow("not announced") << QByteArray("Content-Length: 1000\r\n\r\n");
        QTest::newRow("chunked") << QByteArray("Transfer-Encoding: chunked\r\n\r\n12c00000\r\n");
        QTest::newRow("chunk after chunk") << QByteArray("Transfer-Encoding: chunked\r\n\r\n") +
                                                  QByteArray("1\r\nx\r\n").repeated(1'100'000);
        QTest::newRow("one extension") << QByteArray("Transfer-Encoding: chunked\r\n\r\n5;");
        QTest::newRow("a size without end") << QByteArray("Transfer-Encoding: chunked\r\n\r\n0000");
        QTest::newRow("trailers") << QByteArray("Transfer-Encoding: chunked\r\n\r\n0\r\nX: ");
        QTest::newRow("without a length") << QByteArray("\r\n");
        QTest::newRow("in the head") << QByteArray("X: ");
        QTest::newRow("in field after field") << QByteArray("X: y\r\n").repeated(100);
    }

    void threeHundredMegabytesDoNotGrowMemory()
    {
        QFETCH(QByteArray, head);
        serve();
        QVERIFY(answers());
        const qint64 before = residentBytes();
        qint64 most = before;
        RawClient client(m_port);
        client.send("POST /page HTTP/1.1\r\nHost: shop\r\n" + head);
        for (int i = 0; i < 300 && client.isConnected(); ++i) {
            pour(client, kMiB);
            most = qMax(most, residentBytes());
        }
        QVERIFY(client.isClosedByServer());
        QVERIFY2(most - before < kAllowedGrowth,
                 qPrintable(QString::number((most - before) / 1024) + " KiB"));
        QCOMPARE(m_calls, 1); // our own
        QVERIFY(answers());
    }

    void aHeadOfTenMegabytesIsRefusedAtItsLimit()
    {
        serve();
        const qint64 before = residentBytes();
        RawClient client(m_port);
        client.send("GET /page HTTP/1.1\r\nX: ");
        pour(client, 10 * kMiB);
        QVERIFY(client.isClosedByServer());
        QVERIFY(residentBytes() - before < kAllowedGrowth);
        QCOMPARE(m_frontend->counters().rejected, quint64(1));
        QCOMPARE(client.answer()->status, 431);
        QVERIFY(answers());
    }
};

const turnpike::test::RegisteredTest<TestHttpHostile> kTestHttpHostile;

} // namespace tst_httphostile

#include "tst_httphostile.moc"
