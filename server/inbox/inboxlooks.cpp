// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/inboxlooks.h"

namespace turnpike::inbox::repository {

namespace {

// No lane is empty. A range of the partial index and in its order: neither database reads the table for it,
// however many are expected.
constexpr char kPending[] = "SELECT count(*), min(received_at), count(DISTINCT user_id) FROM inbox"
                            " WHERE status = 'pending' AND lane > ''";
constexpr char kDead[] = "SELECT count(*) FROM inbox WHERE status = 'dead'";

// Numbers follow the order of storing, from 1: said, so that SQLite, too, goes by them and not through the
// table.
constexpr char kNewest[] = "SELECT received_at FROM inbox WHERE seq > 0 ORDER BY seq DESC LIMIT 1";

constexpr char kDue[] = "SELECT 1 FROM inbox WHERE status = 'pending' AND lane > '' AND next_attempt_at <= ?"
                        " ORDER BY lane, seq LIMIT 1";

constexpr char kWaitingLanes[] = R"(
    SELECT lane, count(*), min(seq) FROM
        (SELECT lane, seq FROM inbox WHERE status = 'pending' ORDER BY lane, seq LIMIT ?) AS waiting
    GROUP BY lane ORDER BY min(seq) LIMIT ?)";

constexpr char kStanding[] = R"(
    SELECT kind, received_at, attempts, next_attempt_at, coalesce(last_error, '') FROM inbox WHERE seq = ?)";

constexpr char kUpdatesOf[] = R"(
    SELECT seq, kind, status, received_at, handled_at, coalesce(last_error, '')
    FROM inbox WHERE user_id = ? ORDER BY seq DESC LIMIT ?)";

constexpr char kUpdatesBefore[] = R"(
    SELECT seq, kind, status, received_at, handled_at, coalesce(last_error, '')
    FROM inbox WHERE user_id = ? AND received_at <= ? AND (received_at < ? OR seq < ?)
    ORDER BY received_at DESC, seq DESC LIMIT ?)";

constexpr char kRemoveHandled[] =
    "DELETE FROM inbox WHERE seq IN (SELECT seq FROM inbox WHERE status = 'done' AND handled_at < ?"
    " ORDER BY handled_at LIMIT %1)";

} // namespace

qint64 deadLetters(db::Transaction &tx)
{
    return tx.query(kDead).at(0).int64(0);
}

db::BoundStatement pendingQuery()
{
    return {kPending, {}};
}

db::BoundStatement deadLettersQuery()
{
    return {kDead, {}};
}

db::BoundStatement newestReceivedAtQuery()
{
    return {kNewest, {}};
}

std::optional<Timestamp> newestReceivedAt(db::Transaction &tx)
{
    const auto row = tx.one(kNewest);
    return row ? std::optional(row->int64(0)) : std::nullopt;
}

db::BoundStatement dueLook(Timestamp now)
{
    return {kDue, {now}};
}

std::vector<WaitingLane> waitingLanes(db::Transaction &tx, int mostPending, int limit)
{
    std::vector<WaitingLane> lanes;
    for (const db::Row &row : tx.query(kWaitingLanes, mostPending, limit))
        lanes.push_back({row.text(0), row.int64(1), row.int64(2)});
    return lanes;
}

std::optional<db::Row> standing(db::Transaction &tx, qint64 seq)
{
    return tx.one(kStanding, seq);
}

std::vector<db::Row> updatesOf(db::Transaction &tx, TelegramId user, int limit)
{
    return tx.query(kUpdatesOf, user, limit);
}

std::vector<db::Row> updatesBefore(db::Transaction &tx, TelegramId user, Timestamp at, qint64 seq, int limit)
{
    return tx.query(kUpdatesBefore, user, at, at, seq, limit);
}

int removeHandled(db::Transaction &tx, qint64 handledBefore, int limit)
{
    // A number in the text and not a parameter: a plan that PostgreSQL keeps would take a tenth of the table
    // for it, and read it all.
    return tx.execWith(QByteArray(kRemoveHandled).replace("%1", QByteArray::number(limit)), {handledBefore});
}

} // namespace turnpike::inbox::repository
