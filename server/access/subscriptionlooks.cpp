// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/subscriptionlooks.h"

namespace turnpike::access::subscriptionlooks {

namespace {

constexpr const char *kActivationsPending = R"(
    SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL AND status = 'active'
      AND (activation_status <> 'active' OR vpn_expires_at IS NULL OR vpn_expires_at <> expires_at))";

constexpr const char *kActivationsFailed =
    "SELECT count(*) FROM subscriptions WHERE activation_status = 'failed'";

// The version before does not keep since when it is owed.
constexpr const char *kNeverHadKey = R"(
    SELECT count(*) FROM subscriptions WHERE waiting_since IS NOT NULL AND status = 'active'
      AND source <> 'trial' AND coalesce(key_owed_since, starts_at) <= ?)";

constexpr const char *kLostKey = R"(
    SELECT count(*) FROM subscriptions WHERE key_owed_since IS NOT NULL AND key_owed_since <= ?
      AND waiting_since IS NULL AND status = 'active' AND source <> 'trial')";

constexpr const char *kKeysOwed = R"(
    SELECT count(*), min(key_owed_since) FROM subscriptions
    WHERE key_owed_since IS NOT NULL AND status = 'active' AND activation_status <> 'failed')";

constexpr const char *kActive =
    "SELECT count(*) FROM subscriptions WHERE status = 'active' AND waiting_since IS NULL";

constexpr const char *kBrief = R"(
    SELECT users.telegram_id, coalesce(username, ''), first_name, coalesce(status, 'none'), coalesce(tariff, ''),
           expires_at
    FROM users LEFT JOIN subscriptions ON subscriptions.telegram_id = users.telegram_id
    WHERE users.telegram_id = ?)";

constexpr const char *kShown = R"(
    SELECT tariff, status, source, period_days, coalesce(uuid, ''), vpn_key IS NOT NULL, starts_at, expires_at,
           auto_renew, activation_status, activation_attempts, coalesce(last_activation_error, ''), next_activation_at,
           waiting_since, vpn_expires_at, period_number
    FROM subscriptions WHERE telegram_id = ?)";

constexpr const char *kKeySteps = R"(
    SELECT key_owed_since, coalesce(last_activation_error, ''), activation_attempts, next_activation_at,
           activated_at, waited_since, waited_until
    FROM subscriptions WHERE telegram_id = ?)";

constexpr const char *kOwnersOf = "SELECT telegram_id FROM subscriptions WHERE uuid = ?";

} // namespace

qint64 activationsPending(db::Transaction &tx)
{
    return tx.one(kActivationsPending)->int64(0);
}

qint64 activationsFailed(db::Transaction &tx)
{
    return tx.one(kActivationsFailed)->int64(0);
}

qint64 neverHadKey(db::Transaction &tx, qint64 owedBefore)
{
    return tx.one(kNeverHadKey, owedBefore)->int64(0);
}

qint64 lostKey(db::Transaction &tx, qint64 owedBefore)
{
    return tx.one(kLostKey, owedBefore)->int64(0);
}

KeysOwed keysOwed(db::Transaction &tx)
{
    const auto row = tx.one(kKeysOwed);
    return {row->int64(0), row->optionalInt64(1)};
}

qint64 active(db::Transaction &tx)
{
    return tx.one(kActive)->int64(0);
}

std::optional<db::Row> brief(db::Transaction &tx, TelegramId user)
{
    return tx.one(kBrief, user);
}

std::optional<db::Row> shown(db::Transaction &tx, TelegramId user)
{
    return tx.one(kShown, user);
}

std::optional<db::Row> keySteps(db::Transaction &tx, TelegramId user)
{
    return tx.one(kKeySteps, user);
}

std::vector<db::Row> ownersOf(db::Transaction &tx, const QString &uuid)
{
    return tx.query(kOwnersOf, uuid);
}

} // namespace turnpike::access::subscriptionlooks
