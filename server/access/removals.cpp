// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/removals.h"

#include "access/reconciliationschedule.h"
#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::access {

namespace {

// Without its lease a call under way can no longer complete the row.
constexpr const char *kAdd = R"(
    INSERT INTO vpn_removals (uuid, since, next_attempt_at, unsettled_until) VALUES (?, ?, ?, ?)
    ON CONFLICT (uuid) DO UPDATE SET next_attempt_at = excluded.next_attempt_at,
        unsettled_until = CASE WHEN excluded.unsettled_until > coalesce(vpn_removals.unsettled_until, 0)
                               THEN excluded.unsettled_until ELSE vpn_removals.unsettled_until END,
        lease_owner = NULL, lease_until = NULL)";

constexpr const char *kClaimRemovals = R"(
    WITH due AS (
        SELECT uuid FROM vpn_removals
        WHERE next_attempt_at <= ? AND (last_error IS NULL OR ? = 1)
          AND (lease_until IS NULL OR lease_until <= ?)
        ORDER BY next_attempt_at LIMIT ? {for_update} {skip_locked})
    UPDATE vpn_removals SET lease_owner = ?, lease_until = ?, attempts = attempts + 1
    WHERE uuid IN (SELECT uuid FROM due)
    RETURNING uuid, attempts, last_error)";

constexpr const char *kComplete =
    "DELETE FROM vpn_removals WHERE uuid = ? AND lease_owner = ? AND attempts = ?";

// Gone for now, and once more when nothing can bring it back.
constexpr const char *kAgainWhenSettled = R"(
    UPDATE vpn_removals SET next_attempt_at = unsettled_until, attempts = 0, last_error = NULL,
        lease_owner = NULL, lease_until = NULL
    WHERE uuid = ? AND lease_owner = ? AND attempts = ? AND unsettled_until > ?)";

constexpr const char *kRemember = R"(
    INSERT INTO vpn_removed (uuid, removed_at) VALUES (?, ?)
    ON CONFLICT (uuid) DO UPDATE SET removed_at = excluded.removed_at)";

constexpr const char *kFailure = R"(
    UPDATE vpn_removals SET next_attempt_at = ?, last_error = ?, attempts = attempts - ?,
        lease_owner = NULL, lease_until = NULL
    WHERE uuid = ? AND lease_owner = ? AND attempts = ?)";

constexpr const char *kReleaseRemovals = R"(
    UPDATE vpn_removals SET attempts = attempts - 1, lease_owner = NULL, lease_until = NULL
    WHERE uuid = ? AND lease_owner = ? AND attempts = ?)";

constexpr const char *kNextRemovalDue = R"(
    SELECT min(CASE WHEN lease_until > next_attempt_at THEN lease_until ELSE next_attempt_at END)
    FROM (SELECT lease_until, next_attempt_at FROM vpn_removals ORDER BY next_attempt_at LIMIT 200) AS due)";

constexpr const char *kCount = "SELECT count(*) FROM vpn_removals";

} // namespace

qint64 retryDelayMs(int attempt)
{
    constexpr qint64 kDelays[] = {10 * kSecondMs, 30 * kSecondMs, 2 * kMinuteMs, 10 * kMinuteMs};
    return kDelays[std::clamp(attempt, 1, 4) - 1];
}

Removals::Removals(const Clock &clock, Kicker &kicker)
    : m_clock(clock)
    , m_kicker(kicker)
{}

void Removals::add(db::Transaction &tx, const QString &uuid, std::optional<Timestamp> unsettledUntil) const
{
    const Timestamp now = m_clock.nowMs();
    tx.exec(kAdd, uuid, now, now, unsettledUntil);
    tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Expiry); }, db::HookReach::Process);
}

std::vector<RemovalJob> Removals::claimDue(db::Transaction &tx, const QString &owner, int limit) const
{
    const Timestamp now = m_clock.nowMs();
    std::vector<RemovalJob> jobs;
    for (const int orFailed : {0, 1}) {
        if (!jobs.empty())
            break;
        for (const db::Row &row :
             tx.query(kClaimRemovals, now, orFailed, now, limit, owner, now + kRowLeaseMs))
            jobs.push_back({row.text(0), row.int32(1), owner, !row.isNull(2)});
    }
    return jobs;
}

bool Removals::complete(db::Transaction &tx, const RemovalJob &job) const
{
    const Timestamp now = m_clock.nowMs();
    if (tx.exec(kAgainWhenSettled, job.uuid, job.owner, job.attempt, now) == 1)
        return true;
    if (tx.exec(kComplete, job.uuid, job.owner, job.attempt) != 1)
        return false;
    tx.exec(kRemember, job.uuid, now);
    return true;
}

bool Removals::failure(db::Transaction &tx, const RemovalJob &job, const CallFailure &failure) const
{
    const Timestamp now = m_clock.nowMs();
    const qint64 next = now + (failure.isOutage ? kOutageDelayMs : retryDelayMs(job.attempt));
    if (failure.isOutage || failure.isAmbiguous)
        reconciliationschedule::request(tx, now + kLongestCallMs);
    return tx.exec(kFailure, next, log::redact(failure.text), failure.isOutage ? 1 : 0, job.uuid, job.owner,
                   job.attempt) == 1;
}

void Removals::release(db::Transaction &tx, const RemovalJob &job) const
{
    tx.exec(kReleaseRemovals, job.uuid, job.owner, job.attempt);
}

std::optional<qint64> Removals::nextDue(db::Transaction &tx) const
{
    const auto row = tx.one(kNextRemovalDue);
    return row ? row->optionalInt64(0) : std::nullopt;
}

const char *Removals::nextDueQuery()
{
    return kNextRemovalDue;
}

qint64 Removals::count(db::Transaction &tx) const
{
    return tx.one(kCount)->int64(0);
}

} // namespace turnpike::access
