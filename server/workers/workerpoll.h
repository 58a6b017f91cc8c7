// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "protocol/timestamp.h"
#include "workers/iterationjournal.h"
#include "workers/workerslots.h"

#include <condition_variable>
#include <map>

namespace turnpike::workers {

// What the supervisor needs of the database, on a thread of its own: writes the journal's rows, and in the
// leader's process closes what dead processes left open, finds work that is due, and reads what operators
// wish. Owned by the supervisor.
class WorkerPoll
{
public:
    // What is passed must outlive it.
    WorkerPoll(db::Database &database, const Clock &clock, IterationJournal &journal, WorkerSlots &workers);

    // Its thread: polls whenever that is wanted, until the slots are ending.
    void run();

    // Both with the slots' mutex held. Wakes run() to poll once more, or to end.
    void want();
    // Nothing is wanted any more, and none is under way.
    bool isThrough() const { return !m_isWanted && !m_isPolling; }

private:
    void poll(const Deadline &deadline);
    void prepare(const Deadline &deadline);
    void closeLost(const Deadline &deadline);
    // A worker that is asked about.
    struct Look
    {
        WorkerSlot *slot;
        quint64 generation;
        std::optional<Timestamp> dueAt; // ms UTC
    };
    void findDue(const Deadline &deadline);
    std::map<QString, WorkerWish> ask(std::vector<Look> &looks, const Deadline &deadline);
    void applyWishes(const std::map<QString, WorkerWish> &wishes);

    db::Database &m_database;
    const Clock &m_clock;
    IterationJournal &m_journal;
    WorkerSlots &m_slots;

    // Guarded by the slots' mutex.
    std::condition_variable m_wanted;
    bool m_isWanted = false;
    bool m_isPolling = false;

    // Of its thread.
    bool m_hasFailed = false;
    WorkerHold m_lostHold; // dead processes are not looked for
};

} // namespace turnpike::workers
