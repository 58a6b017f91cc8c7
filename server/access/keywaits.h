// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <optional>
#include <vector>

// The table `subscriptions` by who has paid and waits for a key that works, or has waited: one rule for the
// verdict, the alert, the count, the list, and what is done for all of them. A wait begins with the grant
// that the payment led to and no attempt moves it; whoever is renewed waits only once the key that they have
// is over; trials are left out. Each function is one statement within the caller's transaction and throws
// what the database throws. Times are ms UTC; `now` is, too.
namespace turnpike::access::keywaits {

// A wait that is over is kept from this length on: a key takes a few seconds where all is well.
inline constexpr qint64 kNotedMs = kMinuteMs;
// Whoever waits for this long or longer is a matter for an alert.
inline constexpr qint64 kLongMs = 10 * kMinuteMs;

struct Counts
{
    qint64 all = 0;                 // who waits, and of those who got their key whom it was asked for
    qint64 waiting = 0;             // of those: who waits now
    qint64 waitingLong = 0;         // of these: for kLongMs or more
    std::optional<Timestamp> since; // since when the one waits who waits longest now; nothing: nobody does
    qint64 owedDays = 0;            // as owedDays() lists them
};
// With those whose key came at `endedSince` or later; nothing: only who waits now.
Counts counts(db::Transaction &tx, std::optional<qint64> endedSince, Timestamp now);
// The same in two steps, for whoever asks for more at once: a statement of one row, and what its columns from
// `first` on say.
inline constexpr int kCountsColumns = 5;
db::BoundStatement countsQuery(std::optional<qint64> endedSince, Timestamp now);
Counts countsIn(const db::Row &row, int first);
// The same one by one, who waits now before the others, whose wait began first first: telegram_id, since,
// ended_at (NULL: waits), days_given_at (or NULL), username (or empty), first_name, tariff,
// activation_status, activation_attempts, last_activation_error (or empty), next_activation_at (or NULL); of
// what was last paid for access, all NULL where nothing was: paid_at, amount, currency, created_at.
std::vector<db::Row> list(db::Transaction &tx, std::optional<qint64> endedSince, Timestamp now, int limit);

// Who has waited for kNotedMs or more, has access that runs, and was given no days for that wait:
// telegram_id, since. By user.
std::vector<db::Row> owedDays(db::Transaction &tx, std::optional<qint64> endedSince, Timestamp now,
                              int limit);
// Whether days were given for the wait that began then, and that they are. Whoever does both keeps the
// customer's row locked meanwhile.
bool hasDays(db::Transaction &tx, TelegramId user, Timestamp since);
void noteDays(db::Transaction &tx, TelegramId user, Timestamp now);

// Makes the activation due of everybody who waits, with all its attempts where it was given up on; how many.
// Their rows are locked by user, as others lock several.
int retryAll(db::Transaction &tx, Timestamp now);
// The key has come.
void noteEnd(db::Transaction &tx, TelegramId user, Timestamp since, Timestamp until);

} // namespace turnpike::access::keywaits
