// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/resultqueue.h"

namespace turnpike::http {

ResultQueue::ResultQueue(std::function<void()> arrived)
    : m_arrived(std::move(arrived))
{}

void ResultQueue::put(size_t index, OutResult result)
{
    const std::lock_guard lock(m_mutex);
    m_entries.emplace_back(index, std::move(result));
    m_changed.notify_all();
    if (m_arrived)
        m_arrived(); // under the lock: silence() waits for it
}

void ResultQueue::interrupt()
{
    const std::lock_guard lock(m_mutex);
    m_interrupted = true;
    m_changed.notify_all();
}

std::optional<ResultQueue::Entry> ResultQueue::take(const Deadline &deadline)
{
    std::unique_lock lock(m_mutex);
    const auto ready = [this] { return m_interrupted || !m_entries.empty(); };
    // Asked again because a deadline moves while a debugger holds it.
    while (!ready() && !deadline.isOver())
        m_changed.wait_until(lock, deadline.timePoint(), ready);
    if (m_entries.empty())
        return std::nullopt;
    Entry entry = std::move(m_entries.front());
    m_entries.pop_front();
    return entry;
}

std::deque<ResultQueue::Entry> ResultQueue::takeAll()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_entries, {});
}

void ResultQueue::silence()
{
    const std::lock_guard lock(m_mutex);
    m_arrived = {};
}

} // namespace turnpike::http
