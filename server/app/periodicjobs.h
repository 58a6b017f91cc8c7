#pragma once

#include "base/deadline.h"

#include <QString>

#include <functional>
#include <thread>
#include <vector>

namespace turnpike::app {

// The operations threads: small jobs that come round again (flags read each second, this instance's row,
// webhook checks). A job gets a deadline, and one that throws is logged once per change of its error and
// comes round again.
class PeriodicJobs
{
public:
    using Job = std::function<void(const Deadline &deadline)>;

    PeriodicJobs() = default;
    ~PeriodicJobs();
    PeriodicJobs(const PeriodicJobs &) = delete;
    PeriodicJobs &operator=(const PeriodicJobs &) = delete;

    // Before start(). The first run is at once, the others `interval` after the end of the one before. Jobs
    // of one `thread` (0 or 1) wait for each other: the quick ones go on one, those that call outside on the
    // other.
    void add(int thread, const QString &name, std::chrono::milliseconds interval,
             std::chrono::milliseconds timeout, Job job);
    void start();
    // Cancels what runs and waits for the threads.
    void stop();

private:
    struct Entry
    {
        QString name;
        std::chrono::milliseconds interval;
        std::chrono::milliseconds timeout;
        Job job;
        std::chrono::steady_clock::time_point due;
        QString lastError;
    };
    void loop(std::vector<Entry> &entries, int number);
    void runDue(Entry &entry);

    std::vector<Entry> m_entries[2];
    std::vector<std::thread> m_threads;
    std::shared_ptr<Cancellation> m_stop = std::make_shared<Cancellation>();
};

} // namespace turnpike::app
