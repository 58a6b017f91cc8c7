#pragma once

#include "bot/context.h"

// How to connect, platform by platform.
namespace turnpike::bot::instructions {

void open(Context &context, const CallbackData &press);

} // namespace turnpike::bot::instructions
