// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// Paying for a purchase: the press of a method, and what became of it.
namespace turnpike::bot::pay {

// By the way to pay whose button was pressed.
void byMethod(Context &context, const CallbackData &press);
void fromBalance(Context &context, const CallbackData &press);
// Pays what the balance lacks for a purchase, which then completes by itself.
void theRest(Context &context, const CallbackData &press);
// What came too little for a purchase goes to the balance; then the rest is paid, if that was pressed.
void settleShort(Context &context, const CallbackData &press);
// "Check payment": says what is known, and has the payment looked for at once.
void check(Context &context, const CallbackData &press);

// What was begun already, in place of a second one; and another way to pay for the same.
void showOpen(Context &context, const billing::Purchase &purchase);

// No payment can be made now: says so, and that nothing was charged.
void refusePaused(Context &context);

} // namespace turnpike::bot::pay
