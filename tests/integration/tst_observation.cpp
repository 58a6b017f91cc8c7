// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httpfrontend.h"
#include "ops/durabilitywatch.h"
#include "serverfixture.h"
#include "support/metriclint.h"
#include "support/rawclient.h"
#include "support/recordingalerts.h"
#include "support/testmain.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>

#include <sys/resource.h>

namespace tst_observation {

using namespace turnpike;
using namespace turnpike::test;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

namespace {

const QByteArray kAuthorized = "Authorization: Bearer fixture-metrics-token\r\n";

QByteArray updateOf(qint64 id)
{
    const QByteArray body =
        "{\"update_id\":" + QByteArray::number(id) +
        ",\"message\":{\"message_id\":1,\"date\":1,\"text\":\"hello\",\"from\":{\"id\":777,\"is_bot\":false,"
        "\"first_name\":\"X\"},\"chat\":{\"id\":777,\"type\":\"private\"}}}";
    return post("/telegram/webhook", body,
                "X-Telegram-Bot-Api-Secret-Token: fixture-webhook-secret\r\n"
                "Content-Type: application/json\r\n");
}

// Metrics that the files for Grafana and Prometheus name and the server does not know.
QStringList namesMissing(const QByteArray &metrics)
{
    // Only within a container.
    QSet<QString> known{u"turnpike_memory_limit_bytes"_s};
    for (const QByteArray &line : metrics.split('\n')) {
        if (line.startsWith("# TYPE "))
            known.insert(QString::fromUtf8(line.split(' ').at(2)));
    }
    static const QRegularExpression name(u"\\b(turnpike|process)_[a-z0-9_]+"_s);
    QStringList missing;
    for (const char *file : {"dashboard.json", "alerts.yml"}) {
        QFile resource(qEnvironmentVariable("TURNPIKE_RESOURCES") + u"/grafana/"_s + QLatin1String(file));
        if (!resource.open(QIODevice::ReadOnly))
            return {resource.errorString()};
        const QString text = QString::fromUtf8(resource.readAll());
        for (auto it = name.globalMatch(text); it.hasNext();) {
            QString asked = it.next().captured();
            asked.remove(QRegularExpression(u"_bucket$"_s));
            if (!known.contains(asked) && !missing.contains(asked))
                missing += asked;
        }
    }
    return missing;
}

// On a connection of its own.
RawAnswer ask(const ServerFixture &fixture, const QByteArray &request)
{
    return RawClient(fixture.port()).exchange(request).value_or(RawAnswer());
}

} // namespace

// What the real server tells those who look after it.
class TestObservation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theServerTellsOfItselfAndPingsWhileAllIsWell()
    {
        int pings = 0;
        http::HttpFrontend switchboard;
        switchboard.route("GET", "/ping/secret-path", [&](const http::Request &, const http::Reply &reply) {
            ++pings;
            reply.send({});
        });
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.set("HEARTBEAT_URL", u"http://127.0.0.1:%1/ping/secret-path"_s.arg(
                                         switchboard.listen(QHostAddress::LocalHost, 0)));
        fixture.startReady();
        QTRY_VERIFY_WITH_TIMEOUT(pings > 0, 30'000);

        RawClient client(fixture.port());
        QByteArray metrics;
        const auto has = [&](const char *line) {
            metrics = client.exchange(get("/metrics", kAuthorized))->body;
            return metrics.contains('\n' + QByteArray(line));
        };
        // It leads, has called Telegram, and has run its workers once.
        for (const char *line :
             {"turnpike_ready 1\n", "turnpike_leader 1\n", "turnpike_db_up 1\n",
              "turnpike_inbox_acknowledge_seconds_count ", "turnpike_inbox_handle_seconds_count ",
              "turnpike_inbox_pending 0\n", "turnpike_calls_total{dependency=\"telegram\"",
              "turnpike_worker_iterations_total{outcome=\"success\"",
              "turnpike_breaker_state{dependency=\"vpn_api\",state=\"closed\"} 1\n"})
            QTRY_VERIFY2_WITH_TIMEOUT(has(line), (line + metrics).constData(), 30'000);
        QCOMPARE(lintMetrics(metrics), QString());
        QCOMPARE(client.exchange(get("/metrics"))->status, 401);

        // What the dashboard and the alert rules ask for is there.
        fixture.say(u"/start"_s);
        QTRY_VERIFY_WITH_TIMEOUT(has("turnpike_updates_total{kind=\"message\"} 1\n"), 30'000);
        QCOMPARE(namesMissing(metrics), QStringList());

        const auto health = client.exchange(get("/health", kAuthorized));
        QCOMPARE(health->status, 200);
        const QJsonObject checks = QJsonDocument::fromJson(health->body).object()[u"checks"].toObject();
        for (const auto *name :
             {u"database", u"backlog", u"process", u"leader", u"telegram", u"vpn_api", u"crypto_pay"})
            QVERIFY2(checks.contains(QStringView(name)), health->body.constData());
        QCOMPARE(client.exchange(get("/health"))->body, "{\"status\":\"pass\"}");
        QVERIFY(!fixture.log().contains("secret-path"));
    }

    void theServerOpensAsManyDescriptorsAsItIsAllowedTo()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const rlimit low{256, before.rlim_max};
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &low), 0);
        fixture.start(); // inherits it
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
        QTRY_VERIFY2_WITH_TIMEOUT(fixture.server().isReady(), fixture.log().constData(), 30'000);
        const QByteArray metrics = ask(fixture, get("/metrics", kAuthorized)).body;
        const QByteArray name = "\nprocess_max_fds ";
        QVERIFY2(metrics.contains(name), metrics.constData());
        const QByteArray value = metrics.mid(metrics.indexOf(name) + name.size()).split('\n').first();
        QCOMPARE(value.toDouble(), static_cast<double>(qMin<rlim_t>(before.rlim_max, 1 << 30)));
    }

    // Too few for the breaker to open: one customer, whose key is not made.
    void aVpnApiThatAnswersNobodyShowsInHealthThoughOneCustomerWaits()
    {
        ServerFixture fixture(Kind::Sqlite);
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.startReady();
        const int fault = fixture.sandbox().faults().add(
            {{u"service"_s, u"vpn"_s}, {u"method"_s, u"*"_s}, {u"action"_s, u"reset"_s}});
        fixture.say(u"/start"_s);
        fixture.press(u"English"_s);
        fixture.press(u"Trial"_s);
        const auto check = [&] {
            const auto health = RawClient(fixture.port()).exchange(get("/health", kAuthorized));
            return health ? QJsonDocument::fromJson(health->body)[u"checks"][u"vpn_api"].toObject()
                          : QJsonObject();
        };
        QTRY_COMPARE_WITH_TIMEOUT(check().value(u"status").toString(), u"fail"_s, 90'000);
        const QString note = check().value(u"note").toString();
        QVERIFY2(note.contains(u"answers nobody"_s), qPrintable(note));
        const auto metrics = RawClient(fixture.port()).exchange(get("/metrics", kAuthorized));
        QVERIFY(metrics && metrics->body.contains(
                               "turnpike_breaker_state{dependency=\"vpn_api\",state=\"closed\"} 1\n"));
        QCOMPARE(RawClient(fixture.port()).exchange(get("/readyz"))->status, 200);
        fixture.sandbox().faults().remove(fault);
        QTRY_COMPARE_WITH_TIMEOUT(check().value(u"status").toString(), u"pass"_s, 90'000);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.sees(u"vless://"_s), 30'000);
    }

    void withTheDatabaseGoneItIsNotReadyAndFails()
    {
        ServerFixture fixture(Kind::Postgres);
        const TestDatabase &outside = fixture.database();
        const QString name = outside.url().database() + u"_away"_s;
        outside.outsider("CREATE DATABASE " + name.toUtf8());
        fixture.set("DATABASE_URL", outside.url().withDatabase(name).display());
        fixture.startReady();
        RawClient client(fixture.port());
        QCOMPARE(client.exchange(get("/readyz"))->status, 200);
        // Nobody gets in any more, and who is in is put out.
        outside.outsider("ALTER DATABASE " + name.toUtf8() + " ALLOW_CONNECTIONS false");
        const auto putOut = [&] {
            outside.outsider(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" +
                name.toUtf8() + "'");
            return client.exchange(get("/readyz"))->status == 503;
        };
        QVERIFY(QTest::qWaitFor(putOut, 30'000));
        const auto health = client.exchange(get("/health"));
        QCOMPARE(health->status, 503);
        QCOMPARE(health->body, "{\"status\":\"fail\"}");
        QCOMPARE(client.exchange(get("/livez"))->status, 200);
        outside.outsider("ALTER DATABASE " + name.toUtf8() + " ALLOW_CONNECTIONS true");
        QTRY_COMPARE_WITH_TIMEOUT(client.exchange(get("/readyz"))->status, 200, 30'000);
        fixture.server().kill();
        outside.outsider("DROP DATABASE " + name.toUtf8() + " WITH (FORCE)");
    }

    void withADatabaseThatTakesNoWritesItIsNotReadyAndStoresAgainAtOnce()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.startReady();
        qint64 nextId = 1;
        const auto stores = [&] { return ask(fixture, updateOf(nextId++)).status == 200; };
        QTRY_VERIFY_WITH_TIMEOUT(stores(), 30'000);
        const TestDatabase neighbour(Kind::Postgres);
        const QByteArray name = fixture.database().url().database().toUtf8();
        neighbour.outsider("ALTER DATABASE " + name + " SET default_transaction_read_only = on");
        const auto isReady = [&] { return ask(fixture, get("/readyz")).status == 200; };
        const auto isRefused = [&] {
            neighbour.outsider(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" + name +
                "'");
            return !isReady();
        };
        // Asked only until it is: whoever puts the sessions out once more shakes the pool once more.
        QVERIFY(QTest::qWaitFor(isRefused, 30'000));
        QVERIFY2(!isReady(), "ready again, though nothing can be stored");
        const auto databaseCheck = [&] {
            const QByteArray body = ask(fixture, get("/health", kAuthorized)).body;
            return QJsonDocument::fromJson(body)[u"checks"][u"database"][u"status"].toString();
        };
        QTRY_COMPARE_WITH_TIMEOUT(databaseCheck(), u"fail"_s, 30'000);
        QCOMPARE(ask(fixture, updateOf(nextId++)).status, 503);
        neighbour.outsider("ALTER DATABASE " + name + " RESET default_transaction_read_only");
        QTRY_VERIFY_WITH_TIMEOUT(stores(), 5'000);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(), 5'000);
        QTRY_COMPARE_WITH_TIMEOUT(databaseCheck(), u"pass"_s, 30'000);
    }

    void nobodyHearsThatAllIsWellWhileNothingCanBeStored_data()
    {
        QTest::addColumn<QByteArray>("trouble");
        QTest::addColumn<QByteArray>("end");
        QTest::newRow("nobody gets in")
            << QByteArray("ALLOW_CONNECTIONS false") << QByteArray("ALLOW_CONNECTIONS true");
        QTest::newRow("no writes") << QByteArray("SET default_transaction_read_only = on")
                                   << QByteArray("RESET default_transaction_read_only");
    }
    void nobodyHearsThatAllIsWellWhileNothingCanBeStored()
    {
        QFETCH(QByteArray, trouble);
        QFETCH(QByteArray, end);
        // A ping that is refused is made again five seconds later.
        int pings = 0;
        http::HttpFrontend switchboard;
        switchboard.route("GET", "/ping", [&](const http::Request &, const http::Reply &reply) {
            ++pings;
            reply.send(http::Response::text("no\n", 500));
        });
        ServerFixture fixture(Kind::Postgres);
        fixture.set("HEARTBEAT_URL",
                    u"http://127.0.0.1:%1/ping"_s.arg(switchboard.listen(QHostAddress::LocalHost, 0)));
        fixture.startReady();
        QTRY_VERIFY_WITH_TIMEOUT(pings >= 2, 40'000);
        const TestDatabase neighbour(Kind::Postgres);
        const QByteArray name = fixture.database().url().database().toUtf8();
        neighbour.outsider("ALTER DATABASE " + name + ' ' + trouble);
        const auto isNotReady = [&] {
            neighbour.outsider(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = '" + name +
                "'");
            return ask(fixture, get("/readyz")).status == 503;
        };
        QVERIFY(QTest::qWaitFor(isNotReady, 30'000));
        // Seconds later: a ping that was on its way has arrived.
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("health:database"), 60'000);
        const int before = pings;
        QVERIFY2(!QTest::qWaitFor([&] { return pings > before; }, 8'000),
                 "pinged though nothing can be stored");
        QCOMPARE(ask(fixture, get("/readyz")).status, 503);
        neighbour.outsider("ALTER DATABASE " + name + ' ' + end);
        QTRY_VERIFY_WITH_TIMEOUT(pings > before, 60'000);
    }

    // Nothing comes in: what is tried in between tells.
    void aFullDiskIsFoundThoughNothingComesAndAlerts()
    {
        ServerFixture fixture(Kind::Postgres);
        fixture.startReady();
        const auto statusOfReady = [&] { return ask(fixture, get("/readyz")).status; };
        QCOMPARE(statusOfReady(), 200);
        fixture.database().script(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$; "
            "CREATE TRIGGER full_disk BEFORE INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION full_disk()");
        QTRY_COMPARE_WITH_TIMEOUT(statusOfReady(), 503, 30'000);
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("health:database"), 60'000);
        QCOMPARE(ask(fixture, get("/livez")).status, 200);
        fixture.database().script("DROP TRIGGER full_disk ON inbox");
        QTRY_COMPARE_WITH_TIMEOUT(statusOfReady(), 200, 5'000);
    }

    // As somebody may leave them behind. Of the whole server: tst_durability.
    void settingsThatLoseWhatWasConfirmedAlert_data()
    {
        QTest::addColumn<QByteArray>("whose");
        QTest::newRow("of the database") << QByteArray("DATABASE ");
        QTest::newRow("of our role") << QByteArray("ROLE CURRENT_USER IN DATABASE ");
    }
    void settingsThatLoseWhatWasConfirmedAlert()
    {
        QFETCH(QByteArray, whose);
        ServerFixture fixture(Kind::Postgres);
        fixture.database().outsider("ALTER " + whose + fixture.database().url().database().toUtf8() +
                                    " SET synchronous_commit = off");
        fixture.set("METRICS_TOKEN", u"fixture-metrics-token"_s);
        fixture.startReady();
        QTRY_VERIFY_WITH_TIMEOUT(fixture.log().contains("database_not_durable"), 30'000);
        const QByteArray body = ask(fixture, get("/health", kAuthorized)).body;
        const QJsonValue check = QJsonDocument::fromJson(body)[u"checks"][u"durability"];
        QCOMPARE(check[u"status"].toString(), u"warn"_s);
        QVERIFY2(check[u"note"].toString().contains(u"synchronous_commit"), body.constData());
    }

    // Where the database keeps what it confirms, which that of the tests does not.
    void healthSaysWhetherHandlersWaitForTheDisk()
    {
        TestDatabase test(Kind::Sqlite);
        RecordingAlerts alerts;
        const ops::DurabilityWatch async(test.database(), alerts, db::Durability::Asynchronous);
        QVERIFY(async.finding().status == ops::Finding::Status::Pass);
        QVERIFY(async.finding().note.english().contains(u"HANDLER_COMMITS=async"_s));
        const ops::DurabilityWatch sync(test.database(), alerts, db::Durability::Synchronous);
        QVERIFY(sync.finding().note.english().contains(u"HANDLER_COMMITS=sync"_s));
    }
};

const turnpike::test::RegisteredTest<TestObservation> kTestObservation;

} // namespace tst_observation

#include "tst_observation.moc"
