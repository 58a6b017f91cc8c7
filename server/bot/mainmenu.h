// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// The main menu: what the customer has, and what to do next.
namespace turnpike::bot::mainmenu {

// `intro` stands above it: a greeting, or why the menu is shown.
Screen screen(Context &context, const QString &intro = QString());
void open(Context &context, const CallbackData &press);
// The menu after a message whose invoice is still being made: it will come as a message of its own.
void leavePurchase(Context &context, const CallbackData &press);

} // namespace turnpike::bot::mainmenu
