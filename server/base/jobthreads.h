#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace turnpike {

// Runs jobs on threads of its own, made when they are needed and ended when they have been idle for half a
// minute. What QThreadPool does, over std::mutex: what a job captures crosses threads where ThreadSanitizer
// can see it. Thread-safe.
class JobThreads
{
public:
    // `name` of the threads, kept by pointer; jobs beyond `maxThreads` wait for a free one.
    JobThreads(const char *name, int maxThreads);
    // Waits for all jobs.
    ~JobThreads();
    JobThreads(const JobThreads &) = delete;
    JobThreads &operator=(const JobThreads &) = delete;

    // The job must not throw.
    void start(std::function<void()> job);

private:
    using Threads = std::list<std::thread>;

    void run(Threads::iterator self);

    const char *m_name;
    const int m_maxThreads;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<std::function<void()>> m_jobs;
    Threads m_threads;
    Threads m_ended; // to be joined
    int m_idle = 0;
    bool m_ending = false;
};

} // namespace turnpike
