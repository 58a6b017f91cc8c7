// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"
#include "workers/workerslot.h"

#include <vector>

namespace turnpike::workers {

// The workers of this process, shared by the supervisor, its poll and the workers' threads. The mutex guards
// all of it, what is in the slots too, and is never held while anything blocks.
struct WorkerSlots
{
    // With the mutex held.

    // Why an iteration of this worker is to begin at `now` (ms UTC); nothing: none is.
    std::optional<Trigger> due(const WorkerSlot &slot, Timestamp now) const;
    // Null when there is no such worker.
    WorkerSlot *find(const QString &worker) const;
    bool nothingRuns() const;

    // Without it, on any thread.

    // As soon as the worker is idle. False when there is no such worker.
    bool runNow(const QString &worker);
    std::vector<std::shared_ptr<Iteration>> running() const;

    mutable std::mutex mutex;
    std::condition_variable changed; // an iteration returned, or the poll is through
    std::vector<std::unique_ptr<WorkerSlot>> all;
    bool isLeading = false;
    bool isPrepared = false; // what the previous leader left is put right
    bool isEnding = false;
};

} // namespace turnpike::workers
