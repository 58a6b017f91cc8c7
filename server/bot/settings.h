// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// What the customer can set about the bot itself.
namespace turnpike::bot::settings {

void open(Context &context, const CallbackData &press);

} // namespace turnpike::bot::settings
