// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "access/activations.h"
#include "billing/catalog.h"
#include "billing/payments.h"
#include "consolecalls/customeractions.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"
#include "protocol/customers.h"

namespace turnpike::consolecalls {

// What operators look up of customers and do for them: the calls "customers.…", "purchases.…",
// "activations.retry_all" and, by addWaitingCalls(), "waiting.…". What is done for one customer is in
// CustomerActions. Thread-safe.
class CustomerCalls
{
public:
    // All outlive it.
    struct Parts
    {
        db::Database &database;
        const Clock &clock;
        const consolehub::Changes &changes;
        const access::AccessService &access;
        const access::Activations &activations;
        access::CustomerNotices &notices;
        const billing::Catalog &catalog;
        const billing::Balance &balance;
        const billing::Payments &payments;
    };
    explicit CustomerCalls(const Parts &parts);

    // This object must outlive the table.
    void addTo(consolehub::CallTable &calls) const;

private:
    const Parts m_parts;
    const CustomerActions m_rules;
    consolehub::Actions m_actions;
};

} // namespace turnpike::consolecalls
