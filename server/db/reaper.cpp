// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/reaper.h"

#include "base/thread.h"

#include <algorithm>
#include <utility>

namespace turnpike::db {

namespace {

constexpr std::chrono::milliseconds kRepeat{100};
constexpr std::chrono::seconds kIdleLook{60};

} // namespace

Reaper::Watch::Watch(Reaper &reaper, const Deadline &deadline, std::chrono::milliseconds grace,
                     std::function<bool()> act)
    : m_reaper(reaper)
{
    const Deadline::TimePoint due = deadline.timePoint() + grace;
    const std::lock_guard lock(reaper.m_mutex);
    m_entry = reaper.m_entries.insert(reaper.m_entries.end(), {deadline, grace, std::move(act), due});
    if (due < reaper.m_nextLook)
        reaper.m_changed.notify_one();
}

Reaper::Watch::~Watch()
{
    const std::lock_guard lock(m_reaper.m_mutex);
    m_reaper.m_entries.erase(m_entry);
}

Reaper::Reaper()
    : m_nextLook(std::chrono::steady_clock::now())
    , m_thread([this] { run(); })
{}

Reaper::~Reaper()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        m_changed.notify_one();
    }
    m_thread.join();
}

qint64 Reaper::reaped() const
{
    const std::lock_guard lock(m_mutex);
    return m_reaped;
}

void Reaper::run()
{
    setCurrentThreadName("db-reaper");
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        actOnDue();
        m_nextLook = std::chrono::steady_clock::now() + kIdleLook;
        for (const Entry &entry : m_entries)
            m_nextLook = std::min(m_nextLook, entry.due);
        m_changed.wait_until(lock, m_nextLook);
    }
}

void Reaper::actOnDue()
{
    const auto now = std::chrono::steady_clock::now();
    for (Entry &entry : m_entries) {
        if (entry.due > now)
            continue;
        // A debugger moves deadlines: look again.
        entry.due = std::max(entry.deadline.timePoint() + entry.grace, now + kRepeat);
        if (!entry.deadline.hasPassed())
            continue;
        if (entry.act() && !std::exchange(entry.acted, true))
            ++m_reaped;
    }
}

} // namespace turnpike::db
