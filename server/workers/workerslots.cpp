// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/workerslots.h"

#include <algorithm>

namespace turnpike::workers {

std::optional<Trigger> WorkerSlots::due(const WorkerSlot &slot, Timestamp now) const
{
    return isLeading && isPrepared ? slot.due(now) : std::nullopt;
}

WorkerSlot *WorkerSlots::find(const QString &worker) const
{
    const auto slot = std::find_if(all.begin(), all.end(),
                                   [&](const auto &candidate) { return candidate->name() == worker; });
    return slot == all.end() ? nullptr : slot->get();
}

bool WorkerSlots::nothingRuns() const
{
    return std::none_of(all.begin(), all.end(), [](const auto &slot) { return slot->running() != nullptr; });
}

bool WorkerSlots::runNow(const QString &worker)
{
    const std::lock_guard lock(mutex);
    WorkerSlot *slot = find(worker);
    if (!slot)
        return false;
    slot->askToRun();
    return true;
}

std::vector<std::shared_ptr<Iteration>> WorkerSlots::running() const
{
    const std::lock_guard lock(mutex);
    std::vector<std::shared_ptr<Iteration>> iterations;
    for (const auto &slot : all) {
        if (slot->running())
            iterations.push_back(slot->running());
    }
    return iterations;
}

} // namespace turnpike::workers
