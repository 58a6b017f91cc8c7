// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"
#include "workers/supervisorhooks.h"
#include "workers/worker.h"
#include "workers/workerhold.h"
#include "workers/workersnapshot.h"

#include <condition_variable>
#include <memory>
#include <mutex>

namespace turnpike::workers {

// One worker and what the supervisor knows of it: what wakes it, the iteration that runs, how the last one
// ended. Every function wants the mutex of WorkerSlots held, but for those that say otherwise. Times are ms
// UTC.
class WorkerSlot
{
public:
    // `hooks` must outlive it.
    WorkerSlot(std::unique_ptr<Worker> worker, const SupervisorHooks &hooks);

    // Without the mutex, on any thread.
    Worker &worker() const { return *m_worker; }
    const QString &name() const { return m_worker->name(); }
    // Why no further item is to be begun; None: nothing speaks against it. Without the mutex, on any thread.
    CancelReason objection() const;

    // Wakes the worker's thread to look again; what that thread waits in, while the mutex is let go.
    void wake() { m_wake.notify_one(); }
    void waitUntil(std::unique_lock<std::mutex> &lock, const std::function<bool()> &holds)
    {
        m_wake.wait(lock, holds);
    }

    // This process leads from now on: runs once, whatever came before.
    void beginTerm();
    // Work was committed. None is lost: it stays until an iteration begins after it.
    void kick();
    // An operator wants it to run.
    void askToRun();
    void setPause(const std::optional<Pause> &pause) { m_pause = pause; }
    // When the earliest work is due, as a poll saw it that began at this generation; false where an iteration
    // began since, of which the poll says nothing.
    bool noteDue(std::optional<Timestamp> dueAt, quint64 generation);
    quint64 generation() const { return m_generation; }
    // The wall clock may be set back; the interval holds all the same.
    void keepInterval(Timestamp now);

    // Why an iteration is to begin, in a process that leads; nothing: none is.
    std::optional<Trigger> due(Timestamp now) const;
    // Why an iteration that begins so does nothing; empty: it runs.
    protocol::Sentence skipReason(Trigger trigger, Timestamp now) const;
    // Begins the iteration that runs from now on. Trigger, start, budgets and `onEnd` are given; what is the
    // worker's own is filled in.
    std::shared_ptr<Iteration> begin(Iteration::Setup setup, bool isSkipped);
    // How it ended, which is while it may not have returned yet. Returns how many failed in a row.
    int noteEnd(const Iteration &iteration, const Ending &ending, Timestamp now);
    // It has returned, and the worker's thread is free again: plans the next one.
    void noteReturn(const Iteration &iteration, Timestamp now);
    // Null when none runs.
    const std::shared_ptr<Iteration> &running() const { return m_running; }

    // The number of the last iteration, over restarts.
    qint64 number() const { return m_number; }
    void setNumber(qint64 number) { m_number = number; }

    WorkerSnapshot snapshot(Timestamp now, bool isLeading) const;

private:
    QString offFlag() const;

    const std::unique_ptr<Worker> m_worker;
    const SupervisorHooks &m_hooks;
    std::condition_variable m_wake;

    bool m_isKicked = false; // set by kicks, read when no iteration runs
    bool m_isAskedToRun = false;
    bool m_isFreshLeader = false;
    Timestamp m_nextRunAt = 0;        // by the interval, or the retry period after an error
    std::optional<Timestamp> m_dueAt; // the earliest work, as the last poll saw it
    WorkerHold m_dueHold;             // due rows are not looked at
    WorkerHold m_hold;                // neither they nor kicks wake it
    int m_idleWakes = 0;              // wakes by due rows, one after another, that did nothing
    quint64 m_generation = 0;         // of m_dueAt: a poll that began before an iteration says nothing
    qint64 m_number = 0;

    std::shared_ptr<Iteration> m_running;
    std::optional<Pause> m_pause;

    std::optional<Ending> m_last;
    std::optional<Timestamp> m_lastEndedAt;
    std::chrono::milliseconds m_lastDuration{0};
    int m_failuresInARow = 0;
};

} // namespace turnpike::workers
