// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bot/context.h"
#include "bot/keyboards.h"

#include <span>
#include <vector>

namespace turnpike::bot {

// What a press or a command leads to. Runs within the transaction of its update, on the handler's thread.
using Conversation = void (*)(Context &context, const CallbackData &press);

struct Route
{
    const char *word; // of a button (see callbackdata.h), or of a command without its slash
    Conversation conversation;
};

// Who takes what is typed while a conversation waits at this step (Context::waitFor). `state`: what it kept.
struct TypedRoute
{
    QString step;
    void (*take)(Context &context, const QString &text, const QJsonObject &state);
};

// A link to the bot that leads to a conversation: https://t.me/<bot>?start=<prefix><rest> (Telegram, “Deep
// linking”: A-Z a-z 0-9 _ -, at most 64 characters). What is opened may be opened again, and is shown.
struct Link
{
    const char *prefix;
    Screen (*open)(Context &context, const QString &rest);
};

// A button that leads to a conversation, on a screen that is not its own.
struct Entrance
{
    enum class Place { MainMenu, Settings };

    Place place;
    TextId label;
    const char *word; // of its route
};

// One conversation: its source says what there is of it, and the CMakeLists.txt of this room names the
// source.
struct Registration
{
    std::vector<Route> actions{};
    std::vector<Route> commands{};
    std::vector<TypedRoute> typed{};
    std::vector<Link> links{};
    std::vector<Entrance> entrances{};
    // The ids of texts that it alone uses: see TextId. For the test that holds them complete.
    std::span<const char *const> texts{};
    // Its own keyboards at their largest, for the test that looks whether Telegram takes them; null: none.
    std::vector<Keyboard> (*keyboards)(const Speech &speech) = nullptr;
};

// Every conversation that there is. Any thread.
const std::vector<Registration> &registrations();

} // namespace turnpike::bot
