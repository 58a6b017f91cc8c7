// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"

#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>

namespace turnpike::db {

// Ends whatever outlives its deadline: a thread that calls a short function at the deadline, and every 100 ms
// from then on until the watch ends. The function returns whether there was something to end. Owned by the
// ConnectionPool; thread-safe.
class Reaper
{
    struct Entry;

public:
    // Watches for as long as it lives. Once its destructor has returned, the function is not running and
    // will not run.
    class Watch
    {
    public:
        Watch(Reaper &reaper, const Deadline &deadline, std::chrono::milliseconds grace,
              std::function<bool()> act);
        ~Watch();
        Watch(const Watch &) = delete;
        Watch &operator=(const Watch &) = delete;

    private:
        Reaper &m_reaper;
        std::list<Entry>::iterator m_entry;
    };

    Reaper();
    ~Reaper();

    // How often something had to be ended.
    qint64 reaped() const;

private:
    struct Entry
    {
        Deadline deadline;
        std::chrono::milliseconds grace;
        std::function<bool()> act;
        Deadline::TimePoint due;
        bool acted = false;
    };

    void run();
    void actOnDue();

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::list<Entry> m_entries;
    Deadline::TimePoint m_nextLook;
    qint64 m_reaped = 0;
    bool m_ending = false;
    std::thread m_thread; // last: it uses the members above
};

} // namespace turnpike::db
