// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/payments.h"
#include "protocol/timestamp.h"

#include <QHash>

#include <optional>
#include <vector>

// What a provider's own account of payments is held against. Parts of the caller's transaction.
namespace turnpike::billing::accounts {

// When that was done last, ms UTC; nothing: never.
std::optional<Timestamp> checkedAt(db::Transaction &tx, Provider provider);
void noteCheck(db::Transaction &tx, Provider provider, Timestamp at);
// Payments that a check found to be otherwise in the books than with the provider, and that nobody has
// settled yet: when each was made (ms UTC), by the provider's name of it.
using Differences = QHash<QString, qint64>;
Differences openDifferences(db::Transaction &tx, Provider provider);
void noteDifferences(db::Transaction &tx, Provider provider, const Differences &open, Timestamp at);
// How many there are, of all providers.
qint64 countDifferences(db::Transaction &tx);
// The same in two steps, for whoever asks for more at once: the statement, and what its rows say.
const char *differencesQuery();
qint64 differencesIn(const std::vector<db::Row> &rows);
// Payments in the books that this provider says were made in [from, to), ms UTC, oldest first.
std::vector<PaymentRow> booked(db::Transaction &tx, Provider provider, qint64 from, qint64 to, int limit);

} // namespace turnpike::billing::accounts
