// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/keyboards.h"
#include "protocol/customers.h"

// What the shop's administrators do in Telegram: each asks for a reason, which is typed, and is done by the
// rules of the console's calls.
namespace turnpike::bot::admindeeds {

// The button that asks for one, by its word ("grant", "revoke", …), for a customer, a payment or the shop.
Button button(const Speech &speech, const char *word, const QString &subject);
// The one that gives a payment back: by its provider, or by hand where that does not do so.
Button refundButton(const Speech &speech, const protocol::PaymentRow &payment, const QString &amount);

} // namespace turnpike::bot::admindeeds
