// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/payments.h"

#include <optional>
#include <vector>

// What a provider's own account of payments is held against. Parts of the caller's transaction.
namespace turnpike::billing::accounts {

// When that was done last, ms UTC; nothing: never.
std::optional<qint64> checkedAt(db::Transaction &tx, Provider provider);
void noteCheck(db::Transaction &tx, Provider provider, qint64 at);
// Payments in the books that this provider says were made in [from, to), ms UTC, oldest first.
std::vector<PaymentRow> booked(db::Transaction &tx, Provider provider, qint64 from, qint64 to, int limit);

} // namespace turnpike::billing::accounts
