// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "db/database.h"

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>

namespace turnpike::db {

// Lets one write transaction of this process at a time into SQLite, first come first served, but ingest
// first: SQLite's own busy handler is a lottery that twenty handlers win against one ingest thread.
// Owned by the ConnectionPool; thread-safe.
class WriteQueue
{
public:
    // Keeps the turn for as long as it lives.
    class Turn
    {
    public:
        Turn() = default;
        Turn(Turn &&other) noexcept
            : m_queue(std::exchange(other.m_queue, nullptr))
        {}
        Turn &operator=(Turn &&other) noexcept;
        ~Turn() { end(); }
        void end();

    private:
        friend class WriteQueue;
        explicit Turn(WriteQueue *queue)
            : m_queue(queue)
        {}
        WriteQueue *m_queue = nullptr;
    };

    // Waits for the turn. `holder` names it for operators and is kept by pointer. Throws Cancelled or
    // DeadlineExceeded.
    [[nodiscard]] Turn enter(Demand demand, const Deadline &deadline, const char *holder = "");
    int waiting() const;

    // Who has the turn, and how long turns took.
    struct Standing
    {
        bool isBusy = false;
        Demand demand = Demand::Handler; // while it is busy, as the next two
        const char *holder = "";
        std::chrono::milliseconds held{0};
        int waiting = 0;
        qint64 turns = 0;                  // so far, this one included
        std::chrono::milliseconds busy{0}; // of all turns, this one included
        std::chrono::milliseconds longest{0};
        std::chrono::milliseconds since{0}; // this was made
    };
    Standing standing() const;

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Waiter
    {
        Demand demand;
        const char *holder;
        std::condition_variable changed;
        bool granted = false;
    };

    void begin(Demand demand, const char *holder);
    void leave();

    const TimePoint m_madeAt = std::chrono::steady_clock::now();
    mutable std::mutex m_mutex;
    bool m_busy = false; // guarded by m_mutex, as are those below
    Demand m_demand = Demand::Handler;
    const char *m_holder = "";
    TimePoint m_since; // of the turn
    qint64 m_turns = 0;
    std::chrono::steady_clock::duration m_busyTime{0}; // of turns that have ended
    std::chrono::steady_clock::duration m_longest{0};
    std::list<Waiter *> m_ingest;
    std::list<Waiter *> m_others;
};

} // namespace turnpike::db
