// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/provider.h"
#include "bot/texts.h"

#include <optional>

// The button of each way to pay.
namespace turnpike::bot {

// What stands on it: a word of the bot's own where there is one, or the provider's name.
QString payLabel(const Speech &speech, billing::Provider provider);
// What a press of it carries: the provider's word, but for buttons that are older than this rule.
const char *payAction(billing::Provider provider);
// The way to pay whose button carries this; nothing for every other button.
std::optional<billing::Provider> payButtonOf(const QString &action);

} // namespace turnpike::bot
