// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpclient.h"
#include "support/aside.h"
#include "support/rawpeer.h"
#include "support/testmain.h"

#include <QtTest>

#include <semaphore>
#include <set>
#include <zlib.h>

namespace tst_httpclient {

using namespace turnpike;
using namespace turnpike::http;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Reason = DependencyError::Reason;

namespace {

// Long enough to be met by no working call on a busy machine.
constexpr auto kPlenty = 60s;

OutRequest request(const QUrl &url)
{
    OutRequest out;
    out.url = url;
    out.body = R"({"a":1})";
    out.dependency = u"peer"_s;
    out.operation = u"call"_s;
    return out;
}

OutResult trySend(HttpClient &client, const OutRequest &out, const Deadline &deadline = Deadline::in(kPlenty))
{
    return aside([&]() -> OutResult {
        try {
            return client.send(out, deadline);
        } catch (const DependencyError &error) {
            return error;
        }
    });
}

// By name: a Qt Test comparison would take our toString() for its own and free what that returns.
QByteArray reasonOf(const OutResult &result)
{
    return toString(std::get<DependencyError>(result).reason());
}

// zlib.h, deflateInit2: the envelope of what is packed.
constexpr int kGzip = 16 + MAX_WBITS;
constexpr int kZlib = MAX_WBITS;
constexpr int kRaw = -MAX_WBITS;

QByteArray packed(const QByteArray &plain, int envelope)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, envelope, 8, Z_DEFAULT_STRATEGY);
    QByteArray bytes(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(plain.size()))),
                     Qt::Uninitialized);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(plain.constData()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef *>(bytes.data());
    stream.avail_out = static_cast<uInt>(bytes.size());
    deflate(&stream, Z_FINISH);
    bytes.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return bytes;
}

// Reads requests and answers each with its own body.
void echo(RawConnection &connection)
{
    while (const auto incoming = connection.read())
        connection.answer(200, incoming->body, "Content-Type: application/json\r\n");
}

} // namespace

class TestHttpClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answerComesWithStatusHeadersAndBody();
    void requestCarriesMethodHeadersAndBodyAsGiven();
    void connectionIsUsedAgain();
    void connectionClosedWhileIdleIsReplaced();
    void answerInChunksIsPutTogether();
    void packedAnswerIsUnpackedThoughNobodyAskedForIt_data();
    void packedAnswerIsUnpackedThoughNobodyAskedForIt();
    void answerIsReadHoweverItIsFramed_data();
    void answerIsReadHoweverItIsFramed();
    void callOnTheMainThreadIsRefused();
    void statusIsAnAnswer_data();
    void statusIsAnAnswer();
    void redirectIsAnAnswerAndNotFollowed_data();
    void redirectIsAnAnswerAndNotFollowed();
    void serverThatClosesGetsEachBodyOnce_data();
    void serverThatClosesGetsEachBodyOnce();
    void failureKeepsItsReasonAndHidesTheUrl_data();
    void failureKeepsItsReasonAndHidesTheUrl();
    void refusedConnectionIsConnect();
    void callersDeadlineEndsTheCall();
    void cancellationEndsTheCallAtOnce();
    void hungChannelDelaysNoOther();
    void clientEndsWithCallsInFlight();
    void manyKeepsSoManyInFlightAndNoMore();
    void manyCallsBackOnTheCallingThreadWithTheIndex();
    void manyLeavesTheRestUnsentWhenCancelled();
    void manyEndsEachCallOnceWhenTimeIsUp();
    void manySendsNothingAfterTheDeadline();
    void manySendsOnlyWhatIsAdmitted();
};

void TestHttpClient::answerComesWithStatusHeadersAndBody()
{
    RawPeer peer(echo);
    HttpClient client;
    const auto result = trySend(client, request(peer.url()));
    const auto &answer = std::get<OutResponse>(result);
    QCOMPARE(answer.status, 200);
    QCOMPARE(answer.body, QByteArray(R"({"a":1})"));
    QVERIFY(answer.headers.contains({"content-type", "application/json"}));
}

void TestHttpClient::requestCarriesMethodHeadersAndBodyAsGiven()
{
    std::vector<RawRequest> seen;
    RawPeer peer([&](RawConnection &connection) {
        while (const auto incoming = connection.read()) {
            seen.push_back(*incoming);
            connection.answer(200, "{}");
        }
    });
    HttpClient client;
    OutRequest post = request(peer.url(u"/bot1:secret/getMe"_s));
    post.headers = {{"X-API-Key", "k"}};
    post.body = QByteArray(300'000, 'x');
    trySend(client, post);
    OutRequest get = request(peer.url(u"/health?a=b"_s));
    get.method = "GET";
    trySend(client, get);
    OutRequest empty = request(peer.url());
    empty.body.clear();
    trySend(client, empty);

    QCOMPARE(seen.size(), 3U);
    QCOMPARE(seen[0].method, QByteArray("POST"));
    QCOMPARE(seen[0].target, QByteArray("/bot1:secret/getMe"));
    QCOMPARE(seen[0].header("X-API-Key"), QByteArray("k"));
    QCOMPARE(seen[0].header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(seen[0].body, post.body);
    QCOMPARE(seen[1].method, QByteArray("GET"));
    QCOMPARE(seen[1].target, QByteArray("/health?a=b"));
    QCOMPARE(seen[2].method, QByteArray("POST"));
    QCOMPARE(seen[2].header("Content-Length"), QByteArray("0"));
}

void TestHttpClient::connectionIsUsedAgain()
{
    RawPeer peer(echo);
    HttpClient client;
    for (int i = 0; i < 20; ++i)
        QVERIFY(std::holds_alternative<OutResponse>(trySend(client, request(peer.url()))));
    QCOMPARE(peer.connections(), 1);
}

void TestHttpClient::connectionClosedWhileIdleIsReplaced()
{
    std::counting_semaphore<> closed{0};
    RawPeer peer([&](RawConnection &connection) {
        if (!connection.read())
            return;
        connection.answer(200, "{}");
        connection.finish();
        connection.waitForClose(); // the client has seen it
        closed.release();
    });
    HttpClient client;
    for (int i = 0; i < 5; ++i) {
        QVERIFY(std::holds_alternative<OutResponse>(trySend(client, request(peer.url()))));
        closed.acquire();
    }
    QCOMPARE(peer.connections(), 5);
}

void TestHttpClient::answerInChunksIsPutTogether()
{
    RawPeer peer([](RawConnection &connection) {
        while (connection.read())
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    });
    HttpClient client;
    QCOMPARE(std::get<OutResponse>(trySend(client, request(peer.url()))).body, QByteArray("abcde"));
    QCOMPARE(std::get<OutResponse>(trySend(client, request(peer.url()))).body, QByteArray("abcde"));
    QCOMPARE(peer.connections(), 1);
}

void TestHttpClient::packedAnswerIsUnpackedThoughNobodyAskedForIt_data()
{
    QTest::addColumn<QByteArray>("coding");
    QTest::addColumn<QByteArray>("packed");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("expected"); // a body, or the reason of the failure
    const QByteArray plain = R"({"ok":true,"result":{"message_id":7}})";
    const QByteArray gzip = packed(plain, kGzip);
    QTest::newRow("gzip") << QByteArray("gzip") << gzip << 200 << plain;
    QTest::newRow("gzip in capitals") << QByteArray("GZIP") << gzip << 200 << plain;
    QTest::newRow("x-gzip") << QByteArray("x-gzip") << gzip << 200 << plain;
    QTest::newRow("members") << QByteArray("gzip")
                             << packed(plain.left(9), kGzip) + packed(plain.mid(9), kGzip) << 200 << plain;
    QTest::newRow("deflate") << QByteArray("deflate") << packed(plain, kZlib) << 200 << plain;
    QTest::newRow("deflate without an envelope")
        << QByteArray("deflate") << packed(plain, kRaw) << 200 << plain;
    QTest::newRow("identity") << QByteArray("identity") << plain << 200 << plain;
    QTest::newRow("nothing at all") << QByteArray("gzip") << QByteArray() << 200 << QByteArray();
    QTest::newRow("a page of 502") << QByteArray("gzip") << packed("<html>", kGzip) << 502
                                   << QByteArray("<html>");
    QTest::newRow("cut off") << QByteArray("gzip") << gzip.chopped(5) << 200 << QByteArray("bad_answer");
    QTest::newRow("not gzip") << QByteArray("gzip") << plain << 200 << QByteArray("bad_answer");
    QTest::newRow("nobody knows it") << QByteArray("br") << gzip << 200 << QByteArray("bad_answer");
    QTest::newRow("cut off, of 502") << QByteArray("gzip") << gzip.chopped(5) << 502 << QByteArray();
    // A hundred megabytes in a hundred kilobytes.
    QTest::newRow("a bomb") << QByteArray("gzip") << packed(QByteArray(100'000'000, '0'), kGzip) << 200
                            << QByteArray("too_large");
}

void TestHttpClient::packedAnswerIsUnpackedThoughNobodyAskedForIt()
{
    QFETCH(QByteArray, coding);
    QFETCH(QByteArray, packed);
    QFETCH(int, status);
    QFETCH(QByteArray, expected);
    std::atomic<int> requests{0};
    QByteArray asked;
    RawPeer peer([&](RawConnection &connection) {
        while (const auto incoming = connection.read()) {
            ++requests;
            asked = incoming->header("Accept-Encoding");
            connection.answer(status, packed, "Content-Encoding: " + coding + "\r\n");
        }
    });
    HttpClient client;
    OutRequest out = request(peer.url());
    out.maxAnswerBytes = 1'000'000;
    const auto result = trySend(client, out);
    if (const auto *answer = std::get_if<OutResponse>(&result)) {
        QCOMPARE(answer->status, status);
        QCOMPARE(answer->body, expected);
    } else {
        QCOMPARE(reasonOf(result), expected);
        QVERIFY(std::get<DependencyError>(result).wasSent());
    }
    QCOMPARE(requests, 1);
    QCOMPARE(asked, QByteArray("identity"));
}

void TestHttpClient::answerIsReadHoweverItIsFramed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("slowly");
    const QByteArray head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    const auto row = [&](const char *what, const QByteArray &bytes) {
        QTest::addRow("%s", what) << bytes << false;
        QTest::addRow("%s, byte by byte", what) << bytes << true;
    };
    row("with its length", head + "Content-Length: 11\r\n\r\n{\"ok\":true}");
    row("until the end", head + "\r\n{\"ok\":true}");
    row("until the end, HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\n{\"ok\":true}");
    row("in chunks", head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"ok\"\r\n6\r\n:true}\r\n0\r\n\r\n");
}

void TestHttpClient::answerIsReadHoweverItIsFramed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, slowly);
    RawPeer peer([&](RawConnection &connection) {
        if (!connection.read())
            return;
        if (!slowly) {
            connection.write(bytes);
            return;
        }
        for (const char byte : bytes)
            connection.write(QByteArray(1, byte));
    });
    HttpClient client;
    const auto result = trySend(client, request(peer.url()));
    QVERIFY2(std::holds_alternative<OutResponse>(result),
             std::get_if<DependencyError>(&result) ? std::get<DependencyError>(result).what() : "");
    QCOMPARE(std::get<OutResponse>(result).body, QByteArray(R"({"ok":true})"));
}

void TestHttpClient::callOnTheMainThreadIsRefused()
{
    HttpClient client;
    const OutRequest out = request(QUrl(u"http://127.0.0.1:1/"_s));
    QVERIFY_EXCEPTION_THROWN(client.send(out, Deadline::in(kPlenty)), std::logic_error);
    QVERIFY_EXCEPTION_THROWN(client.sendMany({out}, Deadline::in(kPlenty), 1, [](size_t, OutResult) {}),
                             std::logic_error);
}

void TestHttpClient::statusIsAnAnswer_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("headers");
    for (const int status : {200, 204, 400, 403, 404, 405, 409, 410, 418, 429, 500, 501, 502, 503, 504})
        QTest::addRow("%d", status) << status << QByteArray();
    QTest::newRow("401 that asks") << 401 << QByteArray("WWW-Authenticate: Basic realm=\"x\"\r\n");
}

void TestHttpClient::statusIsAnAnswer()
{
    QFETCH(int, status);
    QFETCH(QByteArray, headers);
    std::atomic<int> bodies{0};
    const QByteArray body = status == 204 ? "" : R"({"ok":false})";
    RawPeer peer([&](RawConnection &connection) {
        while (connection.read()) {
            ++bodies;
            if (status == 204)
                connection.write("HTTP/1.1 204 No Content\r\n\r\n");
            else
                connection.answer(status, body, headers);
        }
    });
    HttpClient client;
    const auto result = trySend(client, request(peer.url()));
    QVERIFY(std::holds_alternative<OutResponse>(result));
    QCOMPARE(std::get<OutResponse>(result).status, status);
    QCOMPARE(std::get<OutResponse>(result).body, body);
    QCOMPARE(bodies, 1);
}

void TestHttpClient::redirectIsAnAnswerAndNotFollowed_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 303, 307, 308})
        QTest::addRow("%d", status) << status;
}

void TestHttpClient::redirectIsAnAnswerAndNotFollowed()
{
    QFETCH(int, status);
    std::atomic<int> requests{0};
    RawPeer peer([&](RawConnection &connection) {
        while (connection.read()) {
            ++requests;
            connection.answer(status, "", "Location: /elsewhere\r\n");
        }
    });
    {
        HttpClient client;
        const auto result = trySend(client, request(peer.url()));
        QVERIFY(std::holds_alternative<OutResponse>(result));
        QCOMPARE(std::get<OutResponse>(result).status, status);
    }
    QCOMPARE(requests, 1);
}

void TestHttpClient::serverThatClosesGetsEachBodyOnce_data()
{
    QTest::addColumn<int>("answersBefore");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<bool>("hard");
    for (const bool hard : {false, true}) {
        const char *how = hard ? "reset" : "closed";
        QTest::addRow("fresh connection %s", how) << 0 << QByteArray("{}") << hard;
        QTest::addRow("kept connection %s", how) << 1 << QByteArray("{}") << hard;
        QTest::addRow("fresh connection %s, empty body", how) << 0 << QByteArray() << hard;
        QTest::addRow("kept connection %s, empty body", how) << 1 << QByteArray() << hard;
        QTest::addRow("fresh connection %s, large body", how) << 0 << QByteArray(400'000, 'x') << hard;
    }
}

void TestHttpClient::serverThatClosesGetsEachBodyOnce()
{
    QFETCH(int, answersBefore);
    QFETCH(QByteArray, body);
    QFETCH(bool, hard);
    std::atomic<int> requests{0};
    RawPeer peer([&](RawConnection &connection) {
        for (int i = 0; i < answersBefore && connection.read(); ++i) {
            ++requests;
            connection.answer(200, "{}");
        }
        if (connection.read())
            ++requests;
        if (hard)
            connection.reset();
    });
    {
        HttpClient client;
        OutRequest out = request(peer.url());
        out.body = body;
        for (int i = 0; i < answersBefore; ++i)
            QVERIFY(std::holds_alternative<OutResponse>(trySend(client, out)));
        const auto result = trySend(client, out);
        QVERIFY(std::holds_alternative<DependencyError>(result));
        QCOMPARE(reasonOf(result), "reset");
    } // whatever Qt might still have sent is at the peer now
    QCOMPARE(requests, answersBefore + 1);
}

void TestHttpClient::failureKeepsItsReasonAndHidesTheUrl_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<Reason>("reason");
    QTest::newRow("never answers") << QByteArray("silent") << Reason::Timeout;
    QTest::newRow("answers a byte at a time") << QByteArray("trickle") << Reason::Timeout;
    QTest::newRow("closes within the head") << QByteArray("half head") << Reason::Reset;
    QTest::newRow("closes within the body") << QByteArray("half body") << Reason::Reset;
    QTest::newRow("closes within a chunk") << QByteArray("half chunk") << Reason::Reset;
    QTest::newRow("announces too much") << QByteArray("announced") << Reason::TooLarge;
    QTest::newRow("sends without an end") << QByteArray("endless") << Reason::TooLarge;
    QTest::newRow("speaks another protocol") << QByteArray("garbage") << Reason::Reset;
}

void TestHttpClient::failureKeepsItsReasonAndHidesTheUrl()
{
    QFETCH(QByteArray, kind);
    QFETCH(Reason, reason);
    RawPeer peer([kind](RawConnection &connection) {
        if (!connection.read())
            return;
        if (kind == "half head") {
            connection.write("HTTP/1.1 200 OK\r\nContent-Le");
        } else if (kind == "half body") {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        } else if (kind == "half chunk") {
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc");
        } else if (kind == "garbage") {
            connection.write("SSH-2.0-OpenSSH_9.2\r\n\r\n");
        } else if (kind == "announced") {
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nabc");
            connection.waitForClose();
        } else if (kind == "endless") {
            connection.write("HTTP/1.1 200 OK\r\n\r\n");
            while (connection.write(QByteArray(10'000, 'x'))) {
            }
        } else {
            while (kind == "trickle" && connection.write("HTTP/1.1 200 OK\r\nX-More: 1\r\n") &&
                   !connection.waitForClose(10ms)) {
            }
            connection.waitForClose();
        }
    });
    HttpClient client;
    OutRequest out = request(peer.url(u"/bot12345:SECRET/call?key=SECRET"_s));
    out.headers = {{"X-API-Key", "SECRET"}};
    out.maxAnswerBytes = 1'000'000;
    out.connectTimeout = kPlenty;
    out.readTimeout = reason == Reason::Timeout ? 200ms : std::chrono::milliseconds(kPlenty);
    const auto result = trySend(client, out);
    QVERIFY(std::holds_alternative<DependencyError>(result));
    const auto &error = std::get<DependencyError>(result);
    QCOMPARE(reasonOf(result), toString(reason));
    QCOMPARE(error.dependency(), u"peer"_s);
    QVERIFY2(error.message().startsWith(u"peer: call: "), error.what());
    QVERIFY2(!error.message().contains(u"SECRET") && !error.message().contains(u"127.0.0.1"), error.what());
}

void TestHttpClient::refusedConnectionIsConnect()
{
    quint16 port = 0;
    {
        const RawPeer gone(echo);
        port = gone.port();
    }
    HttpClient client;
    const auto result = trySend(client, request(QUrl(u"http://127.0.0.1:%1/"_s.arg(port))));
    QCOMPARE(reasonOf(result), "connect");
    const auto noName = trySend(client, request(QUrl(u"http://nowhere.invalid/"_s)));
    QCOMPARE(reasonOf(noName), "connect");
}

void TestHttpClient::callersDeadlineEndsTheCall()
{
    RawPeer peer([](RawConnection &connection) { connection.waitForClose(); });
    HttpClient client;
    QVERIFY_EXCEPTION_THROWN(trySend(client, request(peer.url()), Deadline::in(100ms)), DeadlineExceeded);
    QVERIFY_EXCEPTION_THROWN(trySend(client, request(peer.url()), Deadline::in(0ms)), DeadlineExceeded);
    QCOMPARE(peer.connections(), 1);
}

void TestHttpClient::cancellationEndsTheCallAtOnce()
{
    const auto cancellation = std::make_shared<Cancellation>();
    RawPeer peer([&](RawConnection &connection) {
        connection.read();
        cancellation->cancel(CancelReason::Shutdown);
        connection.waitForClose(); // and the connection is given up, too
    });
    HttpClient client;
    try {
        trySend(client, request(peer.url()), Deadline::in(kPlenty, cancellation));
        QFAIL("was answered");
    } catch (const Cancelled &cancelled) {
        QCOMPARE(cancelled.reason(), CancelReason::Shutdown);
    }
}

void TestHttpClient::hungChannelDelaysNoOther()
{
    constexpr int kStuck = 120; // more than a channel has connections
    RawPeer silent([](RawConnection &connection) { connection.waitForClose(); });
    RawPeer peer(echo);
    HttpClient client;
    const auto cancellation = std::make_shared<Cancellation>();
    Aside stuck([&] {
        std::vector<OutRequest> requests(kStuck, request(silent.url()));
        int ended = 0;
        client.sendMany(requests, Deadline::in(kPlenty, cancellation), kStuck,
                        [&](size_t, OutResult) { ++ended; });
        return ended;
    });
    QTRY_COMPARE_WITH_TIMEOUT(silent.connections(), 96, 60'000);
    OutRequest other = request(peer.url());
    other.channel = "interactive";
    QVERIFY(std::holds_alternative<OutResponse>(trySend(client, other)));
    cancellation->cancel(CancelReason::Operator);
    QCOMPARE(stuck.get(), kStuck);
}

void TestHttpClient::clientEndsWithCallsInFlight()
{
    std::binary_semaphore arrived{0};
    RawPeer peer([&](RawConnection &connection) {
        connection.read();
        arrived.release();
        connection.waitForClose();
    });
    auto client = std::make_unique<HttpClient>();
    Aside result([&client = *client, out = request(peer.url())]() -> OutResult {
        try {
            return client.send(out, Deadline::in(kPlenty));
        } catch (const DependencyError &error) {
            return error;
        }
    });
    arrived.acquire();
    client.reset();
    QCOMPARE(reasonOf(result.get()), "reset");
}

void TestHttpClient::manyKeepsSoManyInFlightAndNoMore()
{
    constexpr int kCalls = 60;
    constexpr int kInFlight = 20; // takes four managers of six connections
    std::mutex mutex;
    std::condition_variable changed;
    int current = 0;
    int most = 0;
    RawPeer peer([&](RawConnection &connection) {
        while (connection.read()) {
            {
                std::unique_lock lock(mutex);
                most = std::max(most, ++current);
                changed.notify_all();
                // The first answer waits until as many calls as may be are here at the same time.
                changed.wait(lock, [&] { return most >= kInFlight; });
                current--;
            }
            connection.answer(200, "{}");
        }
    });
    HttpClient client;
    const int answered = aside([&] {
        int count = 0;
        client.sendMany(std::vector<OutRequest>(kCalls, request(peer.url())), Deadline::in(kPlenty),
                        kInFlight, [&](size_t, const OutResult &result) {
                            count += std::holds_alternative<OutResponse>(result) ? 1 : 0;
                        });
        return count;
    });
    QCOMPARE(answered, kCalls);
    QCOMPARE(most, kInFlight);
    QVERIFY(peer.connections() <= 24);
}

void TestHttpClient::manyCallsBackOnTheCallingThreadWithTheIndex()
{
    RawPeer peer(echo);
    HttpClient client;
    aside([&] {
        std::vector<OutRequest> requests(100, request(peer.url()));
        for (size_t i = 0; i < requests.size(); ++i)
            requests[i].body = QByteArray::number(static_cast<int>(i));
        std::set<size_t> seen;
        const auto caller = std::this_thread::get_id();
        client.sendMany(requests, Deadline::in(kPlenty), 7, [&](size_t index, const OutResult &result) {
            QCOMPARE(std::get<OutResponse>(result).body, QByteArray::number(static_cast<int>(index)));
            QVERIFY(std::this_thread::get_id() == caller);
            QVERIFY(seen.insert(index).second);
        });
        QCOMPARE(seen.size(), requests.size());
    });
}

void TestHttpClient::manyLeavesTheRestUnsentWhenCancelled()
{
    const auto cancellation = std::make_shared<Cancellation>();
    std::atomic<int> arrived{0};
    RawPeer peer([&](RawConnection &connection) {
        connection.read();
        if (++arrived == 2)
            cancellation->cancel(CancelReason::LostLeadership);
        connection.waitForClose();
    });
    HttpClient client;
    QStringList texts;
    aside([&] {
        client.sendMany(std::vector<OutRequest>(5, request(peer.url())), Deadline::in(kPlenty, cancellation),
                        2, [&](size_t, const OutResult &result) {
                            QCOMPARE(reasonOf(result), "timeout");
                            texts.append(std::get<DependencyError>(result).message());
                        });
    });
    QCOMPARE(texts, QStringList(2, u"peer: call: no answer, cancelled"_s) +
                        QStringList(3, u"peer: call: not sent, cancelled"_s));
    QCOMPARE(arrived, 2);
}

void TestHttpClient::manyEndsEachCallOnceWhenTimeIsUp()
{
    RawPeer peer([](RawConnection &connection) { connection.waitForClose(); });
    HttpClient client;
    std::vector<int> ends(50, 0);
    aside([&] {
        client.sendMany(std::vector<OutRequest>(ends.size(), request(peer.url())), Deadline::in(50ms), 10,
                        [&](size_t index, const OutResult &result) {
                            QCOMPARE(reasonOf(result), "timeout");
                            ends[index]++;
                        });
    });
    QCOMPARE(ends, std::vector<int>(ends.size(), 1));
    QVERIFY(peer.connections() <= 10);
}

void TestHttpClient::manySendsNothingAfterTheDeadline()
{
    RawPeer peer(echo);
    HttpClient client;
    int unsent = 0;
    aside([&] {
        client.sendMany(std::vector<OutRequest>(3, request(peer.url())), Deadline::in(0ms), 2,
                        [&](size_t, const OutResult &result) {
                            unsent +=
                                std::get<DependencyError>(result).message().contains(u"not sent") ? 1 : 0;
                        });
    });
    QCOMPARE(unsent, 3);
    QCOMPARE(peer.connections(), 0);
}

void TestHttpClient::manySendsOnlyWhatIsAdmitted()
{
    std::atomic<int> requests{0};
    RawPeer peer([&](RawConnection &connection) {
        while (connection.read()) {
            ++requests;
            connection.answer(200, "{}");
        }
    });
    HttpClient client;
    int refused = 0;
    aside([&] {
        client.sendMany(
            std::vector<OutRequest>(10, request(peer.url())), Deadline::in(kPlenty), 3,
            [&](size_t index, const OutResult &result) {
                QCOMPARE(std::holds_alternative<DependencyError>(result), index % 2 == 1);
                refused += index % 2 == 1 ? 1 : 0;
            },
            [](size_t index) -> std::optional<DependencyError> {
                if (index % 2 == 0)
                    return std::nullopt;
                return DependencyError(u"peer"_s, Reason::BreakerOpen, u"no"_s);
            });
    });
    QCOMPARE(refused, 5);
    QCOMPARE(requests, 5);
}

const turnpike::test::RegisteredTest<TestHttpClient> kTestHttpClient;

} // namespace tst_httpclient

#include "tst_httpclient.moc"
