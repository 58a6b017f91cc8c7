// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "serverfixture.h"

#include "state/redisclient.h"
#include "support/rawclient.h"
#include "support/redisserver.h"
#include "support/testmain.h"

#include <QJsonDocument>

namespace tst_redisserver {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

// The program with a Redis that comes and goes: what a customer notices of it.
class TestRedisServer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aRestartKeepsTheConversationAndAnOldStateIsNotTaken()
    {
        RedisServer redis;
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("REDIS_URL", redis.url());
        fixture.startReady();
        askForAmount(fixture);
        const QByteArray key = "turnpike:" + fixture.sandbox().options().botToken.split(':').first() +
                               ":state:" + QByteArray::number(fixture.customer());
        state::RedisClient client(state::RedisUrl::parse(redis.url()));
        std::optional<QByteArray> kept;
        QTRY_VERIFY((kept = client.command({"GET", key}, deadline()), kept.has_value()));

        fixture.server().kill();
        fixture.startReady();
        fixture.say(u"301"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.sees(u"301\u00a0₽"_s), fixture.log().right(3000).constData(),
                                  30'000);

        // Redis is back from the past, and the customer types once more.
        QVERIFY(client.command({"SET", key, *kept}, deadline()));
        fixture.say(u"302"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"did not understand"_s), 30'000);
        QVERIFY(!fixture.sees(u"302\u00a0₽"_s));
        QCOMPARE(fixture.database().number("SELECT count(*) FROM purchases"), 1);
    }

    void redisStoppedUnderLoadCostsAtMostAConversation()
    {
        RedisServer redis;
        ServerFixture fixture(Kind::Postgres);
        fixture.set("REDIS_URL", redis.url());
        fixture.set("METRICS_TOKEN", u"let me look"_s);
        fixture.startReady();
        askForAmount(fixture);
        QCOMPARE(redisCheck(fixture), u"pass"_s);
        QList<qint64> others;
        for (int i = 0; i < 15; ++i)
            others += fixture.sandbox().telegram().putUser(0, u"Guest %1"_s.arg(i), {}, {}).id;
        const auto allSay = [&](const QString &text) {
            for (const qint64 user : others)
                fixture.sandbox().customers().sendText(user, text);
        };
        allSay(u"/start"_s);
        redis.stop();
        allSay(u"hello"_s);
        // Typed while Redis is away: the state was there, so the conversation starts over, and goes on from
        // there.
        fixture.say(u"303"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"did not understand"_s), 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(redisCheck(fixture), u"warn"_s, 30'000);
        askAgain(fixture);
        fixture.say(u"304"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"304\u00a0₽"_s), 30'000);
        redis.start();
        allSay(u"hello again"_s);
        QTRY_COMPARE_WITH_TIMEOUT(redisCheck(fixture), u"pass"_s, 30'000);
        QTRY_COMPARE_WITH_TIMEOUT(
            fixture.database().number("SELECT count(*) FROM inbox WHERE status <> 'done'"), 0, 60'000);
        QVERIFY(fixture.database().number("SELECT count(*) FROM inbox") >= 3 * others.size());
        QCOMPARE(fixture.log().count("Redis is away:"), 1);
        QCOMPARE(fixture.log().count("Redis is back"), 1);
    }

    void withoutRedisAtStartItServesAndSaysSo()
    {
        RedisServer redis;
        redis.stop();
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("REDIS_URL", redis.url());
        fixture.set("METRICS_TOKEN", u"let me look"_s);
        fixture.startReady();
        QTRY_COMPARE_WITH_TIMEOUT(redisCheck(fixture), u"warn"_s, 30'000);
        askForAmount(fixture);
        fixture.say(u"305"_s);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"305\u00a0₽"_s), 30'000);
    }

    // As Railway's own Redis is written for some clients, and while it has become a replica.
    void aReplicaIsSaidAndTheShopGoesOn()
    {
        RedisServer redis;
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("REDIS_URL", redis.url() + u"?family=0"_s);
        fixture.set("METRICS_TOKEN", u"let me look"_s);
        fixture.startReady();
        QTRY_COMPARE_WITH_TIMEOUT(redisCheck(fixture), u"pass"_s, 30'000);
        state::RedisClient owner(state::RedisUrl::parse(redis.url()));
        owner.command({"REPLICAOF", "127.0.0.1", "1"}, deadline());
        QTRY_COMPARE_WITH_TIMEOUT(redisCheck(fixture), u"warn"_s, 30'000);
        QVERIFY2(redisFinding(fixture).value(u"note").toString().contains("READONLY"_L1),
                 fixture.log().right(3000).constData());
        askForAmount(fixture);
        fixture.say(u"306"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.sees(u"306\u00a0₽"_s), fixture.log().right(3000).constData(),
                                  30'000);
        owner.command({"REPLICAOF", "NO", "ONE"}, deadline());
        QTRY_COMPARE_WITH_TIMEOUT(redisCheck(fixture), u"pass"_s, 30'000);
        QCOMPARE(fixture.log().count("Redis takes nothing:"), 1);
        QCOMPARE(fixture.log().count("Redis is back"), 1);
    }

    void tlsIsSpokenOrRefusedWithWhatToDo()
    {
        RedisServer redis({u"--requirepass"_s, u"canary_redis"_s}, RedisServer::Doors::PlainAndTls);
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("REDIS_URL", u"rediss://:canary_redis@127.0.0.1:%1"_s.arg(redis.tlsPort()));
        fixture.set("REDIS_CA_FILE", redis.caFile());
        fixture.set("METRICS_TOKEN", u"let me look"_s);
        if (!state::RedisTls::isSpoken()) {
            fixture.start();
            QTRY_VERIFY_WITH_TIMEOUT(!fixture.server().isRunning(), 30'000);
            QCOMPARE(fixture.server().exitCode(), std::optional(1));
            QVERIFY2(fixture.log().contains("rediss://") && fixture.log().contains("Debian 13"),
                     fixture.log().constData());
            QVERIFY(!fixture.log().contains("canary"));
            return;
        }
        fixture.startReady();
        QTRY_COMPARE_WITH_TIMEOUT(redisCheck(fixture), u"pass"_s, 30'000);
        askForAmount(fixture);
        state::RedisClient owner(
            state::RedisUrl::parse(u"redis://:canary_redis@127.0.0.1:%1"_s.arg(redis.port())));
        QTRY_VERIFY_WITH_TIMEOUT(owner.command({"DBSIZE"}, deadline())->toInt() >= 2, 30'000);
        fixture.say(u"307"_s);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.sees(u"307\u00a0₽"_s), fixture.log().right(3000).constData(),
                                  30'000);
        QVERIFY(!fixture.log().contains("canary"));
    }

private:
    static Deadline deadline() { return Deadline::in(std::chrono::seconds(30)); }

    static void askForAmount(ServerFixture &fixture)
    {
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        askAgain(fixture);
    }
    // Until the server has asked once more than before.
    static void askAgain(ServerFixture &fixture)
    {
        fixture.say(u"/balance"_s);
        // Either button asks for an amount: what is typed before the second was heard is answered, and its
        // answer is edited away by the question.
        for (const char *button : {"Top up", "Other amount"}) {
            const qint64 before = seq(fixture);
            fixture.press(QString::fromLatin1(button));
            QTRY_VERIFY2_WITH_TIMEOUT(seq(fixture) > before && seq(fixture) % 2 == 1,
                                      fixture.log().right(3000).constData(), 30'000);
        }
    }
    static qint64 seq(ServerFixture &fixture)
    {
        const auto rows =
            fixture.database().query("SELECT state_seq FROM users WHERE telegram_id = ?", fixture.customer());
        return rows.empty() ? 0 : rows.front().int64(0);
    }
    // What /health says of Redis.
    static QJsonObject redisFinding(const ServerFixture &fixture)
    {
        RawClient client(fixture.port());
        const auto answer = client.exchange(get("/health", "Authorization: Bearer let me look\r\n"));
        const QJsonObject checks = QJsonDocument::fromJson(answer ? answer->body : QByteArray())
                                       .object()
                                       .value(u"checks")
                                       .toObject();
        return checks.value(u"redis").toObject();
    }
    static QString redisCheck(const ServerFixture &fixture)
    {
        return redisFinding(fixture).value(u"status").toString();
    }
};

const turnpike::test::RegisteredTest<TestRedisServer> kTestRedisServer;

} // namespace tst_redisserver

#include "tst_redisserver.moc"
