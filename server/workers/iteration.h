// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "base/errors.h"
#include "protocol/operationchoices.h"
#include "protocol/sentence.h"
#include "protocol/timestamp.h"

#include <QString>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

namespace turnpike::workers {

using Outcome = protocol::IterationOutcome;
using Trigger = protocol::IterationTrigger;

// How an iteration ended.
struct Ending
{
    Outcome outcome = Outcome::Success;
    ErrorType errorType = ErrorType::None;
    protocol::Sentence reason;
    qint64 items = 0;
    bool more = false;
};

// Failed, ran out of time or did not return: the worker is tried again after its retry period.
bool isFailure(Outcome outcome);

// One run of a worker: its deadline, what it has done so far, and its one end. Shared by the worker's thread
// and the supervisor; all functions are thread-safe.
class Iteration
{
public:
    struct Setup
    {
        QString worker;
        qint64 number = 0;
        QString correlationId;
        Trigger trigger = Trigger::Timer;
        Timestamp startedAt = 0; // ms UTC
        std::chrono::milliseconds timeout{120'000};
        // A full iteration ends by itself after so long and is run again at once.
        std::chrono::milliseconds softBudget{15'000};
        // How long past its deadline it may take to return before it counts as stuck.
        std::chrono::milliseconds grace{10'000};
        // Why not to begin another item: a flag that went off, lost leadership. None: go on.
        std::function<CancelReason()> objection;
        // Called once, by whoever ends the iteration first, on that thread.
        std::function<void(const Iteration &, const Ending &)> onEnd;
    };

    explicit Iteration(Setup setup);

    const QString &worker() const { return m_setup.worker; }
    qint64 number() const { return m_setup.number; }
    const QString &correlationId() const { return m_setup.correlationId; }
    Trigger trigger() const { return m_setup.trigger; }
    Timestamp startedAt() const { return m_setup.startedAt; }
    std::chrono::milliseconds elapsed() const;

    // Bounds every blocking call of the worker; cancelled when the iteration is to stop.
    const Deadline &deadline() const { return m_deadline; }
    void cancel(CancelReason reason) { m_deadline.cancellation()->cancel(reason); }
    // No further item is begun, but the one under way may end by itself.
    void windDown(CancelReason reason) { m_windDown.store(reason); }
    // Past the deadline and the grace.
    bool isStuck() const { return m_stuckAt.hasPassed(); }
    // True for the first caller only: for the one WORKER_TIMEOUT line.
    bool noteTimeout() { return !m_timeoutNoted.exchange(true); }

    // Asked before each item: true when the iteration must not begin it, because of the deadline, a flag,
    // leadership, shutdown, or the soft budget (which also sets `more`: there is another item).
    bool shouldStop();
    // Asked before each call to the outside, where an item is many of them: the same without the soft budget.
    bool mayCall();

    void itemsDone(qint64 count = 1) { m_items.fetch_add(count, std::memory_order_relaxed); }
    qint64 items() const { return m_items.load(std::memory_order_relaxed); }
    // There is more to do right now: runs again at once if this iteration made any progress.
    void setMore() { m_more.store(true, std::memory_order_relaxed); }
    // Done as far as possible, but something was in the way; the first reason is kept.
    void degrade(ErrorType errorType, const protocol::Sentence &reason);
    // No kick and no due row is to wake this worker for so long (the dependency is away); the interval does.
    void holdFor(std::chrono::milliseconds duration) { m_holdMs.store(duration.count()); }
    std::chrono::milliseconds hold() const { return std::chrono::milliseconds(m_holdMs.load()); }

    // Ends the iteration; only the first call has an effect. True for that one.
    bool finish(Outcome outcome, ErrorType errorType, const protocol::Sentence &reason);
    // Ends it as whatever happened after the worker has returned without an exception.
    bool finishNormally();
    std::optional<Ending> ending() const;

private:
    const Setup m_setup;
    const std::chrono::steady_clock::time_point m_began;
    const Deadline m_deadline;
    const Deadline m_softUntil;
    const Deadline m_stuckAt;
    std::atomic<bool> m_timeoutNoted{false};
    std::atomic<qint64> m_items{0};
    std::atomic<bool> m_more{false};
    std::atomic<CancelReason> m_windDown{CancelReason::None};
    std::atomic<CancelReason> m_stoppedBy{CancelReason::None}; // what shouldStop() has told the worker
    std::atomic<qint64> m_holdMs{0};

    mutable std::mutex m_mutex;
    std::optional<std::pair<ErrorType, protocol::Sentence>> m_degraded;
    std::optional<Ending> m_ending;
};

} // namespace turnpike::workers
