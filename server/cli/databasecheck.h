// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/shop.h"
#include "db/migrator.h"

#include <QStringList>

namespace turnpike::cli {

// Looks through the whole database for what must never be: balances that are not the sum of their ledger,
// rows that belong to nobody, paid purchases that were not granted, a schema that is not ours, statements of
// every day that no index serves. Changes nothing and locks nobody, so it may run beside a server; reads all
// rows, so it takes a while on a large shop. For one thread.
class DatabaseCheck
{
public:
    // All must outlive it.
    DatabaseCheck(db::Database &database, const app::Shop &shop, const Clock &clock);

    // Each finding says what was found and what to do; empty when all is well. Throws DatabaseError.
    QStringList run(const Deadline &deadline);

    // Tables that grow with the shop.
    static const QStringList &bigTables();
    // Below this many rows a planner may well read a table from end to end for a batch of them.
    static constexpr qint64 kLargeTable = 100'000;

private:
    void checkSchema(const Deadline &deadline);
    void checkBalances(const Deadline &deadline);
    void checkRows(const Deadline &deadline);
    void checkPlans(const Deadline &deadline);
    QStringList largeTables(const Deadline &deadline);

    db::Database &m_database;
    const app::Shop &m_shop;
    const Clock &m_clock;
    QStringList m_findings;
};

} // namespace turnpike::cli
