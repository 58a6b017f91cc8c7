// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "base/jobthreads.h"

#include "base/thread.h"

#include <chrono>

namespace turnpike {

namespace {

constexpr std::chrono::seconds kIdleTime{30};

} // namespace

JobThreads::JobThreads(const char *name, int maxThreads)
    : m_name(name)
    , m_maxThreads(maxThreads)
{}

JobThreads::~JobThreads()
{
    std::unique_lock lock(m_mutex);
    m_ending = true;
    m_changed.notify_all();
    while (!m_threads.empty() || !m_ended.empty()) {
        Threads ended = std::exchange(m_ended, {});
        if (ended.empty()) {
            m_changed.wait(lock);
            continue;
        }
        lock.unlock();
        for (std::thread &thread : ended)
            thread.join();
        lock.lock();
    }
}

void JobThreads::start(std::function<void()> job)
{
    Threads ended;
    {
        const std::lock_guard lock(m_mutex);
        m_jobs.push_back(std::move(job));
        ended.swap(m_ended);
        const bool enough = m_idle >= static_cast<int>(m_jobs.size());
        if (!enough && static_cast<int>(m_threads.size()) < m_maxThreads) {
            m_threads.emplace_back();
            const auto self = std::prev(m_threads.end());
            *self = std::thread([this, self] { run(self); });
        }
        m_changed.notify_one();
    }
    for (std::thread &thread : ended)
        thread.join();
}

void JobThreads::run(Threads::iterator self)
{
    setCurrentThreadName(m_name);
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_idle;
        const bool woken =
            m_changed.wait_for(lock, kIdleTime, [this] { return !m_jobs.empty() || m_ending; });
        --m_idle;
        if (m_jobs.empty() && (m_ending || !woken))
            break;
        const std::function<void()> job = std::move(m_jobs.front());
        m_jobs.pop_front();
        lock.unlock();
        job();
        lock.lock();
    }
    m_ended.splice(m_ended.end(), m_threads, self);
    m_changed.notify_all();
}

} // namespace turnpike
