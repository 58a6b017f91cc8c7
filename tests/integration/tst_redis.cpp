// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/errors.h"
#include "state/redisstatestore.h"
#include "support/fakeclock.h"
#include "support/recordingalerts.h"
#include "support/redisserver.h"
#include "support/testmain.h"

#include <QElapsedTimer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <thread>

namespace tst_redis {

using namespace turnpike;
using namespace turnpike::state;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

ConversationState asked(qint64 seq)
{
    return {u"amount"_s, {{u"n"_s, seq}}, seq};
}

} // namespace

// Conversation states in a real Redis that is stopped, frozen, filled and brought back from the past.
class TestRedis : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void urlsAreReadAsPeopleWriteThem_data();
    void urlsAreReadAsPeopleWriteThem();
    void wrongUrlsAreRefusedWithoutTheirPassword_data();
    void wrongUrlsAreRefusedWithoutTheirPassword();
    void aStateOutlivesTheProcessForAnHour();
    void botsThatShareARedisDoNotMeet();
    void whatIsNoStateOfOursIsNone();
    void aStateFromThePastIsNone();
    void stoppedAndStartedItComesBackByItself();
    void silentRedisCostsThreeWaitsAndNoMore();
    void aTrickleOfBytesIsNoAnswerInTime();
    void fullRedisIsAwayAndKeepsTheStateInTheProcess();
    void passwordAndNumberAreUsedAndAWrongPasswordIsNotShown();
    void aKeptConnectionThatWasClosedIsReplaced();
    void anUnknownHostFailsInTimeAndIsNamed();
    void manyThreadsGetTheirOwnAnswers();

private:
    FakeClock m_clock;
    RecordingAlerts m_alerts;
    const Deadline m_deadline = Deadline::in(5min);
    const TelegramId m_user{42};
};

void TestRedis::urlsAreReadAsPeopleWriteThem_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("display");
    QTest::addColumn<QByteArray>("user");
    QTest::addColumn<QByteArray>("password");
    const auto row = [](const char *text, const char *display, const char *user, const char *password) {
        QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(display) << QByteArray(user)
                            << QByteArray(password);
    };
    row("redis://host", "redis://host:6379/0", "", "");
    row("redis://host:7000/3", "redis://host:7000/3", "", "");
    row("redis://:seven%40dwarfs@host", "redis://host:6379/0", "", "seven@dwarfs");
    row("redis://default:letmein@[fd12::7]:6380/0", "redis://[fd12::7]:6380/0", "default", "letmein");
    row("rediss://ada:letmein@host:7000/3", "rediss://host:7000/3", "ada", "letmein");
    row("redis://default:letmein@host:7000?family=0", "redis://host:7000/0", "default", "letmein");
    row("redis://host/3?family=0&client_name=shop", "redis://host:6379/3", "", "");
}

void TestRedis::urlsAreReadAsPeopleWriteThem()
{
    QFETCH(const QString, text);
    const RedisUrl url = RedisUrl::parse(text);
    QTEST(url.display(), "display");
    QTEST(url.user, "user");
    QTEST(url.password, "password");
}

void TestRedis::wrongUrlsAreRefusedWithoutTheirPassword_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("hint");
    QTest::newRow("scheme") << u"http://:canary_scheme@host"_s << u"redis://"_s;
    QTest::newRow("no host") << u"redis://"_s << u"host"_s;
    QTest::newRow("number") << u"redis://:canary_number@host/first"_s << u"number"_s;
    QTest::newRow("negative") << u"redis://host/-1"_s << u"number"_s;
    QTest::newRow("user alone") << u"redis://ada@host"_s << u"password"_s;
    QTest::newRow("hash") << u"redis://:canary#hash@host"_s << u"percent-encode"_s;
    QTest::newRow("slash") << u"redis://ada:12/canary@host"_s << u"percent-encode"_s;
    QTest::newRow("question mark") << u"redis://ada:12?canary@host"_s << u"percent-encode"_s;
}

void TestRedis::wrongUrlsAreRefusedWithoutTheirPassword()
{
    QFETCH(const QString, text);
    QFETCH(const QString, hint);
    try {
        RedisUrl::parse(text);
        QFAIL("it was taken");
    } catch (const ConfigError &error) {
        QVERIFY2(error.message().contains(hint), error.what());
        QVERIFY2(!error.message().contains(u"canary"), error.what());
    }
}

void TestRedis::aStateOutlivesTheProcessForAnHour()
{
    RedisServer server;
    {
        RedisStateStore store(RedisUrl::parse(server.url()), "turnpike:1:", m_clock, m_alerts);
        store.save(m_user, asked(7), m_deadline);
    }
    RedisStateStore next(RedisUrl::parse(server.url()), "turnpike:1:", m_clock, m_alerts);
    const auto state = next.load(m_user, m_deadline);
    QVERIFY(state);
    QCOMPARE(state->step, u"amount"_s);
    QCOMPARE(state->data.value(u"n"_s).toInt(), 7);
    QCOMPARE(state->stateSeq, 7);
    RedisClient client(RedisUrl::parse(server.url()));
    const qint64 left = client.command({"PTTL", "turnpike:1:state:42"}, m_deadline)->toLongLong();
    QVERIFY2(left > kStateLifetimeMs - 60'000 && left <= kStateLifetimeMs, qPrintable(QString::number(left)));
    next.clear(m_user, m_deadline);
    QVERIFY(!next.load(m_user, m_deadline));
    QCOMPARE(next.stats().failed, 0U);
    QCOMPARE(m_alerts.keys(), QStringList());
}

void TestRedis::botsThatShareARedisDoNotMeet()
{
    RedisServer server;
    RedisStateStore one(RedisUrl::parse(server.url()), "turnpike:1:", m_clock, m_alerts);
    RedisStateStore other(RedisUrl::parse(server.url()), "turnpike:2:", m_clock, m_alerts);
    one.save(m_user, asked(7), m_deadline);
    QVERIFY(!other.load(m_user, m_deadline));
    QVERIFY(one.load(m_user, m_deadline));
}

void TestRedis::whatIsNoStateOfOursIsNone()
{
    RedisServer server;
    RedisClient client(RedisUrl::parse(server.url()));
    RedisStateStore store(RedisUrl::parse(server.url()), "t:", m_clock, m_alerts);
    for (const QByteArray &odd : {QByteArray("no JSON"), QByteArray("[]"), QByteArray("{}"),
                                  QByteArray(R"({"step":"amount"})"), QByteArray("\0\1", 2), QByteArray()}) {
        QCOMPARE(client.command({"SET", "t:state:42", odd}, m_deadline), QByteArray("OK"));
        QVERIFY2(!store.load(m_user, m_deadline), odd.constData());
    }
    QVERIFY(!store.stats().isAway);
}

// Redis was away while the conversation went on, and comes back with what it knew before.
void TestRedis::aStateFromThePastIsNone()
{
    RedisServer server;
    RedisStateStore store(RedisUrl::parse(server.url()), "t:", m_clock, m_alerts);
    store.save(m_user, asked(7), m_deadline);
    RedisClient client(RedisUrl::parse(server.url()));
    const auto past = client.command({"GET", "t:state:42"}, m_deadline);
    QVERIFY(past);
    server.stop();
    store.save(m_user, asked(9), m_deadline);
    server.start();
    QCOMPARE(client.command({"SET", "t:state:42", *past}, m_deadline), QByteArray("OK"));
    QCOMPARE(store.load(m_user, m_deadline)->stateSeq, 9);
    // What is stored anew is in Redis alone.
    QTRY_VERIFY((store.save(m_user, asked(11), m_deadline), store.stats().inProcess == 0));
    QVERIFY(client.command({"GET", "t:state:42"}, m_deadline)->contains("\"seq\":11"));
}

void TestRedis::stoppedAndStartedItComesBackByItself()
{
    RedisServer server;
    RecordingAlerts alerts;
    RedisStateStore store(RedisUrl::parse(server.url()), "t:", m_clock, alerts);
    store.save(m_user, asked(1), m_deadline);
    server.stop();
    store.save(m_user, asked(3), m_deadline);
    QVERIFY(store.stats().isAway);
    QVERIFY(store.stats().awaySince);
    QCOMPARE(store.load(m_user, m_deadline)->stateSeq, 3);
    store.probe(m_deadline);
    store.probe(m_deadline);
    QCOMPARE(store.stats().breaker.state, http::CircuitBreaker::State::Open);
    QCOMPARE(alerts.keys(), QStringList{u"redis"_s});
    server.start();
    // The breaker lets a trial through after its five seconds.
    QTRY_VERIFY_WITH_TIMEOUT((store.probe(m_deadline), !store.stats().isAway), 20'000);
    QCOMPARE(store.stats().breaker.state, http::CircuitBreaker::State::Closed);
    QVERIFY(!store.stats().awaySince);
    QCOMPARE(store.load(m_user, m_deadline)->stateSeq, 3);
}

void TestRedis::silentRedisCostsThreeWaitsAndNoMore()
{
    RedisServer server;
    RedisStateStore store(RedisUrl::parse(server.url()), "t:", m_clock, m_alerts);
    store.probe(m_deadline);
    QCOMPARE(store.stats().done, 1U);
    server.freeze(true);
    QElapsedTimer timer;
    timer.start();
    for (int i = 0; i < 50; ++i)
        store.load(TelegramId(i + 1), m_deadline);
    const qint64 took = timer.elapsed();
    QCOMPARE(store.stats().failed, 3U);
    QCOMPARE(store.stats().refused, 47U);
    QVERIFY2(took >= 800, qPrintable(QString::number(took))); // it waited, three times
    QVERIFY2(took < 4'000, qPrintable(QString::number(took)));
    QVERIFY(store.stats().lastError.contains("in time"_L1));
    QCOMPARE(store.stats().refusal, QByteArray());
    server.freeze(false);
    QTRY_VERIFY_WITH_TIMEOUT((store.probe(m_deadline), !store.stats().isAway), 20'000);
}

// Each byte would begin a socket's own time-out anew.
void TestRedis::aTrickleOfBytesIsNoAnswerInTime()
{
    QTcpServer listener;
    QVERIFY(listener.listen(QHostAddress::LocalHost, 0));
    std::atomic<bool> done{false};
    std::atomic<bool> failed{false};
    std::thread caller([&] {
        RedisClient client(RedisUrl::parse(u"redis://127.0.0.1:%1"_s.arg(listener.serverPort())));
        try {
            client.command({"GET", "x"}, m_deadline);
        } catch (const DependencyError &error) {
            failed = error.reason() == DependencyError::Reason::Timeout;
        }
        done = true;
    });
    const auto join = qScopeGuard([&] { caller.join(); });
    QTRY_VERIFY(listener.hasPendingConnections());
    const std::unique_ptr<QTcpSocket> peer(listener.nextPendingConnection());
    peer->write("$1000\r\n");
    QElapsedTimer timer;
    timer.start();
    const auto trickle = [&] { return !peer->isOpen() || (peer->write("x") && peer->flush()); };
    QTRY_VERIFY_WITH_TIMEOUT((trickle(), done.load()), 10'000);
    QVERIFY(failed);
    QVERIFY2(timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
}

void TestRedis::fullRedisIsAwayAndKeepsTheStateInTheProcess()
{
    RedisServer server({u"--maxmemory"_s, u"1"_s});
    RedisStateStore store(RedisUrl::parse(server.url()), "t:", m_clock, m_alerts);
    store.save(m_user, asked(5), m_deadline);
    QVERIFY(store.stats().isAway);
    QVERIFY2(store.stats().lastError.contains("OOM"_L1), qPrintable(store.stats().lastError));
    QCOMPARE(store.stats().inProcess, size_t(1));
    // It still reads, and is none the better for it.
    QCOMPARE(store.load(m_user, m_deadline)->stateSeq, 5);
    QVERIFY(store.stats().isAway);
}

void TestRedis::passwordAndNumberAreUsedAndAWrongPasswordIsNotShown()
{
    RedisServer server({u"--requirepass"_s, u"canary secret/1"_s});
    const QString url = u"redis://:canary%20secret%2F1@127.0.0.1:%1/5"_s.arg(server.port());
    RedisClient client(RedisUrl::parse(url));
    QCOMPARE(client.command({"SET", "x", "y"}, m_deadline), QByteArray("OK"));
    RedisUrl elsewhere = RedisUrl::parse(url);
    elsewhere.database = 0;
    elsewhere.user = "default";
    RedisClient other(elsewhere);
    QVERIFY(!other.command({"GET", "x"}, m_deadline));
    try {
        RedisClient(RedisUrl::parse(u"redis://:canary_wrong@127.0.0.1:%1"_s.arg(server.port())))
            .command({"GET", "x"}, m_deadline);
        QFAIL("it was let in");
    } catch (const DependencyError &error) {
        QVERIFY2(error.message().contains("WRONGPASS"_L1), error.what());
        QVERIFY2(!error.message().contains("canary"_L1), error.what());
    }
    QVERIFY_EXCEPTION_THROWN(RedisClient(RedisUrl::parse(server.url())).command({"GET", "x"}, m_deadline),
                             DependencyError);
}

void TestRedis::aKeptConnectionThatWasClosedIsReplaced()
{
    RedisServer server;
    RedisClient client(RedisUrl::parse(server.url()));
    QCOMPARE(client.command({"PING"}, m_deadline), QByteArray("PONG"));
    QCOMPARE(client.idle(), size_t(1));
    server.stop();
    server.start();
    QCOMPARE(client.command({"PING"}, m_deadline), QByteArray("PONG"));
    QCOMPARE(client.idle(), size_t(1));
}

void TestRedis::anUnknownHostFailsInTimeAndIsNamed()
{
    RedisClient client(RedisUrl::parse(u"redis://no-such-host.invalid"_s));
    QElapsedTimer timer;
    timer.start();
    try {
        client.command({"PING"}, m_deadline);
        QFAIL("it answered");
    } catch (const DependencyError &error) {
        QVERIFY2(error.message().contains("no-such-host.invalid"_L1), error.what());
    }
    QVERIFY2(timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
}

void TestRedis::manyThreadsGetTheirOwnAnswers()
{
    RedisServer server;
    RedisClient client(RedisUrl::parse(server.url()));
    std::atomic<int> wrong{0};
    std::vector<std::thread> threads;
    for (int number = 0; number < 8; ++number) {
        threads.emplace_back([&, key = "k" + QByteArray::number(number)] {
            for (int i = 0; i < 50; ++i) {
                const QByteArray value = key + QByteArray::number(i);
                client.command({"SET", key, value}, m_deadline);
                if (client.command({"GET", key}, m_deadline) != value)
                    wrong++;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(wrong, 0);
    QVERIFY(client.idle() >= 1 && client.idle() <= 8);
}

const turnpike::test::RegisteredTest<TestRedis> kTestRedis;

} // namespace tst_redis

#include "tst_redis.moc"
