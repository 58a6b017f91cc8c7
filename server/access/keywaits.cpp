// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/keywaits.h"

#include <limits>

namespace turnpike::access::keywaits {

namespace {

// Each part by a range of a partial index of its own, so that the cost is that of who waits. The version
// before does not keep since when a key is owed. `ends_at`: NULL while waiting moves the end. Its values are
// those of valuesOf().
constexpr const char *kWaits = R"(
    (SELECT telegram_id, key_owed_since AS since, CAST(NULL AS bigint) AS ended_at, days_given_at,
            CASE WHEN waiting_since IS NULL THEN expires_at END AS ends_at
     FROM subscriptions
     WHERE key_owed_since > 0 AND key_owed_since <= CAST(? AS bigint) AND status = 'active'
       AND source <> 'trial'
     UNION ALL
     SELECT telegram_id, starts_at, CAST(NULL AS bigint), days_given_at, CAST(NULL AS bigint)
     FROM subscriptions
     WHERE waiting_since > 0 AND key_owed_since IS NULL AND status = 'active' AND source <> 'trial'
     UNION ALL
     SELECT telegram_id, waited_since, waited_until, days_given_at, expires_at
     FROM subscriptions
     WHERE waited_until >= CAST(? AS bigint)
       AND (key_owed_since IS NULL OR key_owed_since > CAST(? AS bigint)) AND waiting_since IS NULL
       AND status = 'active' AND source <> 'trial') AS waits)";

constexpr const char *kOwed = R"(
    since <= CAST(? AS bigint) AND (days_given_at IS NULL OR days_given_at < since)
    AND (ends_at IS NULL OR ends_at > CAST(? AS bigint)))";

constexpr const char *kCounts = R"(
    SELECT count(*), coalesce(sum(CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END), 0),
           min(CASE WHEN ended_at IS NULL THEN since END),
           coalesce(sum(CASE WHEN ended_at IS NULL AND since <= CAST(? AS bigint) THEN 1 ELSE 0 END), 0),
           coalesce(sum(CASE WHEN %1 THEN 1 ELSE 0 END), 0)
    FROM )";

// %1: the waits, %2 and %3: their order. What was last paid led to the wait, unless a key was lost later.
constexpr const char *kList = R"(
    SELECT listed.telegram_id, since, ended_at, listed.days_given_at, coalesce(username, ''), first_name,
           tariff, activation_status, activation_attempts, coalesce(last_activation_error, ''),
           next_activation_at, paid.paid_at, paid.amount, paid.currency, paid.created_at
    FROM (SELECT telegram_id, since, ended_at, days_given_at FROM %1 ORDER BY %2 LIMIT ?) AS listed
        JOIN subscriptions ON subscriptions.telegram_id = listed.telegram_id
        JOIN users ON users.telegram_id = listed.telegram_id
        LEFT JOIN payments AS paid ON paid.id = (
            SELECT payments.id
            FROM payments JOIN purchases ON purchases.purchase_id = payments.purchase_id
            WHERE payments.telegram_id = listed.telegram_id AND payments.status = 'granted'
              AND purchases.kind = 'subscription'
            ORDER BY payments.created_at DESC LIMIT 1)
    ORDER BY %3)";
// Who waits now before who waited: they are who can be helped, however many there are of the others.
constexpr const char *kLongestFirst = "CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END, since, ";

constexpr const char *kOwedList = "SELECT telegram_id, since FROM ";
constexpr const char *kByUser = " ORDER BY telegram_id LIMIT ?";

constexpr const char *kHasDays = "SELECT 1 FROM subscriptions WHERE telegram_id = ? AND days_given_at >= ?";
constexpr const char *kNoteDays = "UPDATE subscriptions SET days_given_at = ? WHERE telegram_id = ?";

// In one order: in that of whatever index finds them, two who lock several would wait for each other.
constexpr const char *kRetryAll = R"(
    UPDATE subscriptions SET next_activation_at = ?,
        activation_attempts = CASE WHEN activation_status = 'failed' THEN 0 ELSE activation_attempts END,
        activation_status = CASE WHEN activation_status = 'failed' THEN 'pending' ELSE activation_status END
    WHERE telegram_id IN (
        SELECT telegram_id FROM subscriptions
        WHERE status = 'active' AND uuid IS NOT NULL AND telegram_id IN (SELECT telegram_id FROM %1)
        ORDER BY telegram_id {for_update}))";

constexpr const char *kNoteEnd =
    "UPDATE subscriptions SET waited_since = ?, waited_until = ? WHERE telegram_id = ?";

// No key comes after that.
qint64 endedFrom(std::optional<qint64> endedSince)
{
    return endedSince.value_or(std::numeric_limits<qint64>::max());
}

// What kWaits takes, between the values of the statement around it.
std::vector<db::Value> valuesOf(std::vector<db::Value> before, std::optional<qint64> endedSince,
                                Timestamp now, const std::vector<db::Value> &after)
{
    before.insert(before.end(), {now, endedFrom(endedSince), now});
    before.insert(before.end(), after.begin(), after.end());
    return before;
}

} // namespace

db::BoundStatement countsQuery(std::optional<qint64> endedSince, Timestamp now)
{
    const QByteArray sql = QByteArray(kCounts).replace("%1", kOwed) + kWaits;
    return {sql, valuesOf({now - kLongMs, now - kNotedMs, now}, endedSince, now, {})};
}

Counts countsIn(const db::Row &row, int first)
{
    return {row.int64(first), row.int64(first + 1), row.int64(first + 3), row.optionalInt64(first + 2),
            row.int64(first + 4)};
}

Counts counts(db::Transaction &tx, std::optional<qint64> endedSince, Timestamp now)
{
    const db::BoundStatement query = countsQuery(endedSince, now);
    const auto row = tx.oneWith(query.sql, query.values);
    return row ? countsIn(*row, 0) : Counts();
}

std::vector<db::Row> list(db::Transaction &tx, std::optional<qint64> endedSince, Timestamp now, int limit)
{
    const QByteArray first(kLongestFirst);
    const QByteArray sql = QByteArray(kList)
                               .replace("%1", kWaits)
                               .replace("%2", QByteArray(first + "telegram_id"))
                               .replace("%3", QByteArray(first + "listed.telegram_id"));
    return tx.queryWith(sql, valuesOf({}, endedSince, now, {limit}));
}

std::vector<db::Row> owedDays(db::Transaction &tx, std::optional<qint64> endedSince, Timestamp now, int limit)
{
    return tx.queryWith(QByteArray(kOwedList) + kWaits + " WHERE " + kOwed + kByUser,
                        valuesOf({}, endedSince, now, {now - kNotedMs, now, limit}));
}

bool hasDays(db::Transaction &tx, TelegramId user, Timestamp since)
{
    return tx.one(kHasDays, user, since).has_value();
}

void noteDays(db::Transaction &tx, TelegramId user, Timestamp now)
{
    tx.exec(kNoteDays, now, user);
}

int retryAll(db::Transaction &tx, Timestamp now)
{
    return tx.execWith(QByteArray(kRetryAll).replace("%1", kWaits), valuesOf({now}, std::nullopt, now, {}));
}

void noteEnd(db::Transaction &tx, TelegramId user, Timestamp since, Timestamp until)
{
    tx.exec(kNoteEnd, since, until, user);
}

} // namespace turnpike::access::keywaits
