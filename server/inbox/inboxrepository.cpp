// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/inboxrepository.h"

#include "inbox/lanes.h"

#include <bit>

namespace turnpike::inbox::repository {

using namespace Qt::StringLiterals;

namespace {

// Jumps from lane to lane in the partial index (a loose index scan): a lane with a million rows costs as much
// as a lane with one. ORDER BY … LIMIT 1 and not min(): where few rows are expected the planner would read
// them all for a minimum, and a plan outlives the figures it was made from.
constexpr char kLaneHeads[] = R"(
WITH RECURSIVE lanes (lane, n) AS (
    SELECT (SELECT i.lane FROM inbox i WHERE i.status = 'pending' AND i.lane > ? AND i.lane < ?
            ORDER BY i.lane LIMIT 1), 1
    UNION ALL
    SELECT (SELECT i.lane FROM inbox i WHERE i.status = 'pending' AND i.lane > l.lane AND i.lane < ?
            ORDER BY i.lane LIMIT 1), l.n + 1
    FROM lanes l WHERE l.lane IS NOT NULL AND l.n < CAST(? AS integer)
), heads (seq) AS (
    SELECT (SELECT i.seq FROM inbox i WHERE i.status = 'pending' AND i.lane = l.lane ORDER BY i.seq LIMIT 1)
    FROM lanes l WHERE l.lane IS NOT NULL
)
SELECT i.seq, i.update_id, i.lane, i.kind, i.attempts, i.picked_by, i.picked_alone, i.crashes, i.next_attempt_at
FROM heads h JOIN inbox i ON i.seq = h.seq
ORDER BY i.lane)";

constexpr char kPicked[] =
    " RETURNING seq, update_id, kind, user_id, lane, body, received_at, attempts, crashes";

// A row that this instance has picked without knowing it (the answer to the commit was lost) keeps its
// attempt.
constexpr char kPick[] = R"(
UPDATE inbox SET attempts = attempts + CASE WHEN picked_by IS NULL THEN 1 ELSE 0 END, picked_by = ?, picked_alone = 0
WHERE seq IN (SELECT seq FROM inbox
              WHERE seq IN (%1) AND status = 'pending' AND (picked_by IS NULL OR picked_by = ?) {for_update} {skip_locked}))";

constexpr char kPickAlone[] = R"(
UPDATE inbox SET attempts = attempts + CASE WHEN picked_by IS NULL THEN 1 ELSE 0 END, picked_by = ?, picked_alone = 1
WHERE seq IN (SELECT seq FROM inbox
              WHERE seq = ? AND status = 'pending' AND attempts = ? AND COALESCE(picked_by, '') = ? {for_update} {skip_locked}))";

// What is handled is never read again. Without its hash (the version before stored it) the body is what tells
// a redelivery from another update under the same id.
constexpr char kClaim[] = R"(
UPDATE inbox SET status = 'done', handled_at = ?, picked_by = NULL, picked_alone = 0, last_error = ?,
    body = CASE WHEN CAST(? AS integer) = 1 AND body_hash IS NOT NULL THEN ? ELSE body END
WHERE seq = ? AND status = 'pending' AND picked_by = ? AND attempts = ?
  AND NOT EXISTS (SELECT 1 FROM inbox earlier
                  WHERE earlier.lane = inbox.lane AND earlier.status = 'pending' AND earlier.seq < inbox.seq))";

constexpr char kSettle[] = R"(
UPDATE inbox SET status = ?, attempts = ?, picked_by = NULL, picked_alone = 0, next_attempt_at = ?,
    lane = COALESCE(?, lane), last_error = COALESCE(?, last_error), cause = COALESCE(?, cause), handled_at = ?
WHERE seq = ? AND status = 'pending' AND picked_by = ? AND attempts = ?)";

constexpr char kHasBecome[] = R"(
SELECT 1 FROM inbox WHERE seq = ? AND status = ? AND attempts = ? AND next_attempt_at = ? AND picked_by IS NULL)";

constexpr char kFreeCrash[] = R"(
SELECT seq FROM inbox
WHERE seq = ? AND status = 'pending' AND attempts = ? AND picked_by = ? AND picked_alone = 1 {for_update} {skip_locked})";

constexpr char kRecordCrash[] = R"(
UPDATE inbox SET status = ?, attempts = ?, picked_by = NULL, picked_alone = 0, crashes = crashes + 1,
    next_attempt_at = ?, lane = COALESCE(?, lane), last_error = ?, cause = ?, handled_at = ?
WHERE seq = ? AND status = 'pending' AND attempts = ? AND picked_by = ? AND picked_alone = 1)";

PickedUpdate pickedFrom(const db::Row &row)
{
    PickedUpdate picked;
    picked.update.seq = row.int64(0);
    picked.update.updateId = UpdateId(row.int64(1));
    picked.update.kind = row.text(2);
    if (!row.isNull(3))
        picked.update.user = row.telegramId(3);
    picked.lane = row.text(4);
    picked.update.body = row.bytes(5);
    picked.update.receivedAt = row.int64(6);
    picked.update.attempt = row.int32(7);
    picked.crashes = row.int32(8);
    return picked;
}

// Lanes between two names, both exclusive.
db::BoundStatement headsBetween(const QString &after, const QString &before, int limit)
{
    return {kLaneHeads, {after, before, before, limit}};
}

std::optional<qint64> endOf(const Settlement &settlement, Timestamp now)
{
    return settlement.dead ? std::optional(now) : std::nullopt;
}

} // namespace

db::BoundStatement laneHeadsQuery(const QString &after, int limit)
{
    // Lanes begin with a lower-case letter.
    return headsBetween(after, u"~"_s, limit);
}

db::BoundStatement checkoutHeadsQuery(int limit)
{
    // ';' follows ':' in the order of bytes, which is the order of lanes in both databases.
    return headsBetween(u"checkout:"_s, u"checkout;"_s, limit);
}

std::vector<LaneHead> headsIn(const std::vector<db::Row> &rows)
{
    std::vector<LaneHead> heads;
    heads.reserve(rows.size());
    for (const db::Row &row : rows) {
        LaneHead head;
        head.seq = row.int64(0);
        head.updateId = UpdateId(row.int64(1));
        head.lane = row.text(2);
        head.kind = row.text(3);
        head.attempts = row.int32(4);
        head.pickedBy = row.optionalText(5);
        head.pickedAlone = row.boolean(6);
        head.crashes = row.int32(7);
        head.nextAttemptAt = row.int64(8);
        heads.push_back(std::move(head));
    }
    return heads;
}

std::vector<LaneHead> laneHeads(db::Transaction &tx, const QString &after, int limit)
{
    const db::BoundStatement query = laneHeadsQuery(after, limit);
    return headsIn(tx.queryWith(query.sql, query.values));
}

std::vector<LaneHead> checkoutHeads(db::Transaction &tx, int limit)
{
    const db::BoundStatement query = checkoutHeadsQuery(limit);
    return headsIn(tx.queryWith(query.sql, query.values));
}

std::vector<PickedUpdate> pick(db::Transaction &tx, const QString &instance, const std::vector<qint64> &seqs)
{
    std::vector<PickedUpdate> picked;
    if (seqs.empty())
        return picked;
    // Few different texts to prepare: the list is filled up to a power of two with its last row.
    const size_t places = std::bit_ceil(seqs.size());
    const QByteArray sql =
        QByteArray(kPick).replace("%1", db::repeated("?", static_cast<int>(places))) + kPicked;
    std::vector<db::Value> values{instance};
    for (size_t i = 0; i < places; ++i)
        values.emplace_back(seqs[std::min(i, seqs.size() - 1)]);
    values.emplace_back(instance);
    for (const db::Row &row : tx.queryWith(sql, values))
        picked.push_back(pickedFrom(row));
    return picked;
}

std::optional<PickedUpdate> pickAlone(db::Transaction &tx, const QString &instance, const LaneHead &seen)
{
    static const QByteArray sql = QByteArray(kPickAlone) + kPicked;
    const auto row = tx.oneWith(sql, {instance, seen.seq, seen.attempts, seen.pickedBy.value_or(QString())});
    return row ? std::optional(pickedFrom(*row)) : std::nullopt;
}

db::Changed claim(db::Transaction &tx, const QString &instance, const PickedUpdate &picked, Timestamp now,
                  const std::optional<QString> &remark)
{
    const int isEmptied = isPayment(picked.update.kind) ? 0 : 1;
    return tx.exec(kClaim, now, remark, isEmptied, QByteArray(), picked.update.seq, instance,
                   picked.update.attempt);
}

bool settle(db::Transaction &tx, const QString &instance, const Settlement &settlement, Timestamp now)
{
    return tx.exec(kSettle, settlement.dead ? "dead" : "pending", settlement.attempts,
                   settlement.nextAttemptAt, settlement.lane, settlement.lastError, settlement.cause,
                   endOf(settlement, now), settlement.seq, instance, settlement.attempt) == 1;
}

bool hasBecome(db::Transaction &tx, const Settlement &settlement)
{
    return tx
        .one(kHasBecome, settlement.seq, settlement.dead ? "dead" : "pending", settlement.attempts,
             settlement.nextAttemptAt)
        .has_value();
}

bool recordCrash(db::Transaction &tx, const LaneHead &seen, const Settlement &becomes, Timestamp now,
                 OfLocked ofLocked)
{
    const QString holder = seen.pickedBy.value_or(QString());
    if (ofLocked == OfLocked::LeaveIt && !tx.one(kFreeCrash, seen.seq, seen.attempts, holder))
        return false;
    return tx.exec(kRecordCrash, becomes.dead ? "dead" : "pending", becomes.attempts, becomes.nextAttemptAt,
                   becomes.lane, becomes.lastError, becomes.cause, endOf(becomes, now), seen.seq,
                   seen.attempts, holder) == 1;
}

} // namespace turnpike::inbox::repository
