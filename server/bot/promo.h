// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// Promo codes: entered by hand or by a link, kept for the next purchase, and shown with its price.
namespace turnpike::bot::promo {

// What a period costs this customer now.
struct Quote
{
    Kopecks price;
    int stars = 0;
    int bonusDays = 0;
    QString code{};                                 // that was entered; empty: none
    QString gives{};                                // what it gives, in words; empty: nothing
    std::optional<billing::PromoRefusal> refusal{}; // why the code does not count

    bool isReduced() const { return !gives.isEmpty(); }
};

// With the code that the customer has entered, where it counts. What was shown with it before, and is not
// being paid, is given up; a code that will never count is forgotten.
Quote quote(Context &context, const QString &tariff, const billing::Period &period);
// What stands under the price: the code and what it gives, or why it does not count. Empty without one.
QString line(const Speech &speech, const Quote &quoted, Kopecks fullPrice);

// `keyboard` of a screen where one chooses what to buy and, above its last row, the way to enter a code.
Keyboard withPromo(const Speech &speech, Keyboard keyboard);

// Asks for a code.
void ask(Context &context, const CallbackData &press);
// What was typed then. `state`: what the conversation kept since.
void typed(Context &context, const QString &text, const QJsonObject &state);
// A link with a code in it was opened.
Screen opened(Context &context, const QString &code);

} // namespace turnpike::bot::promo
