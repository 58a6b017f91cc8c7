// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>
#include <vector>

// The table `subscriptions` as the queue of what to tell the VPN API: the queries of Activations, of
// Reconciliation, and of the code that takes back the leases of a process that is gone. The rules are there;
// each function is one statement within the caller's transaction, and throws what the database throws. Times
// are ms UTC.
namespace turnpike::access::subscriptionqueue {

// Which due rows claim() takes besides those that need something new and have never failed.
struct Also
{
    bool known = false;  // what the VPN API is only told once more
    bool failed = false; // what failed before
};
// Leases for kRowLeaseMs: telegram_id, uuid, expires_at, activation_attempts, vpn_key, last_activation_error,
// vpn_unsettled_until of each.
std::vector<db::Row> claim(db::Transaction &tx, const QString &owner, Timestamp now, Also also, int limit);
// Whether that owner has the lease that it got with that attempt. There must be a row.
bool isLeased(db::Transaction &tx, TelegramId user, const QString &owner, int attempt);
// Gives such a lease back, its attempt too.
void release(db::Transaction &tx, TelegramId user, const QString &uuid, const QString &owner, int attempt);
// Frees the leases of an owner that is gone, and of its parts ("id/part"), `limit` at most; how many. Their
// calls may take effect until then.
int takeBack(db::Transaction &tx, const QString &owner, Timestamp unsettledUntil, int limit);

// Makes a failed or waiting activation due with all its attempts. False when there is none.
bool retry(db::Transaction &tx, TelegramId user, Timestamp now);
// The same of all that failed; how many.
int retryAll(db::Transaction &tx, Timestamp now);

// How many are queued, how many have failed, and waiting_since of the one that waits longest (or NULL).
db::Row counts(db::Transaction &tx);
std::optional<qint64> nextDue(db::Transaction &tx);
// The same as a statement of one value, for whoever asks for several at once.
const char *nextDueQuery();

// Running ones with a uuid: telegram_id, uuid, vpn_key, waiting_since, key_owed_since, updated_at. By user,
// after that one.
std::vector<db::Row> customers(db::Transaction &tx, TelegramId after, int limit);
// Users of those that are not due: who waits for the first key is, as is whoever is called for now.
std::vector<db::Row> notDue(db::Transaction &tx, TelegramId after, int limit);
// Makes a key due that the VPN API did not know when it was asked; it is owed since then. What has changed
// since is left alone.
void setAgain(db::Transaction &tx, TelegramId user, const QString &uuid, Timestamp now, Timestamp askedAt);
// Makes it due. What the VPN API was told stays noted: it is told the same once more.
void tellAgain(db::Transaction &tx, TelegramId user, Timestamp dueAt);
// The VPN API has the key: it is owed no more. What was given up on still is, since the list tells no ends.
void noteThere(db::Transaction &tx, TelegramId user, const QString &uuid);
bool hasOwner(db::Transaction &tx, const QString &uuid);

} // namespace turnpike::access::subscriptionqueue
