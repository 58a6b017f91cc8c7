// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/redisstatestore.h"
#include "support/fakeclock.h"
#include "support/recordingalerts.h"
#include "support/redisserver.h"
#include "support/tcpgate.h"
#include "support/testmain.h"

#include <QElapsedTimer>
#include <QTest>

#include <hiredis.h>

namespace tst_redistls {

using namespace turnpike;
using namespace turnpike::state;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Doors = RedisServer::Doors;

// A real Redis by TLS, where hiredis can (Debian 13: scripts/check-debian13), and the refusal where it
// cannot.
class TestRedisTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void itIsSpokenFromHiredisOneOnAndRefusedBefore();
    void statesAreKeptThroughIt();
    void whoIsNotTheOneAskedForIsNotTalkedTo_data();
    void whoIsNotTheOneAskedForIsNotTalkedTo();
    void aFileOfNoCertificatesIsAMistake();
    void aServerThatWantsACertificateOfOursIsAway();
    void bytesInSlicesAndManyRecordsAreReadWhole();
    void silenceInTheHandshakeEndsInTime();
    void aRestartIsOverByItself();

private:
    static RedisUrl urlOf(const RedisServer &server)
    {
        return RedisUrl::parse(server.tlsUrl(), server.caFile());
    }

    FakeClock m_clock;
    const Deadline m_deadline = Deadline::in(5min);
    const TelegramId m_user{42};
};

void TestRedisTls::init()
{
    if (!RedisTls::isSpoken() &&
        qstrcmp(QTest::currentTestFunction(), "itIsSpokenFromHiredisOneOnAndRefusedBefore") != 0)
        QSKIP("hiredis was built without TLS");
}

// As Debian packages it: where this fails, the build has not found hiredis_ssl.
void TestRedisTls::itIsSpokenFromHiredisOneOnAndRefusedBefore()
{
    QCOMPARE(RedisTls::isSpoken(), HIREDIS_MAJOR >= 1);
    const RedisUrl url = RedisUrl::parse(u"rediss://:canary_tls@redis.example.org"_s);
    QVERIFY(url.tls);
    try {
        RedisClient client(url);
        QVERIFY2(RedisTls::isSpoken(), "it was taken");
    } catch (const ConfigError &error) {
        QVERIFY2(!RedisTls::isSpoken(), error.what());
        for (const char *hint : {"rediss://", "hiredis 1.0", "Debian 13", "tunnel"})
            QVERIFY2(error.message().contains(QLatin1String(hint)), error.what());
        QVERIFY2(!error.message().contains(u"canary"), error.what());
    }
}

void TestRedisTls::statesAreKeptThroughIt()
{
    RedisServer server({u"--requirepass"_s, u"canary"_s}, Doors::PlainAndTls);
    RecordingAlerts alerts;
    for (const char *host : {"127.0.0.1", "localhost"}) {
        const auto url = RedisUrl::parse(
            u"rediss://default:canary@%1:%2/4"_s.arg(QLatin1String(host)).arg(server.tlsPort()),
            server.caFile());
        RedisStateStore store(url, "t:", m_clock, alerts);
        store.save(m_user, {u"amount"_s, {}, 7}, m_deadline);
        QVERIFY2(!store.stats().isAway, qPrintable(store.stats().lastError));
        QCOMPARE(store.load(m_user, m_deadline)->stateSeq, 7);
        QCOMPARE(store.stats().inProcess, size_t(0));
    }
    // It is where the plain door shows it, too.
    RedisClient plain(RedisUrl::parse(u"redis://:canary@127.0.0.1:%1/4"_s.arg(server.port())));
    QVERIFY(plain.command({"GET", "t:state:42"}, m_deadline));
    QCOMPARE(alerts.keys(), QStringList());
}

void TestRedisTls::whoIsNotTheOneAskedForIsNotTalkedTo_data()
{
    QTest::addColumn<QString>("scheme");
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<bool>("tlsDoor");
    QTest::addColumn<QString>("hint");
    const QString tls = u"rediss"_s;
    const QString host = u"127.0.0.1"_s;
    QTest::newRow("signed by a stranger") << tls << host << false << true << u"certificate"_s;
    QTest::newRow("for another address") << tls << u"127.0.0.2"_s << true << true << u"mismatch"_s;
    // It may take what TLS begins with for an unfinished command, and wait for the rest.
    QTest::newRow("a plain door") << tls << host << true << false << u"cannot connect"_s;
    QTest::newRow("spoken to in the clear") << u"redis"_s << host << true << true << QString();
}

void TestRedisTls::whoIsNotTheOneAskedForIsNotTalkedTo()
{
    QFETCH(const QString, scheme);
    QFETCH(const QString, host);
    QFETCH(const bool, trusted);
    QFETCH(const bool, tlsDoor);
    QFETCH(const QString, hint);
    RedisServer server({u"--bind"_s, u"127.0.0.1"_s, u"127.0.0.2"_s}, Doors::PlainAndTls);
    const QString text =
        u"%1://:canary@%2:%3"_s.arg(scheme, host).arg(tlsDoor ? server.tlsPort() : server.port());
    RecordingAlerts alerts;
    RedisStateStore store(RedisUrl::parse(text, trusted ? server.caFile() : QString()), "t:", m_clock,
                          alerts);
    store.save(m_user, {u"amount"_s, {}, 7}, m_deadline);
    const RedisStats stats = store.stats();
    QVERIFY(stats.isAway);
    QCOMPARE(stats.refusal, QByteArray());
    QVERIFY2(stats.lastError.contains(hint), qPrintable(stats.lastError));
    QVERIFY2(!stats.lastError.contains(u"canary"), qPrintable(stats.lastError));
    QCOMPARE(stats.inProcess, size_t(1));
    QCOMPARE(alerts.keys(), QStringList{u"redis"_s});
}

void TestRedisTls::aFileOfNoCertificatesIsAMistake()
{
    for (const QString &file : {u"/etc/passwd"_s, u"/nowhere/redis.crt"_s}) {
        try {
            RedisTls(u"redis.example.org"_s, file);
            QFAIL("it was taken");
        } catch (const ConfigError &error) {
            QVERIFY2(error.message().contains("REDIS_CA_FILE"_L1), error.what());
            QVERIFY2(error.message().contains(file), error.what());
        }
    }
}

// As Redis does unless told not to. With TLS 1.3 it says so only after the handshake.
void TestRedisTls::aServerThatWantsACertificateOfOursIsAway()
{
    RedisServer server({}, Doors::PlainAndTls);
    RedisClient owner(RedisUrl::parse(server.url()));
    RecordingAlerts alerts;
    RedisStateStore store(urlOf(server), "t:", m_clock, alerts);
    owner.command({"CONFIG", "SET", "tls-auth-clients", "yes"}, m_deadline);
    store.probe(m_deadline);
    QVERIFY(store.stats().isAway);
    QVERIFY2(store.stats().lastError.contains("certificate required"_L1),
             qPrintable(store.stats().lastError));
    owner.command({"CONFIG", "SET", "tls-auth-clients", "no"}, m_deadline);
    QTRY_VERIFY_WITH_TIMEOUT((store.probe(m_deadline), !store.stats().isAway), 20'000);
}

void TestRedisTls::bytesInSlicesAndManyRecordsAreReadWhole()
{
    RedisServer server({}, Doors::PlainAndTls);
    TcpGate gate(server.tlsPort());
    gate.setSlices(256);
    RedisUrl url = urlOf(server);
    url.port = gate.port();
    RedisClient client(url);
    QCOMPARE(client.command({"PING"}, m_deadline), QByteArray("PONG"));
    gate.setSlices(0);
    const QByteArray large(100'000, 'x'); // a record has 16 KiB at most
    QCOMPARE(client.command({"SET", "x", large}, m_deadline), QByteArray("OK"));
    QCOMPARE(client.command({"GET", "x"}, m_deadline), large);
    QCOMPARE(gate.accepted(), 1);
    QCOMPARE(client.idle(), size_t(1));
}

void TestRedisTls::silenceInTheHandshakeEndsInTime()
{
    RedisServer server({}, Doors::PlainAndTls);
    TcpGate gate(server.tlsPort());
    gate.setSilent(true);
    RedisUrl url = urlOf(server);
    url.port = gate.port();
    RedisClient client(url);
    QElapsedTimer timer;
    timer.start();
    try {
        client.command({"PING"}, m_deadline);
        QFAIL("it answered");
    } catch (const DependencyError &error) {
        QCOMPARE(error.reason(), DependencyError::Reason::Timeout);
    }
    QVERIFY2(timer.elapsed() < 3'000, qPrintable(QString::number(timer.elapsed())));
    gate.setSilent(false);
    QCOMPARE(client.command({"PING"}, m_deadline), QByteArray("PONG"));
}

void TestRedisTls::aRestartIsOverByItself()
{
    RedisServer server({}, Doors::PlainAndTls);
    RedisClient client(urlOf(server));
    QCOMPARE(client.command({"PING"}, m_deadline), QByteArray("PONG"));
    server.stop();
    server.start();
    QCOMPARE(client.command({"PING"}, m_deadline), QByteArray("PONG"));
    QCOMPARE(client.idle(), size_t(1));
}

const turnpike::test::RegisteredTest<TestRedisTls> kTestRedisTls;

} // namespace tst_redistls

#include "tst_redistls.moc"
