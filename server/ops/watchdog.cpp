// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/watchdog.h"

#include "base/thread.h"
#include "telemetry/log.h"

#include <future>
#include <unistd.h>

namespace turnpike::ops {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcWatchdog, "turnpike.ops.watchdog")

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

milliseconds since(steady_clock::time_point then)
{
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - then);
}

} // namespace

Watchdog::Watchdog(const Limits &limits, Dump leaveDump, End end, QObject *parent)
    : QObject(parent)
    , m_limits(limits)
    , m_leaveDump(std::move(leaveDump))
    , m_end(end ? std::move(end) : [] { endProcess(); })
    , m_lastBeat(steady_clock::now())
    , m_awakeSince(m_lastBeat)
{
    connect(&m_heartbeat, &QTimer::timeout, this, [this] { m_lastBeat = steady_clock::now(); });
    m_heartbeat.start(std::min(m_limits.mainLoop / 4, milliseconds(2'500)));
    m_thread = std::thread([this] {
        setCurrentThreadName("watchdog");
        watch();
    });
}

Watchdog::~Watchdog()
{
    m_stop->cancel(CancelReason::Shutdown);
    m_thread.join();
}

void Watchdog::endProcess()
{
    log::flush();
    ::_exit(kExitCode);
}

void Watchdog::watch()
{
    auto looked = steady_clock::now();
    while (!m_stop->waitUntil(looked + m_limits.lookEvery)) {
        if (since(looked) > m_limits.lookEvery + m_limits.notRun) {
            log::warning(lcWatchdog(), "the process was not run").with("ms", since(looked).count());
            m_awakeSince = steady_clock::now();
        }
        looked = steady_clock::now();
        if (deadlinesStandStill()) {
            m_lastBeat = looked;
            continue;
        }
        const auto found = verdict();
        if (found && since(looked) < m_limits.notRun) {
            act(*found);
            return;
        }
    }
}

milliseconds Watchdog::over(steady_clock::time_point then) const
{
    return since(std::max(then, m_awakeSince));
}

std::optional<QString> Watchdog::verdict() const
{
    const milliseconds age = over(m_lastBeat);
    if (age > m_limits.mainLoop)
        return u"the main loop has not turned for %1 ms"_s.arg(age.count());
    for (const ThreadActivity &activity : currentActivities()) {
        const milliseconds grace = graceOf(activity);
        if (!activity.deadline || grace == milliseconds::max())
            continue;
        const milliseconds late = over(*activity.deadline);
        if (late > grace)
            return u"%1 is %2 ms past its deadline"_s.arg(activity.what).arg(late.count());
    }
    return std::nullopt;
}

milliseconds Watchdog::graceOf(const ThreadActivity &activity) const
{
    switch (activity.kind) {
    case ActivityKind::Handler:
        return m_limits.handler;
    case ActivityKind::Ingest:
        return m_limits.ingest;
    case ActivityKind::Worker:
        return m_limits.worker;
    case ActivityKind::Other:
        break;
    }
    return milliseconds::max();
}

void Watchdog::act(const QString &verdict)
{
    const QString dump = describeActivities(currentActivities());
    log::error(lcWatchdog(), "WATCHDOG no progress, ending the process")
        .with("verdict", verdict)
        .with("threads", dump)
        .with("exit_code", kExitCode);
    log::flush();
    if (m_leaveDump) {
        // Detached on purpose: if it hangs as well, the process ends all the same.
        auto done = std::make_shared<std::promise<void>>();
        const auto finished = done->get_future();
        std::thread([leave = m_leaveDump, verdict, dump, done] {
            setCurrentThreadName("dump");
            try {
                leave(verdict, dump);
            } catch (const std::exception &error) {
                log::error(lcWatchdog(), "the state dump could not be kept").with(error);
            }
            done->set_value();
        }).detach();
        finished.wait_for(m_limits.dumpTime);
    }
    m_end();
}

QString describeActivities(const std::vector<ThreadActivity> &activities)
{
    QStringList lines;
    for (const ThreadActivity &activity : activities) {
        QString line = u"%1 (%2): %3 for %4 ms"_s.arg(activity.threadName)
                           .arg(activity.threadId)
                           .arg(activity.what)
                           .arg(since(activity.since).count());
        if (!activity.waitsFor.isEmpty())
            line += u", waits for %1"_s.arg(activity.waitsFor);
        if (activity.deadline)
            line += u", deadline in %1 ms"_s.arg(-since(*activity.deadline).count());
        lines += line;
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace turnpike::ops

#include "moc_watchdog.cpp"
