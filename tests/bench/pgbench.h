// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bed.h"

namespace turnpike::bench {

// What pgbench is to do, with prepared statements (-M prepared).
struct PgBenchOrder
{
    int clients = 20;
    int seconds = 0;
    int transactionsEach = 0;                           // in place of `seconds`: by each client
    std::vector<QByteArray> scripts;                    // of the same weight; `:n` counts in each client
    std::vector<std::pair<QString, QString>> variables; // for the scripts, as text
};

struct PgBenchResult
{
    double perSecond = 0; // transactions, without the time to connect
    qint64 transactions = 0;
    double p99Ms = 0; // of a part of them, so that writing them down costs little
};

// Runs pgbench of the newest PostgreSQL of this machine against the database of a bed, and waits for it; the
// event loop runs meanwhile. Throws Broken, also where there is no pgbench or a transaction failed.
PgBenchResult pgbench(const Bed &bed, const PgBenchOrder &order);

} // namespace turnpike::bench
