// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/periodicjobs.h"

#include "base/errors.h"
#include "base/thread.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"

#include <algorithm>
#include <utility>

namespace turnpike::ops {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcOperations, "turnpike.app.operations")

using std::chrono::steady_clock;

namespace {

// What is due within a tenth of its interval, and within this, runs with what is due now.
constexpr PeriodicJobs::Milliseconds kTogether{100};

} // namespace

PeriodicJobs::~PeriodicJobs()
{
    stop();
}

void PeriodicJobs::add(const char *thread, const QString &name, const Rhythm &rhythm, Job job)
{
    Entry entry;
    entry.name = name;
    entry.rhythm = rhythm;
    entry.job = std::move(job);
    entry.due = steady_clock::now();
    m_lines[thread].entries.push_back(std::move(entry));
}

void PeriodicJobs::addAlertWay(const QString &way, Job job)
{
    add(u"alerts-%1"_s.arg(way).toUtf8().constData(), u"alerts by %1"_s.arg(way),
        {std::chrono::seconds(1), std::chrono::seconds(10)}, std::move(job));
}

void PeriodicJobs::start()
{
    bool areSomeVouchedFor = false;
    for (auto &[thread, line] : m_lines) {
        areSomeVouchedFor = areSomeVouchedFor ||
                            std::any_of(line.entries.begin(), line.entries.end(),
                                        [](const Entry &entry) { return entry.rhythm.vouched.count() > 0; });
        m_threads.emplace_back([this, own = &line, name = thread.c_str()] { loop(*own, name); });
    }
    if (areSomeVouchedFor)
        m_threads.emplace_back([this] { watchVouching(); });
}

void PeriodicJobs::stop()
{
    m_stop->cancel(CancelReason::Shutdown);
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

void PeriodicJobs::loop(Line &line, const char *thread)
{
    setCurrentThreadName(thread);
    const auto subscription = m_stop->onCancel([&line] {
        const std::lock_guard lock(line.mutex);
        line.changed.notify_all();
    });
    while (!m_stop->isCancelled()) {
        takeKicks(line);
        for (Entry &entry : line.entries) {
            const Milliseconds together = std::min(entry.rhythm.interval / 10, kTogether);
            if (entry.due <= steady_clock::now() + together && !m_stop->isCancelled())
                runDue(entry);
        }
        const auto next = std::min_element(line.entries.begin(), line.entries.end(),
                                           [](const Entry &a, const Entry &b) { return a.due < b.due; });
        std::unique_lock lock(line.mutex);
        line.changed.wait_until(lock, next->due, [&] { return line.isKicked || m_stop->isCancelled(); });
    }
}

void PeriodicJobs::takeKicks(Line &line)
{
    const std::lock_guard lock(line.mutex);
    line.isKicked = false;
    for (Entry &entry : line.entries) {
        if (std::exchange(entry.isKicked, false))
            entry.due = steady_clock::now();
    }
}

void PeriodicJobs::kick(const char *thread, const QString &name)
{
    const auto found = m_lines.find(thread);
    if (found == m_lines.end())
        return;
    Line &line = found->second;
    const std::lock_guard lock(line.mutex);
    for (Entry &entry : line.entries) {
        if (entry.name == name)
            line.isKicked = entry.isKicked = true;
    }
    line.changed.notify_all();
}

void PeriodicJobs::vouch(steady_clock::time_point until)
{
    const std::lock_guard lock(m_vouchMutex);
    // Whoever waits for the end of it finds by itself that it has moved on.
    const bool isSooner = until < std::exchange(m_vouchedUntil, until);
    const bool isBegun = until > steady_clock::now() && !std::exchange(m_isVouched, true);
    if (isSooner || isBegun)
        m_vouchChanged.notify_all();
}

bool PeriodicJobs::isVouchedFor() const
{
    const std::lock_guard lock(m_vouchMutex);
    return m_isVouched && m_vouchedUntil > steady_clock::now();
}

void PeriodicJobs::watchVouching()
{
    setCurrentThreadName("ops-vouched");
    const auto subscription = m_stop->onCancel([this] {
        const std::lock_guard lock(m_vouchMutex);
        m_vouchChanged.notify_all();
    });
    std::unique_lock lock(m_vouchMutex);
    while (!m_stop->isCancelled()) {
        if (!m_isVouched) {
            m_vouchChanged.wait(lock);
        } else if (const auto until = m_vouchedUntil; until > steady_clock::now()) {
            m_vouchChanged.wait_until(lock, until);
        } else {
            m_isVouched = false;
            lock.unlock();
            kickVouched();
            lock.lock();
        }
    }
}

void PeriodicJobs::kickVouched()
{
    for (auto &[thread, line] : m_lines) {
        const std::lock_guard lock(line.mutex);
        for (Entry &entry : line.entries) {
            if (entry.rhythm.vouched.count() > 0)
                line.isKicked = entry.isKicked = true;
        }
        line.changed.notify_all();
    }
}

void PeriodicJobs::runDue(Entry &entry)
{
    const Deadline deadline = Deadline::in(entry.rhythm.timeout, m_stop);
    const ActivityScope activity(u"operations %1"_s.arg(entry.name), deadline);
    QString error;
    try {
        entry.job(deadline);
    } catch (const Cancelled &) {
        // Asked to stop, by the end of the process or of the lead: no error, and no news either.
        entry.due = steady_clock::now() + entry.rhythm.interval;
        return;
    } catch (const std::exception &caught) {
        error = QString::fromUtf8(caught.what());
        if (error != entry.lastError)
            log::warning(lcOperations(), "periodic job failed").with("job", entry.name).with(caught);
    }
    if (error.isEmpty() && !entry.lastError.isEmpty())
        log::info(lcOperations(), "periodic job works again").with("job", entry.name);
    entry.lastError = error;
    const bool isSooner = !error.isEmpty() && entry.rhythm.retry.count() > 0;
    entry.nextRetry = isSooner ? std::clamp(entry.nextRetry * 2, entry.rhythm.retry, entry.rhythm.interval)
                               : Milliseconds(0);
    if (isSooner)
        entry.due = steady_clock::now() + entry.nextRetry;
    else
        entry.due = steady_clock::now() + (error.isEmpty() ? pauseAfter(entry) : entry.rhythm.interval);
}

PeriodicJobs::Milliseconds PeriodicJobs::pauseAfter(const Entry &entry) const
{
    if (entry.rhythm.vouched.count() > 0 && isVouchedFor())
        return entry.rhythm.vouched;
    return entry.rhythm.pace ? entry.rhythm.pace() : entry.rhythm.interval;
}

} // namespace turnpike::ops
