// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/refunds.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"

namespace turnpike::consolecalls {

// "refunds.pending" and "refunds.decide": refunds that another administrator must approve first, by the rules
// of billing::Refunds. What is passed must outlive the table.
void addRefundCalls(consolehub::CallTable &calls, const consolehub::Changes &changes, db::Database &database,
                    const billing::Refunds &refunds);

} // namespace turnpike::consolecalls
