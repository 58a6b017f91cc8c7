// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolefeed/poolstate.h"

namespace turnpike::consolefeed {

using namespace protocol;

PoolState poolStateOf(const db::ConnectionPool &pool)
{
    PoolState state;
    for (const db::LeaseInfo &lease : pool.leases())
        state.leases.append({static_cast<qint64>(lease.id), lease.demand, lease.holder, lease.threadId,
                             lease.age.count(), QString::fromUtf8(lease.statement).simplified(),
                             lease.statementAge.count()});
    for (const db::WaiterInfo &waiter : pool.waiters())
        state.waiters.append({waiter.demand, waiter.holder, waiter.threadId, waiter.age.count()});
    return state;
}

} // namespace turnpike::consolefeed
