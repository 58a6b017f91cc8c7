// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "inbox/inboxrepository.h"
#include "protocol/timestamp.h"

#include <QHash>

#include <chrono>
#include <map>

namespace turnpike::inbox {

// Rows that were in flight when a process died, and rows that have crashed one: they are run while nothing
// else runs, so that the culprit is found. Rows that somebody held when our term began are taken over at
// once, since we lead now; if their holder then picks up others it may be alive after all (two leaders by
// mistake), and is given time for as long as it goes on doing so. After a process died, at most one of its
// commits can still appear late. Not thread-safe.
class Leftovers
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    Leftovers(QString instance, std::chrono::milliseconds abandonedAfter);

    // Forgets everything: the next round of the inbox shows who held what.
    void beginTerm();
    // All lanes have been looked at once.
    void endOfRound();

    // Whether this head needs special treatment: it is somebody else's, or must run alone.
    bool belongsHere(const LaneHead &head, TimePoint now);
    // Whether to take over such a head now (`now` in ms UTC).
    bool mayRun(const LaneHead &head, Timestamp now, TimePoint steadyNow) const;
    // It could not be taken: do not try again before `until`.
    void defer(const LaneHead &head, TimePoint until);

    void put(LaneHead head);
    bool isEmpty() const { return m_waiting.empty(); }
    size_t size() const { return m_waiting.size(); }
    // The oldest; there must be one.
    LaneHead takeFirst();
    // Rows whose process died while they ran alone: to be judged before they run again.
    std::vector<LaneHead> takeCrashed();

private:
    struct Holding
    {
        QString holder;
        int attempts = 0;
        TimePoint since;
        int round = 0;
        bool abandoned = false;
    };

    const QString m_instance;
    const std::chrono::milliseconds m_abandonedAfter;
    std::map<qint64, LaneHead> m_waiting;
    std::vector<LaneHead> m_crashed;
    QHash<QString, TimePoint> m_lastPicks;  // of instances that have picked up rows in our term
    std::map<qint64, Holding> m_holdings;   // rows that others hold, by seq
    std::map<qint64, TimePoint> m_deferred; // by seq
    bool m_firstRound = true;
    int m_round = 0;
};

} // namespace turnpike::inbox
