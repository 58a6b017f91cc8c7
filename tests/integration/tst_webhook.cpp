// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/webhookendpoint.h"

#include "base/errors.h"
#include "support/fakeclock.h"
#include "support/rawclient.h"
#include "support/recordingkicker.h"
#include "support/testdatabase.h"
#include "support/testmain.h"
#include "support/wakeups.h"

#include <QTest>

namespace tst_webhook {

using namespace turnpike;
using namespace turnpike::inbox;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

namespace {

// JSON with single quotes for double ones: moc does not read raw strings.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

// The whole way in: listener, endpoint, writer, database.
struct Ingest
{
    explicit Ingest(Kind kind)
        : test(kind)
        , writer(test.database(), kicker)
        , endpoint(writer, clock, liveness, {"right", "previous"})
    {
        endpoint.attach(frontend);
        port = frontend.listen(QHostAddress::LocalHost, 0);
    }

    // "seq" order: "update_id kind user lane", one a line.
    QByteArray rows()
    {
        QByteArrayList lines;
        for (const db::Row &row :
             test.query("SELECT update_id, kind, coalesce(user_id, 0), lane FROM inbox ORDER BY seq")) {
            lines << QByteArray::number(row.int64(0)) + ' ' + row.text(1).toUtf8() + ' ' +
                         QByteArray::number(row.int64(2)) + ' ' + row.text(3).toUtf8();
        }
        return lines.join('\n');
    }
    std::optional<RawAnswer> say(const QByteArray &body, const QByteArray &secret = "right")
    {
        return RawClient(port).exchange(
            post(WebhookEndpoint::kPath, body, "X-Telegram-Bot-Api-Secret-Token: " + secret + "\r\n"));
    }

    TestDatabase test;
    RecordingKicker kicker;
    FakeClock clock;
    std::shared_ptr<WebhookLiveness> liveness = std::make_shared<WebhookLiveness>();
    InboxWriter writer;
    WebhookEndpoint endpoint;
    http::HttpFrontend frontend;
    quint16 port = 0;
};

} // namespace

// Telegram's requests on their way into the inbox, on both databases.
class TestWebhook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anUpdateIsStoredBeforeItIsAcknowledgedAndARedeliveryIsOnlyAcknowledged_data()
    {
        TestDatabase::addKinds();
    }
    void anUpdateIsStoredBeforeItIsAcknowledgedAndARedeliveryIsOnlyAcknowledged()
    {
        QFETCH(Kind, kind);
        Ingest ingest(kind);
        const QByteArray body =
            json("{'update_id':7,'message':{'from':{'id':42},'chat':{'id':42},'text':'\\u0416'}}");
        for (int i = 0; i < 2; ++i) {
            const auto answer = ingest.say(body);
            QCOMPARE(answer->status, 200);
            QCOMPARE(answer->headers.value("content-length"), "0");
            QCOMPARE(ingest.rows(), "7 message 42 user:42");
        }
        const auto stored = ingest.test.query("SELECT body, received_at, status FROM inbox");
        QCOMPARE(stored.at(0).bytes(0), body);
        QCOMPARE(stored.at(0).int64(1), ingest.clock.nowMs());
        QCOMPARE(stored.at(0).text(2), u"pending"_s);
        QCOMPARE(ingest.liveness->snapshot().acknowledged, quint64(2));
    }

    void everythingWithTheRightSecretAndAnIdIsStoredInItsLane_data() { TestDatabase::addKinds(); }
    void everythingWithTheRightSecretAndAnIdIsStoredInItsLane()
    {
        QFETCH(Kind, kind);
        Ingest ingest(kind);
        const QByteArray deep = QByteArray(5'000, '[') + QByteArray(5'000, ']');
        QCOMPARE(ingest.say(json("{'update_id':1,'callback_query':{'from':{'id':42}}}"))->status, 200);
        QCOMPARE(ingest.say(json("{'update_id':2,'pre_checkout_query':{'from':{'id':42}}}"))->status, 200);
        QCOMPARE(ingest.say(json("{'update_id':3,'channel_post':{'chat':{'id':-100}}}"))->status, 200);
        QCOMPARE(ingest.say(json("{'update_id':4,'hologram':{}}"), "previous")->status, 200);
        QCOMPARE(ingest.say(json("{'update_id':5,'message':") + deep + "}")->status, 200);
        QCOMPARE(
            ingest.say(json("{'update_id':6,'message':{'from':{'id':42},'successful_payment':{}}}"))->status,
            200);
        QCOMPARE(ingest
                     .say(json("{'update_id':8,'message':{'from':{'id':42},'text':'") +
                          QByteArray(512 * 1024, 'x') + "\"}}")
                     ->status,
                 200);
        QCOMPARE(ingest.rows(), "1 callback_query 42 user:42\n"
                                "2 pre_checkout_query 42 checkout:42\n"
                                "3 channel_post 0 chat:-100\n"
                                "4 hologram 0 update:4\n"
                                "5 unknown 0 update:5\n"
                                "6 successful_payment 42 user:42\n"
                                "8 message 42 user:42");
    }

    void strangersAreNotedFirstAndRefused_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::newRow("no secret") << QByteArray();
        QTest::newRow("wrong") << QByteArray("X-Telegram-Bot-Api-Secret-Token: wrong\r\n");
        QTest::newRow("empty") << QByteArray("X-Telegram-Bot-Api-Secret-Token:\r\n");
        QTest::newRow("other case") << QByteArray("X-Telegram-Bot-Api-Secret-Token: Right\r\n");
        QTest::newRow("longer") << QByteArray("X-Telegram-Bot-Api-Secret-Token: rightt\r\n");
        QTest::newRow("only the second of two") << QByteArray(
            "X-Telegram-Bot-Api-Secret-Token: wrong\r\nX-Telegram-Bot-Api-Secret-Token: right\r\n");
    }

    void strangersAreNotedFirstAndRefused()
    {
        QFETCH(QByteArray, field);
        Ingest ingest(Kind::Sqlite);
        RawClient client(ingest.port);
        QCOMPARE(client.exchange(post(WebhookEndpoint::kPath, json("{'update_id':7}"), field))->status, 403);
        const WebhookLiveness::Snapshot seen = ingest.liveness->snapshot();
        QCOMPARE(seen.lastRequestAt, ingest.clock.nowMs());
        QVERIFY(!seen.lastAuthenticatedAt);
        QVERIFY(!seen.lastAcknowledgedAt);
        QCOMPARE(seen.rejected, quint64(1));
        QCOMPARE(ingest.rows(), "");
    }

    void aStrangersBodyIsNotWaitedFor()
    {
        Ingest ingest(Kind::Sqlite);
        RawClient client(ingest.port);
        const QByteArray whole = post(WebhookEndpoint::kPath, QByteArray(1'000'000, 'x'),
                                      "X-Telegram-Bot-Api-Secret-Token: wrong\r\n");
        QCOMPARE(client.exchange(whole.first(whole.indexOf("\r\n\r\n") + 4))->status, 403);
        QVERIFY(client.isClosedByServer());
        const WebhookLiveness::Snapshot seen = ingest.liveness->snapshot();
        QCOMPARE(seen.requests, quint64(1));
        QCOMPARE(seen.rejected, quint64(1));
        QCOMPARE(ingest.say(json("{'update_id':7,'message':{'from':{'id':42}}}"))->status, 200);
    }

    void aBodyThatIsNoUpdateIsRefusedAndCounted()
    {
        Ingest ingest(Kind::Sqlite);
        QCOMPARE(ingest.say("hello")->status, 400);
        QCOMPARE(ingest.say(json("{'update_id':'7'}"))->status, 400);
        QCOMPARE(ingest.say("{\"update_id\":7,\"a\":\"" + QByteArray(1024 * 1024, 'x') + "\"}")->status, 413);
        const WebhookLiveness::Snapshot seen = ingest.liveness->snapshot();
        QCOMPARE(seen.malformed, quint64(2));
        QCOMPARE(seen.authenticated, quint64(2));
        QCOMPARE(seen.lastAuthenticatedAt, ingest.clock.nowMs());
        QVERIFY(!seen.lastAcknowledgedAt);
        QCOMPARE(ingest.rows(), "");
    }

    void whatCannotBeStoredIsNotAcknowledgedAndComesAgain_data() { TestDatabase::addKinds(); }
    void whatCannotBeStoredIsNotAcknowledgedAndComesAgain()
    {
        QFETCH(Kind, kind);
        Ingest ingest(kind);
        ingest.test.script("ALTER TABLE inbox RENAME TO inbox_away");
        const auto answer = ingest.say(json("{'update_id':7,'message':{'from':{'id':42}}}"));
        QCOMPARE(answer->status, 503);
        QCOMPARE(answer->headers.value("retry-after"), "1");
        QCOMPARE(ingest.liveness->snapshot().unavailable, quint64(1));
        ingest.test.script("ALTER TABLE inbox_away RENAME TO inbox");
        QCOMPARE(ingest.say(json("{'update_id':7,'message':{'from':{'id':42}}}"))->status, 200);
        QCOMPARE(ingest.rows(), "7 message 42 user:42");
    }

    void aHundredConnectionsAreAllAcknowledgedAndAllStored_data() { TestDatabase::addKinds(); }
    void aHundredConnectionsAreAllAcknowledgedAndAllStored()
    {
        QFETCH(Kind, kind);
        Ingest ingest(kind);
        std::vector<std::unique_ptr<RawClient>> clients;
        for (int i = 0; i < 100; ++i)
            clients.push_back(std::make_unique<RawClient>(ingest.port));
        for (int round = 0; round < 3; ++round) {
            for (size_t i = 0; i < clients.size(); ++i) {
                const QByteArray id = QByteArray::number(round * 100 + static_cast<int>(i));
                clients[i]->send(post(WebhookEndpoint::kPath,
                                      "{\"update_id\":" + id + ",\"message\":{\"from\":{\"id\":42}}}",
                                      "X-Telegram-Bot-Api-Secret-Token: right\r\n"));
            }
            for (const auto &client : clients)
                QCOMPARE(client->answer()->status, 200);
        }
        QCOMPARE(ingest.test.number("SELECT count(*) FROM inbox"), 300);
        QCOMPARE(ingest.frontend.counters().connectionsAccepted, quint64(100));
    }

    // The table is locked until all are there, so that they are few batches, and large ones.
    void aBatchWakesTheMainThreadOnce()
    {
        Ingest ingest(Kind::Postgres);
        WakeUps wakeUps(ingest.frontend);
        std::vector<std::unique_ptr<RawClient>> clients;
        {
            const db::Lease lease = ingest.test.pool().acquire(db::Demand::Worker, "test", Deadline::in(60s));
            lease.connection().begin(true, Deadline::in(60s), 60s);
            lease.connection().runScript("SET LOCAL idle_in_transaction_session_timeout = 0; "
                                         "LOCK TABLE inbox IN ACCESS EXCLUSIVE MODE");
            for (int i = 1; i <= 60; ++i) {
                const QByteArray id = QByteArray::number(i);
                clients.push_back(std::make_unique<RawClient>(ingest.port));
                const QByteArray body =
                    "{\"update_id\":" + id + ",\"message\":{\"from\":{\"id\":" + id + "}}}";
                clients.back()->send(
                    post(WebhookEndpoint::kPath, body, "X-Telegram-Bot-Api-Secret-Token: right\r\n"));
            }
            QTRY_COMPARE_WITH_TIMEOUT(ingest.frontend.counters().requests, quint64(60), 60'000);
        }
        for (const auto &client : clients)
            QCOMPARE(client->answer()->status, 200);
        const int batches = static_cast<int>(ingest.writer.stats().batches);
        QVERIFY2(wakeUps.count() <= batches, QByteArray::number(wakeUps.count()).constData());
        QVERIFY2(batches < 20, QByteArray::number(batches).constData());
    }

    void withoutASecretThereIsNoEndpoint()
    {
        TestDatabase test(Kind::Sqlite);
        RecordingKicker kicker;
        const FakeClock clock;
        InboxWriter writer(test.database(), kicker);
        QVERIFY_EXCEPTION_THROWN(
            WebhookEndpoint(writer, clock, std::make_shared<WebhookLiveness>(), {"", "previous"}),
            ConfigError);
    }
};

const turnpike::test::RegisteredTest<TestWebhook> kTestWebhook;

} // namespace tst_webhook

#include "tst_webhook.moc"
