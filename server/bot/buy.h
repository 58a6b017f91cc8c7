// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// From the wish to the menu of payment methods: tariff, period, and the renewal that skips both.
namespace turnpike::bot::buy {

void chooseTariff(Context &context, const CallbackData &press);
void choosePeriod(Context &context, const CallbackData &press);
// Makes the purchase, whose price is fixed from now on, and asks how to pay.
void chooseMethod(Context &context, const CallbackData &press);
// The same for the tariff and period that the customer had last.
void renew(Context &context, const CallbackData &press);
// A link to that tariff was opened: its periods.
Screen opened(Context &context, const QString &key);
// The customer would pay otherwise for what they have begun to buy.
void anotherWay(Context &context, const CallbackData &press);

// What happens to the time that the customer has already, where `tariff` comes on top of it; empty without
// any.
QString noteFor(Context &context, const QString &tariff);

// "… from 149 ₽": the lowest price of the catalog; 0 where nothing is sold.
Kopecks lowestPrice(const billing::Catalog &catalog);

} // namespace turnpike::bot::buy
