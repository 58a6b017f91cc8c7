// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"

#include <QString>

#include <optional>
#include <vector>

namespace turnpike {

// What the watchdog has to know of it: work of these kinds may not outlive its deadline for long.
enum class ActivityKind { Other, Handler, Ingest, Worker };

// What a thread is doing, and since when: for the console, the watchdog and the state dump.
struct ThreadActivity
{
    qint64 threadId = 0; // gettid()
    QString threadName;
    QString what;     // such as "handler update 42" or "worker activation_worker"
    QString waitsFor; // such as "pool", "statement", "http telegram"; empty while it computes
    std::chrono::steady_clock::time_point since;
    std::optional<std::chrono::steady_clock::time_point> deadline;
    ActivityKind kind = ActivityKind::Other;
};

// Says for as long as it lives what the current thread is doing. Scopes nest: the innermost `what` is
// shown. Costs two uncontended locks.
class ActivityScope
{
public:
    explicit ActivityScope(const QString &what, std::optional<Deadline> deadline = std::nullopt,
                           ActivityKind kind = ActivityKind::Other);
    ~ActivityScope();
    ActivityScope(const ActivityScope &) = delete;
    ActivityScope &operator=(const ActivityScope &) = delete;
};

// Says for as long as it lives what the current thread waits for.
class WaitScope
{
public:
    explicit WaitScope(const char *waitsFor);
    ~WaitScope();
    WaitScope(const WaitScope &) = delete;
    WaitScope &operator=(const WaitScope &) = delete;

private:
    const char *m_previous;
};

// What all threads that are inside an ActivityScope are doing now. Thread-safe.
std::vector<ThreadActivity> currentActivities();

} // namespace turnpike
