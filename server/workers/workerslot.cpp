// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/workerslot.h"

#include "base/clock.h"
#include "base/ids.h"

#include <QRandomGenerator>

#include <algorithm>

namespace turnpike::workers {

WorkerSlot::WorkerSlot(std::unique_ptr<Worker> worker, const SupervisorHooks &hooks)
    : m_worker(std::move(worker))
    , m_hooks(hooks)
{}

QString WorkerSlot::offFlag() const
{
    for (const QString &flag : m_worker->settings().flags) {
        if (!m_hooks.flagEnabled(flag))
            return flag;
    }
    return {};
}

CancelReason WorkerSlot::objection() const
{
    if (!m_hooks.mayAct())
        return CancelReason::LostLeadership;
    return offFlag().isEmpty() ? CancelReason::None : CancelReason::FlagOff;
}

void WorkerSlot::beginTerm()
{
    m_isFreshLeader = true;
    m_dueAt.reset();
    m_dueHold = m_hold = {};
}

void WorkerSlot::kick()
{
    m_isKicked = true;
    wake();
}

void WorkerSlot::askToRun()
{
    m_isAskedToRun = true;
    wake();
}

bool WorkerSlot::noteDue(std::optional<Timestamp> dueAt, quint64 generation)
{
    if (m_generation != generation)
        return false; // it ran meanwhile: this is what it has done already
    m_dueAt = dueAt;
    return true;
}

void WorkerSlot::keepInterval(Timestamp now)
{
    const Worker::Settings &settings = m_worker->settings();
    const qint64 latest = std::max(settings.interval + settings.jitter, settings.retryAfterError).count();
    m_nextRunAt = std::min(m_nextRunAt, now + latest);
}

std::optional<Trigger> WorkerSlot::due(Timestamp now) const
{
    if (m_running || !m_hooks.mayAct())
        return std::nullopt;
    if (m_isAskedToRun)
        return Trigger::Console;
    if (m_isFreshLeader)
        return Trigger::Start;
    const bool clear = !(m_pause && m_pause->holdsAt(now)) && offFlag().isEmpty();
    if (clear && !m_hold.holdsAt(now)) {
        if (m_isKicked)
            return Trigger::Kick;
        if (m_dueAt && *m_dueAt <= now && !m_dueHold.holdsAt(now))
            return Trigger::Due;
    }
    // A worker that must not run says so once an interval.
    if (now >= m_nextRunAt)
        return Trigger::Timer;
    return std::nullopt;
}

protocol::Sentence WorkerSlot::skipReason(Trigger trigger, Timestamp now) const
{
    if (const QString flag = offFlag(); !flag.isEmpty())
        return {protocol::SentenceId::FlagIsOff, flag};
    if (m_pause && m_pause->holdsAt(now) && trigger != Trigger::Console && trigger != Trigger::Cli)
        return {protocol::SentenceId::WorkerPaused, m_pause->by, m_pause->reason};
    return {};
}

std::shared_ptr<Iteration> WorkerSlot::begin(Iteration::Setup setup, bool isSkipped)
{
    // Whatever was committed before now is seen by this iteration, for whatever reason it began. A skipped
    // one sees nothing, so the kick stays for when the worker may run again.
    if (!isSkipped)
        m_isKicked = false;
    m_isAskedToRun = m_isFreshLeader = false;
    m_dueAt.reset();
    ++m_generation;

    const Worker::Settings &settings = m_worker->settings();
    setup.worker = settings.name;
    setup.number = ++m_number;
    setup.correlationId = settings.name + u'-' + randomHex(8);
    setup.timeout = settings.iterationTimeout;
    setup.objection = [this] { return objection(); };
    m_running = std::make_shared<Iteration>(std::move(setup));
    return m_running;
}

int WorkerSlot::noteEnd(const Iteration &iteration, const Ending &ending, Timestamp now)
{
    m_last = ending;
    m_lastEndedAt = now;
    m_lastDuration = iteration.elapsed();
    if (ending.outcome != Outcome::Skipped && ending.outcome != Outcome::Cancelled)
        m_failuresInARow = isFailure(ending.outcome) ? m_failuresInARow + 1 : 0;
    return m_failuresInARow;
}

void WorkerSlot::noteReturn(const Iteration &iteration, Timestamp now)
{
    const Worker::Settings &settings = m_worker->settings();
    const Ending ending = iteration.ending().value_or(Ending{});
    m_running.reset();
    const qint64 jitter = settings.jitter.count() > 0
                              ? QRandomGenerator::global()->bounded(qint64(settings.jitter.count()))
                              : 0;
    if (isFailure(ending.outcome)) {
        m_nextRunAt = now + settings.retryAfterError.count();
        m_dueHold = WorkerHold::from(now, settings.retryAfterError.count());
    } else {
        m_nextRunAt = now + settings.interval.count() + jitter;
        m_dueHold = {};
    }
    // A due row that an iteration cannot do anything about must not make it spin.
    if (ending.outcome != Outcome::Skipped && ending.items == 0 && !isFailure(ending.outcome) &&
        iteration.trigger() == Trigger::Due && iteration.hold().count() == 0) {
        const int doublings = std::min(m_idleWakes++, 6);
        m_dueHold =
            WorkerHold::from(now, std::min<qint64>(settings.interval.count(), kSecondMs << doublings));
    } else {
        m_idleWakes = 0;
    }
    m_hold = WorkerHold::from(now, iteration.hold().count());
    if (ending.more)
        m_isKicked = true;
}

WorkerSnapshot WorkerSlot::snapshot(Timestamp now, bool isLeading) const
{
    using State = WorkerSnapshot::State;
    WorkerSnapshot one;
    one.name = m_worker->name();
    one.interval = m_worker->settings().interval;
    one.timeout = m_worker->settings().iterationTimeout;
    one.flags = m_worker->settings().flags;
    one.iterations = m_number;
    one.last = m_last;
    one.lastEndedAt = m_lastEndedAt;
    one.lastDuration = m_lastDuration;
    one.failuresInARow = m_failuresInARow;
    one.items = m_last ? m_last->items : 0;
    if (m_pause && m_pause->holdsAt(now))
        one.pause = m_pause;
    if (isLeading) {
        one.nextRunAt = m_isFreshLeader ? now : m_nextRunAt;
        if (m_dueAt)
            one.nextRunAt = std::min(*one.nextRunAt, std::max({*m_dueAt, m_dueHold.until, m_hold.until}));
    }
    if (m_running) {
        one.state = m_running->isStuck() ? State::Stuck : State::Running;
        one.runningSince = m_running->startedAt();
        one.runningTrigger = m_running->trigger();
        one.correlationId = m_running->correlationId();
        one.items = m_running->items();
    } else if (one.pause) {
        one.state = State::Paused;
    } else if (!offFlag().isEmpty()) {
        one.state = State::FlagOff;
    } else {
        one.state = isLeading ? State::Idle : State::Stopped;
    }
    return one;
}

} // namespace turnpike::workers
