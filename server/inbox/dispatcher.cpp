// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/dispatcher.h"

#include "base/errors.h"
#include "base/ids.h"
#include "db/database.h"
#include "db/queuedrainer.h"
#include "inbox/handlerpool.h"
#include "inbox/lanescanner.h"
#include "inbox/log.h"
#include "inbox/settlements.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"

#include <QSet>

#include <algorithm>

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Handlers that were cancelled get this long to notice.
constexpr milliseconds kCancelTime{1'000};
// Until what could not be done, for the database or for somebody who works on the row, is tried again.
constexpr milliseconds kLongestPause{250};

} // namespace

class Dispatcher::Private final : public db::DrainedQueue
{
public:
    Private(db::Database &database, UpdateHandler &handler, const Clock &clock, const QString &instance,
            AlertHook alert, const Options &options);

    void beginTerm() override { m_scanner.beginTerm(); }
    TimePoint nextTurnAt() override { return m_scanner.wakeAt(isIdle()); }
    void lookAgain() override { m_scanner.markDirty(); }
    bool takeTurn() override;
    void pause() override { m_scanner.pause(); }
    bool isIdle() const override { return m_handlers.load().total() == 0; }
    void stopping() override { m_takenBack = m_handlers.takeBack(); }
    bool finish(const Deadline &deadline) override;
    bool settle(const Deadline &deadline) override;

    void takeOutcomes();
    void freeLane(const QString &lane);
    void writeBack(const Deadline &deadline);
    void settled(const RetryDecision &decision, const QString &lane, bool ours);
    void count(const RunResult &result, SteadyClock::duration took);

    void scan();
    void pickMore();
    void pickOne();
    std::vector<LaneHead> chooseHeads();
    void publish();

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_instance;
    const AlertHook m_alert;
    const Options m_options;

    // Shared between threads.
    mutable std::mutex m_mutex;
    DispatcherStats m_stats; // guarded by m_mutex
    db::QueueDrainer m_drainer;

    // Of the dispatcher's thread, or of stop() after that thread has ended.
    LaneScanner m_scanner;
    QSet<QString> m_busy; // lanes with a row that is picked up and not settled
    Settlements m_settlements;
    QString m_aloneLane; // of the row that must be the only one, until it is settled; empty: none is
    std::vector<PickedUpdate> m_takenBack; // of stop()

    HandlerPool m_handlers; // last: its threads use the rest
};

Dispatcher::Private::Private(db::Database &database, UpdateHandler &handler, const Clock &clock,
                             const QString &instance, AlertHook alert, const Options &options)
    : m_database(database)
    , m_clock(clock)
    , m_instance(instance)
    , m_alert(std::move(alert))
    , m_options(options)
    , m_drainer(*this, "dispatcher", lcInbox(), "the inbox cannot be reached")
    , m_scanner(database, clock, instance,
                {options.pollInterval, std::min(options.pollInterval, kLongestPause), options.abandonedAfter,
                 options.page, options.maxConcurrent})
    , m_settlements(database, clock, instance)
    , m_handlers(HandlerRun(database, handler, clock, instance, options.handlerTime, options.checkoutTime,
                            options.commits),
                 options.maxConcurrent, options.keptForCheckouts, [this] { m_drainer.wake(); })
{}

bool Dispatcher::Private::takeTurn()
{
    takeOutcomes();
    bool good = m_drainer.guarded("settle", [this] { writeBack(m_drainer.commandDeadline()); });
    if (m_scanner.isDue(isIdle()))
        good = m_drainer.guarded("scan", [this] { scan(); }) && good;
    good = m_drainer.guarded("pick up", [this] { pickMore(); }) && good;
    publish();
    return good;
}

bool Dispatcher::Private::finish(const Deadline &deadline)
{
    // The thread may have picked up more before it saw that it is to stop.
    for (PickedUpdate &picked : m_handlers.takeBack())
        m_takenBack.push_back(std::move(picked));
    const Timestamp now = m_clock.nowMs();
    for (const PickedUpdate &picked : std::exchange(m_takenBack, {}))
        m_settlements.add(picked.lane, {giveBack(picked, now), {}, {}});
    settle(deadline.within(db::QueueDrainer::kCommandTime));
    bool idle = m_handlers.waitUntilIdle(deadline);
    if (!idle) {
        m_handlers.cancel(CancelReason::Shutdown);
        idle = m_handlers.waitUntilIdle(Deadline::in(kCancelTime));
    }
    settle(Deadline::in(kCancelTime));
    publish();
    return idle;
}

// What the handlers of a term left is written back; false where not all of it could be.
bool Dispatcher::Private::settle(const Deadline &deadline)
{
    takeOutcomes();
    return m_drainer.guarded("give back", [&] { writeBack(deadline); }) && m_settlements.isEmpty();
}

void Dispatcher::Private::takeOutcomes()
{
    for (HandlerPool::Outcome &outcome : m_handlers.takeOutcomes()) {
        count(outcome.result, outcome.took);
        if (outcome.result.decision)
            m_settlements.add(outcome.lane, std::move(*outcome.result.decision));
        else
            freeLane(outcome.lane);
        m_scanner.markDirty();
    }
}

// Its row is settled. What others have left unsettled, because somebody has locked their rows, keeps nobody.
void Dispatcher::Private::freeLane(const QString &lane)
{
    m_busy.remove(lane);
    if (lane == m_aloneLane)
        m_aloneLane.clear();
}

void Dispatcher::Private::count(const RunResult &result, SteadyClock::duration took)
{
    const std::lock_guard lock(m_mutex);
    m_stats.handle.add(took);
    switch (result.end) {
    case RunResult::End::Handled:
        ++m_stats.handled;
        break;
    case RunResult::End::Refused:
        ++m_stats.refused;
        break;
    case RunResult::End::TooLate:
        ++m_stats.tooLate;
        break;
    case RunResult::End::Lost:
        ++m_stats.lost;
        break;
    case RunResult::End::Failed:
        ++m_stats.failed;
        break;
    }
    if (result.failure == Failure::Timeout || result.failure == Failure::Outage)
        ++m_stats.timeouts;
}

// Writes back what did not end with a commit. Until that has worked its lane stays busy.
void Dispatcher::Private::writeBack(const Deadline &deadline)
{
    if (m_settlements.isEmpty())
        return;
    m_settlements.write(deadline, [this](const RetryDecision &decision, const QString &lane, bool ours) {
        settled(decision, lane, ours);
    });
}

void Dispatcher::Private::settled(const RetryDecision &decision, const QString &lane, bool ours)
{
    freeLane(lane);
    m_scanner.markDirty();
    m_scanner.noteDue(decision.settlement.nextAttemptAt);
    if (!ours)
        return;
    if (decision.settlement.dead) {
        const std::lock_guard lock(m_mutex);
        ++m_stats.deadLetters;
    }
    if (decision.alertKind.isEmpty())
        return;
    log::error(lcInbox(), "an update needs an operator")
        .with("kind", decision.alertKind)
        .with("seq", decision.settlement.seq)
        .with("text", decision.alertText.english());
    if (m_alert)
        m_alert(decision.alertKind, decision.alertText);
}

// Looks at a page of the inbox, and judges what took a process down while it ran alone.
void Dispatcher::Private::scan()
{
    m_scanner.scan(m_busy, m_drainer.commandDeadline());
    for (const LaneHead &head : m_scanner.leftovers().takeCrashed()) {
        m_busy.insert(head.lane);
        m_settlements.addCrash(head);
    }
    writeBack(m_drainer.commandDeadline());
}

// What is chosen for the threads that are free, and as many again so that they need not wait for a commit.
std::vector<LaneHead> Dispatcher::Private::chooseHeads()
{
    const HandlerPool::Load load = m_handlers.load();
    ReadyHeads &ready = m_scanner.ready();
    std::vector<LaneHead> chosen;
    int checkouts = load.runningCheckouts + load.waitingCheckouts;
    for (; ready.hasCheckouts() && checkouts < m_options.maxConcurrent; ++checkouts)
        chosen.push_back(ready.takeCheckout());
    int waiting = load.waiting - load.waitingCheckouts;
    const int running = load.running - load.runningCheckouts;
    if (waiting * 2 > m_options.maxConcurrent)
        return chosen;
    const int free = std::max(0, m_options.maxConcurrent - running);
    for (; ready.hasOthers() && waiting < m_options.maxConcurrent + free; ++waiting)
        chosen.push_back(ready.takeOther());
    return chosen;
}

void Dispatcher::Private::pickMore()
{
    if (!m_aloneLane.isEmpty())
        return;
    if (!m_scanner.leftovers().isEmpty()) {
        if (isIdle())
            pickOne();
        return;
    }
    const std::vector<LaneHead> chosen = chooseHeads();
    if (chosen.empty())
        return;
    std::vector<qint64> seqs;
    for (const LaneHead &head : chosen)
        seqs.push_back(head.seq);
    const Deadline deadline = m_drainer.commandDeadline();
    const ActivityScope activity(u"pick up %1 updates"_s.arg(seqs.size()), deadline);
    auto picked = m_database.write(db::Demand::Handler, "dispatcher", deadline, [&](db::Transaction &tx) {
        return repository::pick(tx, m_instance, seqs);
    });
    if (picked.size() < seqs.size())
        m_scanner.markDirty();
    // In the order chosen: RETURNING has none.
    std::vector<PickedUpdate> ordered;
    for (const qint64 seq : seqs) {
        const auto it = std::find_if(picked.begin(), picked.end(),
                                     [seq](const PickedUpdate &one) { return one.update.seq == seq; });
        if (it == picked.end())
            continue;
        m_busy.insert(it->lane);
        ordered.push_back(std::move(*it));
    }
    m_handlers.submit(std::move(ordered));
}

// What was in flight when a process died runs while nothing else does.
void Dispatcher::Private::pickOne()
{
    const LaneHead head = m_scanner.leftovers().takeFirst();
    const Deadline deadline = m_drainer.commandDeadline();
    const ActivityScope activity(u"pick up a leftover"_s, deadline);
    auto picked = m_database.write(db::Demand::Handler, "dispatcher", deadline, [&](db::Transaction &tx) {
        return repository::pickAlone(tx, m_instance, head);
    });
    if (!picked) {
        // Somebody works on it still (a frozen process, or another leader): others need not wait for that.
        m_scanner.leftovers().defer(head,
                                    SteadyClock::now() + std::min(m_options.pollInterval, kLongestPause));
        return;
    }
    log::warning(lcInbox(), "an update that was in flight when a process died is run alone")
        .with("update_id", head.updateId)
        .with("crashes", head.crashes)
        .with("left_by", head.pickedBy.value_or(QString()));
    m_aloneLane = picked->lane;
    m_busy.insert(picked->lane);
    std::vector<PickedUpdate> one;
    one.push_back(std::move(*picked));
    m_handlers.submit(std::move(one));
}

void Dispatcher::Private::publish()
{
    const std::lock_guard lock(m_mutex);
    m_stats.ready = static_cast<int>(m_scanner.ready().size());
    m_stats.suspects = static_cast<int>(m_scanner.leftovers().size());
}

Dispatcher::Dispatcher(db::Database &database, UpdateHandler &handler, const Clock &clock,
                       const QString &instance, AlertHook alert, const Options &options)
    : d(std::make_unique<Private>(database, handler, clock, instance + u'/' + randomHex(4), std::move(alert),
                                  options))
{}

Dispatcher::Dispatcher(db::Database &database, UpdateHandler &handler, const Clock &clock,
                       const QString &instance, AlertHook alert)
    : Dispatcher(database, handler, clock, instance, std::move(alert), Options())
{}

Dispatcher::~Dispatcher()
{
    stop(Deadline::in(std::chrono::seconds(1)));
}

void Dispatcher::start()
{
    d->m_drainer.start();
}

bool Dispatcher::stop(const Deadline &deadline)
{
    return d->m_drainer.stop(deadline);
}

bool Dispatcher::settle(const Deadline &deadline)
{
    return d->m_drainer.settle(deadline);
}

void Dispatcher::wake()
{
    d->m_drainer.kick();
}

DispatcherStats Dispatcher::stats() const
{
    const HandlerPool::Load load = d->m_handlers.load();
    const std::lock_guard lock(d->m_mutex);
    DispatcherStats stats = d->m_stats;
    stats.running = load.running;
    stats.runningCheckouts = load.runningCheckouts;
    stats.picked = load.waiting;
    return stats;
}

} // namespace turnpike::inbox
