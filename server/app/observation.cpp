// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/observation.h"

#include "app/dependencies.h"
#include "db/connectionpool.h"

#include <QCoreApplication>

namespace turnpike::app {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using ops::Finding;
using ops::PeriodicJobs;
using protocol::Sentence;
using protocol::SentenceId;

namespace {

constexpr auto kHeartbeatEvery = 1min;
const QString kProcess = u"process"_s; // ResourceWatch tells of it

} // namespace

Observation::Observation(Parts parts)
    : m_parts(std::move(parts))
    , m_backlog(m_parts.database, m_parts.clock)
    , m_connections(m_parts.database, m_parts.clock, m_parts.config.poolMaxSize)
    , m_durability(m_parts.database, m_parts.alerts)
    , m_resources(m_parts.clock, m_parts.alerts)
    , m_metricsEndpoint(m_parts.registry, m_parts.config.metricsToken.toUtf8())
    , m_health(m_parts.isReady, m_parts.config.metricsToken.toUtf8(), QCoreApplication::applicationVersion())
{
    m_parts.registry.addCollector([this](MetricFamilies &metrics) { collect(metrics); });
    addChecks();
}

void Observation::addRoutes()
{
    m_metricsEndpoint.attach(m_parts.frontend);
    m_health.attach(m_parts.frontend);
}

void Observation::collect(MetricFamilies &metrics) const
{
    metrics.gauge("turnpike_build_info", "The version, as a label.", 1,
                  {{"version", QCoreApplication::applicationVersion().toStdString()}});
    metrics.gauge("turnpike_ready", "Whether an update can be stored now.", m_parts.isReady() ? 1 : 0);
    metrics.gauge("turnpike_leader", "Whether this instance leads.", m_parts.isLeader() ? 1 : 0);
    ops::collectHttp(metrics, m_parts.frontend.counters());
    ops::collectWebhook(metrics, m_parts.liveness);
    ops::collectInboxWriter(metrics, m_parts.writer.stats());
    ops::collectPool(metrics, m_parts.database.pool().stats());
    ops::collectBacklog(metrics, m_backlog.latest());
    ops::collectProcess(metrics, ops::ProcessGauges::read());
    m_loopLag.collect(metrics);
    m_parts.leader.collect(metrics);
    m_parts.dependencies.collect(metrics);
    if (m_parts.redis)
        ops::collectRedis(metrics, m_parts.redis->stats());
}

void Observation::addChecks()
{
    m_health.addCheck(u"database"_s, [this] {
        const Finding pool = ops::checkPool(m_parts.database.pool().stats());
        const inbox::StoreStanding standing = m_parts.writer.standing();
        if (pool.status == Finding::Status::Fail || standing.canStore)
            return pool;
        return Finding::fail({SentenceId::UpdatesNotStored, standing.why});
    });
    m_health.addCheck(u"backlog"_s,
                      [this] { return ops::checkBacklog(m_backlog.latest(), m_parts.clock.nowMs()); });
    m_health.addCheck(kProcess, [] { return ops::checkProcess(ops::ProcessGauges::read()); });
    m_health.addCheck(u"leader"_s, [this] {
        return Finding{Finding::Status::Pass, Sentence(m_parts.isLeader() ? SentenceId::InstanceLeads
                                                                          : SentenceId::InstanceStandsBy)};
    });
    m_health.addCheck(u"telegram_webhook"_s, [this] {
        const std::optional<qint64> last = m_parts.liveness.snapshot().lastAuthenticatedAt;
        return Finding{Finding::Status::Pass, // silence is no fault
                       last ? Sentence(SentenceId::WebhookHeard,
                                       std::chrono::milliseconds(m_parts.clock.nowMs() - *last))
                            : Sentence(SentenceId::WebhookNotHeard)};
    });
    m_health.addCheck(u"alerts"_s, [this] {
        const Sentence trouble = m_parts.alerts.trouble();
        return trouble.isEmpty() ? Finding::pass() : Finding::warn(trouble);
    });
    if (!m_parts.config.consoleBootstrapToken.isEmpty())
        m_health.addCheck(u"console_bootstrap"_s,
                          [] { return Finding::warn(Sentence(SentenceId::BootstrapTokenSet)); });
    if (!m_parts.config.isSqlite()) {
        m_health.addCheck(u"connections"_s, [this] { return m_connections.finding(); });
        m_health.addCheck(u"durability"_s, [this] { return m_durability.finding(); });
    }
    m_parts.dependencies.addChecks(m_health);
    m_parts.leader.addChecks(m_health);
}

void Observation::addJobs(PeriodicJobs &jobs)
{
    jobs.add(PeriodicJobs::kPicture, u"backlog"_s, {10s, 5s},
             [this](const Deadline &deadline) { m_backlog.sample(deadline); });
    jobs.add(PeriodicJobs::kInstance, u"failures"_s, {15s, 5s},
             [this](const Deadline &) { alertOnFailures(); });
    jobs.add(PeriodicJobs::kInstance, u"resources"_s, {30s, 5s},
             [this](const Deadline &) { m_resources.look(ops::ProcessGauges::read()); });
    if (!m_parts.config.isSqlite()) {
        jobs.add(PeriodicJobs::kPicture, u"connection budget"_s, {1min, 5s},
                 [this](const Deadline &deadline) { m_connections.look(deadline); });
        jobs.add(PeriodicJobs::kPicture, u"durability"_s, {1min, 5s},
                 [this](const Deadline &deadline) { m_durability.look(deadline); });
    }
    if (m_parts.redis)
        jobs.add(PeriodicJobs::kPicture, u"redis"_s, {2s, 1s},
                 [this](const Deadline &deadline) { m_parts.redis->probe(deadline); });
    if (!m_parts.config.heartbeatUrl.isEmpty())
        jobs.add(PeriodicJobs::kHeartbeat, u"heartbeat"_s, {5s, 15s},
                 [this](const Deadline &deadline) { ping(deadline); });
}

void Observation::alertOnFailures()
{
    for (const auto &[name, finding] : m_health.findings()) {
        if (finding.status == Finding::Status::Fail && name != kProcess)
            m_parts.alerts.raise({u"health:%1"_s.arg(name), Severity::Critical,
                                  Sentence(SentenceId::CheckFails, protocol::PartNames{{name}}, finding.note),
                                  u"health"_s});
    }
    // No flag stops this one: with the workers or provisioning switched off it is the more needed.
    if (const qint64 waiting = m_backlog.latest().numbers.count(protocol::numbers::kPaidWithoutKey);
        waiting > 0)
        m_parts.alerts.raise({u"paid_without_key"_s, Severity::Critical,
                              Sentence(SentenceId::PaidWithoutKeyForLong, waiting), u"paid-without-key"_s});
}

// A dead man's switch: whoever watches that URL hears nothing while anything fails or nobody leads. Once a
// minute when all is well; right after it is well again.
void Observation::ping(const Deadline &deadline)
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_parts.isReady() || !m_parts.isLeader() || (m_lastPing && now - *m_lastPing < kHeartbeatEvery))
        return;
    for (const auto &[name, finding] : m_health.findings()) {
        if (finding.status == Finding::Status::Fail)
            return;
    }
    http::OutRequest request;
    request.method = "GET"_ba;
    request.url = m_parts.config.heartbeatUrl;
    request.dependency = kHeartbeat;
    request.operation = u"ping"_s;
    request.channel = "alerts"_ba;
    const http::OutResponse answer = m_parts.client.send(request, deadline);
    if (answer.status >= 400)
        throw DependencyError(request.dependency, DependencyError::Reason::BadAnswer,
                              u"HTTP %1"_s.arg(answer.status), answer.status);
    m_lastPing = now;
}

} // namespace turnpike::app
