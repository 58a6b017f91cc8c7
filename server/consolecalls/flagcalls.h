// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/actions.h"
#include "consolehub/audittrail.h"
#include "control/featureflags.h"
#include "protocol/flags.h"

namespace turnpike::consolecalls {

protocol::FlagState toProtocol(const control::FeatureFlag &flag);

// "flags.set" and "flags.rollback". The flags must outlive the actions.
void addFlagActions(consolehub::Actions &actions, control::FeatureFlags &flags);

// Those, and "flags.history", as calls of consoles. A flag that is set here is in force in this process
// right after the commit, and everywhere within a second. What is passed must outlive the table.
void addFlagCalls(consolehub::CallTable &calls, const consolehub::Changes &changes,
                  const consolehub::AuditTrail &audit, control::FeatureFlags &flags);

} // namespace turnpike::consolecalls
