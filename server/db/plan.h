// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QStringList>

namespace turnpike::db {

// What to find out about a statement.
struct ExplainOptions
{
    // Runs it, to count what it reads.
    bool measure = false;
    // The plan that PostgreSQL keeps for a prepared statement, instead of one for just these values.
    bool keptPlan = false;
    // Makes reading a whole table the last resort, as in a large shop: it only happens if no index can be
    // used (PostgreSQL; SQLite always plans that way).
    bool avoidScans = false;
};

// How the database carries a statement out.
struct Plan
{
    QStringList scans; // tables that are read from end to end
    qint64 rows = 0;   // PostgreSQL, measured: looked at in tables and indexes, whether they matched or not
    // Measured: pages touched by PostgreSQL, or steps of SQLite's virtual machine.
    qint64 cost = 0;
    QByteArray text; // as the database tells it
};

struct ExplainedStatement
{
    QByteArray sql;
    Plan plan;
};

} // namespace turnpike::db
