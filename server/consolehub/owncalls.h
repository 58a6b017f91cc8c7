// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/auditbuffer.h"
#include "consolehub/audittrail.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "consolehub/statesource.h"
#include "control/operators.h"
#include "telemetry/logarchive.h"

namespace turnpike::consolehub {

// The calls of this room itself: how all is, who may use the console, who did what, and what was logged, by
// this process and by those before it
// ("logs.follow" is the hub's own). What is passed must outlive the table.
void addStateCalls(CallTable &calls, const StateSource &state);
void addOperatorCalls(CallTable &calls, control::Operators &operators, const Changes &changes,
                      db::Database &database);
void addAuditCalls(CallTable &calls, const AuditTrail &trail);
void addLogCalls(CallTable &calls, const log::LogRing &ring, const log::LogArchive &archive);

// From now on `audit` is told who reads what about customers: each customer and update by itself, lists and
// searches together, for ten minutes at a time.
void auditReads(CallTable &calls, AuditBuffer &audit);

} // namespace turnpike::consolehub
