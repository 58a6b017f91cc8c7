// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <optional>

namespace turnpike::access::reconciliationschedule {

// When the VPN API is compared with the customers next: the row of `vpn_reconciliation`. Part of the caller's
// transaction.

// Requests one at `at`, ms UTC, or earlier.
void request(db::Transaction &tx, Timestamp at);
// The next is due at `at`, unless somebody wanted an earlier one since `askedAt`.
void schedule(db::Transaction &tx, Timestamp askedAt, Timestamp at);
// When the next one is due, ms UTC.
std::optional<qint64> nextDue(db::Transaction &tx);
// The same as a statement of one value, for whoever asks for several at once.
const char *nextDueQuery();

} // namespace turnpike::access::reconciliationschedule
