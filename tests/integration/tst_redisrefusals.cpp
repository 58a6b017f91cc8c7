// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/health.h"
#include "state/redisstatestore.h"
#include "support/aside.h"
#include "support/fakeclock.h"
#include "support/recordingalerts.h"
#include "support/redisserver.h"
#include "support/tcpgate.h"
#include "support/testmain.h"

#include <QDir>
#include <QTest>

namespace tst_redisrefusals {

using namespace turnpike;
using namespace turnpike::state;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Commands = QList<QByteArrayList>;

// A real Redis that is there and takes nothing: each kind is said by Redis's own word for it, costs no
// conversation, and is over by itself once it is mended at Redis.
class TestRedisRefusals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachIsSaidByItsCodeAndHeals_data();
    void eachIsSaidByItsCodeAndHeals();
    void loadingIsOneAndEndsWithTheLoading();
    void aFormerMasterIsLeftForTheOneBehindItsName();
    void aFormerMasterIsAskedOverNoOtherConnectionEither();
    void whatARefusalComesToIsSaidAnew();
    void readsThatAreRefusedInOtherWordsAreNoNews();
    void aUserOfTheAclNeedsNoMoreThanTheReadmeSays();

private:
    static ConversationState asked(qint64 seq) { return {u"amount"_s, {{u"n"_s, seq}}, seq}; }
    static RedisUrl urlOf(const RedisServer &server, const QString &login = {})
    {
        return RedisUrl::parse(u"redis://"_s + login + u"127.0.0.1:%1"_s.arg(server.port()));
    }
    bool isSaving(RedisClient &client) const
    {
        return client.command({"INFO", "persistence"}, m_deadline)->contains("rdb_bgsave_in_progress:1");
    }
    // By which word of Redis the command is refused; empty: it is not.
    QByteArray refusalOf(RedisClient &client, const QByteArrayList &command) const
    {
        try {
            client.command(command, m_deadline);
        } catch (const RedisRefusal &refusal) {
            return refusal.code();
        }
        return {};
    }

    FakeClock m_clock;
    const Deadline m_deadline = Deadline::in(5min);
    const TelegramId m_user{42};
};

void TestRedisRefusals::eachIsSaidByItsCodeAndHeals_data()
{
    QTest::addColumn<QString>("login");
    QTest::addColumn<Commands>("broken");
    QTest::addColumn<Commands>("mended");
    const auto row = [](const char *code, const char *login, const Commands &broken, const Commands &mended) {
        QTest::newRow(code) << QString::fromLatin1(login) << broken << mended;
    };
    row("OOM", "", {{"CONFIG", "SET", "maxmemory", "1"}}, {{"CONFIG", "SET", "maxmemory", "0"}});
    // What it saves to is a folder, until that is taken away.
    row("MISCONF", "", {{"CONFIG", "SET", "save", "3600 1"}, {"BGSAVE"}}, {{"BGSAVE"}});
    row("READONLY", "", {{"REPLICAOF", "127.0.0.1", "1"}}, {{"REPLICAOF", "NO", "ONE"}});
    row("NOREPLICAS", "", {{"CONFIG", "SET", "min-replicas-to-write", "1"}},
        {{"CONFIG", "SET", "min-replicas-to-write", "0"}});
    row("NOAUTH", "", {{"CONFIG", "SET", "requirepass", "other"}}, {{"CONFIG", "SET", "requirepass", ""}});
    row("WRONGPASS", ":canary_good@", {{"CONFIG", "SET", "requirepass", "other"}},
        {{"CONFIG", "SET", "requirepass", "canary_good"}});
    row("ERR", ":canary_good@", {}, {{"CONFIG", "SET", "requirepass", "canary_good"}}); // it asks for none
    row("NOPERM", "ada:canary_good@", {{"ACL", "SETUSER", "ada", "on", ">canary_good", "~t:*", "+get"}},
        {{"ACL", "SETUSER", "ada", "+set", "+del"}});
}

void TestRedisRefusals::eachIsSaidByItsCodeAndHeals()
{
    QFETCH(const QString, login);
    QFETCH(const Commands, broken);
    QFETCH(const Commands, mended);
    RedisServer server;
    QVERIFY(QDir(server.folder()).mkdir(u"dump.rdb"_s));
    RedisClient owner(urlOf(server)); // connected before, and so never asked for a password
    QCOMPARE(owner.command({"PING"}, m_deadline), QByteArray("PONG"));
    for (const QByteArrayList &command : broken)
        owner.command(command, m_deadline);
    QTRY_VERIFY_WITH_TIMEOUT(!isSaving(owner), 20'000);

    RecordingAlerts alerts;
    RedisStateStore store(urlOf(server, login), "t:", m_clock, alerts);
    store.probe(m_deadline);
    const RedisStats stats = store.stats();
    QVERIFY(stats.isAway);
    QCOMPARE(stats.refusal, QByteArray(QTest::currentDataTag()));
    QVERIFY2(!stats.lastError.contains(u"canary"), qPrintable(stats.lastError));
    const ops::Finding finding = ops::checkRedis(stats);
    QCOMPARE(finding.status, ops::Finding::Status::Warn);
    QVERIFY2(finding.note.english().contains(QLatin1String(QTest::currentDataTag())),
             qPrintable(finding.note.english()));
    QVERIFY2(finding.note.english().startsWith(u"takes nothing"), qPrintable(finding.note.english()));
    store.save(m_user, asked(5), m_deadline);
    QCOMPARE(store.stats().inProcess, size_t(1));
    QCOMPARE(alerts.keys(), QStringList{u"redis"_s});

    QVERIFY(QDir(server.folder()).rmdir(u"dump.rdb"_s));
    for (const QByteArrayList &command : mended)
        owner.command(command, m_deadline);
    QTRY_VERIFY_WITH_TIMEOUT(!isSaving(owner), 20'000);
    QTRY_VERIFY_WITH_TIMEOUT((store.probe(m_deadline), !store.stats().isAway), 20'000);
    QCOMPARE(ops::checkRedis(store.stats()).status, ops::Finding::Status::Pass);
    QCOMPARE(store.load(m_user, m_deadline)->stateSeq, 5);
    store.save(m_user, asked(7), m_deadline);
    QCOMPARE(store.stats().inProcess, size_t(0));
    QCOMPARE(store.load(m_user, m_deadline)->stateSeq, 7);
    QCOMPARE(alerts.keys().size(), 1);
}

void TestRedisRefusals::loadingIsOneAndEndsWithTheLoading()
{
    // 10 ms for each key, and ears for others after each: what Redis's own tests set for this (src/config.c).
    RedisServer server({u"--rdbcompression"_s, u"no"_s, u"--key-load-delay"_s, u"10000"_s,
                        u"--loading-process-events-interval-bytes"_s, u"1024"_s});
    RedisClient owner(urlOf(server));
    for (int i = 0; i < 400; ++i)
        owner.command({"SET", "k" + QByteArray::number(i), QByteArray(1500, 'x')}, m_deadline);
    owner.command({"BGSAVE"}, m_deadline);
    QTRY_VERIFY_WITH_TIMEOUT(!isSaving(owner), 20'000);
    server.stop();
    server.start();
    RecordingAlerts alerts;
    RedisStateStore store(urlOf(server), "t:", m_clock, alerts);
    store.save(m_user, asked(3), m_deadline);
    QCOMPARE(store.stats().refusal, QByteArray("LOADING"));
    QCOMPARE(store.stats().inProcess, size_t(1));
    QTRY_VERIFY_WITH_TIMEOUT((store.probe(m_deadline), !store.stats().isAway), 30'000);
    QCOMPARE(store.load(m_user, m_deadline)->stateSeq, 3);
    QCOMPARE(alerts.keys(), QStringList{u"redis"_s});
}

// A managed Redis fails over: its name leads to the new master, and the old one goes on as a replica. A
// connection that was kept to that one would be refused for as long as it runs.
void TestRedisRefusals::aFormerMasterIsLeftForTheOneBehindItsName()
{
    RedisServer former;
    RedisServer master;
    TcpGate name(former.port());
    RecordingAlerts alerts;
    RedisStateStore store(RedisUrl::parse(u"redis://127.0.0.1:%1"_s.arg(name.port())), "t:", m_clock, alerts);
    store.save(m_user, asked(1), m_deadline);
    QCOMPARE(store.stats().done, 1U);

    RedisClient(urlOf(former))
        .command({"REPLICAOF", "127.0.0.1", QByteArray::number(master.port())}, m_deadline);
    name.setTargets({master.port()});
    store.save(m_user, asked(3), m_deadline);
    QCOMPARE(store.stats().refusal, QByteArray("READONLY"));
    QTRY_VERIFY_WITH_TIMEOUT((store.probe(m_deadline), !store.stats().isAway), 20'000);
    store.save(m_user, asked(5), m_deadline);
    QVERIFY(RedisClient(urlOf(master)).command({"GET", "t:state:42"}, m_deadline)->contains("\"seq\":5"));
}

// Two threads have used one each; the second would meet the same refusal, and a customer's state with it.
void TestRedisRefusals::aFormerMasterIsAskedOverNoOtherConnectionEither()
{
    RedisServer former;
    RedisServer master;
    TcpGate name(former.port());
    RedisClient client(RedisUrl::parse(u"redis://127.0.0.1:%1"_s.arg(name.port())));
    const auto useOne = [&] {
        try {
            client.command({"BLPOP", "nothing", "0.05"}, m_deadline);
        } catch (const DependencyError &) {
            // this machine was too slow
        }
    };
    const auto useTwo = [&] {
        Aside other(useOne);
        useOne();
        other.get();
        return client.idle() == 2;
    };
    QTRY_VERIFY_WITH_TIMEOUT(client.idle() == 2 || useTwo(), 30'000);

    RedisClient(urlOf(former))
        .command({"REPLICAOF", "127.0.0.1", QByteArray::number(master.port())}, m_deadline);
    name.setTargets({master.port()});
    QCOMPARE(refusalOf(client, {"SET", "t:key", "1"}), QByteArray("READONLY"));
    QCOMPARE(client.idle(), size_t(0));
    QCOMPARE(refusalOf(client, {"SET", "t:key", "1"}), QByteArray());
    QCOMPARE(RedisClient(urlOf(master)).command({"GET", "t:key"}, m_deadline), QByteArray("1"));
}

// First it is not there, then it is and asks for a password: another thing to mend.
void TestRedisRefusals::whatARefusalComesToIsSaidAnew()
{
    RedisServer server;
    RecordingAlerts alerts;
    RedisStateStore store(urlOf(server), "t:", m_clock, alerts);
    store.probe(m_deadline);
    server.stop();
    store.probe(m_deadline);
    QVERIFY(store.stats().isAway);
    QCOMPARE(store.stats().refusal, QByteArray());
    QVERIFY(ops::checkRedis(store.stats()).note.english().startsWith(u"away"));
    QCOMPARE(alerts.keys().size(), 1);
    server.start();
    RedisClient(urlOf(server)).command({"CONFIG", "SET", "requirepass", "other"}, m_deadline);
    store.probe(m_deadline);
    QCOMPARE(store.stats().refusal, QByteArray("NOAUTH"));
    QCOMPARE(alerts.keys().size(), 2);
    // Reading is refused as well, and says nothing new.
    store.load(m_user, m_deadline);
    QCOMPARE(alerts.keys().size(), 2);
}

// A replica that has lost its master refuses both, each in words of its own: one thing to mend all the same.
void TestRedisRefusals::readsThatAreRefusedInOtherWordsAreNoNews()
{
    RedisServer server({u"--replica-serve-stale-data"_s, u"no"_s});
    RedisClient owner(urlOf(server));
    owner.command({"REPLICAOF", "127.0.0.1", "1"}, m_deadline);
    QCOMPARE(refusalOf(owner, {"GET", "t:state:42"}), QByteArray("MASTERDOWN"));

    RecordingAlerts alerts;
    RedisStateStore store(urlOf(server), "t:", m_clock, alerts);
    store.probe(m_deadline);
    QCOMPARE(store.stats().refusal, QByteArray("READONLY"));
    store.load(m_user, m_deadline);
    QCOMPARE(store.stats().failed, 2U);
    QCOMPARE(store.stats().refusal, QByteArray("READONLY"));
    store.probe(m_deadline);
    QCOMPARE(alerts.keys(), QStringList{u"redis"_s});
}

void TestRedisRefusals::aUserOfTheAclNeedsNoMoreThanTheReadmeSays()
{
    RedisServer server;
    RedisClient owner(urlOf(server));
    owner.command({"ACL", "SETUSER", "shop", "reset", "on", ">canary/secret", "~turnpike:*", "+get", "+set",
                   "+del", "+select"},
                  m_deadline);
    RedisUrl url = urlOf(server, u"shop:canary%2Fsecret@"_s);
    url.database = 3;
    RecordingAlerts alerts;
    RedisStateStore store(url, "turnpike:1:", m_clock, alerts);
    store.probe(m_deadline);
    store.save(m_user, asked(5), m_deadline);
    QCOMPARE(store.load(m_user, m_deadline)->stateSeq, 5);
    store.clear(m_user, m_deadline);
    QVERIFY(!store.load(m_user, m_deadline));
    QCOMPARE(store.stats().failed, 0U);
    QCOMPARE(store.stats().inProcess, size_t(0));
    QCOMPARE(alerts.keys(), QStringList());
}

const turnpike::test::RegisteredTest<TestRedisRefusals> kTestRedisRefusals;

} // namespace tst_redisrefusals

#include "tst_redisrefusals.moc"
