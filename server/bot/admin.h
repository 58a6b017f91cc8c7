// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// The shop's administrators in Telegram: how it goes, a customer's card, payments in review, and what can be
// done about them, each with a reason. Whoever is none hears what any unknown command and button says.
namespace turnpike::bot::admin {

// Whoever is no administrator is answered as if there were none of this.
bool turnAwayStranger(Context &context);
// Says so, and where to, when nothing may be changed from here.
bool turnAwayWhenOff(Context &context);

void showDashboard(Context &context);
// Under an alert, wherever it is read: opens the dashboard in the chat with the bot. Empty as long as we do
// not know the bot's name. Part of the caller's transaction.
Keyboard underAlert(db::Transaction &tx, const Speech &speech);
// Of a customer; says so when there is none.
void showCard(Context &context, qint64 telegramId);
void showReviews(Context &context);

// A button of a conversation of administrators: `word` of its route, what it does, and of what.
Button button(const QString &label, const char *word, const QStringList &args);

} // namespace turnpike::bot::admin
