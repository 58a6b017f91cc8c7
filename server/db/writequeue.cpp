// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/writequeue.h"

#include "base/errors.h"
#include "telemetry/activity.h"

#include <algorithm>

namespace turnpike::db {

WriteQueue::Turn &WriteQueue::Turn::operator=(Turn &&other) noexcept
{
    if (this != &other) {
        end();
        m_queue = std::exchange(other.m_queue, nullptr);
    }
    return *this;
}

void WriteQueue::Turn::end()
{
    if (WriteQueue *queue = std::exchange(m_queue, nullptr))
        queue->leave();
}

WriteQueue::Turn WriteQueue::enter(Demand demand, const Deadline &deadline, const char *holder)
{
    Waiter waiter{demand, holder, {}, false};
    std::list<Waiter *> &line = demand == Demand::Ingest ? m_ingest : m_others;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_busy) {
            begin(demand, holder);
            return Turn(this);
        }
        line.push_back(&waiter);
    }
    const WaitScope wait("write lock");
    // Subscribed without the mutex: the callback takes it.
    Cancellation::Subscription subscription;
    if (deadline.cancellation())
        subscription = deadline.cancellation()->onCancel([&] {
            const std::lock_guard lock(m_mutex);
            waiter.changed.notify_all();
        });
    bool granted = false;
    {
        std::unique_lock lock(m_mutex);
        while (!waiter.granted && !deadline.isOver())
            waiter.changed.wait_until(lock, deadline.timePoint());
        granted = waiter.granted;
        if (!granted)
            line.remove(&waiter);
    }
    if (!granted)
        deadline.check("waiting for SQLite's write lock");
    return granted ? Turn(this) : enter(demand, deadline, holder);
}

void WriteQueue::begin(Demand demand, const char *holder)
{
    m_busy = true;
    m_demand = demand;
    m_holder = holder;
    m_since = std::chrono::steady_clock::now();
    ++m_turns;
}

void WriteQueue::leave()
{
    const std::lock_guard lock(m_mutex);
    const auto held = std::chrono::steady_clock::now() - m_since;
    m_busyTime += held;
    m_longest = std::max(m_longest, held);
    std::list<Waiter *> &line = m_ingest.empty() ? m_others : m_ingest;
    if (line.empty()) {
        m_busy = false;
        return;
    }
    Waiter *next = line.front();
    line.pop_front();
    begin(next->demand, next->holder);
    next->granted = true;
    next->changed.notify_all();
}

int WriteQueue::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_ingest.size() + m_others.size());
}

WriteQueue::Standing WriteQueue::standing() const
{
    const auto inMs = [](std::chrono::steady_clock::duration time) {
        return std::chrono::duration_cast<std::chrono::milliseconds>(time);
    };
    const auto now = std::chrono::steady_clock::now();
    const std::lock_guard lock(m_mutex);
    const auto held = m_busy ? std::max(now - m_since, std::chrono::steady_clock::duration::zero())
                             : std::chrono::steady_clock::duration::zero();
    Standing standing;
    standing.isBusy = m_busy;
    if (m_busy) {
        standing.demand = m_demand;
        standing.holder = m_holder;
    }
    standing.held = inMs(held);
    standing.waiting = static_cast<int>(m_ingest.size() + m_others.size());
    standing.turns = m_turns;
    standing.busy = inMs(m_busyTime + held);
    standing.longest = inMs(std::max(m_longest, held));
    standing.since = inMs(now - m_madeAt);
    return standing;
}

} // namespace turnpike::db
