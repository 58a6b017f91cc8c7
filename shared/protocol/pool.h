// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/operationchoices.h"

// Who holds a database connection of the connected instance, and who waits for one.
namespace turnpike::protocol {

// A connection lease that is out.
struct LeaseState
{
    qint64 id = 0;
    Choice<Demand> demand;
    QString holder;
    qint64 threadId = 0;
    qint64 ageMs = 0;
    QString statement; // what runs now; empty between statements
    qint64 statementAgeMs = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("id", &LeaseState::id);
        field("demand", &LeaseState::demand);
        field("holder", &LeaseState::holder);
        field("thread_id", &LeaseState::threadId);
        field("age_ms", &LeaseState::ageMs);
        field("statement", &LeaseState::statement);
        field("statement_age_ms", &LeaseState::statementAgeMs);
    }
};

// A thread that waits for a lease.
struct WaiterState
{
    Choice<Demand> demand;
    QString holder;
    qint64 threadId = 0;
    qint64 ageMs = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("demand", &WaiterState::demand);
        field("holder", &WaiterState::holder);
        field("thread_id", &WaiterState::threadId);
        field("age_ms", &WaiterState::ageMs);
    }
};

// Data of the event "pool", once a second.
struct PoolState
{
    QList<LeaseState> leases;
    QList<WaiterState> waiters;

    template<class F>
    static void fields(F &&field)
    {
        field("leases", &PoolState::leases);
        field("waiters", &PoolState::waiters);
    }
};

// Arguments of "leases.cancel".
struct LeaseOrder
{
    QString instanceId;
    qint64 leaseId = 0;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("instance_id", &LeaseOrder::instanceId);
        field("lease_id", &LeaseOrder::leaseId);
        field("reason", &LeaseOrder::reason);
    }
};

} // namespace turnpike::protocol
