// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// Three days for free, once per customer.
namespace turnpike::bot::trial {

void take(Context &context, const CallbackData &press);

} // namespace turnpike::bot::trial
