// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/workersupervisor.h"

#include "base/thread.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"
#include "workers/lcworkers.h"

#include <thread>

namespace turnpike::workers {

using namespace Qt::StringLiterals;

namespace {

constexpr int kAlertAfterFailures = 5;
constexpr int kIdleTicks = 4; // an idle tick is as long as so many

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
    , m_hooks(std::move(hooks))
    , m_options(options)
    , m_journal(std::move(instanceId))
    , m_poll(database, clock, m_journal, m_slots)
{
    m_timer.setInterval(m_options.tick);
    connect(&m_timer, &QTimer::timeout, this, &WorkerSupervisor::tick);
}

WorkerSupervisor::~WorkerSupervisor()
{
    release(CancelReason::Shutdown);
    for (const auto &iteration : m_slots.running())
        iteration->cancel(CancelReason::Shutdown);
    {
        const std::lock_guard lock(m_slots.mutex);
        m_slots.isEnding = true;
        for (const auto &slot : m_slots.all)
            slot->wake();
        m_poll.want();
    }
    m_pool.waitForDone();
}

void WorkerSupervisor::add(std::unique_ptr<Worker> worker)
{
    const std::lock_guard lock(m_slots.mutex);
    Q_ASSERT(!m_isHosted);
    m_slots.all.push_back(std::make_unique<WorkerSlot>(std::move(worker), m_hooks));
}

void WorkerSupervisor::start()
{
    {
        const std::lock_guard lock(m_slots.mutex);
        if (m_slots.isLeading)
            return;
        m_slots.isLeading = true;
        m_slots.isPrepared = false;
        for (const auto &slot : m_slots.all)
            slot->beginTerm();
        if (!m_isHosted) {
            m_isHosted = true;
            m_pool.setMaxThreadCount(static_cast<int>(m_slots.all.size()) + 1);
            m_pool.setExpiryTimeout(-1);
            for (const auto &slot : m_slots.all)
                m_pool.start([this, raw = slot.get()] { runSlot(*raw); });
            m_pool.start([this] { m_poll.run(); });
        }
        m_poll.want();
    }
    m_timer.start();
}

void WorkerSupervisor::release(CancelReason reason)
{
    m_timer.stop();
    {
        const std::lock_guard lock(m_slots.mutex);
        m_slots.isLeading = false;
        m_poll.want(); // for the rows of what ends now
    }
    // Cancelling calls back into whatever blocks: not under our own mutex.
    for (const auto &iteration : m_slots.running()) {
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
        std::unique_lock lock(m_slots.mutex);
        m_slots.changed.wait_until(lock, deadline.within(m_options.windDown).timePoint(),
                                   [this] { return m_slots.nothingRuns(); });
    }
    for (const auto &iteration : m_slots.running())
        iteration->cancel(reason);
    std::unique_lock lock(m_slots.mutex);
    if (!m_slots.changed.wait_until(lock, deadline.timePoint(), [this] { return m_slots.nothingRuns(); }))
        return false;
    if (!m_isHosted)
        return true;
    m_poll.want();
    // One attempt: with the database away the rows stay open, and the next leader closes them.
    return m_slots.changed.wait_until(lock, deadline.timePoint(), [this] { return m_poll.isThrough(); });
}

bool WorkerSupervisor::isQuiet() const
{
    const std::lock_guard lock(m_slots.mutex);
    return m_slots.nothingRuns();
}

void WorkerSupervisor::kick(Work work) noexcept
{
    const std::lock_guard lock(m_slots.mutex);
    for (const auto &slot : m_slots.all) {
        if (slot->worker().settings().kickedBy == work)
            slot->kick();
    }
}

void WorkerSupervisor::look()
{
    const std::lock_guard lock(m_slots.mutex);
    if (m_slots.isLeading)
        m_poll.want();
}

db::BoundStatement WorkerSupervisor::dueLook(Timestamp now) const
{
    db::BoundStatement asked{"SELECT CASE WHEN 1 = 0", {}};
    const std::lock_guard lock(m_slots.mutex);
    for (const auto &slot : m_slots.all) {
        for (const QByteArray &query : slot->worker().dueQueries().value_or(std::vector<QByteArray>())) {
            asked.sql += " OR (" + query + ") <= CAST(? AS bigint)";
            asked.values.emplace_back(now);
        }
    }
    asked.sql += " THEN 1 ELSE 0 END";
    return asked;
}

bool WorkerSupervisor::runNow(const QString &worker)
{
    return m_slots.runNow(worker);
}

bool WorkerSupervisor::cancelIteration(const QString &worker, CancelReason reason)
{
    std::shared_ptr<Iteration> running;
    {
        const std::lock_guard lock(m_slots.mutex);
        if (const WorkerSlot *slot = m_slots.find(worker))
            running = slot->running();
    }
    if (!running)
        return false;
    running->cancel(reason);
    return true;
}

void WorkerSupervisor::runSlot(WorkerSlot &slot)
{
    setCurrentThreadName(slot.name().toUtf8().constData());
    std::unique_lock lock(m_slots.mutex);
    for (;;) {
        std::optional<Trigger> trigger;
        slot.waitUntil(lock,
                       [&] { return m_slots.isEnding || (trigger = m_slots.due(slot, m_clock.nowMs())); });
        if (m_slots.isEnding)
            return;
        protocol::Sentence skipReason;
        const std::shared_ptr<Iteration> iteration = begin(slot, *trigger, &skipReason);
        lock.unlock();
        runIteration(slot, iteration, skipReason);
        lock.lock();
        afterReturn(slot, *iteration);
    }
}

// With the mutex held. `skipReason` becomes why the iteration does nothing; empty where it runs.
std::shared_ptr<Iteration> WorkerSupervisor::begin(WorkerSlot &slot, Trigger trigger,
                                                   protocol::Sentence *skipReason)
{
    const Timestamp now = m_clock.nowMs();
    *skipReason = slot.skipReason(trigger, now);
    Iteration::Setup setup;
    setup.trigger = trigger;
    setup.startedAt = now;
    setup.softBudget = m_options.softBudget;
    setup.grace = m_options.stuckGrace;
    setup.onEnd = [this, &slot](const Iteration &iteration, const Ending &ending) {
        ended(slot, iteration, ending);
    };
    return slot.begin(std::move(setup), !skipReason->isEmpty());
}

void WorkerSupervisor::runIteration(WorkerSlot &slot, const std::shared_ptr<Iteration> &iteration,
                                    const protocol::Sentence &skipReason)
{
    const log::CorrelationScope correlation(iteration->correlationId());
    const ActivityScope activity(u"worker %1"_s.arg(iteration->worker()), iteration->deadline(),
                                 ActivityKind::Worker);
    m_journal.begin(*iteration);
    m_hooks.began(*iteration);
    // It is watched from now on.
    QMetaObject::invokeMethod(
        this, [this] { tickEvery(m_options.tick); }, Qt::QueuedConnection);
    if (!skipReason.isEmpty()) {
        iteration->finish(Outcome::Skipped, ErrorType::None, skipReason);
        return;
    }
    try {
        slot.worker().iterate(*iteration);
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
        iteration->finish(Outcome::Failed, ErrorType::Unexpected, u"not an exception of ours"_s);
    }
}

// Called once an iteration, by the worker's thread or, when that is stuck, by the main thread.
void WorkerSupervisor::ended(WorkerSlot &slot, const Iteration &iteration, const Ending &ending)
{
    const Timestamp now = m_clock.nowMs();
    m_journal.end(iteration, ending, now);
    m_hooks.ended(iteration, ending);
    int failures = 0;
    {
        const std::lock_guard lock(m_slots.mutex);
        failures = slot.noteEnd(iteration, ending, now);
    }
    if (ending.outcome == Outcome::Stuck) {
        m_alerts.raise({u"worker_stuck:%1"_s.arg(iteration.worker()),
                        protocol::Sentence(protocol::SentenceId::WorkerHangs, iteration.worker()),
                        u"worker-stuck"_s});
    } else if (isFailure(ending.outcome) && failures == kAlertAfterFailures) {
        m_alerts.raise(
            {u"worker_failing:%1"_s.arg(iteration.worker()),
             protocol::Sentence(protocol::SentenceId::WorkerFailing, iteration.worker(), failures,
                                ending.reason.mapped([](const QString &text) { return log::redact(text); })),
             u"worker-failing"_s});
    } else if (ending.outcome == Outcome::Success || ending.outcome == Outcome::Degraded) {
        m_alerts.end(u"worker_failing:%1"_s.arg(iteration.worker()));
        m_alerts.end(u"worker_stuck:%1"_s.arg(iteration.worker()));
    }
}

// With the mutex held.
void WorkerSupervisor::afterReturn(WorkerSlot &slot, const Iteration &iteration)
{
    slot.noteReturn(iteration, m_clock.nowMs());
    if (!m_slots.isLeading)
        m_poll.want(); // no tick comes to have its row written
    m_slots.changed.notify_all();
}

void WorkerSupervisor::tick()
{
    std::vector<WorkerSlot *> running;
    {
        const std::lock_guard lock(m_slots.mutex);
        const Timestamp now = m_clock.nowMs();
        for (const auto &slot : m_slots.all) {
            slot->keepInterval(now);
            if (slot->running())
                running.push_back(slot.get());
            else if (m_slots.due(*slot, now))
                slot->wake();
        }
        if (m_slots.isLeading && isPollDue(!running.empty()))
            m_poll.want();
    }
    for (WorkerSlot *slot : running)
        watch(*slot);
    tickEvery(running.empty() ? m_options.tick * kIdleTicks : m_options.tick);
}

void WorkerSupervisor::tickEvery(std::chrono::milliseconds interval)
{
    // Setting it begins it anew.
    if (m_timer.intervalAsDuration() != interval)
        m_timer.setInterval(interval);
}

// With the slots' mutex held. Rows of iterations are written soon.
bool WorkerSupervisor::isPollDue(bool runs)
{
    const auto now = std::chrono::steady_clock::now();
    if (!runs && m_journal.isEmpty() && now - m_polledAt < m_options.pollEvery)
        return false;
    m_polledAt = now;
    return true;
}

void WorkerSupervisor::watch(WorkerSlot &slot)
{
    std::shared_ptr<Iteration> iteration;
    {
        const std::lock_guard lock(m_slots.mutex);
        iteration = slot.running();
    }
    if (!iteration || iteration->ending())
        return;
    if (const CancelReason reason = slot.objection(); reason != CancelReason::None)
        iteration->cancel(reason);
    if (iteration->deadline().hasPassed())
        logTimeout(*iteration);
    if (iteration->isStuck()) {
        const log::CorrelationScope correlation(iteration->correlationId());
        iteration->finish(Outcome::Stuck, ErrorType::Unexpected,
                          protocol::Sentence(protocol::SentenceId::DidNotReturn));
    }
}

std::optional<Ending> WorkerSupervisor::runOnce(const QString &worker)
{
    WorkerSlot *slot = nullptr;
    {
        const std::lock_guard lock(m_slots.mutex);
        slot = m_slots.find(worker);
        if (!slot || slot->running() || m_slots.isLeading)
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

std::optional<Ending> WorkerSupervisor::runOnceHere(WorkerSlot &slot)
{
    const QString worker = slot.name();
    setCurrentThreadName(worker.toUtf8().constData());
    const auto deadline = [] { return Deadline::in(std::chrono::seconds(10)); };
    const qint64 number = m_database.read(db::Demand::Operations, "worker once", deadline(),
                                          [&](auto &tx) { return IterationJournal::lastNumber(tx, worker); });
    protocol::Sentence skipReason;
    std::shared_ptr<Iteration> iteration;
    {
        const std::lock_guard lock(m_slots.mutex);
        slot.setNumber(number);
        iteration = begin(slot, Trigger::Cli, &skipReason);
    }
    runIteration(slot, iteration, skipReason);
    {
        const std::lock_guard lock(m_slots.mutex);
        afterReturn(slot, *iteration);
    }
    m_journal.flush(m_database, deadline());
    return iteration->ending();
}

std::vector<WorkerSnapshot> WorkerSupervisor::snapshot() const
{
    const std::lock_guard lock(m_slots.mutex);
    const Timestamp now = m_clock.nowMs();
    std::vector<WorkerSnapshot> all;
    for (const auto &slot : m_slots.all)
        all.push_back(slot->snapshot(now, m_slots.isLeading));
    return all;
}

} // namespace turnpike::workers

#include "moc_workersupervisor.cpp"
