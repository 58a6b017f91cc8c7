// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/dependencies.h"
#include "ops/health.h"
#include "ops/metricsendpoint.h"
#include "ops/metricsources.h"

#include "base/errors.h"
#include "support/fakeclock.h"
#include "support/metriclint.h"
#include "support/rawclient.h"
#include "support/testdatabase.h"
#include "support/testmain.h"

#include <QJsonDocument>
#include <QTest>

namespace tst_metrics {

using namespace turnpike;
using namespace turnpike::ops;
using namespace turnpike::test;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using Kind = db::DatabaseUrl::Kind;

namespace numbers = protocol::numbers;

namespace {

const QByteArray kAuthorized = "Authorization: Bearer right\r\n";

} // namespace

// What operators and their tools can ask for.
class TestMetrics : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyRoomIsMeasuredInAFormatWithoutFaults()
    {
        MetricRegistry registry;
        EventMetrics events(registry);
        http::OutRequest call;
        call.dependency = u"telegram"_s;
        call.operation = u"sendMessage"_s;
        events.onCall(call, http::OutResponse{200, {}, {}, 20ms});
        events.onCall(call, http::OutResponse{429, {}, {}, 10ms});
        events.onCall(call, DependencyError(call.dependency, DependencyError::Reason::Timeout, QString()));
        workers::Ending ending;
        ending.items = 3;
        events.onIteration(u"activation_worker"_s, ending, 1500ms);
        inbox::WebhookLiveness liveness;
        liveness.requested(1'800'000'000'000);
        liveness.tookIn(u"message"_s);
        db::PoolStats pool;
        pool.acquireWait.add(3ms);
        pool.acquireWait.add(2min);
        inbox::InboxWriterStats writer;
        writer.acknowledge.add(4ms);
        inbox::DispatcherStats dispatcher;
        dispatcher.handle.add(40ms);
        dispatcher.handle.add(400ms);
        const http::CircuitBreaker breaker;
        Backlog backlog;
        backlog.takenAt = 1'800'000'000'000;
        backlog.numbers.set(numbers::kInboxOldest, 1'500);
        const LoopLag lag;
        registry.addCollector([&](MetricFamilies &metrics) {
            collectHttp(metrics, {});
            collectWebhook(metrics, liveness);
            collectInboxWriter(metrics, writer);
            collectDispatcher(metrics, dispatcher);
            collectSender(metrics, {});
            collectPool(metrics, pool);
            collectBreaker(metrics, "vpn_api", breaker);
            collectBreaker(metrics, "crypto_pay", breaker);
            collectBacklog(metrics, backlog);
            collectProcess(metrics, ProcessGauges::read());
            lag.collect(metrics);
        });
        const QByteArray text = registry.text();
        QCOMPARE(lintMetrics(text), QString());
        for (const char *line : {
                 "turnpike_calls_total{dependency=\"telegram\",operation=\"sendMessage\",outcome=\"2xx\"} 1",
                 "turnpike_calls_total{dependency=\"telegram\",operation=\"sendMessage\",outcome=\"429\"} 1",
                 "turnpike_call_seconds_count{dependency=\"telegram\"} 2",
                 "turnpike_call_seconds_bucket{dependency=\"telegram\",le=\"0.01\"} 1",
                 "turnpike_worker_iterations_total{outcome=\"success\",worker=\"activation_worker\"} 1",
                 "turnpike_worker_items_total{worker=\"activation_worker\"} 3",
                 "turnpike_updates_total{kind=\"message\"} 1",
                 "turnpike_db_lease_wait_seconds_bucket{le=\"0.005\"} 1",
                 "turnpike_db_lease_wait_seconds_bucket{le=\"30\"} 1",
                 "turnpike_db_lease_wait_seconds_bucket{le=\"+Inf\"} 2",
                 "turnpike_inbox_acknowledge_seconds_bucket{le=\"0.002\"} 0",
                 "turnpike_inbox_acknowledge_seconds_bucket{le=\"0.005\"} 1",
                 "turnpike_inbox_handle_seconds_bucket{le=\"0.05\"} 1",
                 "turnpike_inbox_handle_seconds_count 2",
                 "turnpike_breaker_state{dependency=\"vpn_api\",state=\"closed\"} 1",
                 "turnpike_inbox_oldest_seconds 1.5",
                 "turnpike_db_connections{state=\"used\"} 0",
                 "# TYPE turnpike_db_opened_total counter",
                 "turnpike_messages_total{outcome=\"dropped\"} 0",
                 "# HELP turnpike_loop_lag_seconds The longest delay of the main loop in the last minutes.",
             })
            QVERIFY2(text.contains('\n' + QByteArray(line) + '\n'), line + text);
    }

    void theProcessIsMeasured()
    {
        const ProcessGauges gauges = ProcessGauges::read();
        QVERIFY(gauges.residentBytes > 1024 * 1024);
        QVERIFY(gauges.openFds >= 3 && gauges.openFds <= gauges.maxFds);
        QVERIFY(gauges.threads >= 1);
        const double age = static_cast<double>(QDateTime::currentSecsSinceEpoch()) - gauges.startedAt;
        QVERIFY2(age > -5 && age < 3600, qPrintable(QString::number(age)));
    }

    void aStalledLoopShowsInItsLag()
    {
        LoopLag lag;
        // The one thing under test is a thread that does not return to its loop.
        QVERIFY(Deadline::in(1min).sleep(1200ms));
        QTRY_VERIFY(lag.longest() >= 150ms);
    }

    void theBacklogIsWhatWaits_data() { TestDatabase::addKinds(); }
    void theBacklogIsWhatWaits()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        FakeClock clock;
        BacklogSampler sampler(test.database(), clock);
        QVERIFY(!sampler.latest().takenAt);
        const auto put = [&](int id, const char *status, qint64 age) {
            test.exec("INSERT INTO inbox (update_id, kind, user_id, lane, body, received_at, status)"
                      " VALUES (?, 'message', 1, 'user:1', ?, ?, ?)",
                      id, QByteArray("{}"), clock.nowMs() - age, status);
        };
        put(1, "pending", 5'000);
        put(2, "pending", 7'000);
        put(3, "done", 9'000);
        put(4, "dead", 9'000);
        test.exec("INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, created_at)"
                  " VALUES (1, 0, 'sendMessage', ?, ?, ?, ?), (1, 0, 'sendMessage', ?, ?, ?, ?)",
                  QByteArray("{}"), clock.nowMs() - 3'000, clock.nowMs() + 1, clock.nowMs(), QByteArray("{}"),
                  clock.nowMs() + 3'000, clock.nowMs() + 1, clock.nowMs());
        sampler.sample(Deadline::in(30s));
        const Backlog backlog = sampler.latest();
        QCOMPARE(backlog.numbers.value(numbers::kInboxPending), std::optional(2.0));
        QCOMPARE(backlog.numbers.value(numbers::kCustomersWaiting), std::optional(1.0));
        QCOMPARE(backlog.numbers.value(numbers::kInboxOldest), std::optional(7'000.0));
        QCOMPARE(backlog.numbers.value(numbers::kDeadLetters), std::optional(1.0));
        QCOMPARE(backlog.numbers.value(numbers::kOutboxPending), std::optional(2.0));
        QCOMPARE(backlog.numbers.value(numbers::kOutboxOldest), std::optional(3'000.0));
        QCOMPARE(backlog.takenAt, clock.nowMs());
    }

    void whoWaitsIsCountedAtOnce_data() { TestDatabase::addKinds(); }
    void whoWaitsIsCountedAtOnce()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        FakeClock clock;
        BacklogSampler sampler(test.database(), clock);
        const qint64 now = clock.nowMs();
        const auto message = [&](qint64 chat, int messageClass, qint64 age, const char *status) {
            test.exec("INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at,"
                      " created_at, status) VALUES (?, ?, 'sendMessage', ?, ?, ?, ?, ?)",
                      chat, messageClass, QByteArray("{}"), now + 30'000, now + 60'000, now - age, status);
        };
        message(1, 0, 3'000, "pending"); // held back by Telegram until later
        message(1, 1, 4'000, "pending");
        message(2, 1, 3'000, "pending");
        message(3, 2, 3'000, "pending"); // a broadcast
        message(4, 0, 2'999, "pending");
        message(5, 0, 3'000, "failed");
        const auto customer = [&](qint64 user, const char *source, const char *activation,
                                  std::optional<qint64> owedSince) {
            test.exec("INSERT INTO users (telegram_id, referral_code, created_at, last_seen_at) "
                      "VALUES (?, ?, 0, 0)",
                      user, QString::number(user));
            test.exec(
                "INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, starts_at,"
                " expires_at, activation_status, key_owed_since, updated_at)"
                " VALUES (?, 'basic', 30, 'active', ?, 0, 1, ?, ?, 0)",
                user, source, activation, owedSince);
        };
        customer(1, "payment", "pending", now - 5'000);
        customer(2, "payment", "pending", now - 1);
        customer(3, "payment", "active", std::nullopt);
        customer(4, "auto_renew", "failed", now - 900'000); // given up, and without a key all the same
        customer(5, "trial", "pending", now - 950'000);     // paid nothing
        customer(6, "payment", "failed", now + 1);          // whose key works until then
        sampler.sample(Deadline::in(30s));
        const protocol::NumberValues counted = sampler.latest().numbers;
        QCOMPARE(counted.value(protocol::numbers::kChatsWaiting), std::optional(2.0));
        QCOMPARE(counted.value(protocol::numbers::kKeysOwed), std::optional(3.0));
        QCOMPARE(counted.value(protocol::numbers::kKeysOwedOldest), std::optional(900'000.0));
        QCOMPARE(counted.value(protocol::numbers::kPaidWithoutKey), std::optional(1.0));
        QCOMPARE(counted.value(protocol::numbers::kInvoicesAwaited), std::optional(0.0));
    }

    void whoWaitsForAKeyIsCountedAtOnceAndSinceThePayment_data() { TestDatabase::addKinds(); }
    void whoWaitsForAKeyIsCountedAtOnceAndSinceThePayment()
    {
        QFETCH(Kind, kind);
        TestDatabase test(kind);
        FakeClock clock;
        BacklogSampler sampler(test.database(), clock);
        const qint64 now = clock.nowMs();
        const auto counted = [&sampler](const protocol::Number &number) {
            return sampler.latest().numbers.count(number);
        };
        const auto add = [&](qint64 user, const char *source, const char *status, qint64 waitingSince,
                             std::optional<qint64> owedSince) {
            test.exec("INSERT INTO users (telegram_id, referral_code, created_at, last_seen_at) "
                      "VALUES (?, ?, 0, 0)",
                      user, QString::number(user));
            test.exec(
                "INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, starts_at, "
                "expires_at, waiting_since, key_owed_since, updated_at) "
                "VALUES (?, 'basic', 30, ?, ?, ?, ?, ?, ?, 0)",
                user, status, source, now - 2'000, now + 86'400'000, waitingSince, owedSince);
        };
        add(1, "payment", "active", now, now - 1'000); // paid this second
        sampler.sample(Deadline::in(30s));
        QCOMPARE(counted(protocol::numbers::kKeysOwed), 1);
        QCOMPARE(counted(protocol::numbers::kKeysOwedOldest), 1'000);
        add(2, "payment", "active", now - 29'000, now - 660'000); // tried 29 s ago
        add(3, "auto_renew", "active", now, std::nullopt);        // by the version before
        add(4, "trial", "active", now, now - 900'000);
        add(5, "payment", "expired", now, now - 900'000);
        sampler.sample(Deadline::in(30s));
        QCOMPARE(counted(protocol::numbers::kKeysOwed), 3);
        QCOMPARE(counted(protocol::numbers::kKeysOwedOldest), 660'000);
        QCOMPARE(counted(protocol::numbers::kPaidWithoutKey), 1);
    }

    void metricsAreForTheTokenAlone()
    {
        MetricRegistry registry;
        MetricsEndpoint endpoint(registry, "right");
        MetricsEndpoint off(registry, {});
        http::HttpFrontend frontend;
        http::HttpFrontend frontendWithout;
        endpoint.attach(frontend);
        off.attach(frontendWithout);
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        QCOMPARE(client.exchange(get("/metrics"))->status, 401);
        QCOMPARE(client.exchange(get("/metrics", "Authorization: Bearer wrong\r\n"))->status, 401);
        QCOMPARE(client.exchange(get("/metrics", "Authorization: Bearer \r\n"))->status, 401);
        QCOMPARE(client.exchange(get("/metrics", "Authorization: right\r\n"))->status, 401);
        const auto answer = client.exchange(get("/metrics", kAuthorized));
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->headers.value("content-type"), MetricRegistry::kContentType);
        RawClient stranger(frontendWithout.listen(QHostAddress::LocalHost, 0));
        QCOMPARE(stranger.exchange(get("/metrics", "Authorization: Bearer \r\n"))->status, 404);
    }

    void healthSaysItsWorstToAllAndDetailsToTheTokenAlone()
    {
        bool isReady = true;
        Finding database;
        HealthEndpoint health([&] { return isReady; }, "right", u"1.2.3"_s, 0ms);
        health.addCheck(u"database"_s, [&] { return database; });
        health.addCheck(u"vpn_api"_s, [] { return Finding::pass(); });
        http::HttpFrontend frontend;
        health.attach(frontend);
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        QCOMPARE(client.exchange(get("/health"))->body, "{\"status\":\"pass\"}");
        database = Finding::fail(u"no route to host"_s);
        auto answer = client.exchange(get("/health"));
        QCOMPARE(answer->status, 200); // an update can be stored all the same
        QCOMPARE(answer->body, "{\"status\":\"fail\"}");
        answer = client.exchange(get("/health", kAuthorized));
        const QJsonObject told = QJsonDocument::fromJson(answer->body).object();
        QCOMPARE(told[u"version"].toString(), u"1.2.3"_s);
        QCOMPARE(told[u"checks"][u"database"][u"note"].toString(), u"no route to host"_s);
        QCOMPARE(told[u"checks"][u"vpn_api"][u"status"].toString(), u"pass"_s);
        isReady = false;
        QCOMPARE(client.exchange(get("/health"))->status, 503);
    }

    void strangersWhoAskForHealthCostNothing()
    {
        bool isReady = true;
        int looks = 0;
        Finding database;
        HealthEndpoint health([&] { return isReady; }, "right", u"1.2.3"_s, 1h);
        health.addCheck(u"database"_s, [&] {
            ++looks;
            return database;
        });
        http::HttpFrontend frontend;
        health.attach(frontend);
        RawClient client(frontend.listen(QHostAddress::LocalHost, 0));
        for (int i = 0; i < 100; ++i)
            QCOMPARE(client.exchange(get("/health"))->body, "{\"status\":\"pass\"}");
        QCOMPARE(looks, 1);
        database = Finding::warn(u"slow"_s);
        QVERIFY(client.exchange(get("/health", kAuthorized))->body.contains("slow")); // looks by itself
        QCOMPARE(looks, 2);
        QCOMPARE(client.exchange(get("/health"))->body, "{\"status\":\"warn\"}");
        isReady = false; // is never told late
        QCOMPARE(client.exchange(get("/health"))->status, 503);
        QCOMPARE(looks, 2);
    }

    void findingsFollowTheirThresholds()
    {
        using Status = Finding::Status;
        db::PoolStats pool;
        QCOMPARE(checkPool(pool).status, Status::Fail);
        pool.isUp = true;
        QCOMPARE(checkPool(pool).status, Status::Pass);
        pool.waiting = 1;
        QCOMPARE(checkPool(pool).status, Status::Warn);
        pool.waiting = 0;
        pool.lastError = u"password authentication failed"_s;
        QCOMPARE(checkPool(pool).status, Status::Warn); // what is open goes on
        pool.isReadOnly = true;
        QCOMPARE(checkPool(pool).status, Status::Fail);

        Backlog backlog;
        const qint64 now = 1'800'000'000'000;
        QCOMPARE(checkBacklog(backlog, now).status, Status::Warn);
        backlog.takenAt = now;
        QCOMPARE(checkBacklog(backlog, now).status, Status::Pass);
        backlog.numbers.set(numbers::kInboxOldest, 30'000);
        QCOMPARE(checkBacklog(backlog, now).status, Status::Warn);
        backlog.numbers.set(numbers::kInboxOldest, 300'000);
        QCOMPARE(checkBacklog(backlog, now).status, Status::Fail);
        backlog.numbers.set(numbers::kInboxOldest, 0);
        QCOMPARE(checkBacklog(backlog, now).status, Status::Pass);
        backlog.numbers.set(numbers::kPaymentsInReview, 1);
        QCOMPARE(checkBacklog(backlog, now).status, Status::Warn);
        // By what is said of the number alone.
        backlog.numbers.set(numbers::kPaidWithoutKey, 2);
        QCOMPARE(checkBacklog(backlog, now).note.english(), u"2 customers have paid and have no key"_s);

        ProcessGauges gauges;
        gauges.residentBytes = 70;
        QCOMPARE(checkProcess(gauges).status, Status::Pass); // no limit
        gauges.memoryLimitBytes = 100;
        QCOMPARE(checkProcess(gauges).status, Status::Warn);
        gauges.residentBytes = 85;
        QCOMPARE(checkProcess(gauges).status, Status::Fail);

        http::CircuitBreaker breaker({.consecutiveFailures = 1});
        QCOMPARE(checkBreaker(breaker).status, Status::Pass);
        QVERIFY(breaker.allow(std::chrono::steady_clock::now()));
        breaker.onFailure(std::chrono::steady_clock::now());
        QCOMPARE(checkBreaker(breaker).status, Status::Fail);
        QCOMPARE(checkVpnApi(breaker).status, Status::Fail);
    }

    // Health, metrics, consoles and the order that closes a breaker know what the list knows, and no more.
    void aDependencyIsKnownToAllWhoReadTheList()
    {
        http::CircuitBreaker breaker({.consecutiveFailures = 1});
        http::CircuitBreaker idle;
        const auto now = std::chrono::steady_clock::now();
        breaker.onFailure(now - 2s);
        Dependencies dependencies;
        dependencies.add({u"vpn_api"_s, true, &breaker, [&] { return checkBreaker(breaker); }, true});
        dependencies.add({u"crypto_pay"_s, false, &idle, [] { return Finding::fail({}); }, true});
        dependencies.add({u"heartbeat"_s, false});

        HealthEndpoint health([] { return true; }, "right", u"1.2.3"_s);
        dependencies.addChecks(health);
        const auto findings = health.findings();
        QCOMPARE(findings.size(), size_t(2));
        QCOMPARE(findings[0].first, u"vpn_api"_s);
        QVERIFY(findings[0].second.status == Finding::Status::Fail);
        QCOMPARE(findings[1].first, u"crypto_pay"_s);
        QVERIFY(findings[1].second.status == Finding::Status::Pass);
        QCOMPARE(findings[1].second.note.english(), u"not configured"_s);
        QVERIFY(!findings[1].second.isConfigured);

        MetricRegistry registry;
        registry.addCollector([&](MetricFamilies &metrics) { dependencies.collect(metrics); });
        const QByteArray text = registry.text();
        for (const char *line : {"turnpike_breaker_state{dependency=\"vpn_api\",state=\"open\"} 1",
                                 "turnpike_breaker_state{dependency=\"crypto_pay\",state=\"closed\"} 1"})
            QVERIFY2(text.contains('\n' + QByteArray(line) + '\n'), line + text);
        QVERIFY(!text.contains("heartbeat"));

        const QList<protocol::BreakerState> breakers = dependencies.breakers(1'800'000'000'000);
        QCOMPARE(breakers.size(), 2);
        QCOMPARE(breakers[0].dependency, u"vpn_api"_s);
        QVERIFY(breakers[0].since && *breakers[0].since <= 1'800'000'000'000 - 2'000);
        QVERIFY(!breakers[1].since);
        const QList<protocol::DependencyState> states = dependencies.states();
        QCOMPARE(states.size(), 3);
        QVERIFY(states[0].isConfigured && states[0].hasTile);
        QCOMPARE(states[2].name, u"heartbeat"_s);
        QVERIFY(!states[2].isConfigured && !states[2].hasTile);

        QVERIFY(dependencies.resetBreaker(u"vpn_api"_s));
        QVERIFY(breaker.snapshot(now).state == http::CircuitBreaker::State::Closed);
        QVERIFY(!dependencies.resetBreaker(u"heartbeat"_s)); // has none
        QVERIFY(!dependencies.resetBreaker(u"weather"_s));
    }

    // With one customer who waits its breaker stays closed.
    void aVpnApiThatAnswersNobodyFails()
    {
        using Status = Finding::Status;
        const auto now = std::chrono::steady_clock::now();
        const auto failed = [&](const std::vector<int> &secondsAgo, bool isItsAnswer) {
            http::CircuitBreaker breaker;
            for (const int ago : secondsAgo)
                breaker.onFailure(now - std::chrono::seconds(ago), "one", isItsAnswer);
            const Status status = checkVpnApi(breaker).status;
            breaker.onSuccess(now);
            return std::pair(status, checkVpnApi(breaker).status);
        };
        QVERIFY(failed({31, 30, 1}, false) == std::pair(Status::Fail, Status::Pass));
        QVERIFY(failed({31, 30, 1}, true) == std::pair(Status::Warn, Status::Pass));
        QVERIFY(failed({31, 1}, false).first == Status::Pass);
        QVERIFY(failed({4, 3, 2, 1}, false).first == Status::Pass);    // a moment
        QVERIFY(failed({631, 630, 601}, false).first == Status::Pass); // nobody asks any more
        QVERIFY(failed({931, 930, 601, 1}, false).first == Status::Fail);
    }
};

const turnpike::test::RegisteredTest<TestMetrics> kTestMetrics;

} // namespace tst_metrics

#include "tst_metrics.moc"
