// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/leftovers.h"

namespace turnpike::inbox {

namespace {

// A leader that has work picks up more within this time; whoever does not may be robbed: the claim decides.
constexpr std::chrono::milliseconds kQuietAfter{2'000};
// With one that it runs alone it picks up nothing else until that ends, which takes a handler's time.
constexpr std::chrono::milliseconds kQuietAloneAfter{8'000};

} // namespace

Leftovers::Leftovers(QString instance, std::chrono::milliseconds abandonedAfter)
    : m_instance(std::move(instance))
    , m_abandonedAfter(abandonedAfter)
{}

void Leftovers::beginTerm()
{
    m_waiting.clear();
    m_crashed.clear();
    m_lastPicks.clear();
    m_holdings.clear();
    m_deferred.clear();
    m_firstRound = true;
}

void Leftovers::endOfRound()
{
    m_firstRound = false;
    const auto now = std::chrono::steady_clock::now();
    std::erase_if(m_deferred, [now](const auto &entry) { return entry.second <= now; });
    std::erase_if(m_holdings, [this](const auto &entry) { return entry.second.round != m_round; });
    ++m_round;
}

bool Leftovers::belongsHere(const LaneHead &head, TimePoint now)
{
    if (!head.pickedBy || *head.pickedBy == m_instance)
        return head.crashes > 0 || head.pickedAlone;
    Holding &holding = m_holdings[head.seq];
    if (holding.holder != *head.pickedBy || holding.attempts != head.attempts) {
        holding = {*head.pickedBy, head.attempts, now, m_round, false};
        if (!m_firstRound)
            m_lastPicks.insert(*head.pickedBy, now);
    }
    holding.round = m_round;
    holding.abandoned = now - holding.since >= m_abandonedAfter;
    return true;
}

void Leftovers::defer(const LaneHead &head, TimePoint until)
{
    m_deferred.insert_or_assign(head.seq, until);
}

bool Leftovers::mayRun(const LaneHead &head, Timestamp now, TimePoint steadyNow) const
{
    const auto deferred = m_deferred.find(head.seq);
    if (deferred != m_deferred.end() && steadyNow < deferred->second)
        return false;
    if (!head.pickedBy || *head.pickedBy == m_instance)
        return head.nextAttemptAt <= now;
    const auto found = m_holdings.find(head.seq);
    if (found == m_holdings.end())
        return false;
    const Holding &holding = found->second;
    const auto lastPick = m_lastPicks.constFind(holding.holder);
    return holding.abandoned || lastPick == m_lastPicks.constEnd() ||
           steadyNow - *lastPick >= (head.pickedAlone ? kQuietAloneAfter : kQuietAfter);
}

void Leftovers::put(LaneHead head)
{
    const bool died = head.pickedAlone && head.pickedBy && *head.pickedBy != m_instance;
    if (died) {
        m_crashed.push_back(std::move(head));
        return;
    }
    const qint64 seq = head.seq;
    m_waiting.insert_or_assign(seq, std::move(head));
}

LaneHead Leftovers::takeFirst()
{
    LaneHead head = std::move(m_waiting.begin()->second);
    m_waiting.erase(m_waiting.begin());
    return head;
}

std::vector<LaneHead> Leftovers::takeCrashed()
{
    return std::exchange(m_crashed, {});
}

} // namespace turnpike::inbox
