// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/queuedrainer.h"

#include "base/thread.h"
#include "telemetry/log.h"

#include <utility>

namespace turnpike::db {

QueueDrainer::QueueDrainer(DrainedQueue &queue, const char *thread, const QLoggingCategory &category,
                           const char *outage)
    : m_queue(queue)
    , m_name(thread)
    , m_category(category)
    , m_outage(outage)
{}

void QueueDrainer::start()
{
    const std::lock_guard life(m_lifeMutex);
    if (m_thread.joinable())
        return;
    m_queue.beginTerm();
    m_cancellation = std::make_shared<Cancellation>();
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = false;
    }
    m_thread = std::thread([this] { run(); });
}

bool QueueDrainer::stop(const Deadline &deadline)
{
    const std::lock_guard life(m_lifeMutex);
    if (!m_thread.joinable())
        return m_queue.isIdle();
    {
        const std::lock_guard lock(m_mutex);
        m_isStopping = true;
    }
    m_cancellation->cancel(CancelReason::Shutdown);
    m_changed.notify_all();
    m_queue.stopping();
    m_thread.join();
    return m_queue.finish(deadline);
}

bool QueueDrainer::settle(const Deadline &deadline)
{
    const std::unique_lock life(m_lifeMutex, std::try_to_lock);
    return !life || m_thread.joinable() || m_queue.settle(deadline);
}

void QueueDrainer::wake()
{
    const std::lock_guard lock(m_mutex);
    m_isWoken = true;
    m_changed.notify_one();
}

void QueueDrainer::kick()
{
    const std::lock_guard lock(m_mutex);
    m_isKicked = true;
    m_isWoken = true;
    m_changed.notify_one();
}

Deadline QueueDrainer::commandDeadline() const
{
    return Deadline::in(kCommandTime, m_cancellation);
}

bool QueueDrainer::guarded(const char *what, const std::function<void()> &step)
{
    try {
        step();
        return true;
    } catch (const std::exception &error) {
        m_queue.pause();
        if (!std::exchange(m_hasComplained, true))
            log::warning(m_category, m_outage).with("step", what).with(error);
        return false;
    }
}

void QueueDrainer::run()
{
    setCurrentThreadName(m_name);
    while (waitForTurn()) {
        const bool isGood = m_queue.takeTurn();
        m_hasComplained = m_hasComplained && !isGood;
    }
}

// Until there is something to do; false when it is time to stop.
bool QueueDrainer::waitForTurn()
{
    const auto until = m_queue.nextTurnAt();
    std::unique_lock lock(m_mutex);
    m_changed.wait_until(lock, until, [this] { return m_isWoken || m_isStopping; });
    m_isWoken = false;
    const bool isKicked = std::exchange(m_isKicked, false);
    const bool isStopping = m_isStopping;
    lock.unlock();
    if (isKicked)
        m_queue.lookAgain();
    return !isStopping;
}

} // namespace turnpike::db
