// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolecalls/seriesstore.h"
#include "consolehub/calltable.h"
#include "db/database.h"
#include "protocol/timestamp.h"

#include <functional>

namespace turnpike::consolecalls {

// Keeps the series beyond this process: a row a minute for seven days (housekeeping removes older ones), and
// the ring of memory filled again from them at start, so that a console opened after a restart shows what led
// to it. Its functions block on the database, on an operations thread.
class SeriesArchive
{
public:
    SeriesArchive(db::Database &database, const Clock &clock, SeriesStore &store, QString instanceId);

    // "series.read": short steps from memory, others from the rows of all instances, where the leader's goes
    // first; with the marks of that time, which memory knows while the database is away.
    void addCalls(consolehub::CallTable &calls);

    // Marks that others remember, of any time; called on a thread of calls, and does not block. Before the
    // calls begin.
    using Marks = std::function<QList<protocol::SeriesMark>()>;
    void setMarks(Marks others) { m_others = std::move(others); }

    // At start, and again if it throws: the last day's rows of all instances go into the ring, before what it
    // holds. Throws DatabaseError.
    void refill(const Deadline &deadline);
    // Each minute: the average since the last row.
    void writeRow(bool isLeader, const Deadline &deadline);

private:
    protocol::SeriesPage read(const protocol::SeriesQuery &query, const Deadline &deadline) const;
    QList<protocol::SeriesPoint> rows(db::Transaction &tx, qint64 from, qint64 to,
                                      const QString &instance) const;
    void addRemembered(protocol::SeriesPage &page, qint64 from, qint64 to) const;
    QList<protocol::SeriesMark> marks(db::Transaction &tx, qint64 from, qint64 to) const;

    db::Database &m_database;
    const Clock &m_clock;
    SeriesStore &m_store;
    const QString m_instanceId;
    Marks m_others;
    Timestamp m_lastRowAt = 0; // ms UTC; of the operations thread, as the next
    qint64 m_marksWritten = 0; // up to then
};

} // namespace turnpike::consolecalls
