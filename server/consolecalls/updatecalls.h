// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/kicker.h"
#include "consolecalls/bulkruns.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"
#include "protocol/updates.h"

namespace turnpike::consolecalls {

// Rows that one call may change.
inline constexpr qsizetype kMostRows = 200;

// "updates.dead", "updates.groups", "updates.count", "updates.lanes", "updates.inspect", "updates.retry" and
// "updates.discard". What is passed must outlive the table.
void addUpdateCalls(consolehub::CallTable &calls, const consolehub::Changes &changes, db::Database &database,
                    const Clock &clock, Kicker &kicker);

// "updates.retry_matching" and "updates.discard_matching". What is passed must outlive `runs`.
void addUpdateRuns(BulkRuns &runs, const Clock &clock, Kicker &kicker);

} // namespace turnpike::consolecalls
