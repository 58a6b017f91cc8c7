// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/dependencyclient.h"
#include "support/aside.h"
#include "support/rawpeer.h"
#include "support/testmain.h"

#include <QtTest>

namespace tst_dependencyclient {

using namespace turnpike;
using namespace turnpike::http;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const RepeatRule kAtOnce{2, 1ms, 0.2};
const auto kPlenty = 60s;

// A peer that answers each request with the next status, the last one for ever.
class StatusPeer
{
public:
    explicit StatusPeer(std::vector<int> statuses)
        : m_statuses(std::move(statuses))
        , m_peer([this](RawConnection &connection) {
            while (connection.read())
                connection.answer(next(), "{}");
        })
    {}

    OutRequest request() const
    {
        OutRequest out;
        out.url = m_peer.url();
        out.dependency = u"peer"_s;
        out.operation = u"call"_s;
        return out;
    }
    int requests() const { return m_requests; }

private:
    int next()
    {
        const size_t number = static_cast<size_t>(m_requests++);
        return m_statuses[std::min(number, m_statuses.size() - 1)];
    }

    const std::vector<int> m_statuses;
    std::atomic<int> m_requests{0};
    RawPeer m_peer;
};

// "200", or the reason.
QByteArray outcome(const OutResult &result)
{
    if (const auto *error = std::get_if<DependencyError>(&result))
        return toString(error->reason());
    return QByteArray::number(std::get<OutResponse>(result).status);
}

QByteArray send(const DependencyClient &client, const OutRequest &request,
                const Deadline &deadline = Deadline::in(kPlenty))
{
    return aside([&] {
        try {
            return outcome(client.send(request, deadline));
        } catch (const DependencyError &error) {
            return outcome(error);
        }
    });
}

} // namespace

class TestDependencyClient : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void failureIsRepeatedTwiceAndRefusalIsNot_data();
    void failureIsRepeatedTwiceAndRefusalIsNot();
    void openBreakerSendsNothing();
    void openBreakerSaysOfWhatTheLastCallFailed();
    void breakerThatOpensOnTheWayStopsTheRest();
    void repeatedCallsKeepTheirIndex();
    void callersOwnEndIsNoFailureOfTheDependency();
    void pauseBeforeARepeatEndsWithTheDeadline();
};

void TestDependencyClient::failureIsRepeatedTwiceAndRefusalIsNot_data()
{
    QTest::addColumn<std::vector<int>>("statuses");
    QTest::addColumn<QByteArray>("result");
    QTest::addColumn<int>("requests");
    QTest::newRow("well") << std::vector<int>{200} << QByteArray("200") << 1;
    QTest::newRow("back at the second try") << std::vector<int>{503, 200} << QByteArray("200") << 2;
    QTest::newRow("back at the third try") << std::vector<int>{500, 502, 200} << QByteArray("200") << 3;
    QTest::newRow("away") << std::vector<int>{503} << QByteArray("http_5xx") << 3;
    QTest::newRow("refused") << std::vector<int>{422} << QByteArray("422") << 1;
    QTest::newRow("refused after a failure") << std::vector<int>{503, 401} << QByteArray("401") << 2;
}

void TestDependencyClient::failureIsRepeatedTwiceAndRefusalIsNot()
{
    QFETCH(std::vector<int>, statuses);
    QFETCH(QByteArray, result);
    QFETCH(int, requests);
    StatusPeer peer(statuses);
    HttpClient http;
    CircuitBreaker breaker;
    const DependencyClient client(http, breaker, kAtOnce);
    QCOMPARE(send(client, peer.request()), result);
    QCOMPARE(peer.requests(), requests);
}

void TestDependencyClient::openBreakerSendsNothing()
{
    StatusPeer peer({200});
    HttpClient http;
    CircuitBreaker breaker({.consecutiveFailures = 1});
    breaker.onFailure(std::chrono::steady_clock::now());
    const DependencyClient client(http, breaker, kAtOnce);
    QCOMPARE(send(client, peer.request()), "breaker_open");
    QCOMPARE(peer.requests(), 0);
    breaker.reset();
    QCOMPARE(send(client, peer.request()), "200");
}

void TestDependencyClient::openBreakerSaysOfWhatTheLastCallFailed()
{
    StatusPeer peer({500});
    HttpClient http;
    CircuitBreaker breaker({.consecutiveFailures = 1});
    const DependencyClient client(http, breaker, {0, 1ms, 0});
    const auto complaint = [&] {
        return aside([&] {
            try {
                client.send(peer.request(), Deadline::in(kPlenty));
            } catch (const DependencyError &error) {
                return error.message();
            }
            return QString();
        });
    };
    QCOMPARE(complaint(), u"peer: call: HTTP 500"_s);
    QCOMPARE(complaint(), u"peer: call: HTTP 500; not sent again yet"_s);
    QCOMPARE(complaint(), u"peer: call: HTTP 500; not sent again yet"_s); // and not longer each time
    QCOMPARE(peer.requests(), 1);
}

void TestDependencyClient::breakerThatOpensOnTheWayStopsTheRest()
{
    StatusPeer peer({503});
    HttpClient http;
    CircuitBreaker breaker;
    const DependencyClient client(http, breaker, kAtOnce);
    QMap<QByteArray, int> outcomes;
    aside([&] {
        client.sendMany(std::vector<OutRequest>(30, peer.request()), Deadline::in(kPlenty), 1,
                        [&](size_t, const OutResult &result) { outcomes[outcome(result)]++; });
    });
    QCOMPARE(peer.requests(), 10);
    QCOMPARE(outcomes.value("breaker_open"), 30); // those ten were to be repeated, and met it open
    QVERIFY(breaker.snapshot(std::chrono::steady_clock::now()).state == CircuitBreaker::State::Open);
}

void TestDependencyClient::repeatedCallsKeepTheirIndex()
{
    std::atomic<int> requests{0};
    RawPeer peer([&](RawConnection &connection) {
        while (const auto incoming = connection.read())
            connection.answer(++requests % 3 == 0 ? 500 : 200, incoming->body);
    });
    HttpClient http;
    CircuitBreaker breaker;
    const DependencyClient client(http, breaker, {8, 1ms, 0});
    std::vector<OutRequest> many(40);
    for (size_t i = 0; i < many.size(); ++i) {
        many[i].url = peer.url();
        many[i].body = QByteArray::number(static_cast<int>(i));
    }
    std::vector<int> ends(many.size(), 0);
    aside([&] {
        client.sendMany(many, Deadline::in(kPlenty), 5, [&](size_t index, const OutResult &result) {
            ends[index]++;
            QCOMPARE(std::get<OutResponse>(result).body, many[index].body);
        });
    });
    QCOMPARE(ends, std::vector<int>(many.size(), 1));
    QVERIFY(requests > 40);
}

void TestDependencyClient::callersOwnEndIsNoFailureOfTheDependency()
{
    const auto cancellation = std::make_shared<Cancellation>();
    RawPeer peer([&](RawConnection &connection) {
        connection.read();
        cancellation->cancel(CancelReason::Shutdown);
        connection.waitForClose();
    });
    HttpClient http;
    CircuitBreaker breaker;
    const DependencyClient client(http, breaker, kAtOnce);
    OutRequest request;
    request.url = peer.url();
    QVERIFY_EXCEPTION_THROWN(send(client, request, Deadline::in(kPlenty, cancellation)), Cancelled);
    QCOMPARE(breaker.snapshot(std::chrono::steady_clock::now()).failuresInWindow, 0);
}

void TestDependencyClient::pauseBeforeARepeatEndsWithTheDeadline()
{
    const auto cancellation = std::make_shared<Cancellation>();
    StatusPeer peer({503});
    HttpClient http;
    CircuitBreaker breaker;
    const DependencyClient client(http, breaker, {2, std::chrono::hours(1), 0});
    Aside result([&] {
        QByteArray end;
        client.sendMany({peer.request()}, Deadline::in(kPlenty, cancellation), 1,
                        [&](size_t, const OutResult &last) { end = outcome(last); });
        return end;
    });
    QTRY_COMPARE_WITH_TIMEOUT(breaker.snapshot(std::chrono::steady_clock::now()).failuresInWindow, 1, 60'000);
    cancellation->cancel(CancelReason::Shutdown);
    QCOMPARE(result.get(), "http_5xx");
    QCOMPARE(peer.requests(), 1);
}

const turnpike::test::RegisteredTest<TestDependencyClient> kTestDependencyClient;

} // namespace tst_dependencyclient

#include "tst_dependencyclient.moc"
