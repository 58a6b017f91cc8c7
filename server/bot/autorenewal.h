// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// The switch that lets the balance pay for the next period.
namespace turnpike::bot::autorenewal {

void open(Context &context, const CallbackData &press);
void set(Context &context, const CallbackData &press);

} // namespace turnpike::bot::autorenewal
