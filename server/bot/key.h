// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// The customer's key: to be copied, as a QR code, on a device of theirs, and replaced by another.
namespace turnpike::bot::key {

// The key that works now; empty when there is none.
QString current(Context &context);

// Where there is no key, each of these shows the profile, which says why.
void open(Context &context, const CallbackData &press);
void sendQrCode(Context &context, const CallbackData &press);
// Asks first. The button that does it says which key it is about, so that a second press, or one in an old
// menu, replaces nothing.
void reissue(Context &context, const CallbackData &press);

} // namespace turnpike::bot::key
