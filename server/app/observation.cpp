// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/observation.h"

#include "app/dependencies.h"
#include "base/heap.h"
#include "db/connectionpool.h"
#include "telemetry/activity.h"

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
constexpr qint64 kWorthTrimming = 1024 * 1024; // bytes by which it has grown
const QString kProcess = u"process"_s;         // ResourceWatch tells of it
const QString kHealthKey = u"health:"_s;
const QString kPaidWithoutKeyAlert = u"paid_without_key"_s;

// Told again so often while it lasts, so that its words are of now; who is told outside counts that.
constexpr qint64 kTellEveryMs = 15 * kSecondMs;
// A part that fails for shorter, and of which nobody feels anything, is nobody's business.
constexpr qint64 kLastsMs = 5 * kSecondMs;
constexpr qint64 kSecondsToldMs = 2 * kMinuteMs; // what lasted longer is told in minutes

QString runbookFor(const protocol::Consequence &consequence)
{
    if (consequence.kind == protocol::ConsequenceKind::NoKeys)
        return u"paid-without-key"_s;
    return consequence.cause == u"telegram" ? u"telegram"_s : u"health"_s;
}

} // namespace

Observation::Observation(Parts parts)
    : m_parts(std::move(parts))
    , m_backlog(m_parts.database, m_parts.clock)
    , m_shop(m_parts.database, m_parts.clock)
    , m_connections(m_parts.database, m_parts.clock, m_parts.config.poolMaxSize)
    , m_durability(m_parts.database, m_parts.alerts, m_parts.config.handlerCommits)
    , m_resources(m_parts.clock, m_parts.alerts)
    , m_metricsEndpoint(m_parts.registry, m_parts.config.metricsToken.toUtf8())
    , m_health(m_parts.isReady, m_parts.config.metricsToken.toUtf8(), QCoreApplication::applicationVersion())
{
    m_parts.registry.addCollector([this](MetricFamilies &metrics) { collect(metrics); });
    addChecks();
    m_health.setConsequences(m_consequences);
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
    jobs.add(PeriodicJobs::kVerdict, u"consequences"_s, {1s, 5s},
             [this](const Deadline &) { lookAtConsequences(); });
    jobs.add(PeriodicJobs::kFailures, u"failures"_s, {1s, 5s},
             [this](const Deadline &) { alertOnFailures(); });
    jobs.add(PeriodicJobs::kBacklog, u"backlog"_s, {2s, 5s},
             [this](const Deadline &deadline) { m_backlog.sample(deadline); });
    jobs.add(PeriodicJobs::kPicture, u"shop numbers"_s, {10s, 5s},
             [this](const Deadline &deadline) { m_shop.sample(deadline); });
    jobs.add(PeriodicJobs::kInstance, u"resources"_s, {30s, 5s},
             [this](const Deadline &) { m_resources.look(ops::ProcessGauges::read()); });
    jobs.add(PeriodicJobs::kInstance, u"freed memory"_s, {10s, 5s},
             [this](const Deadline &) { trimWhenQuiet(); });
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

// After the start, and after a flood once it is worked off.
void Observation::trimWhenQuiet()
{
    const qint64 resident = ops::ProcessGauges::read().residentBytes;
    const bool isBusy = m_backlog.latest().numbers.count(protocol::numbers::kInboxPending) > 0;
    if (isBusy || resident < m_trimmedTo + kWorthTrimming)
        return;
    trimHeap();
    m_trimmedTo = ops::ProcessGauges::read().residentBytes;
}

void Observation::lookAtConsequences()
{
    ops::Picture picture;
    picture.now = m_parts.clock.nowMs();
    picture.steadyNow = std::chrono::steady_clock::now();
    picture.findings = m_health.findings();
    picture.backlog = m_backlog.latest();
    picture.shop = m_shop.latest();
    picture.sender = m_parts.leader.sender();
    picture.activities = currentActivities();
    picture.dependencies = m_parts.dependencies.felt(picture.steadyNow);
    m_consequences.note(ops::symptomsOf(picture), picture.now);
}

// What customers feel of a failing part is told in its place, under the same key: one alert a cause.
std::map<QString, Alert> Observation::failures() const
{
    std::map<QString, Alert> failures;
    for (const protocol::Consequence &consequence : m_consequences.felt()) {
        const QString key = kHealthKey + consequence.cause;
        if (consequence.status == protocol::CheckStatus::Fail)
            failures[key] = {key, Severity::Critical, consequence.sentence, runbookFor(consequence)};
    }
    for (const auto &[name, finding] : m_health.findings()) {
        const QString key = kHealthKey + name;
        if (finding.status != Finding::Status::Fail || name == kProcess || m_consequences.isFelt(name))
            continue;
        failures[key] = {key, Severity::Warning, // nobody feels it
                         Sentence(SentenceId::CheckFails, protocol::PartNames{{name}}, finding.note),
                         u"health"_s};
    }
    // No flag stops this one: with the workers or provisioning switched off it is the more needed.
    if (const qint64 waiting = m_backlog.latest().numbers.count(protocol::numbers::kPaidWithoutKey);
        waiting > 0)
        failures[kPaidWithoutKeyAlert] = {kPaidWithoutKeyAlert,
                                          Sentence(SentenceId::PaidWithoutKeyForLong, waiting),
                                          u"paid-without-key"_s};
    if (const qint64 waiting = m_backlog.latest().numbers.count(protocol::numbers::kPaymentsInReview);
        waiting > 0)
        failures[kPaymentsInReviewAlert] = {
            kPaymentsInReviewAlert, Sentence(SentenceId::PaymentsInReview, waiting), u"payments-in-review"_s};
    if (const qint64 open = m_backlog.latest().numbers.count(protocol::numbers::kAccountDifferences);
        open > 0)
        failures[kAccountDiffersAlert] = {kAccountDiffersAlert, Sentence(SentenceId::PaymentsDiffer, open),
                                          u"payments-in-review"_s};
    return failures;
}

void Observation::alertOnFailures()
{
    const std::map<QString, Alert> found = failures();
    const Timestamp now = m_parts.clock.nowMs();
    keepTelling(found, now);
    tellOfEnds(found, now);
}

void Observation::keepTelling(const std::map<QString, Alert> &found, Timestamp now)
{
    for (const auto &[key, alert] : found) {
        Lasting &lasting = m_lasting.try_emplace(key, Lasting{alert, now, now, {}}).first->second;
        lasting.alert = alert;
        lasting.foundAt = now;
        const bool isOfAPart =
            key.startsWith(kHealthKey) && !m_consequences.isFelt(key.mid(kHealthKey.size()));
        if (isOfAPart && now - lasting.since < kLastsMs)
            continue;
        if (!lasting.raisedAt || now - *lasting.raisedAt >= kTellEveryMs) {
            lasting.raisedAt = now;
            m_parts.alerts.raise(alert);
        }
    }
}

// Consequences say by themselves when they are over; what is only found is given as long.
void Observation::tellOfEnds(const std::map<QString, Alert> &found, Timestamp now)
{
    for (auto entry = m_lasting.begin(); entry != m_lasting.end();) {
        const auto &[key, lasting] = *entry;
        const bool isFelt = key.startsWith(kHealthKey) && m_consequences.isFelt(key.mid(kHealthKey.size()));
        const bool isRecent = now - lasting.foundAt < ops::Consequences::kEndsAfterMs;
        if (found.contains(key) || isFelt || (lasting.raisedAt && isRecent)) {
            ++entry;
            continue;
        }
        if (lasting.raisedAt) {
            const std::chrono::milliseconds lasted(lasting.foundAt - lasting.since);
            const auto id =
                lasted.count() < kSecondsToldMs ? SentenceId::OverAfterSeconds : SentenceId::OverAfterMinutes;
            m_parts.alerts.end(key, Sentence(id, lasted, lasting.alert.text));
        }
        entry = m_lasting.erase(entry);
    }
}

// A dead man's switch: whoever watches that URL hears nothing while anything fails or nobody leads. Once a
// minute when all is well; right after it is well again.
void Observation::ping(const Deadline &deadline)
{
    const auto now = std::chrono::steady_clock::now();
    if (!m_parts.isReady() || !m_parts.isLeader() || (m_lastPing && now - *m_lastPing < kHeartbeatEvery))
        return;
    if (m_health.headlineOf(m_health.findings()).status == Finding::Status::Fail)
        return;
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
