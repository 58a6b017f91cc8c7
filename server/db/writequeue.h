#pragma once

#include "base/deadline.h"
#include "db/database.h"

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

    // Waits for the turn. Throws Cancelled or DeadlineExceeded.
    [[nodiscard]] Turn enter(Demand demand, const Deadline &deadline);
    int waiting() const;

private:
    struct Waiter
    {
        std::condition_variable changed;
        bool granted = false;
    };

    void leave();

    mutable std::mutex m_mutex;
    bool m_busy = false;
    std::list<Waiter *> m_ingest;
    std::list<Waiter *> m_others;
};

} // namespace turnpike::db
