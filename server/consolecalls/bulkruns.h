// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"
#include "protocol/failures.h"
#include "protocol/timestamp.h"

#include <map>
#include <vector>

namespace turnpike::consolecalls {

// What operators order for all rows that match a filter: "retry", "discard", "send again", "drop". The order
// is written with its audit row, which says the filter and the number; then any process carries it out, batch
// by batch, each in a transaction of its own with how far it has come. So it needs no console, outlives the
// process it was ordered from, and does no row twice. What failed after the order, or came after it, is left
// alone. Thread-safe.
class BulkRuns
{
public:
    // What is ordered, as every batch is told it.
    struct Order
    {
        QString id; // of the change
        QJsonObject filter;
        QString askedBy;
        QString reason;
        Timestamp failedUntil = 0; // ms UTC, inclusive
        qint64 lastId = 0;         // no row beyond it
    };
    // How one kind of order is carried out, within the transaction it is given.
    struct Kind
    {
        // How many rows there are.
        std::function<qint64(db::Transaction &tx, const Order &order)> count;
        // Those beyond the row `after`, by their numbers from the lowest on, at most `limit`.
        std::function<std::vector<qint64>(db::Transaction &tx, const Order &order, qint64 after, int limit)>
            next;
        // False: there was nothing to do any more, or it cannot be done.
        std::function<bool(db::Transaction &tx, const Order &order, qint64 id)> change;
    };

    BulkRuns(db::Database &database, const Clock &clock);

    // Before the first poll(). `subject` is what the audit calls the rows: "updates".
    void add(const char *call, const QString &subject, Kind kind);
    // Serves the calls that were added, "bulk.list" and "bulk.stop".
    void addCalls(consolehub::CallTable &calls, const consolehub::Changes &changes);

    // Whether poll() has something to do: a statement of one number, 1 or NULL.
    static db::BoundStatement openLook();
    // Carries on with what is not done, until there is nothing or the time is nearly up. On a thread of its
    // own, when openLook() says so, and each second where nobody looks. Throws what the database throws: what
    // was to be done then stays to be done.
    void poll(const Deadline &deadline);

private:
    struct Entry
    {
        QString subject;
        Kind kind;
    };
    template<class Sweep>
    QJsonObject begin(const consolehub::CallRequest &request, const consolehub::Changes &changes,
                      const Deadline &deadline) const;
    QJsonObject stop(const consolehub::CallRequest &request, const consolehub::Changes &changes,
                     const Deadline &deadline) const;
    protocol::BulkRunList list(const Deadline &deadline) const;
    bool doBatch(db::Transaction &tx) const;

    db::Database &m_database;
    const Clock &m_clock;
    std::map<QString, Entry> m_entries; // by call
};

} // namespace turnpike::consolecalls
