// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"

#include <QLoggingCategory>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace turnpike::db {

// What a QueueDrainer drains. Its functions are called by one thread at a time: the drainer's, or whoever is
// in start(), stop() or settle() while the drainer's does not run. So what they alone use needs no mutex.
// The two exceptions say so.
class DrainedQueue
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    virtual ~DrainedQueue() = default;

    // A term of leadership begins: what was known about the queue before is no longer valid.
    virtual void beginTerm() = 0;
    // When to take the next turn if nobody wakes the thread before.
    virtual TimePoint nextTurnAt() = 0;
    // Something was committed to the queue: the next turn must look at it.
    virtual void lookAgain() = 0;
    // Does what there is to do now. Steps that talk to the database go through QueueDrainer::guarded(): an
    // exception thrown elsewhere ends the process. False if a step failed.
    virtual bool takeTurn() = 0;
    // A step has failed: leave the queue alone for one poll interval.
    virtual void pause() = 0;

    // True when nothing is under way any more. Any thread.
    virtual bool isIdle() const = 0;
    // The thread was told to stop and will be waited for next: it may still be in takeTurn(). On the thread
    // of stop().
    virtual void stopping() {}
    // The thread has ended: gives back what was not begun, and waits for the rest until the deadline. True
    // when nothing is under way any more. Does not throw.
    virtual bool finish(const Deadline &deadline) = 0;
    // Between two terms: tries again to write back what finish() could not. True when nothing is left. Does
    // not throw.
    virtual bool settle(const Deadline &deadline) = 0;
};

// The thread that drains a queue which the database holds, for as long as this process leads: it waits until
// something is due or somebody wakes it, takes a turn, and waits again. Owned by what drains the queue, which
// stops it before it is destroyed. Thread-safe, except for what is marked as for turns.
//
// Shutdown: stop() cancels the turn's current command, waits for the thread, and lets the queue finish. None
// of that needs the database to answer.
class QueueDrainer
{
public:
    // The time that one command of a turn gets.
    static constexpr std::chrono::milliseconds kCommandTime{5'000};

    // `thread`: its name. `outage` is logged in `category` when the database goes away. Of both only the
    // pointer is kept. What is passed must outlive the drainer.
    QueueDrainer(DrainedQueue &queue, const char *thread, const QLoggingCategory &category,
                 const char *outage);
    QueueDrainer(const QueueDrainer &) = delete;
    QueueDrainer &operator=(const QueueDrainer &) = delete;

    // Begins a term. Does nothing when started.
    void start();
    // Ends it. Blocks: see DrainedQueue::finish(). If not started, it only asks the queue whether it is idle.
    bool stop(const Deadline &deadline);
    // As DrainedQueue::settle(). Does nothing, and returns true, while started or while another thread is in
    // start(), stop() or settle().
    bool settle(const Deadline &deadline);

    // Something of ours has changed: take another turn. Never blocks.
    void wake();
    // Something was committed to the queue: look at it, and take a turn. Never blocks.
    void kick();

    // For turns. The deadline of one command; cancelled by stop().
    Deadline commandDeadline() const;
    // For turns, finish() and settle(). Runs a step that talks to the database; false if it threw. Nothing is
    // lost then: the queue pauses, and the next poll tries again. Logged once per outage.
    bool guarded(const char *what, const std::function<void()> &step);

private:
    void run();
    bool waitForTurn();

    DrainedQueue &m_queue;
    const char *m_name;
    const QLoggingCategory &m_category;
    const char *m_outage;

    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_isWoken = false;  // guarded by m_mutex, as are the next two
    bool m_isKicked = false; // so that the queue is looked at
    bool m_isStopping = true;

    std::mutex m_lifeMutex;                       // of start(), stop() and settle()
    std::shared_ptr<Cancellation> m_cancellation; // of the term's commands
    std::thread m_thread;
    bool m_hasComplained = false; // of whoever calls guarded()
};

} // namespace turnpike::db
