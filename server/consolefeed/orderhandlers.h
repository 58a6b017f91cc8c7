// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/panel.h"
#include "access/reconciliation.h"
#include "consolecalls/instancedirectory.h"
#include "consolecalls/orders.h"
#include "consolefeed/outboxhold.h"
#include "ops/dependencies.h"
#include "replicas/leadership.h"

namespace turnpike::consolefeed {

// What carries orders out. All outlive the orders.
struct OrderParts
{
    db::Database &database;
    const access::Reconciliation &reconciliation;
    const access::Panel &panel;
    const ops::Dependencies &dependencies;
    const consolecalls::InstanceDirectory &instances;
    replicas::Leadership &leadership;
    OutboxHold &hold;
};

// What this process does when it is given an order. Before the first poll.
void addOrderHandlers(consolecalls::Orders &orders, const OrderParts &parts);

} // namespace turnpike::consolefeed
