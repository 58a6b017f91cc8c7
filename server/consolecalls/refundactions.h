// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/payments.h"
#include "billing/refunds.h"
#include "consolehub/actions.h"

namespace turnpike::consolecalls {

// "payments.refund": money goes back to whoever paid it, by its provider or by hand, and what was given for
// it is taken back once it has gone. What is asked of a provider may have to be approved first, by the rules
// of billing::Refunds. Both must outlive the actions.
void addRefundActions(consolehub::Actions &actions, const billing::Refunds &refunds,
                      const billing::Payments &payments);

} // namespace turnpike::consolecalls
