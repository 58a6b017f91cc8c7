// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/connectionpool.h"

namespace turnpike::db {

// What the pool knows about a lease that has been given out.
struct Lease::Record
{
    quint64 id = 0;
    Demand demand = Demand::Handler;
    const char *holder = "";
    qint64 threadId = 0;
    std::chrono::steady_clock::time_point since;
    ConnectionPool::Pooled pooled;
    bool warned = false;
};

} // namespace turnpike::db
