#pragma once

#include "bot/context.h"

// The first words with a customer, and the choice of the language.
namespace turnpike::bot::language {

// /start: the choice of a language at the first time, the main menu afterwards.
void start(Context &context);
// A customer who goes on without having chosen has understood the language that was guessed: what is told
// later comes in it too.
void keepGuess(Context &context);
void choose(Context &context, const CallbackData &press);
void set(Context &context, const CallbackData &press);

} // namespace turnpike::bot::language
