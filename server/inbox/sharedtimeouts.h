// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

#include <chrono>
#include <deque>
#include <map>
#include <mutex>

namespace turnpike::inbox {

// Tells updates that hang because of themselves from a database that lets all of them hang: a lock of
// somebody else's, a slow disk. If three different updates time out together, while no more than that were
// committed meanwhile, it is an outage. If PostgreSQL says that it was a lock, it is somebody else's,
// whatever is committed meanwhile: it may be on a table that only some updates need. But an update that waits
// alone for a row held by an operator's forgotten session would block its lane for ever without anybody
// noticing: after ten minutes of nothing else its attempts count, and five attempts later it is a dead
// letter, which operators are told about and can retry. If three or more wait for locks together it remains
// an outage, however long. Used by the handler threads; thread-safe.
class SharedTimeouts
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // An attempt at the update `seq` begins.
    void begin(qint64 seq, TimePoint now);
    // It ended: `committed` when the database took what it wrote.
    void end(qint64 seq, bool committed);
    // It timed out; true if that was the database's fault. This also ends it.
    bool endLate(qint64 seq, TimePoint now);
    // The same if it did not get a lock in time.
    bool endLocked(qint64 seq, TimePoint now);

private:
    struct Attempt
    {
        TimePoint since;
        quint64 commitsBefore = 0;
    };
    struct Late
    {
        TimePoint at;
        qint64 seq = 0;
    };
    struct Locked
    {
        TimePoint since;
        TimePoint last;
    };

    // How many hang together with this one, including itself; m_mutex is held.
    size_t noteLate(qint64 seq, const Attempt &own, TimePoint now);

    std::mutex m_mutex; // guards everything below
    std::map<qint64, Attempt> m_running;
    std::deque<Late> m_late;           // of the last seconds, in order
    std::map<qint64, Locked> m_locked; // waits for locks that have not come to an end
    quint64 m_commits = 0;
};

} // namespace turnpike::inbox
