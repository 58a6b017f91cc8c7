// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/catalog.h"
#include "db/transaction.h"
#include "protocol/customers.h"

namespace turnpike::consolecalls {

// What operators look up of customers, across the tables that others own: nothing here changes a row.

// By Telegram id, @name or its beginning, purchase, invoice or payment id, or uuid; each by an index.
protocol::CustomerHits search(db::Transaction &tx, const protocol::CustomerQuery &query);
// Nothing for an unknown customer.
std::optional<protocol::CustomerCard> card(db::Transaction &tx, qint64 telegramId,
                                           const billing::Catalog &catalog);
// Nothing for an unknown payment.
std::optional<protocol::PaymentRow> payment(db::Transaction &tx, qint64 id);

} // namespace turnpike::consolecalls
