// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"

// The first words with a customer, and the choice of the language.
namespace turnpike::bot::language {

// /start: the main menu or what a link to the bot leads to (`link`: what stood in it; may be empty), at the
// first time in the language that Telegram tells (`telegramLanguage`, an IETF tag) and with a row of all
// languages under it. Where Telegram tells none, and no link leads anywhere, the choice of one comes first.
void start(Context &context, const QString &telegramLanguage, const QString &link);
// A customer who goes on without having chosen has understood the language that was guessed: what is told
// later comes in it too.
void keepGuess(Context &context);
void choose(Context &context, const CallbackData &press);
void set(Context &context, const CallbackData &press);

} // namespace turnpike::bot::language
