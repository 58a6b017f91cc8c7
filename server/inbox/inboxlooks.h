// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "protocol/literals.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>
#include <vector>

// Queries of the table inbox for others: operators, the backlog, housekeeping. Each function is one statement
// within the caller's transaction, and throws what the database throws. Times are ms UTC.
namespace turnpike::inbox::repository {

// By which the log lines of its handling are found.
inline QString correlationOf(qint64 seq)
{
    return u"update-%1"_s.arg(seq);
}

qint64 deadLetters(db::Transaction &tx);
// As statements of one row, for whoever asks for more at once. What is pending: how many rows, received_at of
// the oldest (or NULL), whose customers'; the dead letters; and what newestReceivedAt() gives, with no row
// where there is none.
db::BoundStatement pendingQuery();
db::BoundStatement deadLettersQuery();
db::BoundStatement newestReceivedAtQuery();

// When the latest update stored by any replica was received; empty if there is none.
std::optional<Timestamp> newestReceivedAt(db::Transaction &tx);

// Whether a row is pending whose time has come at `now`, in anybody's hands or in nobody's: a statement of
// one number, 1 or NULL. Its cost grows with what waits for its time.
db::BoundStatement dueLook(Timestamp now);

// A lane with waiting rows.
struct WaitingLane
{
    QString lane;
    qint64 rows = 0;
    qint64 headSeq = 0;
};
// Lanes with the oldest heads first, at most `limit`. Uses the partial index of pending rows, so the cost is
// proportional to what waits: beyond `mostPending` rows, simply the first lanes by name are returned.
std::vector<WaitingLane> waitingLanes(db::Transaction &tx, int mostPending, int limit);
// The state of the row: kind, received_at, attempts, next_attempt_at, last_error (empty: none).
std::optional<db::Row> standing(db::Transaction &tx, qint64 seq);

// A customer's updates, the newest first: seq, kind, status, received_at, handled_at (or NULL), last_error
// (empty: none).
std::vector<db::Row> updatesOf(db::Transaction &tx, TelegramId user, int limit);
// The same, by time and seq, of those that were received before `at` (ms UTC), or then with a lower seq.
std::vector<db::Row> updatesBefore(db::Transaction &tx, TelegramId user, Timestamp at, qint64 seq, int limit);

// Removes rows handled before that time, the oldest first, at most `limit`; returns how many.
int removeHandled(db::Transaction &tx, qint64 handledBefore, int limit);

} // namespace turnpike::inbox::repository
