// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"

#include <QString>

#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace turnpike::ops {

// The operations threads: small jobs that come round again (flags read all the time, this instance's row,
// webhook checks). A job gets a deadline, and one that throws is logged once per change of its error and
// comes round again, sooner where it says so. Jobs of one thread wait for each other: those that wait for
// different things, or may hang for different reasons, have different threads.
class PeriodicJobs
{
public:
    using Job = std::function<void(const Deadline &deadline)>;
    using Milliseconds = std::chrono::milliseconds;

    // The threads, by name (15 characters are kept). Ways for alerts have one each besides: see
    // addAlertWay().
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

private:
    struct Entry
    {
        QString name;
        Rhythm rhythm;
        Job job;
        std::chrono::steady_clock::time_point due;
        QString lastError;
        Milliseconds nextRetry{0}; // of a row of failures; 0: the last run has worked
    };
    void loop(std::vector<Entry> &entries, const char *thread);
    void runDue(Entry &entry);

    std::map<std::string, std::vector<Entry>> m_entries; // by thread
    std::vector<std::thread> m_threads;
    std::shared_ptr<Cancellation> m_stop = std::make_shared<Cancellation>();
};

} // namespace turnpike::ops
