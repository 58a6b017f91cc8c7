// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/workerfeed.h"

#include "protocol/calls.h"
#include "telemetry/activity.h"

#include <algorithm>
#include <cmath>

namespace turnpike::consolecalls {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

// Of values in any order.
double percentile(std::vector<double> values, double share)
{
    if (values.empty())
        return -1;
    const auto rank = std::lround(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values[static_cast<size_t>(rank)];
}

// What the worker's thread does right now.
QString waitOf(const QString &worker)
{
    const QString what = u"worker "_s + worker;
    for (const ThreadActivity &activity : currentActivities()) {
        if (activity.what == what)
            return activity.waitsFor;
    }
    return {};
}

protocol::Iteration toProtocol(const workers::Iteration &iteration,
                               const std::optional<workers::Ending> &ending, const QString &instanceId)
{
    protocol::Iteration row;
    row.worker = iteration.worker();
    row.instanceId = instanceId;
    row.number = iteration.number();
    row.correlationId = iteration.correlationId();
    row.trigger = iteration.trigger();
    row.startedAt = iteration.startedAt();
    if (!ending)
        return row;
    row.endedAt = iteration.startedAt() + iteration.elapsed().count();
    row.outcome = ending->outcome;
    row.items = ending->items;
    row.hasMore = ending->more;
    if (ending->errorType != ErrorType::None)
        row.errorType = ending->errorType;
    row.reason = ending->reason.english();
    row.sentence = ending->reason;
    return row;
}

} // namespace

WorkerFeed::WorkerFeed(Publish publish, QString instanceId)
    : m_publish(std::move(publish))
    , m_instanceId(std::move(instanceId))
{}

void WorkerFeed::seed(const QHash<QString, QList<double>> &durations)
{
    const std::lock_guard lock(m_mutex);
    for (auto entry = durations.cbegin(); entry != durations.cend(); ++entry) {
        std::deque<double> &kept = m_durations[entry.key()];
        kept.insert(kept.begin(), entry.value().begin(), entry.value().end());
        while (kept.size() > kKept)
            kept.pop_front();
    }
}

void WorkerFeed::onIteration(const workers::Iteration &iteration,
                             const std::optional<workers::Ending> &ending)
{
    if (ending && ending->outcome != workers::Outcome::Skipped) {
        const std::lock_guard lock(m_mutex);
        std::deque<double> &kept = m_durations[iteration.worker()];
        kept.push_back(static_cast<double>(iteration.elapsed().count()));
        if (kept.size() > kKept)
            kept.pop_front();
    }
    m_publish(ending ? event::kIteration : event::kWorkerStarted, iteration.worker(),
              toJson(toProtocol(iteration, ending, m_instanceId)));
}

void WorkerFeed::update(const std::vector<workers::WorkerSnapshot> &workers)
{
    QList<WorkerState> states;
    for (const workers::WorkerSnapshot &worker : workers)
        states.append(stateOf(worker));
    update(states);
}

QList<WorkerState> WorkerFeed::states() const
{
    const std::lock_guard lock(m_mutex);
    return m_states;
}

WorkerState WorkerFeed::stateOf(const workers::WorkerSnapshot &worker) const
{
    WorkerState state;
    state.worker = worker.name;
    state.state = worker.state;
    state.instanceId = m_instanceId;
    state.intervalMs = worker.interval.count();
    state.timeoutMs = worker.timeout.count();
    state.flag = worker.flags.isEmpty() ? QString() : worker.flags.last();
    state.iterations = worker.iterations;
    state.runningSince = worker.runningSince;
    if (worker.runningTrigger)
        state.runningTrigger = *worker.runningTrigger;
    state.correlationId = worker.correlationId;
    state.waitsFor = worker.runningSince ? waitOf(worker.name) : QString();
    state.items = worker.items;
    state.nextRunAt = worker.nextRunAt;
    state.lastEndedAt = worker.lastEndedAt;
    state.lastDurationMs = worker.lastDuration.count();
    state.failuresInARow = worker.failuresInARow;
    if (worker.last) {
        state.lastOutcome = worker.last->outcome;
        state.lastReason = worker.last->reason.english();
    }
    if (worker.pause) {
        state.pausedBy = worker.pause->by;
        state.pauseReason = worker.pause->reason;
        state.pausedAt = worker.pause->since;
        state.pausedUntil = worker.pause->until;
    }
    const std::lock_guard lock(m_mutex);
    const std::deque<double> kept = m_durations.value(worker.name);
    const std::vector<double> values(kept.begin(), kept.end());
    state.p50Ms = percentile(values, 0.50);
    state.p95Ms = percentile(values, 0.95);
    const auto shown = std::min<std::ptrdiff_t>(kShown, static_cast<std::ptrdiff_t>(values.size()));
    state.recentMs = QList<double>(values.end() - shown, values.end());
    return state;
}

void WorkerFeed::update(const QList<WorkerState> &states)
{
    QHash<QString, QJsonObject> before;
    {
        const std::lock_guard lock(m_mutex);
        for (const WorkerState &state : std::as_const(m_states))
            before.insert(state.worker, toJson(state));
        m_states = states;
    }
    for (const WorkerState &state : states) {
        const QJsonObject json = toJson(state);
        if (before.value(state.worker) != json)
            m_publish(event::kWorkerState, state.worker, json);
    }
}

} // namespace turnpike::consolecalls
