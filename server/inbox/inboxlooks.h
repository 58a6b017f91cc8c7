#pragma once

#include "db/transaction.h"

#include <QString>

#include <optional>
#include <vector>

// The table inbox as others look at it: operators, the backlog, housekeeping. Each function is one statement
// within the caller's transaction, and throws what the database throws. Times are ms UTC.
namespace turnpike::inbox::repository {

// By which the log lines of its handling are found.
inline QString correlationOf(qint64 seq)
{
    return QStringLiteral("update-%1").arg(seq);
}

struct Pending
{
    qint64 rows = 0;
    std::optional<qint64> oldestReceivedAt;
};
Pending pending(db::Transaction &tx);
qint64 deadLetters(db::Transaction &tx);

// When the update that any replica stored last was received; nothing: there is none.
std::optional<qint64> newestReceivedAt(db::Transaction &tx);

// A lane with rows that wait.
struct WaitingLane
{
    QString lane;
    qint64 rows = 0;
    qint64 headSeq = 0;
};
// Those whose heads are oldest first, `limit` at most. Over the partial index of what is pending, so it costs
// what waits: beyond `mostPending` rows the first lanes by name alone are told.
std::vector<WaitingLane> waitingLanes(db::Transaction &tx, int mostPending, int limit);
// How the row is doing: kind, received_at, attempts, next_attempt_at, last_error (empty: none).
std::optional<db::Row> standing(db::Transaction &tx, qint64 seq);

// A customer's updates, the newest first: seq, kind, status, received_at, handled_at (or NULL), last_error
// (empty: none).
std::vector<db::Row> updatesOf(db::Transaction &tx, TelegramId user, int limit);
// The same of those that were received before then.
std::vector<db::Row> updatesBefore(db::Transaction &tx, TelegramId user, qint64 before, int limit);

// Removes rows that were handled before then, the oldest first, `limit` at most; how many.
int removeHandled(db::Transaction &tx, qint64 handledBefore, int limit);

} // namespace turnpike::inbox::repository
