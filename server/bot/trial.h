#pragma once

#include "bot/context.h"

// Three days for free, once per customer.
namespace turnpike::bot::trial {

void take(Context &context, const CallbackData &press);

} // namespace turnpike::bot::trial
