// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/database.h"

namespace turnpike::test {

// What a shop of a given size has in its database, made by the database itself: customers with a
// subscription, two purchases, a payment and a ledger entry each, and the traffic of the last days. The
// number of rows that are due for a worker does not depend on the size.
struct SeedSize
{
    qint64 from = 1; // customers are numbered; the first ones have what is due
    qint64 upTo = 10'000;
    qint64 due = 100; // for each kind of work; five times as many customers are needed
    qint64 now = 0;   // ms UTC
};

// The customer of a number.
TelegramId seededCustomer(qint64 number);

// Adds customers, in transactions of a few thousand. On PostgreSQL VACUUM ANALYZE is up to the caller. Throws
// DatabaseError.
void seed(db::Database &database, const SeedSize &size);

} // namespace turnpike::test
