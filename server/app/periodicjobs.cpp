#include "app/periodicjobs.h"

#include "base/errors.h"
#include "base/thread.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::app {

Q_LOGGING_CATEGORY(lcOperations, "turnpike.app.operations")

using std::chrono::steady_clock;

PeriodicJobs::~PeriodicJobs()
{
    stop();
}

void PeriodicJobs::add(int thread, const QString &name, std::chrono::milliseconds interval,
                       std::chrono::milliseconds timeout, Job job)
{
    m_entries[thread].push_back({name, interval, timeout, std::move(job), steady_clock::now(), {}});
}

void PeriodicJobs::start()
{
    for (int number = 0; number < 2; ++number) {
        if (!m_entries[number].empty())
            m_threads.emplace_back([this, number] { loop(m_entries[number], number); });
    }
}

void PeriodicJobs::stop()
{
    m_stop->cancel(CancelReason::Shutdown);
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

void PeriodicJobs::loop(std::vector<Entry> &entries, int number)
{
    setCurrentThreadName(number == 0 ? "operations-0" : "operations-1");
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
    const Deadline deadline = Deadline::in(entry.timeout, m_stop);
    const ActivityScope activity(QStringLiteral("operations %1").arg(entry.name), deadline);
    QString error;
    try {
        entry.job(deadline);
    } catch (const Cancelled &) {
        // Asked to stop, by the end of the process or of the lead: no error, and no news either.
        entry.due = steady_clock::now() + entry.interval;
        return;
    } catch (const std::exception &caught) {
        error = QString::fromUtf8(caught.what());
        if (error != entry.lastError)
            log::warning(lcOperations(), "periodic job failed").with("job", entry.name).with(caught);
    }
    if (error.isEmpty() && !entry.lastError.isEmpty())
        log::info(lcOperations(), "periodic job works again").with("job", entry.name);
    entry.lastError = error;
    entry.due = steady_clock::now() + entry.interval;
}

} // namespace turnpike::app
