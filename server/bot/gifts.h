// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// Subscriptions for somebody else: bought here, sent as a link, opened by whoever has it.
namespace turnpike::bot::gifts {

// What can be given, and the customer's gifts that nobody has opened yet.
void chooseTariff(Context &context, const CallbackData &press);
void choosePeriod(Context &context, const CallbackData &press);
// <tariff>, <days>: makes the purchase, whose price is fixed from now on, and asks how to pay.
void chooseMethod(Context &context, const CallbackData &press);
// <code>: takes the gift.
void accept(Context &context, const CallbackData &press);
// A link with a gift in it was opened.
Screen opened(Context &context, const QString &code);

// What the link of a gift carries.
QString payloadOf(const QString &code);
// A gift that is paid for, to be sent by `link`.
Screen ready(const Speech &speech, const QString &link, const QString &tariff, int periodDays);

} // namespace turnpike::bot::gifts
