// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/texts.h"

#include <QJsonObject>

#include <vector>

namespace turnpike::bot {

// A call of the Bot API that says in the bot's own profile what it can do.
struct ProfileCall
{
    QString method;
    QJsonObject payload;
};

// The menu of commands, the description of an empty chat and the short one of the profile: in each language,
// and in the default one for all other languages of Telegram's app.
std::vector<ProfileCall> profileCalls(const Texts &texts);

} // namespace turnpike::bot
