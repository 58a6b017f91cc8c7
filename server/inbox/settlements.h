// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/rowbyrow.h"
#include "inbox/retrypolicy.h"
#include "protocol/timestamp.h"

#include <functional>
#include <optional>

namespace turnpike {
class Clock;
}
namespace turnpike::db {
class Database;
}

namespace turnpike::inbox {

// Writes back the outcome of rows whose handler did not commit. Used by the dispatcher's thread.
class Settlements
{
public:
    // `ours`: false when somebody else has had the row.
    using Done = std::function<void(const RetryDecision &decision, const QString &lane, bool ours)>;

    Settlements(db::Database &database, const Clock &clock, QString instance);

    void add(const QString &lane, RetryDecision decision);
    // A row that crashed its process while it ran alone, as it was read.
    void addCrash(const LaneHead &seen);
    bool isEmpty() const { return m_rows.isEmpty(); }

    // Calls `done` for what is written; then throws the error that prevented the rest.
    void write(const Deadline &deadline, const Done &done);

private:
    struct Row
    {
        QString lane;
        RetryDecision decision;
        std::optional<LaneHead> crash;
    };
    using Rows = db::RowByRow<Row>;

    std::vector<bool> writeRows(const Rows::Entries &entries, const Deadline &deadline);
    bool writeOne(db::Transaction &tx, const Rows::Entry &entry, Timestamp now) const;

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_instance;
    Rows m_rows;
};

} // namespace turnpike::inbox
