// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"

#include <QString>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace turnpike::ops {

// The operations threads: small jobs that come round again (flags read all the time, this instance's row,
// webhook checks). A job gets a deadline, and one that throws is logged once per change of its error and
// comes round again, sooner where it says so. Jobs of one thread wait for each other: those that wait for
// different things, or may hang for different reasons, have different threads. A job may be kicked, and those
// that somebody vouches for rest. Jobs that are due soon run with one that is due now: fewer wake-ups.
class PeriodicJobs
{
public:
    using Job = std::function<void(const Deadline &deadline)>;
    using Milliseconds = std::chrono::milliseconds;

    // The threads, by name (15 characters are kept). Ways for alerts have one each besides: see
    // addAlertWay().
    static constexpr const char *kChanges = "ops-changes";     // whether anything is to be read: the database
    static constexpr const char *kControl = "ops-control";     // flags: the database, quick
    static constexpr const char *kOperators = "ops-operators"; // revocations: the same
    static constexpr const char *kOrders = "ops-orders";       // what orders do, quick
    static constexpr const char *kInstance = "ops-instance";   // this instance's row, the hold; memory
    static constexpr const char *kLeftovers = "ops-leftovers"; // what ended instances left: the database
    static constexpr const char *kVerdict = "ops-verdict";     // what customers feel: waits for nothing
    static constexpr const char *kFailures = "ops-failures";   // alerts of that: neither does this
    static constexpr const char *kBacklog = "ops-backlog";     // what waits: the database, often
    static constexpr const char *kPicture = "ops-picture";     // what consoles and metrics show: may be slow
    static constexpr const char *kBulk = "ops-bulk";           // orders for many rows: batch after batch
    static constexpr const char *kWebhook = "ops-webhook";     // Telegram
    static constexpr const char *kHeartbeat = "ops-heartbeat"; // whoever watches over us

    // How long after its end a job comes round again; after a failure, `retry` where it is given, and twice
    // as long after each further one in a row, up to the interval.
    struct Rhythm
    {
        Milliseconds interval;
        Milliseconds timeout; // of one run
        Milliseconds retry{0};
        // In place of the interval, while somebody vouches for it: see vouch().
        Milliseconds vouched{0};
        // Asked after each run that worked, when set: in place of the interval. On the job's thread.
        std::function<Milliseconds()> pace{};
    };

    PeriodicJobs() = default;
    ~PeriodicJobs();
    PeriodicJobs(const PeriodicJobs &) = delete;
    PeriodicJobs &operator=(const PeriodicJobs &) = delete;

    // Before start(). The first run is at once.
    void add(const char *thread, const QString &name, const Rhythm &rhythm, Job job);
    // The same, on a thread for this way out of the house alone: whoever hangs there delays nothing else.
    void addAlertWay(const QString &way, Job job);
    void start();
    // Cancels what runs and waits for the threads.
    void stop();

    // Runs a job at once, or once more where it runs just now. Thread-safe, never blocks for long. A job that
    // is not there is nobody's fault.
    void kick(const char *thread, const QString &name);
    // "I look for you until then, and kick whoever has something to do." Jobs that say how long they rest
    // while that holds are run that seldom. When `until` passes and nobody has said it again, all of them run
    // at once, and go on by their own interval. Thread-safe.
    void vouch(std::chrono::steady_clock::time_point until);

private:
    struct Entry
    {
        QString name;
        Rhythm rhythm;
        Job job;
        std::chrono::steady_clock::time_point due;
        QString lastError;
        Milliseconds nextRetry{0}; // of a row of failures; 0: the last run has worked
        bool isKicked = false;     // guarded by the line's mutex
    };
    // The jobs of one thread.
    struct Line
    {
        std::vector<Entry> entries; // of the thread, once that is there
        std::mutex mutex;
        std::condition_variable changed;
        bool isKicked = false; // guarded by the mutex: one of them is
    };
    void loop(Line &line, const char *thread);
    static void takeKicks(Line &line);
    void runDue(Entry &entry);
    Milliseconds pauseAfter(const Entry &entry) const;
    void watchVouching();
    bool isVouchedFor() const;
    void kickVouched();

    std::map<std::string, Line> m_lines; // by thread; complete before start()
    std::vector<std::thread> m_threads;
    std::shared_ptr<Cancellation> m_stop = std::make_shared<Cancellation>();

    mutable std::mutex m_vouchMutex;
    std::condition_variable m_vouchChanged;
    std::chrono::steady_clock::time_point m_vouchedUntil; // guarded by m_vouchMutex
    bool m_isVouched = false;                             // guarded by m_vouchMutex
};

} // namespace turnpike::ops
