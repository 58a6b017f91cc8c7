// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/cancellation.h"

#include <chrono>
#include <memory>

namespace turnpike {

// The moment by which a unit of work must have given up, and what may stop it earlier. A value: passed down
// by const reference to everything that blocks (pool acquire, statement, HTTP call, Redis command, sleep).
// Thread-safe. Runs on the monotonic clock. While a debugger is attached a deadline does not pass, unless
// TURNPIKE_DEADLINES=real is set; cancellation still works.
class Deadline
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // A deadline `budget` from now, with nobody to stop it earlier unless `cancellation` is given.
    static Deadline in(std::chrono::milliseconds budget,
                       std::shared_ptr<Cancellation> cancellation = nullptr);

    // The earlier of this deadline and `budget` from now; the same cancellation.
    Deadline within(std::chrono::milliseconds budget) const;

    // Never negative.
    std::chrono::milliseconds remaining() const;
    bool hasPassed() const { return remaining().count() == 0; }
    bool isCancelled() const { return m_cancellation && m_cancellation->isCancelled(); }
    bool isOver() const { return isCancelled() || hasPassed(); }
    CancelReason cancelReason() const;
    const std::shared_ptr<Cancellation> &cancellation() const { return m_cancellation; }

    // For std::condition_variable::wait_until; far in the future while a debugger stops the clock.
    TimePoint timePoint() const;

    // Throws Cancelled or DeadlineExceeded naming `what` when over; otherwise does nothing.
    void check(const char *what) const;

    // Sleeps for `duration` or until this deadline is over, whichever comes first. True when it slept the
    // whole time: false tells the caller to give up.
    bool sleep(std::chrono::milliseconds duration) const;

private:
    Deadline(TimePoint until, std::shared_ptr<Cancellation> cancellation);

    TimePoint m_until;
    std::shared_ptr<Cancellation> m_cancellation;
};

// Whether a tracer is attached (TracerPid in /proc/self/status, looked at once a second at most) and
// TURNPIKE_DEADLINES=real is not set: deadlines, the watchdog and server-side timeouts then stand still.
bool deadlinesStandStill();

} // namespace turnpike
