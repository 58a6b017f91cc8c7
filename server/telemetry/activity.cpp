// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telemetry/activity.h"

#include "telemetry/crash.h"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>

namespace turnpike {

namespace {

struct Frame
{
    QString what;
    std::chrono::steady_clock::time_point since;
    std::optional<std::chrono::steady_clock::time_point> deadline;
    ActivityKind kind = ActivityKind::Other;
};

struct ThreadState
{
    std::mutex mutex;
    std::vector<Frame> frames;
    const char *waitsFor = nullptr;
    qint64 id = static_cast<qint64>(::syscall(SYS_gettid));
    pthread_t handle = pthread_self();
};

struct Registry
{
    std::mutex mutex;
    std::vector<std::shared_ptr<ThreadState>> threads;
};

Registry &registry()
{
    static Registry instance;
    return instance;
}

// Registers the thread on its first use and takes it out again when the thread ends.
class ThreadHandle
{
public:
    ThreadHandle()
        : state(std::make_shared<ThreadState>())
    {
        Registry &all = registry();
        const std::lock_guard lock(all.mutex);
        all.threads.push_back(state);
    }
    ~ThreadHandle()
    {
        Registry &all = registry();
        const std::lock_guard lock(all.mutex);
        std::erase(all.threads, state);
    }

    std::shared_ptr<ThreadState> state;
};

ThreadState &thisThread()
{
    thread_local ThreadHandle handle;
    return *handle.state;
}

} // namespace

ActivityScope::ActivityScope(const QString &what, std::optional<Deadline> deadline, ActivityKind kind)
{
    ThreadState &state = thisThread();
    Frame frame{what, std::chrono::steady_clock::now(), std::nullopt, kind};
    if (deadline)
        frame.deadline = deadline->timePoint();
    setCrashActivity(what.toUtf8().constData());
    const std::lock_guard lock(state.mutex);
    state.frames.push_back(std::move(frame));
}

ActivityScope::~ActivityScope()
{
    ThreadState &state = thisThread();
    const std::lock_guard lock(state.mutex);
    state.frames.pop_back();
    setCrashActivity(state.frames.empty() ? "" : state.frames.back().what.toUtf8().constData());
}

WaitScope::WaitScope(const char *waitsFor)
{
    ThreadState &state = thisThread();
    const std::lock_guard lock(state.mutex);
    m_previous = std::exchange(state.waitsFor, waitsFor);
}

WaitScope::~WaitScope()
{
    ThreadState &state = thisThread();
    const std::lock_guard lock(state.mutex);
    state.waitsFor = m_previous;
}

std::vector<ThreadActivity> currentActivities()
{
    std::vector<ThreadActivity> result;
    Registry &all = registry();
    const std::lock_guard lock(all.mutex);
    for (const auto &thread : all.threads) {
        const std::lock_guard threadLock(thread->mutex);
        if (thread->frames.empty())
            continue;
        const Frame &frame = thread->frames.back();
        char name[16] = {};
        pthread_getname_np(thread->handle, name, sizeof name);
        result.push_back({thread->id, QString::fromUtf8(name), frame.what,
                          QString::fromUtf8(thread->waitsFor ? thread->waitsFor : ""), frame.since,
                          frame.deadline, frame.kind});
    }
    return result;
}

} // namespace turnpike
