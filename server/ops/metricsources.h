// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/poolstats.h"
#include "http/circuitbreaker.h"
#include "http/httpclient.h"
#include "http/limits.h"
#include "inbox/dispatcher.h"
#include "inbox/inboxwriter.h"
#include "inbox/webhookliveness.h"
#include "ops/backlog.h"
#include "outbox/sender.h"
#include "state/redisstatestore.h"
#include "telemetry/metrics.h"
#include "workers/workersupervisor.h"

// How the rooms' own counts become metrics. Each function is quick and may be called on the main thread.
namespace turnpike::ops {

void collectHttp(MetricFamilies &metrics, const http::FrontendCounters &counters);
void collectWebhook(MetricFamilies &metrics, const inbox::WebhookLiveness &liveness);
void collectInboxWriter(MetricFamilies &metrics, const inbox::InboxWriterStats &stats);
void collectDispatcher(MetricFamilies &metrics, const inbox::DispatcherStats &stats);
void collectSender(MetricFamilies &metrics, const outbox::SenderStats &stats);
void collectWorkers(MetricFamilies &metrics, const std::vector<workers::WorkerSnapshot> &workers);
void collectPool(MetricFamilies &metrics, const db::PoolStats &stats);
// Those of the sender, and those of the pool, that are described.
protocol::NumberValues numbersOf(const outbox::SenderStats &stats);
protocol::NumberValues numbersOf(const db::PoolStats &stats);
void collectBreaker(MetricFamilies &metrics, const char *dependency, const http::CircuitBreaker &breaker);
void collectBreaker(MetricFamilies &metrics, const char *dependency,
                    const http::CircuitBreaker::Snapshot &now);
// Without its breaker, which is among the dependencies.
void collectRedis(MetricFamilies &metrics, const state::RedisStats &stats);
void collectBacklog(MetricFamilies &metrics, const Backlog &backlog);

// Counts what nobody else counts: calls to the outside and iterations of workers. Made before them, outlives
// them; thread-safe.
class EventMetrics
{
public:
    explicit EventMetrics(MetricRegistry &registry);

    // For HttpClient::setObserver.
    void onCall(const http::OutRequest &request, const http::OutResult &result);
    // For SupervisorHooks::ended.
    void onIteration(const QString &worker, const workers::Ending &ending,
                     std::chrono::milliseconds duration);

private:
    prometheus::Family<prometheus::Counter> &m_calls;
    prometheus::Family<prometheus::Histogram> &m_callSeconds;
    prometheus::Family<prometheus::Counter> &m_iterations;
    prometheus::Family<prometheus::Histogram> &m_iterationSeconds;
    prometheus::Family<prometheus::Counter> &m_items;
};

} // namespace turnpike::ops
