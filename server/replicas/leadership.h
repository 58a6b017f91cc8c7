// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/cancellation.h"
#include "db/databaseurl.h"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>

namespace turnpike::replicas {

// Who dispatches, sends and runs the workers. On PostgreSQL: the holder of an advisory lock, on a thread and
// a connection of its own, with a ping every 2 s; it may act only within 6 s (CLOCK_BOOTTIME) of its last
// good ping. On SQLite one process serves, so it leads always. An economy, not a safety net: correctness
// comes from the claims in the rows. Thread-safe.
class Leadership
{
public:
    struct Callbacks
    {
        // Both on the leadership thread. While `lost` runs, what is under way comes to its end; whatever
        // reaches outside asks isLeader() first.
        std::function<void()> gained;
        std::function<void()> lost;
    };

    Leadership(const db::DatabaseUrl &url, Callbacks callbacks);
    ~Leadership();

    void start();
    // Gives the lead up at once, so that another replica takes over; `lost` is called. Waits for the thread.
    void stop();

    // Gives the lead up within two seconds and stays out of it for ten, so that another replica takes over:
    // an operator's order. Does nothing on SQLite, nor when this process does not lead. Any thread.
    void stepDown() { m_mustStepDown = true; }

    // Whether this process may act as leader right now.
    bool isLeader() const;

private:
    void loop();
    void contend();
    void keep();
    void begin();
    void end();

    const db::DatabaseUrl m_url;
    Callbacks m_callbacks;
    std::shared_ptr<Cancellation> m_stop = std::make_shared<Cancellation>();
    std::atomic<bool> m_mustStepDown{false};
    bool m_leads = false;                    // only on the leadership thread
    std::atomic<qint64> m_trustedUntilMs{0}; // CLOCK_BOOTTIME; 0: not the leader
    std::unique_ptr<class LeaderLock> m_lock;
    std::thread m_thread;
};

} // namespace turnpike::replicas
