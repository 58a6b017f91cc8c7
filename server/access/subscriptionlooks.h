// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"

#include <QString>

#include <optional>
#include <vector>

// Queries of the table `subscriptions` for others: what is counted for operators, what the console shows,
// what a check of the database finds. Each function is one statement within the caller's transaction, and
// throws what the database throws. Times are ms UTC.
namespace turnpike::access::subscriptionlooks {

// Statements of one number. Activations to be made, without those that are only told once more what they were
// told already; and those that have failed.
const char *activationsPendingQuery();
const char *activationsFailedQuery();
// Running ones, activated once. Reads an index from end to end.
const char *activeQuery();

// A customer in a list: telegram_id, username (or empty), first_name, status ("none" without a subscription),
// tariff (or empty), expires_at (or NULL), whether it runs without a key.
std::optional<db::Row> brief(db::Transaction &tx, TelegramId user);
// What the console shows of one: tariff, status, source, period_days, uuid (or empty), whether there is a
// key, starts_at, expires_at, auto_renew, activation_status, activation_attempts, last_activation_error (or
// empty), next_activation_at, waiting_since, vpn_expires_at, period_number.
std::optional<db::Row> shown(db::Transaction &tx, TelegramId user);
// What became of their keys: key_owed_since, last_activation_error (or empty), activation_attempts,
// next_activation_at, activated_at, waited_since, waited_until; all but the second and third may be NULL.
std::optional<db::Row> keySteps(db::Transaction &tx, TelegramId user);
// Users.
std::vector<db::Row> ownersOf(db::Transaction &tx, const QString &uuid);

// Rules that all rows keep: each statement gives how many break it, and one of them. They read all rows.
inline constexpr const char *kWithoutCustomer =
    "SELECT count(*), CAST(min(s.telegram_id) AS text) FROM subscriptions s"
    " LEFT JOIN users c ON c.telegram_id = s.telegram_id WHERE c.telegram_id IS NULL";
inline constexpr const char *kInUseAndToBeRemoved =
    "SELECT count(*), min(s.uuid) FROM subscriptions s JOIN vpn_removals r ON r.uuid = s.uuid";

} // namespace turnpike::access::subscriptionlooks
