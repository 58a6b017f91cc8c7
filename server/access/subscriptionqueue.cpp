// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/subscriptionqueue.h"

#include "access/removals.h"
#include "access/unsettled.h"

namespace turnpike::access::subscriptionqueue {

namespace {

// Access never activated does not pay for its waiting: its end moves by the time waited, and is sent so. A
// lease that ran out is a call of a process that is gone: it may take effect, too.
constexpr const char *kClaim = R"(
    WITH due AS (
        SELECT telegram_id FROM subscriptions
        WHERE next_activation_at <= ? AND status = 'active' AND uuid IS NOT NULL
          AND (activation_status <> 'active' OR vpn_expires_at IS NULL OR vpn_expires_at <> expires_at OR ? = 1)
          AND (last_activation_error IS NULL OR ? = 1) AND (lease_until IS NULL OR lease_until <= ?)
        ORDER BY next_activation_at LIMIT ? {for_update} {skip_locked})
    UPDATE subscriptions SET lease_owner = ?, lease_until = ?, activation_attempts = activation_attempts + 1,
        expires_at = CASE WHEN waiting_since IS NULL THEN expires_at
                          ELSE expires_at + (CAST(? AS bigint) - waiting_since) END,
        waiting_since = CASE WHEN waiting_since IS NULL THEN NULL ELSE CAST(? AS bigint) END,
        vpn_unsettled_until = CASE WHEN lease_until + ? > coalesce(vpn_unsettled_until, 0)
                                   THEN lease_until + ? ELSE vpn_unsettled_until END
    WHERE telegram_id IN (SELECT telegram_id FROM due)
    RETURNING telegram_id, uuid, expires_at, activation_attempts, vpn_key, last_activation_error,
        vpn_unsettled_until)";

constexpr const char *kLease =
    "SELECT lease_owner, activation_attempts FROM subscriptions WHERE telegram_id = ?";

constexpr const char *kRelease = R"(
    UPDATE subscriptions SET activation_attempts = activation_attempts - 1, lease_owner = NULL,
        lease_until = NULL
    WHERE telegram_id = ? AND uuid = ? AND lease_owner = ? AND activation_attempts = ?)";

constexpr const char *kRetry = R"(
    UPDATE subscriptions SET next_activation_at = ?,
        activation_attempts = CASE WHEN activation_status = 'failed' THEN 0 ELSE activation_attempts END,
        activation_status = CASE WHEN activation_status = 'failed' THEN 'pending' ELSE activation_status END
    WHERE telegram_id = ? AND status = 'active'
      AND (activation_status = 'failed' OR next_activation_at IS NOT NULL))";

// In one order: two who lock several would wait for each other otherwise.
constexpr const char *kRetryAll = R"(
    UPDATE subscriptions SET next_activation_at = ?, activation_attempts = 0, activation_status = 'pending'
    WHERE telegram_id IN (SELECT telegram_id FROM subscriptions
                          WHERE status = 'active' AND activation_status = 'failed'
                          ORDER BY telegram_id {for_update}))";

constexpr const char *kCounts = R"(
    SELECT (SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL),
           (SELECT count(*) FROM subscriptions WHERE activation_status = 'failed'),
           (SELECT min(waiting_since) FROM subscriptions WHERE waiting_since IS NOT NULL))";

constexpr const char *kNextDue = R"(
    SELECT min(CASE WHEN lease_until > next_activation_at THEN lease_until ELSE next_activation_at END)
    FROM (SELECT lease_until, next_activation_at FROM subscriptions
          WHERE next_activation_at IS NOT NULL ORDER BY next_activation_at LIMIT 200) AS due)";

// Over the partial index of what is due, so that the cost does not grow with the shop. %1: how many at most,
// a number in the text so that no plan is made for another one. What somebody has locked is in their hands.
constexpr const char *kTakeBackKeys = R"(
    UPDATE subscriptions SET lease_owner = NULL, lease_until = NULL,
        vpn_unsettled_until = CASE WHEN coalesce(vpn_unsettled_until, 0) > ? THEN vpn_unsettled_until ELSE ? END
    WHERE telegram_id IN (SELECT telegram_id FROM subscriptions
                          WHERE next_activation_at IS NOT NULL AND substr(lease_owner, 1, ?) = ?
                          LIMIT %1 {for_update} {skip_locked}))";

constexpr const char *kCustomers = R"(
    SELECT telegram_id, uuid, vpn_key, waiting_since, key_owed_since, updated_at
    FROM subscriptions
    WHERE telegram_id > ? AND status = 'active' AND uuid IS NOT NULL ORDER BY telegram_id LIMIT ?)";

constexpr const char *kSetAgain = R"(
    UPDATE subscriptions SET next_activation_at = ?, vpn_expires_at = NULL,
        key_owed_since =
            CASE WHEN key_owed_since <= CAST(? AS bigint) THEN key_owed_since ELSE CAST(? AS bigint) END,
        activation_attempts = CASE WHEN activation_status = 'failed' THEN 0 ELSE activation_attempts END,
        activation_status = CASE WHEN activation_status = 'failed' THEN 'pending' ELSE activation_status END
    WHERE telegram_id = ? AND uuid = ? AND status = 'active' AND waiting_since IS NULL AND updated_at < ?)";

constexpr const char *kNotDue = R"(
    SELECT telegram_id FROM subscriptions
    WHERE telegram_id > ? AND status = 'active' AND uuid IS NOT NULL AND next_activation_at IS NULL
    ORDER BY telegram_id LIMIT ?)";

constexpr const char *kTellAgain = R"(
    UPDATE subscriptions SET next_activation_at = ?,
        activation_attempts = CASE WHEN activation_status = 'failed' THEN 0 ELSE activation_attempts END,
        activation_status = CASE WHEN activation_status = 'failed' THEN 'pending' ELSE activation_status END
    WHERE telegram_id = ? AND status = 'active' AND uuid IS NOT NULL AND next_activation_at IS NULL)";

constexpr const char *kIsThere = R"(
    UPDATE subscriptions SET key_owed_since = NULL
    WHERE telegram_id = ? AND uuid = ? AND waiting_since IS NULL AND next_activation_at IS NULL
      AND activation_status <> 'failed')";

constexpr const char *kHasOwner = "SELECT 1 FROM subscriptions WHERE uuid = ?";

} // namespace

std::vector<db::Row> claim(db::Transaction &tx, const QString &owner, Timestamp now, Also also, int limit)
{
    return tx.query(kClaim, now, also.known ? 1 : 0, also.failed ? 1 : 0, now, limit, owner,
                    now + kRowLeaseMs, now, now, kLongestCallMs, kLongestCallMs);
}

bool isLeased(db::Transaction &tx, TelegramId user, const QString &owner, int attempt)
{
    const auto lease = tx.one(kLease, user);
    return lease->text(0) == owner && lease->int32(1) == attempt;
}

void release(db::Transaction &tx, TelegramId user, const QString &uuid, const QString &owner, int attempt)
{
    tx.exec(kRelease, user, uuid, owner, attempt);
}

int takeBack(db::Transaction &tx, const QString &owner, Timestamp unsettledUntil, int limit)
{
    const QByteArray sql = QByteArray(kTakeBackKeys).replace("%1", QByteArray::number(limit));
    return tx.execWith(sql, {unsettledUntil, unsettledUntil, owner.size(), owner});
}

bool retry(db::Transaction &tx, TelegramId user, Timestamp now)
{
    return tx.exec(kRetry, now, user) > 0;
}

int retryAll(db::Transaction &tx, Timestamp now)
{
    return tx.exec(kRetryAll, now);
}

db::Row counts(db::Transaction &tx)
{
    return *tx.one(kCounts);
}

std::optional<qint64> nextDue(db::Transaction &tx)
{
    const auto row = tx.one(kNextDue);
    return row ? row->optionalInt64(0) : std::nullopt;
}

const char *nextDueQuery()
{
    return kNextDue;
}

std::vector<db::Row> customers(db::Transaction &tx, TelegramId after, int limit)
{
    return tx.query(kCustomers, after, limit);
}

std::vector<db::Row> notDue(db::Transaction &tx, TelegramId after, int limit)
{
    return tx.query(kNotDue, after, limit);
}

void setAgain(db::Transaction &tx, TelegramId user, const QString &uuid, Timestamp now, Timestamp askedAt)
{
    tx.exec(kSetAgain, now, askedAt, askedAt, user, uuid, askedAt);
}

void tellAgain(db::Transaction &tx, TelegramId user, Timestamp dueAt)
{
    tx.exec(kTellAgain, dueAt, user);
}

void noteThere(db::Transaction &tx, TelegramId user, const QString &uuid)
{
    tx.exec(kIsThere, user, uuid);
}

bool hasOwner(db::Transaction &tx, const QString &uuid)
{
    return tx.one(kHasOwner, uuid).has_value();
}

} // namespace turnpike::access::subscriptionqueue
