// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolefeed/gaugesampler.h"

#include "db/connectionpool.h"
#include "ops/metricsources.h"
#include "protocol/numbervalues.h"

namespace turnpike::consolefeed {

using namespace protocol;

namespace {

constexpr qint64 kRateWindowMs = kMinuteMs;

Percentiles toProtocol(const ops::DurationWindow::Percentiles &percentiles)
{
    return {percentiles.p50, percentiles.p95, percentiles.p99};
}

// Adds to what is told by id.
void tell(Gauges &gauges, const NumberValues &values)
{
    NumberValues all(gauges.numbers);
    all.add(values);
    gauges.numbers = all.json();
}

qint64 count(quint64 value)
{
    return static_cast<qint64>(value);
}

} // namespace

double GaugeSampler::Rate::of(quint64 count, Timestamp nowMs)
{
    while (readings.size() > 1 && nowMs - readings[1].first >= kRateWindowMs)
        readings.pop_front();
    readings.emplace_back(nowMs, count);
    const auto &[since, before] = readings.front();
    return nowMs > since ? static_cast<double>(count - before) * 1000.0 / static_cast<double>(nowMs - since)
                         : 0;
}

GaugeSampler::GaugeSampler(const Parts &parts)
    : m_parts(parts)
{}

Gauges GaugeSampler::sample()
{
    Gauges gauges;
    gauges.at = m_parts.clock.nowMs();
    gauges.isReady = m_parts.isReady();
    gauges.isLeader = m_parts.leadership.isLeader();
    readInbox(gauges);
    readOutbox(gauges);
    readPool(gauges);
    readProcess(gauges);
    readShop(gauges);
    readChecks(gauges);
    readSources(gauges);
    gauges.breakers = m_parts.dependencies.breakers(gauges.at);
    gauges.dependencies = m_parts.dependencies.states();
    const std::lock_guard lock(m_mutex);
    m_gauges = gauges;
    return gauges;
}

Gauges GaugeSampler::latest() const
{
    const std::lock_guard lock(m_mutex);
    return m_gauges;
}

void GaugeSampler::readInbox(Gauges &gauges)
{
    const inbox::WebhookLiveness::Snapshot seen = m_parts.liveness.snapshot();
    const inbox::InboxWriterStats writer = m_parts.writer.stats();
    const inbox::DispatcherStats dispatcher = m_parts.leading.dispatcher();
    const ops::Backlog backlog = m_parts.backlog.latest();
    WebhookGauges &webhook = gauges.webhook;
    webhook.lastRequestAt = seen.lastRequestAt;
    webhook.lastAuthenticatedAt = seen.lastAuthenticatedAt;
    webhook.lastAcknowledgedAt = seen.lastAcknowledgedAt;
    webhook.quietSince = backlog.newestUpdateAt;
    webhook.perMinute = m_updates.of(seen.acknowledged, gauges.at) * 60;
    webhook.acknowledged = count(seen.acknowledged);
    webhook.unavailable = count(seen.unavailable);
    webhook.wrongSecret = count(seen.rejected);
    webhook.malformed = count(seen.malformed);
    webhook.trouble = m_parts.leading.webhookTrouble().value_or(Sentence()).english();
    if (const auto info = m_parts.leading.webhookInfo()) {
        webhook.pendingAtTelegram = info->pendingUpdates;
        webhook.lastErrorAtTelegram = info->lastError;
    }
    for (const auto &[kind, number] : seen.kinds)
        webhook.kinds.insert(kind, count(number));
    InboxGauges &inbox = gauges.inbox;
    inbox.pending = backlog.numbers.count(numbers::kInboxPending);
    inbox.dead = backlog.numbers.count(numbers::kDeadLetters);
    inbox.oldestMs = backlog.numbers.count(numbers::kInboxOldest);
    inbox.running = dispatcher.running;
    inbox.lanesReady = dispatcher.ready;
    inbox.handled = count(dispatcher.handled);
    inbox.failed = count(dispatcher.failed);
    inbox.timeouts = count(dispatcher.timeouts);
    inbox.deadLetters = count(dispatcher.deadLetters);
    inbox.checkoutsRefused = count(dispatcher.refused);
    inbox.checkoutsTooLate = count(dispatcher.tooLate);
    inbox.duplicates = count(writer.duplicates);
    inbox.handledPerSecond = m_handled.of(dispatcher.handled, gauges.at);
    inbox.acknowledge = toProtocol(m_acknowledge.add(writer.acknowledge, gauges.at));
    inbox.handle = toProtocol(m_handle.add(dispatcher.handle, gauges.at));
    NumberValues values = backlog.numbers;
    values.set(numbers::kUpdatesPerMinute, webhook.perMinute);
    values.set(numbers::kAcknowledgeP50, inbox.acknowledge.p50);
    values.set(numbers::kAcknowledgeP99, inbox.acknowledge.p99);
    values.set(numbers::kHandleP50, inbox.handle.p50);
    values.set(numbers::kHandleP99, inbox.handle.p99);
    tell(gauges, values);
}

void GaugeSampler::readOutbox(Gauges &gauges)
{
    const outbox::SenderStats sender = m_parts.leading.sender();
    const ops::Backlog backlog = m_parts.backlog.latest();
    NumberValues values = ops::numbersOf(sender);
    OutboxGauges &outbox = gauges.outbox;
    outbox.pending = backlog.numbers.count(numbers::kOutboxPending);
    outbox.failed = backlog.numbers.count(numbers::kOutboxFailed);
    outbox.oldestMs = backlog.numbers.count(numbers::kOutboxOldest);
    outbox.queued = values.count(numbers::kSenderQueued);
    outbox.inFlight = values.count(numbers::kSenderInFlight);
    outbox.held = sender.held;
    outbox.unauthorized = sender.bar == outbox::Bar::Token;
    const auto pause =
        std::chrono::ceil<std::chrono::milliseconds>(sender.pausedUntil - std::chrono::steady_clock::now());
    if (pause.count() > 0)
        outbox.pausedUntil = gauges.at + pause.count();
    outbox.pausedChats = values.count(numbers::kSenderPausedChats);
    outbox.perSecond = values.count(numbers::kSenderRate);
    outbox.sent = values.count(numbers::kMessagesSent);
    outbox.refused = values.count(numbers::kMessagesRefused);
    outbox.dropped = values.count(numbers::kMessagesDropped);
    outbox.rateLimited = values.count(numbers::kMessagesRateLimited);
    outbox.sentPerSecond = m_sent.of(sender.sent, gauges.at);
    values.set(numbers::kSentPerSecond, outbox.sentPerSecond);
    tell(gauges, values);
}

void GaugeSampler::readPool(Gauges &gauges)
{
    const db::PoolStats stats = m_parts.database.pool().stats();
    PoolGauges &pool = gauges.pool;
    pool.isUp = stats.isUp;
    pool.lastError = stats.lastError.english();
    NumberValues values = ops::numbersOf(stats);
    pool.used = values.count(numbers::kPoolUsed);
    pool.idle = values.count(numbers::kPoolIdle);
    pool.waiting = values.count(numbers::kPoolWaiting);
    pool.maxSize = values.count(numbers::kPoolMax);
    pool.acquired = values.count(numbers::kPoolAcquired);
    pool.timeouts = values.count(numbers::kPoolTimeouts);
    pool.opened = values.count(numbers::kPoolOpened);
    pool.discarded = values.count(numbers::kPoolDiscarded);
    pool.reaped = values.count(numbers::kPoolReaped);
    pool.wait = toProtocol(m_wait.add(stats.acquireWait, gauges.at));
    pool.use = toProtocol(m_use.add(stats.use, gauges.at));
    values.set(numbers::kPoolWaitP95, pool.wait.p95);
    tell(gauges, values);
}

void GaugeSampler::readProcess(Gauges &gauges)
{
    const ops::ProcessGauges read = ops::ProcessGauges::read();
    ProcessGauges &process = gauges.process;
    process.memoryBytes = read.residentBytes;
    process.memoryLimitBytes = read.memoryLimitBytes;
    process.descriptors = read.openFds;
    process.descriptorLimit = read.maxFds;
    process.threads = read.threads;
    process.loopLagMs = static_cast<double>(m_parts.loopLag.longest().count());
    if (m_cpuAt > 0 && gauges.at > m_cpuAt)
        process.cpuPercent =
            (read.cpuSeconds - m_cpuSeconds) * 1000.0 * 100.0 / static_cast<double>(gauges.at - m_cpuAt);
    m_cpuSeconds = read.cpuSeconds;
    m_cpuAt = gauges.at;
    process.connections = m_parts.frontend.counters().openConnections;
    process.consoles = m_parts.hub.sessionCount();
    NumberValues values = ops::numbersOf(read);
    values.set(numbers::kLoopLag, process.loopLagMs);
    values.set(numbers::kCpuPercent, process.cpuPercent);
    tell(gauges, values);
}

void GaugeSampler::readShop(Gauges &gauges) const
{
    const NumberValues waiting = m_parts.backlog.latest().numbers;
    const ops::ShopNumbers counted = m_parts.shop.latest();
    ShopGauges &shop = gauges.shop;
    shop.paidWithoutKey = waiting.count(numbers::kPaidWithoutKey);
    shop.waitingForKey = waiting.count(numbers::kKeysOwed);
    shop.oldestWaitMs = waiting.count(numbers::kKeysOwedOldest);
    shop.activationsPending = waiting.count(numbers::kActivationsPending);
    shop.activationsFailed = counted.activationsFailed;
    shop.removalsPending = waiting.count(numbers::kRemovalsPending);
    shop.paymentsInReview = waiting.count(numbers::kPaymentsInReview);
    shop.salesThisHour = counted.salesThisHour;
    shop.salesUsual = counted.salesUsual;
    shop.revenueTodayKopecks = counted.revenueTodayKopecks;
    shop.activeSubscriptions = counted.activeSubscriptions;
    shop.usersTotal = counted.usersTotal;
    shop.countedAt = counted.takenAt;
    NumberValues values;
    values.set(numbers::kSalesThisHour, shop.salesThisHour);
    tell(gauges, values);
}

void GaugeSampler::readChecks(Gauges &gauges)
{
    m_checks.note(m_parts.health.findings(), gauges.at);
    for (const ops::CheckState &check : m_checks.checks())
        gauges.checks.append({check.name, check.finding.status, check.finding.note.english(), check.since,
                              check.finding.isConfigured, check.finding.note});
    const ops::HealthState::Verdict verdict = m_checks.verdict();
    gauges.verdict = {verdict.status, verdict.text.english(), verdict.since};
    gauges.consequences = m_parts.consequences.felt();
    gauges.headline = m_parts.consequences.headline(verdict);
}

// When each was read, and not only what: consoles must not take the last figures for those of now.
void GaugeSampler::readSources(Gauges &gauges) const
{
    const bool isAway = !gauges.pool.isUp;
    const std::optional<qint64> instances = m_parts.instances.readAt();
    const bool leads = gauges.isLeader; // then the workers are its own
    gauges.sources = {
        {FigureSource::Backlog, m_parts.backlog.latest().takenAt, isAway},
        {FigureSource::Shop, m_parts.shop.latest().takenAt, isAway},
        {FigureSource::Telegram, m_parts.leading.webhookAskedAt(), false},
        {FigureSource::Instances, instances, isAway},
        {FigureSource::Workers, leads ? std::optional(gauges.at) : instances, !leads && isAway},
        {FigureSource::Alerts, m_parts.alerts.readAt(), isAway},
    };
}

SeriesPoint GaugeSampler::pointOf(const Gauges &gauges)
{
    return {gauges.at, NumberValues(gauges.numbers).charted()};
}

} // namespace turnpike::consolefeed
