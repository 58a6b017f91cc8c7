// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace turnpike {

// Runs jobs on its own threads, started when they are needed and ended when they have been idle for half a
// minute. Does what QThreadPool does, but with std::mutex, so that ThreadSanitizer can see what a job
// captures cross threads. Thread-safe.
class JobThreads
{
public:
    // `name` is the threads' name, of which only the pointer is kept; jobs beyond `maxThreads` wait for a
    // free thread.
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
