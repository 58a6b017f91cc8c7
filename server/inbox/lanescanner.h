// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "inbox/leftovers.h"
#include "inbox/readyheads.h"
#include "protocol/timestamp.h"

#include <QSet>

#include <chrono>

namespace turnpike::db {
class Database;
}

namespace turnpike::inbox {

// Finds out what there is to do: looks at the heads of lanes, a page at a time, and sorts them into those
// that are due and those that a dead process left behind. Knows when it is worth looking again. Used by the
// dispatcher's thread.
class LaneScanner
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Options
    {
        std::chrono::milliseconds pollInterval;
        std::chrono::milliseconds pause; // after a failure
        std::chrono::milliseconds abandonedAfter;
        int page;
        int maxConcurrent;
    };

    LaneScanner(db::Database &database, const Clock &clock, const QString &instance, const Options &options);

    void beginTerm();

    // Something may have changed: look again soon.
    void markDirty() { m_dirty = true; }
    // A row becomes due at `at` (ms UTC).
    void noteDue(Timestamp at);
    // The database is away: look again after a pause.
    void pause();

    // When to call isDue() again if nothing happens before. `idle`: no handler is at work.
    TimePoint wakeAt(bool idle) const;
    bool isDue(bool idle);
    // Lanes that are `busy` are left out. Throws what the database throws.
    void scan(const QSet<QString> &busy, const Deadline &deadline);

    ReadyHeads &ready() { return m_ready; }
    Leftovers &leftovers() { return m_leftovers; }

private:
    TimePoint nextScan(bool idle) const;
    void consider(LaneHead head, Timestamp now);

    db::Database &m_database;
    const Clock &m_clock;
    const Options m_options;
    ReadyHeads m_ready;
    Leftovers m_leftovers;
    QString m_cursor; // the last lane seen; empty: begin with the first
    bool m_dirty = true;
    TimePoint m_lastScan;
    TimePoint m_nextPoll;
    qint64 m_nextDue; // ms UTC
};

} // namespace turnpike::inbox
