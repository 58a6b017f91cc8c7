// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "outbox/outboxrepository.h"
#include "protocol/timestamp.h"

#include <array>
#include <chrono>

namespace turnpike::db {
class Database;
}

namespace turnpike::outbox {

class SendQueue;

// Finds out what there is to send, a page of chats at a time for each stream, and leases what is due. Knows
// when it is worth looking again: not while a stream has enough leased messages. Used by the sender's thread.
class Leaser
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Options
    {
        std::chrono::milliseconds pollInterval;
        std::chrono::milliseconds lease;
        std::chrono::milliseconds answersLease;
        int page;
    };

    Leaser(db::Database &database, const Clock &clock, QString owner, const Options &options);

    void beginTerm();

    // Something may have changed: look again soon.
    void markDirty();
    // A message becomes due at `at` (ms UTC).
    void noteDue(Timestamp at);
    // Nothing can be done now: look again after a pause.
    void pause();

    // When to call isDue() again if nothing happens before. `isIdle`: nothing is being sent, so that a look
    // need not wait for others to share it.
    TimePoint wakeAt(const SendQueue &queue, bool isIdle) const;
    bool isDue(const SendQueue &queue, bool isIdle);
    // Leases messages for the streams of which `queue` has few; only one message if `onlyOne`. Throws what
    // the database throws.
    std::vector<LeasedMessage> lease(const SendQueue &queue, bool onlyOne, const Deadline &deadline);

private:
    bool wantsMore(Stream stream, const SendQueue &queue) const;
    TimePoint nextScan(const SendQueue &queue, bool isIdle) const;
    db::BoundStatement headsQuery(Stream stream, Timestamp now);
    std::vector<qint64> dueIds(Stream stream, const std::vector<QueueHead> &heads, Timestamp now,
                               const Deadline &deadline);
    void addDue(const std::vector<QueueHead> &heads, Timestamp now, std::vector<qint64> &due,
                std::vector<qint64> &waiting);
    void dropBehindExpired(const std::vector<LeasedMessage> &messages, Timestamp now,
                           const Deadline &deadline);

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_owner;
    const Options m_options;
    // By stream: the last chat seen; none: begin with the first.
    std::array<std::optional<qint64>, kStreams.size()> m_cursors;
    std::array<bool, kStreams.size()> m_dirty{}; // by stream: may have something that is not leased
    std::array<bool, kStreams.size()> m_again{}; // something came since the first page was read
    TimePoint m_lastScan;
    TimePoint m_nextPoll;
    qint64 m_nextDue; // ms UTC
};

} // namespace turnpike::outbox
