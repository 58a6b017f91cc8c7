// The supervisor's poll: what needs the database, off the main thread.
#include "base/thread.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"
#include "workers/lcworkers.h"
#include "workers/workerslot.h"
#include "workers/workersupervisor.h"

namespace turnpike::workers {

namespace {

constexpr std::chrono::seconds kPollTimeout{5};
// An instance says that it lives more often than this; lost iterations are looked for as often.
constexpr qint64 kDeadAfterMs = 30 * kSecondMs;

} // namespace

void WorkerSupervisor::runPoll()
{
    setCurrentThreadName("worker poll");
    std::unique_lock lock(m_mutex);
    for (;;) {
        m_pollWanted.wait(lock, [this] { return m_ending || m_pollDue; });
        if (m_ending)
            return;
        m_pollDue = false;
        m_polling = true;
        lock.unlock();
        QString failure;
        try {
            const Deadline deadline = Deadline::in(kPollTimeout);
            const ActivityScope activity(QStringLiteral("worker poll"), deadline);
            poll(deadline);
        } catch (const std::exception &error) {
            failure = QString::fromUtf8(error.what());
        }
        lock.lock();
        // Said once an outage, not four times a second.
        if (!failure.isEmpty() && !m_pollFailed)
            log::warning(lcWorkers(), "the poll for due work failed").with("reason", failure);
        m_pollFailed = !failure.isEmpty();
        m_polling = false;
        m_changed.notify_all();
    }
}

void WorkerSupervisor::poll(const Deadline &deadline)
{
    bool leading = false;
    bool prepared = false;
    {
        const std::lock_guard lock(m_mutex);
        leading = m_leading;
        prepared = m_prepared;
    }
    if (leading && !prepared)
        prepare(deadline);
    m_journal.flush(m_database, deadline);
    if (!leading)
        return;
    if (!m_lostHold.holdsAt(m_clock.nowMs()))
        closeLost(deadline);

    struct Look
    {
        Slot *slot;
        quint64 generation;
        std::optional<qint64> dueAt;
    };
    std::vector<Look> looks;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &slot : m_slots) {
            if (!slot->running)
                looks.push_back({slot.get(), slot->generation, std::nullopt});
        }
    }
    std::map<QString, WorkerWish> wishes;
    m_database.read(db::Demand::Operations, "worker poll", deadline, [&](db::Transaction &tx) {
        wishes = workerstates::load(tx);
        for (Look &look : looks)
            look.dueAt = look.slot->worker->nextDueAt(tx);
    });
    {
        const std::lock_guard lock(m_mutex);
        for (const Look &look : looks) {
            if (look.slot->generation != look.generation)
                continue; // it ran meanwhile: this is what it has done already
            look.slot->dueAt = look.dueAt;
            if (due(*look.slot, m_clock.nowMs()))
                look.slot->wake.notify_one();
        }
    }
    applyWishes(wishes);
}

void WorkerSupervisor::prepare(const Deadline &deadline)
{
    closeLost(deadline);
    std::map<QString, qint64> numbers;
    std::map<QString, WorkerWish> wishes;
    m_database.read(db::Demand::Operations, "worker poll", deadline, [&](db::Transaction &tx) {
        numbers.clear();
        for (const auto &slot : m_slots)
            numbers[slot->worker->name()] = IterationJournal::lastNumber(tx, slot->worker->name());
        wishes = workerstates::load(tx);
    });
    applyWishes(wishes);
    const std::lock_guard lock(m_mutex);
    for (const auto &slot : m_slots)
        slot->number = std::max(slot->number, numbers[slot->worker->name()]);
    m_prepared = true;
    for (const auto &slot : m_slots)
        slot->wake.notify_one();
}

void WorkerSupervisor::closeLost(const Deadline &deadline)
{
    const qint64 now = m_clock.nowMs();
    m_database.write(db::Demand::Operations, "worker poll", deadline,
                     [&](db::Transaction &tx) { m_journal.closeLost(tx, now, now - kDeadAfterMs); });
    m_lostHold = WorkerHold::from(now, kDeadAfterMs);
}

void WorkerSupervisor::applyWishes(const std::map<QString, WorkerWish> &wishes)
{
    std::vector<std::pair<QString, qint64>> asked;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &slot : m_slots) {
            const auto wish = wishes.find(slot->worker->name());
            slot->pause = wish == wishes.end() ? std::nullopt : wish->second.pause;
            if (wish != wishes.end() && wish->second.runRequestedAt)
                asked.emplace_back(slot->worker->name(), *wish->second.runRequestedAt);
        }
    }
    if (asked.empty())
        return;
    // Taken back first: a request is run at most once, and one made meanwhile is found by the next poll.
    m_database.write(db::Demand::Operations, "worker poll", Deadline::in(kPollTimeout),
                     [&](db::Transaction &tx) {
                         for (const auto &[worker, requestedAt] : asked)
                             workerstates::clearRun(tx, worker, requestedAt);
                     });
    for (const auto &[worker, requestedAt] : asked)
        runNow(worker);
}

const char *toString(WorkerSnapshot::State state)
{
    switch (state) {
    case WorkerSnapshot::State::Stopped:
        return "stopped";
    case WorkerSnapshot::State::Idle:
        return "idle";
    case WorkerSnapshot::State::Running:
        return "running";
    case WorkerSnapshot::State::Stuck:
        return "stuck";
    case WorkerSnapshot::State::Paused:
        return "paused";
    case WorkerSnapshot::State::FlagOff:
        return "flag_off";
    }
    return "unknown";
}

std::vector<WorkerSnapshot> WorkerSupervisor::snapshot() const
{
    using State = WorkerSnapshot::State;
    const std::lock_guard lock(m_mutex);
    const qint64 now = m_clock.nowMs();
    std::vector<WorkerSnapshot> all;
    for (const auto &slot : m_slots) {
        WorkerSnapshot one;
        one.name = slot->worker->name();
        one.interval = slot->worker->settings().interval;
        one.timeout = slot->worker->settings().iterationTimeout;
        one.flags = slot->worker->settings().flags;
        one.iterations = slot->number;
        one.last = slot->last;
        one.lastEndedAt = slot->lastEndedAt;
        one.lastDuration = slot->lastDuration;
        one.failuresInARow = slot->failuresInARow;
        one.items = slot->last ? slot->last->items : 0;
        if (slot->pause && slot->pause->holdsAt(now))
            one.pause = slot->pause;
        if (m_leading) {
            one.nextRunAt = slot->freshLeader ? now : slot->nextRunAt;
            if (slot->dueAt)
                one.nextRunAt =
                    std::min(*one.nextRunAt, std::max({*slot->dueAt, slot->dueHold.until, slot->hold.until}));
        }
        if (slot->running) {
            const Iteration &iteration = *slot->running;
            one.state = iteration.isStuck() ? State::Stuck : State::Running;
            one.runningSince = iteration.startedAt();
            one.runningTrigger = QString::fromLatin1(toString(iteration.trigger()));
            one.correlationId = iteration.correlationId();
            one.items = iteration.items();
        } else if (one.pause) {
            one.state = State::Paused;
        } else if (!offFlag(*slot).isEmpty()) {
            one.state = State::FlagOff;
        } else {
            one.state = m_leading ? State::Idle : State::Stopped;
        }
        all.push_back(one);
    }
    return all;
}

} // namespace turnpike::workers
