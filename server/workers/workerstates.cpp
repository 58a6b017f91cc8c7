// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/workerstates.h"

namespace turnpike::workers::workerstates {

namespace {

constexpr char kPause[] = R"(
    INSERT INTO worker_states (worker, paused_by, paused_at, paused_until, pause_reason, updated_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (worker) DO UPDATE
       SET paused_by = excluded.paused_by, paused_at = excluded.paused_at,
           paused_until = excluded.paused_until, pause_reason = excluded.pause_reason,
           updated_at = excluded.updated_at)";

constexpr char kResume[] = R"(
    UPDATE worker_states
       SET paused_by = NULL, paused_at = NULL, paused_until = NULL, pause_reason = NULL, updated_at = ?
     WHERE worker = ?)";

constexpr char kRequestRun[] = R"(
    INSERT INTO worker_states (worker, run_requested_at, run_requested_by, updated_at)
    VALUES (?, ?, ?, ?)
    ON CONFLICT (worker) DO UPDATE
       SET run_requested_at = excluded.run_requested_at, run_requested_by = excluded.run_requested_by,
           updated_at = excluded.updated_at)";

constexpr char kClearRun[] = R"(
    UPDATE worker_states SET run_requested_at = NULL, run_requested_by = NULL, last_run_at = run_requested_at
     WHERE worker = ? AND run_requested_at <= ?)";

constexpr char kLoad[] = R"(
    SELECT worker, paused_at, paused_by, pause_reason, paused_until, run_requested_at, run_requested_by
      FROM worker_states)";

constexpr char kStamp[] = R"(
    SELECT CAST(count(*) AS text) || ' ' || CAST(coalesce(max(updated_at), 0) AS text) || ' ' ||
           CAST(coalesce(sum(CASE WHEN run_requested_at IS NULL THEN 0 ELSE 1 END), 0) AS text)
      FROM worker_states)";

} // namespace

void pause(db::Transaction &tx, const QString &worker, const Pause &pause)
{
    tx.exec(kPause, worker, pause.by, pause.since, pause.until, pause.reason, pause.since);
}

void resume(db::Transaction &tx, const QString &worker, Timestamp now)
{
    tx.exec(kResume, now, worker);
}

void requestRun(db::Transaction &tx, const QString &worker, const QString &by, Timestamp now)
{
    tx.exec(kRequestRun, worker, now, by, now);
}

void clearRun(db::Transaction &tx, const QString &worker, Timestamp requestedAt)
{
    tx.exec(kClearRun, worker, requestedAt);
}

const char *wishesQuery()
{
    return kLoad;
}

const char *stampQuery()
{
    return kStamp;
}

std::map<QString, WorkerWish> load(db::Transaction &tx)
{
    return wishesIn(tx.query(kLoad));
}

std::map<QString, WorkerWish> wishesIn(const std::vector<db::Row> &rows)
{
    std::map<QString, WorkerWish> wishes;
    for (const db::Row &row : rows) {
        WorkerWish &wish = wishes[row.text(0)];
        if (!row.isNull(1))
            wish.pause = Pause{row.text(2), row.text(3), row.int64(1), row.optionalInt64(4)};
        wish.runRequestedAt = row.optionalInt64(5);
        wish.runRequestedBy = row.text(6);
    }
    return wishes;
}

} // namespace turnpike::workers::workerstates
