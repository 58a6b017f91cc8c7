// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"
#include "protocol/literals.h"

// The balance and how money gets onto it.
namespace turnpike::bot::topup {

// The step of a conversation that waits for a typed amount.
inline const QString kTypingAmount = u"topup_amount"_s;

// Money can be got onto the balance now.
bool isOffered(const Context &context);

// What is to be topped up so that so much more is there: whole roubles, within what may be topped up.
Kopecks enoughFor(const billing::Catalog &catalog, Kopecks missing);

void openBalance(Context &context, const CallbackData &press);
// Amounts to choose from; one that is typed is taken as well.
void chooseAmount(Context &context, const CallbackData &press);
// An amount was pressed.
void takeAmount(Context &context, const CallbackData &press);
// Asks for an amount in words of the customer's own.
void askForAmount(Context &context, const CallbackData &press);
// What was typed then. `state`: what the conversation kept since.
void typedAmount(Context &context, const QString &text, const QJsonObject &state);

// "250", "1 000", "99,50 ₽" as kopecks; nothing for what is not an amount of money.
std::optional<Kopecks> parseAmount(const QString &text);

} // namespace turnpike::bot::topup
