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

constexpr const char *kActive =
    "SELECT count(*) FROM subscriptions WHERE status = 'active' AND waiting_since IS NULL";

constexpr const char *kBrief = R"(
    SELECT users.telegram_id, coalesce(username, ''), first_name, coalesce(status, 'none'), coalesce(tariff, ''),
           expires_at,
           CASE WHEN status = 'active' AND (vpn_key IS NULL OR waiting_since IS NOT NULL) THEN 1 ELSE 0 END
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

const char *activationsPendingQuery()
{
    return kActivationsPending;
}

const char *activeQuery()
{
    return kActive;
}

const char *activationsFailedQuery()
{
    return kActivationsFailed;
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
