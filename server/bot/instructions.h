// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// How to connect, platform by platform: with the key of whoever has one, and buttons that open an app with
// it.
namespace turnpike::bot::instructions {

void open(Context &context, const CallbackData &press);
// Something does not work: what to look at first, and whom to write to.
void trouble(Context &context, const CallbackData &press);
// Whether somebody says so, in any of the languages.
bool isTrouble(const Texts &texts, const QString &text);

} // namespace turnpike::bot::instructions
