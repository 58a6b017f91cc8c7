// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "telemetry/activity.h"

#include <QObject>
#include <QTimer>

#include <atomic>
#include <functional>
#include <thread>

namespace turnpike::ops {

// Ends the process when it makes no progress, so that the platform starts it again. Judges progress, not
// traffic: the main loop's heartbeat, and work (ActivityScope) that is long past its own deadline. Waits that
// a deadline of the database will end never get that far. Stands still while a debugger holds the deadlines;
// a time in which the process as a whole was not run (a paused container, a machine asleep) counts for
// nobody. Made on the main thread; looks from a thread of its own.
class Watchdog : public QObject
{
    Q_OBJECT

public:
    struct Limits
    {
        std::chrono::milliseconds mainLoop{30'000}; // age of its last heartbeat
        std::chrono::milliseconds handler{10'000};  // past the deadline of a handler
        std::chrono::milliseconds ingest{10'000};   // past the deadline of an ingest
        std::chrono::milliseconds worker{70'000};   // past the deadline of a worker: stuck + 60 s
        std::chrono::milliseconds lookEvery{2'000};
        std::chrono::milliseconds dumpTime{2'000}; // for leaving the state in the database
        std::chrono::milliseconds notRun{5'000};   // later than this for a look: nothing was run meanwhile
    };

    // `leaveDump` gets the verdict and the state dump on a helper thread that is waited for dumpTime at most.
    // `end` is called last; by default it ends the process with exit code 70.
    using Dump = std::function<void(const QString &verdict, const QString &dump)>;
    using End = std::function<void()>;
    Watchdog(const Limits &limits, Dump leaveDump, End end = {}, QObject *parent = nullptr);
    ~Watchdog() override;

    // Ends the process with exit code 70 without running destructors.
    [[noreturn]] static void endProcess();
    static constexpr int kExitCode = 70;

private:
    void watch();
    std::chrono::milliseconds over(std::chrono::steady_clock::time_point then) const;
    std::optional<QString> verdict() const;
    std::chrono::milliseconds graceOf(const ThreadActivity &activity) const;
    void act(const QString &verdict);

    Limits m_limits;
    Dump m_leaveDump;
    End m_end;
    QTimer m_heartbeat;
    std::atomic<std::chrono::steady_clock::time_point> m_lastBeat;
    std::chrono::steady_clock::time_point m_awakeSince; // of m_thread
    std::shared_ptr<Cancellation> m_stop = std::make_shared<Cancellation>();
    std::thread m_thread;
};

// What every thread is doing, one a line, as the dump shows it.
QString describeActivities(const std::vector<ThreadActivity> &activities);

} // namespace turnpike::ops
