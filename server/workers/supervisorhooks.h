// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "workers/iteration.h"

#include <QString>

#include <functional>

namespace turnpike::workers {

// What the supervisor asks of others. All may be called from any thread and must not block.
struct SupervisorHooks
{
    // Whether a feature flag is on.
    std::function<bool(const QString &flag)> flagEnabled = [](const QString &) { return true; };
    // Whether this process may still act as the leader.
    std::function<bool()> mayAct = [] { return true; };
    // Each begin of an iteration, and each end with how it ended: for metrics and consoles.
    std::function<void(const Iteration &iteration)> began = [](const Iteration &) {};
    std::function<void(const Iteration &iteration, const Ending &ending)> ended = [](const Iteration &,
                                                                                     const Ending &) {};
};

} // namespace turnpike::workers
