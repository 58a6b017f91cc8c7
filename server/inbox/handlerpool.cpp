// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/handlerpool.h"

#include "inbox/lanes.h"

namespace turnpike::inbox {

HandlerPool::HandlerPool(HandlerRun run, int maxConcurrent, int keptForCheckouts,
                         std::function<void()> changed)
    : m_run(std::move(run))
    , m_maxConcurrent(maxConcurrent)
    , m_maxThreads(maxConcurrent + keptForCheckouts)
    , m_changed(std::move(changed))
    , m_threads("handler", maxConcurrent + keptForCheckouts)
{}

void HandlerPool::submit(std::vector<PickedUpdate> picked)
{
    const std::lock_guard lock(m_mutex);
    for (PickedUpdate &one : picked) {
        auto &queue = isCheckout(one.update.kind) ? m_checkouts : m_others;
        queue.push_back(std::move(one));
    }
    startWaiting();
}

// With the mutex held: gives a thread to whatever may have one.
void HandlerPool::startWaiting()
{
    PickedUpdate picked;
    while (takeRunnable(&picked)) {
        const auto shared = std::make_shared<PickedUpdate>(std::move(picked));
        m_threads.start([this, shared] { runFrom(std::move(*shared)); });
    }
}

// With the mutex held.
bool HandlerPool::takeRunnable(PickedUpdate *picked)
{
    std::deque<PickedUpdate> *queue = nullptr;
    if (!m_checkouts.empty() && m_running < m_maxThreads)
        queue = &m_checkouts;
    else if (!m_others.empty() && m_running - m_runningCheckouts < m_maxConcurrent &&
             m_running < m_maxThreads)
        queue = &m_others;
    if (!queue)
        return false;
    *picked = std::move(queue->front());
    queue->pop_front();
    count(*picked, 1);
    return true;
}

void HandlerPool::count(const PickedUpdate &picked, int change)
{
    m_running += change;
    m_runningCheckouts += isCheckout(picked.update.kind) ? change : 0;
}

// On a handler thread: one attempt after another until there is nothing that may run.
void HandlerPool::runFrom(PickedUpdate picked)
{
    for (bool more = true; more;) {
        std::shared_ptr<Cancellation> cancellation;
        {
            const std::lock_guard lock(m_mutex);
            cancellation = m_cancellation;
        }
        RunResult result = m_run.run(picked, cancellation);
        {
            const std::lock_guard lock(m_mutex);
            count(picked, -1);
            m_outcomes.push_back({picked.update.seq, picked.lane, std::move(result),
                                  std::chrono::steady_clock::now() - picked.pickedAt});
            more = takeRunnable(&picked);
            // Two may have become possible where one ended: a pre-checkout and another.
            startWaiting();
            if (!more)
                m_ended.notify_all();
        }
        m_changed();
    }
}

std::vector<PickedUpdate> HandlerPool::takeBack()
{
    const std::lock_guard lock(m_mutex);
    std::vector<PickedUpdate> waiting(std::make_move_iterator(m_checkouts.begin()),
                                      std::make_move_iterator(m_checkouts.end()));
    waiting.insert(waiting.end(), std::make_move_iterator(m_others.begin()),
                   std::make_move_iterator(m_others.end()));
    m_checkouts.clear();
    m_others.clear();
    return waiting;
}

std::vector<HandlerPool::Outcome> HandlerPool::takeOutcomes()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_outcomes, {});
}

HandlerPool::Load HandlerPool::load() const
{
    const std::lock_guard lock(m_mutex);
    const int checkouts = static_cast<int>(m_checkouts.size());
    return {m_running, m_runningCheckouts, checkouts + static_cast<int>(m_others.size()), checkouts};
}

bool HandlerPool::waitUntilIdle(const Deadline &deadline)
{
    std::unique_lock lock(m_mutex);
    return m_ended.wait_until(lock, deadline.timePoint(), [this] { return m_running == 0; });
}

void HandlerPool::cancel(CancelReason reason)
{
    std::shared_ptr<Cancellation> cancellation;
    {
        const std::lock_guard lock(m_mutex);
        cancellation = std::exchange(m_cancellation, std::make_shared<Cancellation>());
    }
    cancellation->cancel(reason);
}

} // namespace turnpike::inbox
