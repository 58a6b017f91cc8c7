// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "base/kicker.h"
#include "db/database.h"
#include "protocol/timestamp.h"
#include "workers/iterationjournal.h"
#include "workers/supervisorhooks.h"
#include "workers/worker.h"
#include "workers/workerpoll.h"
#include "workers/workerslots.h"
#include "workers/workersnapshot.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace turnpike::workers {

struct SupervisorOptions
{
    // While an iteration runs; four times as long while none does.
    std::chrono::milliseconds tick{250};
    // The database is asked for due work and wishes so often at least; 0: with each tick. Somebody who finds
    // them sooner calls look().
    std::chrono::milliseconds pollEvery{0};
    std::chrono::milliseconds softBudget{15'000};
    std::chrono::milliseconds stuckGrace{10'000};
    // At shutdown: how long the item under way may take to end by itself before it is cancelled.
    std::chrono::milliseconds windDown{3'000};
};

// Runs the workers of the leader: one iteration of a worker at a time, each on its own pool thread, when its
// interval has passed, work is due, a commit kicked it or an operator asked. However an iteration goes, it
// has exactly one ITERATION_END and the worker runs again. Lives on the main thread, which it never blocks
// but in stop(); one for the process, made and ended by the application.
class WorkerSupervisor : public QObject
{
    Q_OBJECT

public:
    // `instanceId` names this process in the history. What is passed must outlive the supervisor.
    WorkerSupervisor(db::Database &database, const Clock &clock, AlertSink &alerts, QString instanceId,
                     SupervisorHooks hooks = {}, SupervisorOptions options = {});
    // Waits for the worker threads: while one is not quiet after stop(), end the process without it.
    ~WorkerSupervisor() override;

    // Before start().
    void add(std::unique_ptr<Worker> worker);

    // Became the leader: closes what dead processes left open, then runs each worker once. Main thread.
    void start();
    // No longer the leader, or shutting down: begins no iteration and no item any more, and does not wait.
    // What runs is cancelled, at shutdown only by stop(). Main thread.
    void release(CancelReason reason);
    // The same, and waits until the iterations have returned and their rows are written, or for the
    // deadline. False when it was not in time. Any thread once release() was called.
    bool stop(CancelReason reason, const Deadline &deadline);
    // No iteration is running.
    bool isQuiet() const;

    // Announces work; see Kicker. Thread-safe, does not block. Works of no worker are ignored.
    void kick(Work work) noexcept;
    // Something is due, or an operator wishes something, as dueLook() has found: asks the database which.
    // Thread-safe, does not block.
    void look();
    // Whether something is due at `now` (ms UTC), for any of the workers: a statement of one number, 1 or 0.
    // Thread-safe, does not block.
    db::BoundStatement dueLook(Timestamp now) const;
    // Runs the worker as soon as it is idle. False when there is no such worker. Thread-safe.
    bool runNow(const QString &worker);
    // Cancels the iteration that runs. False when none does. Thread-safe.
    bool cancelIteration(const QString &worker, CancelReason reason = CancelReason::Operator);

    // One iteration on a thread of its own, through the same path, while the caller waits: for the command
    // line. Nothing when there is no such worker or it is running. Not together with start(). Throws what the
    // database throws when it cannot be reached at all.
    std::optional<Ending> runOnce(const QString &worker);

    // Thread-safe; for the console, health and metrics.
    std::vector<WorkerSnapshot> snapshot() const;

public Q_SLOTS:
    // Looks at everything that depends on time. Called by the timer; tests with a fake clock call it.
    void tick();

private:
    void runSlot(WorkerSlot &slot);
    void runIteration(WorkerSlot &slot, const std::shared_ptr<Iteration> &iteration,
                      const protocol::Sentence &skipReason);
    std::shared_ptr<Iteration> begin(WorkerSlot &slot, Trigger trigger, protocol::Sentence *skipReason);
    void ended(WorkerSlot &slot, const Iteration &iteration, const Ending &ending);
    void afterReturn(WorkerSlot &slot, const Iteration &iteration);
    void watch(WorkerSlot &slot);
    void tickEvery(std::chrono::milliseconds interval);
    bool isPollDue(bool runs);
    std::optional<Ending> runOnceHere(WorkerSlot &slot);

    db::Database &m_database;
    const Clock &m_clock;
    AlertSink &m_alerts;
    const SupervisorHooks m_hooks;
    const SupervisorOptions m_options;
    IterationJournal m_journal;
    QTimer m_timer;
    std::chrono::steady_clock::time_point m_polledAt; // of the main thread: when a tick wanted a poll
    WorkerSlots m_slots;
    WorkerPoll m_poll;
    bool m_isHosted = false; // the threads are running; guarded by the slots' mutex
    QThreadPool m_pool;      // last: its threads use all of the above
};

} // namespace turnpike::workers
