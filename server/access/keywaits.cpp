// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/keywaits.h"

#include <limits>

namespace turnpike::access::keywaits {

namespace {

// Each part by a range of a partial index of its own, so that the cost is that of who waits. The version
// before does not keep since when a key is owed. `ends_at`: NULL while waiting moves the end.
constexpr const char *kWaits = R"(
    (SELECT telegram_id, key_owed_since AS since, CAST(NULL AS bigint) AS ended_at, days_given_at,
            CASE WHEN waiting_since IS NULL THEN expires_at END AS ends_at
     FROM subscriptions WHERE key_owed_since > 0 AND status = 'active' AND source <> 'trial'
     UNION ALL
     SELECT telegram_id, starts_at, CAST(NULL AS bigint), days_given_at, CAST(NULL AS bigint)
     FROM subscriptions
     WHERE waiting_since > 0 AND key_owed_since IS NULL AND status = 'active' AND source <> 'trial'
     UNION ALL
     SELECT telegram_id, waited_since, waited_until, days_given_at, expires_at
     FROM subscriptions
     WHERE waited_until >= CAST(? AS bigint) AND key_owed_since IS NULL
       AND waiting_since IS NULL AND status = 'active' AND source <> 'trial') AS waits)";

constexpr const char *kOwed = R"(
    since <= CAST(? AS bigint) AND (days_given_at IS NULL OR days_given_at < since)
    AND (ends_at IS NULL OR ends_at > CAST(? AS bigint)))";

constexpr const char *kCounts = R"(
    SELECT count(*), coalesce(sum(CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END), 0),
           min(CASE WHEN ended_at IS NULL THEN since END),
           coalesce(sum(CASE WHEN %1 THEN 1 ELSE 0 END), 0)
    FROM )";

constexpr const char *kList = "SELECT telegram_id, since, ended_at FROM ";
// Who waits now before who waited: they are who can be helped, however many there are of the others.
constexpr const char *kLongestFirst =
    " ORDER BY CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, since, telegram_id LIMIT ?";

constexpr const char *kShown = R"(
    SELECT coalesce(username, ''), first_name, tariff, activation_status, activation_attempts,
           coalesce(last_activation_error, ''), next_activation_at, days_given_at
    FROM subscriptions JOIN users ON users.telegram_id = subscriptions.telegram_id
    WHERE subscriptions.telegram_id = ?)";

constexpr const char *kOwedList = "SELECT telegram_id, since FROM ";
constexpr const char *kByUser = " ORDER BY telegram_id LIMIT ?";

constexpr const char *kClaimDays = R"(
    UPDATE subscriptions SET days_given_at = ?
    WHERE telegram_id = ? AND (days_given_at IS NULL OR days_given_at < ?))";

constexpr const char *kRetryAll = R"(
    UPDATE subscriptions SET next_activation_at = ?,
        activation_attempts = CASE WHEN activation_status = 'failed' THEN 0 ELSE activation_attempts END,
        activation_status = CASE WHEN activation_status = 'failed' THEN 'pending' ELSE activation_status END
    WHERE status = 'active' AND uuid IS NOT NULL AND telegram_id IN (SELECT telegram_id FROM %1))";

constexpr const char *kNoteEnd =
    "UPDATE subscriptions SET waited_since = ?, waited_until = ? WHERE telegram_id = ?";

// No key comes after that.
qint64 endedFrom(std::optional<qint64> endedSince)
{
    return endedSince.value_or(std::numeric_limits<qint64>::max());
}

} // namespace

Counts counts(db::Transaction &tx, std::optional<qint64> endedSince, qint64 now)
{
    const QByteArray sql = QByteArray(kCounts).replace("%1", kOwed) + kWaits;
    const auto row = tx.oneWith(sql, {now - kNotedMs, now, endedFrom(endedSince)});
    return row ? Counts{row->int64(0), row->int64(1), row->optionalInt64(2), row->int64(3)} : Counts();
}

std::vector<db::Row> list(db::Transaction &tx, std::optional<qint64> endedSince, int limit)
{
    return tx.queryWith(QByteArray(kList) + kWaits + kLongestFirst, {endedFrom(endedSince), limit});
}

std::optional<db::Row> shown(db::Transaction &tx, TelegramId user)
{
    return tx.one(kShown, user);
}

std::vector<db::Row> owedDays(db::Transaction &tx, std::optional<qint64> endedSince, qint64 now, int limit)
{
    return tx.queryWith(QByteArray(kOwedList) + kWaits + " WHERE " + kOwed + kByUser,
                        {endedFrom(endedSince), now - kNotedMs, now, limit});
}

bool claimDays(db::Transaction &tx, TelegramId user, qint64 since, qint64 now)
{
    return tx.exec(kClaimDays, now, user, since) == 1;
}

int retryAll(db::Transaction &tx, qint64 now)
{
    return tx.execWith(QByteArray(kRetryAll).replace("%1", kWaits), {now, endedFrom(std::nullopt)});
}

void noteEnd(db::Transaction &tx, TelegramId user, qint64 since, qint64 until)
{
    tx.exec(kNoteEnd, since, until, user);
}

} // namespace turnpike::access::keywaits
