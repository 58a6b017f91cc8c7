// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/database.h"
#include "protocol/timestamp.h"
#include "workers/iteration.h"

#include <deque>
#include <mutex>

namespace turnpike::workers {

// Logs ITERATION_START and ITERATION_END and keeps the rows of `worker_iterations`. The rows wait in memory
// until flush() has written them, so that an iteration whose failure is the database's still gets its row.
// Owned by the supervisor; thread-safe.
class IterationJournal
{
public:
    // `instanceId` names this process in the rows.
    explicit IterationJournal(QString instanceId);

    void begin(const Iteration &iteration);
    void end(const Iteration &iteration, const Ending &ending, Timestamp endedAt);
    bool isEmpty() const;

    // Writes what waits. Throws DatabaseError, DeadlineExceeded or Cancelled; what was not written stays.
    void flush(db::Database &database, const Deadline &deadline);

    // The number of the last iteration of `worker`, 0 when there is none.
    static qint64 lastNumber(db::Transaction &tx, const QString &worker);
    // Ends as cancelled what processes that are no more have left open, and logs their ITERATION_END.
    // `aliveSince` (ms UTC): an instance last seen before it is dead.
    void closeLost(db::Transaction &tx, Timestamp now, qint64 aliveSince) const;

private:
    struct Entry
    {
        QString worker;
        qint64 number = 0;
        QString correlationId;
        Trigger trigger = Trigger::Timer;
        Timestamp startedAt = 0;
        std::optional<Timestamp> endedAt;
        Ending ending;
        int revision = 0;
    };
    void write(db::Transaction &tx, const Entry &entry) const;

    const QString m_instanceId;
    mutable std::mutex m_mutex;
    std::deque<Entry> m_entries;
};

} // namespace turnpike::workers
