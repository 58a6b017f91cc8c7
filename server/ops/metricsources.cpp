// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/metricsources.h"

#include "base/errors.h"
#include "ops/numbermetrics.h"

namespace turnpike::ops {

namespace {

double number(auto value)
{
    return static_cast<double>(value);
}

MetricFamilies::Distribution seconds(const db::DurationHistogram &durations)
{
    MetricFamilies::Distribution distribution;
    for (const int bound : db::DurationHistogram::kBoundsMs)
        distribution.bounds.push_back(bound / 1000.0);
    for (const qint64 count : durations.buckets)
        distribution.counts.push_back(number(count));
    distribution.sum = durations.sumMs / 1000.0;
    return distribution;
}

// "2xx", "4xx", …; a refusal by Telegram's limits is a thing of its own.
std::string outcomeOf(const http::OutResult &result)
{
    if (const auto *error = std::get_if<DependencyError>(&result))
        return toString(error->reason());
    const int status = std::get<http::OutResponse>(result).status;
    return status == 429 ? "429" : std::to_string(status / 100) + "xx";
}

} // namespace

void collectHttp(MetricFamilies &metrics, const http::FrontendCounters &counters)
{
    metrics.gauge("turnpike_http_connections", "Open connections of clients.", counters.openConnections);
    metrics.counter("turnpike_http_connections_total", "Connections of clients accepted.",
                    number(counters.connectionsAccepted));
    metrics.counter("turnpike_http_requests_total", "Requests passed to a handler.",
                    number(counters.requests));
    constexpr auto kRefused = "turnpike_http_refused_total";
    constexpr auto kHelp = "Requests and connections that the guard ended.";
    metrics.counter(kRefused, kHelp, number(counters.rejected), {{"reason", "rejected"}});
    metrics.counter(kRefused, kHelp, number(counters.pipelined), {{"reason", "pipelined"}});
    metrics.counter(kRefused, kHelp, number(counters.connectionsRefused), {{"reason", "over_cap"}});
    metrics.counter(kRefused, kHelp, number(counters.connectionsEvicted), {{"reason", "evicted"}});
    metrics.counter("turnpike_http_clients_gone_total", "Clients that left before their answer.",
                    number(counters.clientsGone));
}

void collectWebhook(MetricFamilies &metrics, const inbox::WebhookLiveness &liveness)
{
    const inbox::WebhookLiveness::Snapshot seen = liveness.snapshot();
    constexpr auto kRequests = "turnpike_webhook_requests_total";
    constexpr auto kHelp = "Requests to the webhook by how they ended.";
    metrics.counter(kRequests, kHelp, number(seen.acknowledged), {{"outcome", "acknowledged"}});
    metrics.counter(kRequests, kHelp, number(seen.unavailable), {{"outcome", "unavailable"}});
    metrics.counter(kRequests, kHelp, number(seen.rejected), {{"outcome", "wrong_secret"}});
    metrics.counter(kRequests, kHelp, number(seen.malformed), {{"outcome", "malformed"}});
    for (const auto &[kind, count] : seen.kinds)
        metrics.counter("turnpike_updates_total", "Updates taken in by kind.", number(count),
                        {{"kind", kind.toStdString()}});
    constexpr auto kLast = "turnpike_webhook_last_timestamp_seconds";
    constexpr auto kLastHelp = "When the last request came, by how far it got.";
    if (seen.lastRequestAt)
        metrics.gauge(kLast, kLastHelp, number(*seen.lastRequestAt) / 1000.0, {{"stage", "received"}});
    if (seen.lastAuthenticatedAt)
        metrics.gauge(kLast, kLastHelp, number(*seen.lastAuthenticatedAt) / 1000.0,
                      {{"stage", "authenticated"}});
    if (seen.lastAcknowledgedAt)
        metrics.gauge(kLast, kLastHelp, number(*seen.lastAcknowledgedAt) / 1000.0,
                      {{"stage", "acknowledged"}});
}

void collectInboxWriter(MetricFamilies &metrics, const inbox::InboxWriterStats &stats)
{
    metrics.counter("turnpike_ingest_batches_total", "Commits of the ingest threads.", number(stats.batches));
    metrics.counter("turnpike_ingest_stored_total", "Updates stored.", number(stats.rows));
    metrics.counter("turnpike_ingest_duplicates_total", "Redelivered updates that were stored already.",
                    number(stats.duplicates));
    metrics.counter("turnpike_ingest_unavailable_total", "Updates that could not be stored.",
                    number(stats.failures + stats.refused));
    metrics.gauge("turnpike_ingest_queued", "Updates waiting for their commit.", number(stats.queued));
    metrics.counter("turnpike_ingest_acknowledge_seconds_total", "Time from request to commit, summed up.",
                    number(stats.acknowledgeTotal.count()) / 1e6);
    metrics.gauge("turnpike_ingest_acknowledge_max_seconds", "The longest time from request to commit.",
                  number(stats.acknowledgeMax.count()) / 1e6);
    metrics.histogram("turnpike_inbox_acknowledge_seconds", "Time from request to commit.",
                      seconds(stats.acknowledge));
}

void collectDispatcher(MetricFamilies &metrics, const inbox::DispatcherStats &stats)
{
    metrics.gauge("turnpike_handlers_running", "Updates being handled.", stats.running);
    metrics.gauge("turnpike_handlers_waiting", "Updates picked up and waiting for a thread.", stats.picked);
    constexpr auto kUpdates = "turnpike_handled_total";
    constexpr auto kHelp = "Attempts at handling an update by outcome.";
    metrics.counter(kUpdates, kHelp, number(stats.handled), {{"outcome", "handled"}});
    metrics.counter(kUpdates, kHelp, number(stats.failed - std::min(stats.failed, stats.timeouts)),
                    {{"outcome", "failed"}});
    metrics.counter(kUpdates, kHelp, number(stats.timeouts), {{"outcome", "timeout"}});
    metrics.counter(kUpdates, kHelp, number(stats.deadLetters), {{"outcome", "dead_letter"}});
    metrics.counter(kUpdates, kHelp, number(stats.lost), {{"outcome", "claim_lost"}});
    metrics.counter(kUpdates, kHelp, number(stats.refused), {{"outcome", "checkout_refused"}});
    metrics.counter(kUpdates, kHelp, number(stats.tooLate), {{"outcome", "checkout_too_late"}});
    metrics.histogram("turnpike_inbox_handle_seconds", "Time from pick-up to the end of the attempt.",
                      seconds(stats.handle));
}

protocol::NumberValues numbersOf(const outbox::SenderStats &stats)
{
    protocol::NumberValues numbers;
    numbers.set(protocol::numbers::kSenderQueued, stats.queued);
    numbers.set(protocol::numbers::kSenderInFlight, stats.inFlight);
    numbers.set(protocol::numbers::kSenderPaused, stats.held || stats.bar != outbox::Bar::None ? 1 : 0);
    numbers.set(protocol::numbers::kSenderPausedChats, stats.pausedChats);
    numbers.set(protocol::numbers::kSenderRate, stats.perSecond);
    numbers.set(protocol::numbers::kMessagesSent, stats.sent);
    numbers.set(protocol::numbers::kMessagesRefused, stats.failed);
    numbers.set(protocol::numbers::kMessagesDropped, stats.dropped);
    numbers.set(protocol::numbers::kMessagesUnknown, stats.unknownOutcomes);
    numbers.set(protocol::numbers::kMessagesAgain, stats.again);
    numbers.set(protocol::numbers::kMessagesRateLimited, stats.rateLimited);
    numbers.set(protocol::numbers::kChatsUnreachable, stats.unreachable);
    return numbers;
}

void collectSender(MetricFamilies &metrics, const outbox::SenderStats &stats)
{
    collectNumbers(metrics, numbersOf(stats));
}

void collectWorkers(MetricFamilies &metrics, const std::vector<workers::WorkerSnapshot> &workers)
{
    using State = workers::WorkerSnapshot::State;
    for (const workers::WorkerSnapshot &worker : workers) {
        const std::string name = worker.name.toStdString();
        for (const State state :
             {State::Stopped, State::Idle, State::Running, State::Stuck, State::Paused, State::FlagOff}) {
            metrics.gauge("turnpike_worker_state", "1 for the state in which the worker is.",
                          worker.state == state ? 1 : 0, {{"worker", name}, {"state", toWord(state)}});
        }
        metrics.gauge(protocol::numbers::kWorkerFailures.metric, protocol::numbers::kWorkerFailures.help,
                      worker.failuresInARow, {{"worker", name}});
        if (worker.lastEndedAt)
            metrics.gauge("turnpike_worker_last_end_timestamp_seconds", "When an iteration last ended.",
                          number(*worker.lastEndedAt) / 1000.0, {{"worker", name}});
    }
}

protocol::NumberValues numbersOf(const db::PoolStats &stats)
{
    protocol::NumberValues numbers;
    numbers.set(protocol::numbers::kPoolUsed, stats.used);
    numbers.set(protocol::numbers::kPoolIdle, stats.idle);
    numbers.set(protocol::numbers::kPoolMax, stats.maxSize);
    numbers.set(protocol::numbers::kPoolWaiting, stats.waiting);
    numbers.set(protocol::numbers::kPoolAcquired, stats.acquired);
    numbers.set(protocol::numbers::kPoolTimeouts, stats.timeouts + stats.rejected);
    numbers.set(protocol::numbers::kPoolOpened, stats.opened);
    numbers.set(protocol::numbers::kPoolConnectFailures, stats.connectFailures);
    numbers.set(protocol::numbers::kPoolDiscarded, stats.discarded);
    numbers.set(protocol::numbers::kPoolReaped, stats.reaped);
    return numbers;
}

void collectPool(MetricFamilies &metrics, const db::PoolStats &stats)
{
    collectNumbers(metrics, numbersOf(stats));
    metrics.gauge("turnpike_db_up", "Whether the database could be reached.", stats.isUp ? 1 : 0);
    metrics.histogram("turnpike_db_lease_wait_seconds", "Time waited for a connection.",
                      seconds(stats.acquireWait));
    metrics.histogram("turnpike_db_lease_use_seconds", "Time a connection was held.", seconds(stats.use));
}

void collectBreaker(MetricFamilies &metrics, const char *dependency, const http::CircuitBreaker &breaker)
{
    collectBreaker(metrics, dependency, breaker.snapshot(std::chrono::steady_clock::now()));
}

void collectBreaker(MetricFamilies &metrics, const char *dependency,
                    const http::CircuitBreaker::Snapshot &now)
{
    for (const auto state : {http::CircuitBreaker::State::Closed, http::CircuitBreaker::State::Open,
                             http::CircuitBreaker::State::HalfOpen}) {
        metrics.gauge("turnpike_breaker_state", "1 for the state in which the breaker is.",
                      now.state == state ? 1 : 0, {{"dependency", dependency}, {"state", toWord(state)}});
    }
    metrics.counter("turnpike_breaker_opened_total", "How often the breaker has opened.", now.timesOpened,
                    {{"dependency", dependency}});
}

void collectRedis(MetricFamilies &metrics, const state::RedisStats &stats)
{
    constexpr auto kCommands = "turnpike_redis_commands_total";
    constexpr auto kHelp = "Commands to Redis by outcome.";
    metrics.counter(kCommands, kHelp, number(stats.done), {{"outcome", "done"}});
    metrics.counter(kCommands, kHelp, number(stats.failed), {{"outcome", "failed"}});
    metrics.counter(kCommands, kHelp, number(stats.refused), {{"outcome", "refused"}});
    metrics.gauge("turnpike_redis_up", "Whether Redis answered when last asked.", stats.isAway ? 0 : 1);
    metrics.gauge("turnpike_redis_states_in_process",
                  "Conversations kept in the process because Redis was away.", number(stats.inProcess));
    metrics.histogram("turnpike_redis_command_seconds", "Time of commands to Redis, failed ones too.",
                      seconds(stats.time));
}

void collectBacklog(MetricFamilies &metrics, const Backlog &backlog)
{
    if (!backlog.takenAt)
        return;
    collectNumbers(metrics, backlog.numbers);
    metrics.gauge("turnpike_backlog_sampled_timestamp_seconds", "When the backlog was last counted.",
                  number(*backlog.takenAt) / 1000.0);
}

EventMetrics::EventMetrics(MetricRegistry &registry)
    : m_calls(registry.counters("turnpike_calls_total", "Calls to the outside by outcome."))
    , m_callSeconds(registry.histograms("turnpike_call_seconds", "Time of calls that were answered."))
    , m_iterations(registry.counters("turnpike_worker_iterations_total", "Iterations of workers by outcome."))
    , m_iterationSeconds(registry.histograms("turnpike_worker_iteration_seconds", "Time of an iteration."))
    , m_items(registry.counters("turnpike_worker_items_total", "Items that workers have processed."))
{}

void EventMetrics::onCall(const http::OutRequest &request, const http::OutResult &result)
{
    const std::string dependency = request.dependency.toStdString();
    m_calls
        .Add({{"dependency", dependency},
              {"operation", request.operation.toStdString()},
              {"outcome", outcomeOf(result)}})
        .Increment();
    if (const auto *response = std::get_if<http::OutResponse>(&result)) {
        m_callSeconds.Add({{"dependency", dependency}}, MetricRegistry::secondsBounds())
            .Observe(number(response->elapsed.count()) / 1000.0);
    }
}

void EventMetrics::onIteration(const QString &worker, const workers::Ending &ending,
                               std::chrono::milliseconds duration)
{
    const std::string name = worker.toStdString();
    m_iterations.Add({{"worker", name}, {"outcome", toWord(ending.outcome)}}).Increment();
    m_iterationSeconds.Add({{"worker", name}}, MetricRegistry::secondsBounds())
        .Observe(number(duration.count()) / 1000.0);
    m_items.Add({{"worker", name}}).Increment(number(ending.items));
}

} // namespace turnpike::ops
