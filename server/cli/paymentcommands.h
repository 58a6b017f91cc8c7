// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "cli/commandcontext.h"

namespace turnpike::cli {

// `payment refund PROVIDER ID REASON`: has a payment given back by the provider that took it; the server that
// leads does it. `payment refunded PROVIDER ID REASON`: somebody has given it back by hand, and what was
// given for it is taken back now. ID as the provider calls the payment.

// Whether these are the words of such a command, without the first.
bool isPaymentCommand(const QStringList &arguments);
int runPaymentCommand(CommandContext &context, const QStringList &arguments);

} // namespace turnpike::cli
