// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/lanescanner.h"

#include "db/database.h"
#include "inbox/retrypolicy.h"
#include "telemetry/activity.h"

#include <algorithm>
#include <limits>

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

namespace {

using SteadyClock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// While handlers are busy, the inbox is looked at this often at most …
constexpr milliseconds kScanPause{5};
// … and this often at least for something more urgent, though there is enough to do.
constexpr milliseconds kScanForUrgent{100};
constexpr qint64 kNever = std::numeric_limits<qint64>::max();

} // namespace

LaneScanner::LaneScanner(db::Database &database, const Clock &clock, const QString &instance,
                         const Options &options)
    : m_database(database)
    , m_clock(clock)
    , m_options(options)
    , m_leftovers(instance, options.abandonedAfter)
    , m_nextDue(kNever)
{}

void LaneScanner::beginTerm()
{
    m_ready.clear();
    m_leftovers.beginTerm();
    m_cursor.clear();
    m_dirty = true;
    m_lastScan = m_nextPoll = SteadyClock::now() - kScanForUrgent;
    m_nextDue = kNever;
}

void LaneScanner::noteDue(Timestamp at)
{
    m_nextDue = std::min(m_nextDue, at);
}

void LaneScanner::pause()
{
    m_dirty = true;
    m_nextDue = kNever;
    m_lastScan = SteadyClock::now() + m_options.pause;
}

LaneScanner::TimePoint LaneScanner::wakeAt(bool idle) const
{
    if (m_dirty)
        return nextScan(idle);
    if (m_nextDue == kNever)
        return m_nextPoll;
    const milliseconds untilDue(std::clamp<qint64>(m_nextDue - m_clock.nowMs(), 1, 60'000));
    return std::min(m_nextPoll, SteadyClock::now() + untilDue);
}

// When to look at the inbox again if there may be something new.
LaneScanner::TimePoint LaneScanner::nextScan(bool idle) const
{
    if (idle && m_ready.size() == 0)
        return m_lastScan;
    const bool fewLeft = static_cast<int>(m_ready.size()) < m_options.maxConcurrent;
    return m_lastScan + (fewLeft ? kScanPause : kScanForUrgent);
}

bool LaneScanner::isDue(bool idle)
{
    const auto now = SteadyClock::now();
    if (now >= m_nextPoll || m_clock.nowMs() >= m_nextDue) {
        m_nextPoll = now + m_options.pollInterval;
        m_dirty = true;
    }
    return m_dirty && now >= nextScan(idle);
}

// Looks at one page of lanes, and at the next one the next time. Pre-checkouts cannot wait for their page.
void LaneScanner::scan(const QSet<QString> &busy, const Deadline &deadline)
{
    const ActivityScope activity(u"scan inbox"_s, deadline);
    const bool full = static_cast<int>(m_ready.size()) >= m_options.page;
    std::vector<LaneHead> heads;
    m_dirty = false;
    m_nextDue = kNever;
    // One trip, as a rule: whether pre-checkouts stand on another page is known beforehand.
    const auto ask = [&](const std::vector<db::BoundStatement> &statements) {
        return m_database.readInOneTrip(db::Demand::Handler, "dispatcher", deadline, statements);
    };
    const bool asksForCheckouts = full || !m_cursor.isEmpty();
    std::vector<db::BoundStatement> questions;
    if (!full)
        questions.push_back(repository::laneHeadsQuery(m_cursor, m_options.page));
    if (asksForCheckouts)
        questions.push_back(repository::checkoutHeadsQuery(m_options.maxConcurrent));
    auto answers = ask(questions);
    if (!full)
        heads = repository::headsIn(answers.front());
    const bool more = static_cast<int>(heads.size()) == m_options.page;
    if (more && !asksForCheckouts)
        answers.push_back(ask({repository::checkoutHeadsQuery(m_options.maxConcurrent)}).front());
    if (more || asksForCheckouts) {
        auto checkouts = repository::headsIn(answers.back());
        heads.insert(heads.begin(), std::make_move_iterator(checkouts.begin()),
                     std::make_move_iterator(checkouts.end()));
    }
    m_lastScan = SteadyClock::now();
    m_dirty = full || more;
    if (!full)
        m_cursor = more ? heads.back().lane : QString();
    const Timestamp now = m_clock.nowMs();
    for (LaneHead &head : heads) {
        if (!busy.contains(head.lane))
            consider(std::move(head), now);
    }
    if (!full && !more)
        m_leftovers.endOfRound();
}

void LaneScanner::consider(LaneHead head, Timestamp now)
{
    const auto steadyNow = SteadyClock::now();
    // The wall clock was set back: no lane is to wait for the time that it has been before.
    if (head.nextAttemptAt - now > longestDelayMs(head.kind))
        head.nextAttemptAt = now;
    if (m_leftovers.belongsHere(head, steadyNow)) {
        m_ready.remove(head.lane);
        if (m_leftovers.mayRun(head, now, steadyNow))
            m_leftovers.put(std::move(head));
        else if (!head.pickedBy && head.nextAttemptAt > now)
            noteDue(head.nextAttemptAt);
        return;
    }
    if (head.nextAttemptAt > now)
        noteDue(head.nextAttemptAt);
    else
        m_ready.put(std::move(head));
}

} // namespace turnpike::inbox
