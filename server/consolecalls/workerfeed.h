// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolecalls/publish.h"
#include "protocol/workers.h"
#include "workers/workersupervisor.h"

#include <QHash>

#include <deque>
#include <mutex>

namespace turnpike::consolecalls {

// Tells consoles of workers: each begin and end of an iteration at once, and each worker's state when it
// changes. On a standby the states are those that the leader left in its row. Thread-safe.
class WorkerFeed
{
public:
    // Durations kept for the percentiles, and of these shown one by one.
    static constexpr int kKept = 100;
    static constexpr int kShown = 40;

    WorkerFeed(Publish publish, QString instanceId);

    // The last durations of before this process, milliseconds, oldest first.
    void seed(const QHash<QString, QList<double>> &durations);

    // For Leader::setIterationListener.
    void onIteration(const workers::Iteration &iteration, const std::optional<workers::Ending> &ending);

    // What our own workers do now; tells of those that changed.
    void update(const std::vector<workers::WorkerSnapshot> &workers);
    // The same for what another instance, which leads, has left.
    void update(const QList<protocol::WorkerState> &states);

    QList<protocol::WorkerState> states() const;

private:
    protocol::WorkerState stateOf(const workers::WorkerSnapshot &worker) const;

    const Publish m_publish;
    const QString m_instanceId;
    mutable std::mutex m_mutex;
    QHash<QString, std::deque<double>> m_durations; // guarded by m_mutex, as m_states
    QList<protocol::WorkerState> m_states;
};

} // namespace turnpike::consolecalls
