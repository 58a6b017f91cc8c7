#include "workers/workersupervisor.h"

#include "base/thread.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"
#include "workers/lcworkers.h"
#include "workers/workerslot.h"

#include <QRandomGenerator>

#include <algorithm>
#include <thread>

namespace turnpike::workers {

namespace {

constexpr int kAlertAfterFailures = 5;

bool isFailure(Outcome outcome)
{
    return outcome == Outcome::Failed || outcome == Outcome::Timeout || outcome == Outcome::Stuck;
}

void logTimeout(Iteration &iteration)
{
    if (!iteration.noteTimeout())
        return;
    log::error(lcWorkers(), "WORKER_TIMEOUT")
        .with("worker", iteration.worker())
        .with("correlation_id", iteration.correlationId())
        .with("iteration", iteration.number())
        .with("items", iteration.items())
        .with("duration_ms", iteration.elapsed().count());
}

} // namespace

WorkerSupervisor::WorkerSupervisor(db::Database &database, const Clock &clock, AlertSink &alerts,
                                   QString instanceId, SupervisorHooks hooks, SupervisorOptions options)
    : m_database(database)
    , m_clock(clock)
    , m_alerts(alerts)
    , m_instanceId(std::move(instanceId))
    , m_hooks(std::move(hooks))
    , m_options(options)
    , m_journal(m_instanceId)
{
    m_timer.setInterval(m_options.tick);
    connect(&m_timer, &QTimer::timeout, this, &WorkerSupervisor::tick);
}

WorkerSupervisor::~WorkerSupervisor()
{
    release(CancelReason::Shutdown);
    for (const auto &iteration : runningIterations())
        iteration->cancel(CancelReason::Shutdown);
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        for (const auto &slot : m_slots)
            slot->wake.notify_all();
        m_pollWanted.notify_all();
    }
    m_pool.waitForDone();
}

void WorkerSupervisor::add(std::unique_ptr<Worker> worker)
{
    const std::lock_guard lock(m_mutex);
    Q_ASSERT(!m_hosted);
    auto slot = std::make_unique<Slot>();
    slot->worker = std::move(worker);
    m_slots.push_back(std::move(slot));
}

void WorkerSupervisor::start()
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_leading)
            return;
        m_leading = true;
        m_prepared = false;
        m_pollDue = true;
        for (const auto &slot : m_slots) {
            slot->freshLeader = true;
            slot->dueAt.reset();
            slot->dueHold = slot->hold = {};
        }
        if (!m_hosted) {
            m_hosted = true;
            m_pool.setMaxThreadCount(static_cast<int>(m_slots.size()) + 1);
            m_pool.setExpiryTimeout(-1);
            for (const auto &slot : m_slots)
                m_pool.start([this, raw = slot.get()] { runSlot(*raw); });
            m_pool.start([this] { runPoll(); });
        }
        m_pollWanted.notify_all();
    }
    m_timer.start();
}

void WorkerSupervisor::release(CancelReason reason)
{
    m_timer.stop();
    {
        const std::lock_guard lock(m_mutex);
        m_leading = false;
        m_pollDue = true; // for the rows of what ends now
        m_pollWanted.notify_all();
    }
    // Cancelling calls back into whatever blocks: not under our own mutex.
    for (const auto &iteration : runningIterations()) {
        if (reason == CancelReason::Shutdown)
            iteration->windDown(reason);
        else
            iteration->cancel(reason);
    }
}

bool WorkerSupervisor::stop(CancelReason reason, const Deadline &deadline)
{
    release(reason);
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_until(lock, deadline.within(m_options.windDown).timePoint(),
                             [this] { return nothingRuns(); });
    }
    for (const auto &iteration : runningIterations())
        iteration->cancel(reason);
    std::unique_lock lock(m_mutex);
    if (!m_changed.wait_until(lock, deadline.timePoint(), [this] { return nothingRuns(); }))
        return false;
    if (!m_hosted)
        return true;
    m_pollDue = true;
    m_pollWanted.notify_all();
    // One attempt: with the database away the rows stay open, and the next leader closes them.
    return m_changed.wait_until(lock, deadline.timePoint(), [this] { return !m_pollDue && !m_polling; });
}

std::vector<std::shared_ptr<Iteration>> WorkerSupervisor::runningIterations() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<std::shared_ptr<Iteration>> running;
    for (const auto &slot : m_slots) {
        if (slot->running)
            running.push_back(slot->running);
    }
    return running;
}

// With the mutex held.
bool WorkerSupervisor::nothingRuns() const
{
    return std::none_of(m_slots.begin(), m_slots.end(), [](const auto &slot) { return slot->running; });
}

bool WorkerSupervisor::isQuiet() const
{
    const std::lock_guard lock(m_mutex);
    return nothingRuns();
}

void WorkerSupervisor::kick(Work work) noexcept
{
    const std::lock_guard lock(m_mutex);
    for (const auto &slot : m_slots) {
        if (slot->worker->settings().kickedBy == work) {
            slot->kicked = true;
            slot->wake.notify_one();
        }
    }
}

bool WorkerSupervisor::runNow(const QString &worker)
{
    const std::lock_guard lock(m_mutex);
    Slot *slot = find(worker);
    if (!slot)
        return false;
    slot->runAsked = true;
    slot->wake.notify_one();
    return true;
}

bool WorkerSupervisor::cancelIteration(const QString &worker, CancelReason reason)
{
    std::shared_ptr<Iteration> running;
    {
        const std::lock_guard lock(m_mutex);
        if (Slot *slot = find(worker))
            running = slot->running;
    }
    if (!running)
        return false;
    running->cancel(reason);
    return true;
}

WorkerSupervisor::Slot *WorkerSupervisor::find(const QString &worker) const
{
    const auto slot = std::find_if(m_slots.begin(), m_slots.end(), [&](const auto &candidate) {
        return candidate->worker->name() == worker;
    });
    return slot == m_slots.end() ? nullptr : slot->get();
}

QString WorkerSupervisor::offFlag(const Slot &slot) const
{
    for (const QString &flag : slot.worker->settings().flags) {
        if (!m_hooks.flagEnabled(flag))
            return flag;
    }
    return {};
}

CancelReason WorkerSupervisor::objection(const Slot &slot) const
{
    if (!m_hooks.mayAct())
        return CancelReason::LostLeadership;
    return offFlag(slot).isEmpty() ? CancelReason::None : CancelReason::FlagOff;
}

std::optional<Trigger> WorkerSupervisor::due(const Slot &slot, qint64 now) const
{
    if (!m_leading || !m_prepared || slot.running || !m_hooks.mayAct())
        return std::nullopt;
    if (slot.runAsked)
        return Trigger::Console;
    if (slot.freshLeader)
        return Trigger::Start;
    const bool clear = !(slot.pause && slot.pause->holdsAt(now)) && offFlag(slot).isEmpty();
    if (clear && !slot.hold.holdsAt(now)) {
        if (slot.kicked)
            return Trigger::Kick;
        if (slot.dueAt && *slot.dueAt <= now && !slot.dueHold.holdsAt(now))
            return Trigger::Due;
    }
    // A worker that must not run says so once an interval.
    if (now >= slot.nextRunAt)
        return Trigger::Timer;
    return std::nullopt;
}

void WorkerSupervisor::runSlot(Slot &slot)
{
    setCurrentThreadName(slot.worker->name().toUtf8().constData());
    std::unique_lock lock(m_mutex);
    for (;;) {
        std::optional<Trigger> trigger;
        slot.wake.wait(lock, [&] { return m_ending || (trigger = due(slot, m_clock.nowMs())); });
        if (m_ending)
            return;
        QString skipReason;
        const std::shared_ptr<Iteration> iteration = begin(slot, *trigger, &skipReason);
        lock.unlock();
        runIteration(slot, iteration, skipReason);
        lock.lock();
        afterReturn(slot, *iteration);
    }
}

std::shared_ptr<Iteration> WorkerSupervisor::begin(Slot &slot, Trigger trigger, QString *skipReason)
{
    const qint64 now = m_clock.nowMs();
    const Worker::Settings &settings = slot.worker->settings();
    if (const QString flag = offFlag(slot); !flag.isEmpty())
        *skipReason = QStringLiteral("flag %1 is off").arg(flag);
    else if (slot.pause && slot.pause->holdsAt(now) && trigger != Trigger::Console && trigger != Trigger::Cli)
        *skipReason = QStringLiteral("paused by %1: %2").arg(slot.pause->by, slot.pause->reason);

    // Whatever was committed before now is seen by this iteration, whyever it began. A skipped one sees
    // nothing, so the kick stays for when the worker may run again.
    if (skipReason->isEmpty())
        slot.kicked = false;
    slot.runAsked = slot.freshLeader = false;
    slot.dueAt.reset();
    ++slot.generation;

    Iteration::Setup setup;
    setup.worker = settings.name;
    setup.number = ++slot.number;
    setup.correlationId = settings.name + u'-' + randomHex(8);
    setup.trigger = trigger;
    setup.startedAt = now;
    setup.timeout = settings.iterationTimeout;
    setup.softBudget = m_options.softBudget;
    setup.grace = m_options.stuckGrace;
    setup.objection = [this, &slot] { return objection(slot); };
    setup.onEnd = [this, &slot](const Iteration &iteration, const Ending &ending) {
        ended(slot, iteration, ending);
    };
    slot.running = std::make_shared<Iteration>(std::move(setup));
    return slot.running;
}

void WorkerSupervisor::runIteration(Slot &slot, const std::shared_ptr<Iteration> &iteration,
                                    const QString &skipReason)
{
    const log::CorrelationScope correlation(iteration->correlationId());
    const ActivityScope activity(QStringLiteral("worker %1").arg(iteration->worker()), iteration->deadline());
    m_journal.begin(*iteration);
    m_hooks.began(*iteration);
    if (!skipReason.isEmpty()) {
        iteration->finish(Outcome::Skipped, ErrorType::None, skipReason);
        return;
    }
    try {
        slot.worker->iterate(*iteration);
        if (iteration->deadline().hasPassed() && !iteration->deadline().isCancelled())
            logTimeout(*iteration);
        iteration->finishNormally();
    } catch (const Cancelled &cancelled) {
        iteration->finish(Outcome::Cancelled, ErrorType::None,
                          QString::fromLatin1(turnpike::toString(cancelled.reason())));
    } catch (const std::exception &error) {
        const CancelReason cancelled = iteration->deadline().cancelReason();
        const QString reason = QString::fromUtf8(error.what());
        if (cancelled != CancelReason::None) {
            // What was cancelled under way fails in its own words.
            iteration->finish(Outcome::Cancelled, ErrorType::None,
                              QString::fromLatin1(turnpike::toString(cancelled)));
        } else if (iteration->deadline().hasPassed()) {
            logTimeout(*iteration);
            iteration->finish(Outcome::Timeout, errorTypeOf(error), reason);
        } else {
            iteration->finish(Outcome::Failed, errorTypeOf(error), reason);
        }
    } catch (...) {
        iteration->finish(Outcome::Failed, ErrorType::Unexpected, QStringLiteral("not an exception of ours"));
    }
}

// Called once an iteration, by the worker's thread or, when that is stuck, by the main thread.
void WorkerSupervisor::ended(Slot &slot, const Iteration &iteration, const Ending &ending)
{
    const qint64 now = m_clock.nowMs();
    m_journal.end(iteration, ending, now);
    m_hooks.ended(iteration, ending);
    int failures = 0;
    {
        const std::lock_guard lock(m_mutex);
        slot.last = ending;
        slot.lastEndedAt = now;
        slot.lastDuration = iteration.elapsed();
        if (ending.outcome != Outcome::Skipped && ending.outcome != Outcome::Cancelled)
            slot.failuresInARow = isFailure(ending.outcome) ? slot.failuresInARow + 1 : 0;
        failures = slot.failuresInARow;
    }
    if (ending.outcome == Outcome::Stuck) {
        m_alerts.raise({QStringLiteral("worker_stuck:%1").arg(iteration.worker()), Severity::Critical,
                        QStringLiteral("Worker %1 hangs: its iteration did not return after its deadline")
                            .arg(iteration.worker()),
                        QStringLiteral("worker-stuck")});
    } else if (isFailure(ending.outcome) && failures == kAlertAfterFailures) {
        m_alerts.raise({QStringLiteral("worker_failing:%1").arg(iteration.worker()), Severity::Warning,
                        QStringLiteral("Worker %1 failed %2 times in a row: %3")
                            .arg(iteration.worker(), QString::number(failures), log::redact(ending.reason)),
                        QStringLiteral("worker-failing")});
    }
}

// The worker's thread is free again: plans the next run. Called with the mutex held.
void WorkerSupervisor::afterReturn(Slot &slot, const Iteration &iteration)
{
    const Worker::Settings &settings = slot.worker->settings();
    const Ending ending = iteration.ending().value_or(Ending{});
    const qint64 now = m_clock.nowMs();
    slot.running.reset();
    const qint64 jitter = settings.jitter.count() > 0
                              ? QRandomGenerator::global()->bounded(qint64(settings.jitter.count()))
                              : 0;
    if (isFailure(ending.outcome)) {
        slot.nextRunAt = now + settings.retryAfterError.count();
        slot.dueHold = WorkerHold::from(now, settings.retryAfterError.count());
    } else {
        slot.nextRunAt = now + settings.interval.count() + jitter;
        slot.dueHold = {};
    }
    // A due row that an iteration cannot do anything about must not make it spin.
    if (ending.outcome != Outcome::Skipped && ending.items == 0 && !isFailure(ending.outcome) &&
        iteration.trigger() == Trigger::Due && iteration.hold().count() == 0) {
        const int doublings = std::min(slot.idleWakes++, 6);
        slot.dueHold =
            WorkerHold::from(now, std::min<qint64>(settings.interval.count(), kSecondMs << doublings));
    } else {
        slot.idleWakes = 0;
    }
    slot.hold = WorkerHold::from(now, iteration.hold().count());
    if (ending.more)
        slot.kicked = true;
    if (!m_leading) {
        // No tick comes to have its row written.
        m_pollDue = true;
        m_pollWanted.notify_one();
    }
    m_changed.notify_all();
}

void WorkerSupervisor::tick()
{
    std::vector<Slot *> running;
    {
        const std::lock_guard lock(m_mutex);
        const qint64 now = m_clock.nowMs();
        for (const auto &slot : m_slots) {
            const Worker::Settings &settings = slot->worker->settings();
            // The wall clock may be set back; the interval holds all the same.
            const qint64 latest =
                std::max(settings.interval + settings.jitter, settings.retryAfterError).count();
            slot->nextRunAt = std::min(slot->nextRunAt, now + latest);
            if (slot->running)
                running.push_back(slot.get());
            else if (due(*slot, now))
                slot->wake.notify_one();
        }
        if (m_leading) {
            m_pollDue = true;
            m_pollWanted.notify_one();
        }
    }
    for (Slot *slot : running)
        watch(*slot);
}

void WorkerSupervisor::watch(Slot &slot)
{
    std::shared_ptr<Iteration> iteration;
    {
        const std::lock_guard lock(m_mutex);
        iteration = slot.running;
    }
    if (!iteration || iteration->ending())
        return;
    if (const CancelReason reason = objection(slot); reason != CancelReason::None)
        iteration->cancel(reason);
    if (iteration->deadline().hasPassed())
        logTimeout(*iteration);
    if (iteration->isStuck()) {
        const log::CorrelationScope correlation(iteration->correlationId());
        iteration->finish(Outcome::Stuck, ErrorType::Unexpected,
                          QStringLiteral("did not return after its deadline"));
    }
}

std::optional<Ending> WorkerSupervisor::runOnce(const QString &worker)
{
    Slot *slot = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        slot = find(worker);
        if (!slot || slot->running || m_leading)
            return std::nullopt;
    }
    std::optional<Ending> ending;
    std::exception_ptr failure;
    // The caller is the main thread, which the network client refuses to block.
    std::thread thread([&] {
        try {
            ending = runOnceHere(*slot);
        } catch (...) {
            failure = std::current_exception();
        }
    });
    thread.join();
    if (failure)
        std::rethrow_exception(failure);
    return ending;
}

std::optional<Ending> WorkerSupervisor::runOnceHere(Slot &slot)
{
    const QString worker = slot.worker->name();
    setCurrentThreadName(worker.toUtf8().constData());
    const auto deadline = [] { return Deadline::in(std::chrono::seconds(10)); };
    const qint64 number = m_database.read(db::Demand::Operations, "worker once", deadline(),
                                          [&](auto &tx) { return IterationJournal::lastNumber(tx, worker); });
    QString skipReason;
    std::shared_ptr<Iteration> iteration;
    {
        const std::lock_guard lock(m_mutex);
        slot.number = number;
        iteration = begin(slot, Trigger::Cli, &skipReason);
    }
    runIteration(slot, iteration, skipReason);
    {
        const std::lock_guard lock(m_mutex);
        afterReturn(slot, *iteration);
    }
    m_journal.flush(m_database, deadline());
    return iteration->ending();
}

} // namespace turnpike::workers

#include "moc_workersupervisor.cpp"
