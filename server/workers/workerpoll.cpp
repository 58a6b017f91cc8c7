// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/workerpoll.h"

#include "base/thread.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"
#include "workers/lcworkers.h"

#include <algorithm>

namespace turnpike::workers {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds kPollTimeout{5};
// An instance says that it lives more often than this; lost iterations are looked for as often.
constexpr qint64 kDeadAfterMs = 30 * kSecondMs;

} // namespace

WorkerPoll::WorkerPoll(db::Database &database, const Clock &clock, IterationJournal &journal,
                       WorkerSlots &workers)
    : m_database(database)
    , m_clock(clock)
    , m_journal(journal)
    , m_slots(workers)
{}

void WorkerPoll::want()
{
    m_isWanted = true;
    m_wanted.notify_one();
}

void WorkerPoll::run()
{
    setCurrentThreadName("worker poll");
    std::unique_lock lock(m_slots.mutex);
    for (;;) {
        m_wanted.wait(lock, [this] { return m_slots.isEnding || m_isWanted; });
        if (m_slots.isEnding)
            return;
        m_isWanted = false;
        m_isPolling = true;
        lock.unlock();
        QString failure;
        try {
            const Deadline deadline = Deadline::in(kPollTimeout);
            const ActivityScope activity(u"worker poll"_s, deadline, ActivityKind::Worker);
            poll(deadline);
        } catch (const std::exception &error) {
            failure = QString::fromUtf8(error.what());
        }
        lock.lock();
        // Said once an outage, not four times a second.
        if (!failure.isEmpty() && !m_hasFailed)
            log::warning(lcWorkers(), "the poll for due work failed").with("reason", failure);
        m_hasFailed = !failure.isEmpty();
        m_isPolling = false;
        m_slots.changed.notify_all();
    }
}

void WorkerPoll::poll(const Deadline &deadline)
{
    bool leading = false;
    bool prepared = false;
    {
        const std::lock_guard lock(m_slots.mutex);
        leading = m_slots.isLeading;
        prepared = m_slots.isPrepared;
    }
    if (leading && !prepared)
        prepare(deadline);
    m_journal.flush(m_database, deadline);
    if (!leading)
        return;
    if (!m_lostHold.holdsAt(m_clock.nowMs()))
        closeLost(deadline);
    findDue(deadline);
}

// What all of them are asked in one trip, but for those that ask by themselves.
std::map<QString, WorkerWish> WorkerPoll::ask(std::vector<Look> &looks, const Deadline &deadline)
{
    QByteArray times;
    std::vector<Look *> whose; // is each of the times
    std::vector<Look *> byThemselves;
    for (Look &look : looks) {
        const auto queries = look.slot->worker().dueQueries();
        if (!queries) {
            byThemselves.push_back(&look);
            continue;
        }
        for (const QByteArray &query : *queries) {
            times += (times.isEmpty() ? "SELECT (" : ", (") + query + ')';
            whose.push_back(&look);
        }
    }
    std::vector<db::BoundStatement> statements{{workerstates::wishesQuery(), {}}};
    if (!times.isEmpty())
        statements.push_back({times, {}});
    const auto answers = m_database.look(db::Demand::Operations, "worker poll", deadline, statements);
    for (size_t i = 0; i < whose.size(); ++i) {
        const std::optional<Timestamp> dueAt = answers.at(1).at(0).optionalInt64(static_cast<int>(i));
        if (dueAt)
            whose[i]->dueAt = std::min(*dueAt, whose[i]->dueAt.value_or(*dueAt));
    }
    if (!byThemselves.empty())
        m_database.read(db::Demand::Operations, "worker poll", deadline, [&](db::Transaction &tx) {
            for (Look *look : byThemselves)
                look->dueAt = look->slot->worker().nextDueAt(tx);
        });
    return workerstates::wishesIn(answers.at(0));
}

void WorkerPoll::findDue(const Deadline &deadline)
{
    std::vector<Look> looks;
    {
        const std::lock_guard lock(m_slots.mutex);
        for (const auto &slot : m_slots.all) {
            if (!slot->running())
                looks.push_back({slot.get(), slot->generation(), std::nullopt});
        }
    }
    const std::map<QString, WorkerWish> wishes = ask(looks, deadline);
    {
        const std::lock_guard lock(m_slots.mutex);
        for (const Look &look : looks) {
            if (look.slot->noteDue(look.dueAt, look.generation) && m_slots.due(*look.slot, m_clock.nowMs()))
                look.slot->wake();
        }
    }
    applyWishes(wishes);
}

void WorkerPoll::prepare(const Deadline &deadline)
{
    closeLost(deadline);
    std::map<QString, qint64> numbers;
    std::map<QString, WorkerWish> wishes;
    m_database.read(db::Demand::Operations, "worker poll", deadline, [&](db::Transaction &tx) {
        numbers.clear();
        for (const auto &slot : m_slots.all)
            numbers[slot->name()] = IterationJournal::lastNumber(tx, slot->name());
        wishes = workerstates::load(tx);
    });
    applyWishes(wishes);
    const std::lock_guard lock(m_slots.mutex);
    for (const auto &slot : m_slots.all)
        slot->setNumber(std::max(slot->number(), numbers[slot->name()]));
    m_slots.isPrepared = true;
    for (const auto &slot : m_slots.all)
        slot->wake();
}

void WorkerPoll::closeLost(const Deadline &deadline)
{
    const Timestamp now = m_clock.nowMs();
    m_database.write(db::Demand::Operations, "worker poll", deadline,
                     [&](db::Transaction &tx) { m_journal.closeLost(tx, now, now - kDeadAfterMs); });
    m_lostHold = WorkerHold::from(now, kDeadAfterMs);
}

void WorkerPoll::applyWishes(const std::map<QString, WorkerWish> &wishes)
{
    std::vector<std::pair<QString, qint64>> asked;
    {
        const std::lock_guard lock(m_slots.mutex);
        for (const auto &slot : m_slots.all) {
            const auto wish = wishes.find(slot->name());
            slot->setPause(wish == wishes.end() ? std::nullopt : wish->second.pause);
            if (wish != wishes.end() && wish->second.runRequestedAt)
                asked.emplace_back(slot->name(), *wish->second.runRequestedAt);
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
        m_slots.runNow(worker);
}

} // namespace turnpike::workers
