// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/operationchoices.h"
#include "protocol/timestamp.h"
#include "workers/iteration.h"
#include "workers/workerstates.h"

#include <QString>
#include <QStringList>

#include <chrono>
#include <optional>

namespace turnpike::workers {

// A worker as operators see it.
struct WorkerSnapshot
{
    using State = protocol::WorkerStatus;

    QString name;
    State state = State::Stopped;
    std::chrono::milliseconds interval{0};
    std::chrono::milliseconds timeout{0}; // of an iteration
    QStringList flags;                    // that must all be on
    qint64 iterations = 0;                // ever begun, over restarts
    std::optional<qint64> runningSince;   // ms UTC
    std::optional<Trigger> runningTrigger;
    QString correlationId; // of the iteration that runs
    qint64 items = 0;      // of the iteration that runs, otherwise of the last one
    std::optional<Ending> last;
    std::optional<Timestamp> lastEndedAt; // ms UTC
    std::chrono::milliseconds lastDuration{0};
    int failuresInARow = 0;
    std::optional<Timestamp> nextRunAt; // ms UTC, the earlier of interval and due time; none while stopped
    std::optional<Pause> pause;
};

} // namespace turnpike::workers
