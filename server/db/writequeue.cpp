#include "db/writequeue.h"

#include "base/errors.h"
#include "telemetry/activity.h"

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

WriteQueue::Turn WriteQueue::enter(Demand demand, const Deadline &deadline)
{
    Waiter waiter;
    std::list<Waiter *> &line = demand == Demand::Ingest ? m_ingest : m_others;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_busy) {
            m_busy = true;
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
    return granted ? Turn(this) : enter(demand, deadline);
}

void WriteQueue::leave()
{
    const std::lock_guard lock(m_mutex);
    std::list<Waiter *> &line = m_ingest.empty() ? m_others : m_ingest;
    if (line.empty()) {
        m_busy = false;
        return;
    }
    Waiter *next = line.front();
    line.pop_front();
    next->granted = true;
    next->changed.notify_all();
}

int WriteQueue::waiting() const
{
    const std::lock_guard lock(m_mutex);
    return static_cast<int>(m_ingest.size() + m_others.size());
}

} // namespace turnpike::db
