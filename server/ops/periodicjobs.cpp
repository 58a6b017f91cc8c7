// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/periodicjobs.h"

#include "base/errors.h"
#include "base/thread.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::ops {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcOperations, "turnpike.app.operations")

using std::chrono::steady_clock;

PeriodicJobs::~PeriodicJobs()
{
    stop();
}

void PeriodicJobs::add(const char *thread, const QString &name, const Rhythm &rhythm, Job job)
{
    m_entries[thread].push_back({name, rhythm, std::move(job), steady_clock::now(), {}, {}});
}

void PeriodicJobs::addAlertWay(const QString &way, Job job)
{
    add(u"alerts-%1"_s.arg(way).toUtf8().constData(), u"alerts by %1"_s.arg(way),
        {std::chrono::seconds(1), std::chrono::seconds(10)}, std::move(job));
}

void PeriodicJobs::start()
{
    for (auto &jobs : m_entries)
        m_threads.emplace_back([this, own = &jobs] { loop(own->second, own->first.c_str()); });
}

void PeriodicJobs::stop()
{
    m_stop->cancel(CancelReason::Shutdown);
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

void PeriodicJobs::loop(std::vector<Entry> &entries, const char *thread)
{
    setCurrentThreadName(thread);
    while (!m_stop->isCancelled()) {
        for (Entry &entry : entries) {
            if (entry.due <= steady_clock::now() && !m_stop->isCancelled())
                runDue(entry);
        }
        const auto next = std::min_element(entries.begin(), entries.end(),
                                           [](const Entry &a, const Entry &b) { return a.due < b.due; });
        m_stop->waitUntil(next->due);
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
    entry.due = steady_clock::now() + (isSooner ? entry.nextRetry : entry.rhythm.interval);
}

} // namespace turnpike::ops
