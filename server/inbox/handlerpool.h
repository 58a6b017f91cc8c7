// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/jobthreads.h"
#include "inbox/handlerrun.h"

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <vector>

namespace turnpike::inbox {

// The handler threads, and the attempts that wait for one. Pre-checkouts go first and may use all threads;
// others leave `keptForCheckouts` free. Thread-safe; `changed` is called on a handler thread whenever an
// attempt has ended.
class HandlerPool
{
public:
    struct Outcome
    {
        qint64 seq = 0;
        QString lane;
        RunResult result;
        std::chrono::steady_clock::duration took{}; // since the pick-up
    };
    struct Load
    {
        int running = 0;
        int runningCheckouts = 0;
        int waiting = 0;
        int waitingCheckouts = 0;
        int total() const { return running + waiting; }
    };

    HandlerPool(HandlerRun run, int maxConcurrent, int keptForCheckouts, std::function<void()> changed);
    void submit(std::vector<PickedUpdate> picked);
    // Removes and returns what is waiting: it will not begin any more.
    std::vector<PickedUpdate> takeBack();
    std::vector<Outcome> takeOutcomes();
    Load load() const;

    // False if something is still running at the deadline.
    bool waitUntilIdle(const Deadline &deadline);
    // Stops what is running as soon as it next checks its deadline.
    void cancel(CancelReason reason);

private:
    void runFrom(PickedUpdate picked);
    void startWaiting();
    bool takeRunnable(PickedUpdate *picked);
    void count(const PickedUpdate &picked, int change);

    const HandlerRun m_run;
    const int m_maxConcurrent;
    const int m_maxThreads;
    const std::function<void()> m_changed;

    mutable std::mutex m_mutex;
    std::condition_variable m_ended;
    std::shared_ptr<Cancellation> m_cancellation = std::make_shared<Cancellation>();
    std::deque<PickedUpdate> m_checkouts;
    std::deque<PickedUpdate> m_others;
    std::vector<Outcome> m_outcomes;
    int m_running = 0;
    int m_runningCheckouts = 0;
    JobThreads m_threads; // last: they use the rest
};

} // namespace turnpike::inbox
