// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// What the customer has: subscription, key, end date, balance.
namespace turnpike::bot::profile {

void open(Context &context, const CallbackData &press);

} // namespace turnpike::bot::profile
