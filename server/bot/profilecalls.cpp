// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/profilecalls.h"

#include <QJsonArray>

namespace turnpike::bot {

using namespace Qt::StringLiterals;

namespace {

struct ShownCommand
{
    const char *word;
    TextId description;
};

// In the order of Telegram's menu; each is one that a conversation answers.
constexpr ShownCommand kShownCommands[] = {
    {"menu", "command.menu"},         {"buy", "command.buy"},
    {"renew", "command.renew"},       {"profile", "command.profile"},
    {"balance", "command.balance"},   {"help", "command.help"},
    {"support", "command.support"},   {"paysupport", "command.paysupport"},
    {"terms", "command.terms"},       {"privacy", "command.privacy"},
    {"language", "command.language"},
};

QJsonArray commandsIn(const Speech &speech)
{
    QJsonArray commands;
    for (const ShownCommand &command : kShownCommands)
        commands.append(QJsonObject{{u"command"_s, QLatin1String(command.word)},
                                    {u"description"_s, speech.plain(command.description)}});
    return commands;
}

// `language`: two letters, or empty for whoever has another one (Bot API, setMyCommands).
void addCalls(std::vector<ProfileCall> &calls, const Speech &speech, const QString &language)
{
    const auto add = [&](const char *method, const char *parameter, const QJsonValue &value) {
        QJsonObject payload{{QLatin1String(parameter), value}};
        if (!language.isEmpty())
            payload[u"language_code"_s] = language;
        calls.push_back({QLatin1String(method), payload});
    };
    add("setMyCommands", "commands", commandsIn(speech));
    add("setMyDescription", "description", speech.plain("bot.description"));
    add("setMyShortDescription", "short_description", speech.plain("bot.short_description"));
}

} // namespace

std::vector<ProfileCall> profileCalls(const Texts &texts)
{
    std::vector<ProfileCall> calls;
    addCalls(calls, texts.speech(kDefaultLanguage), QString());
    for (const Speech &speech : texts.languages()) {
        if (speech.code().size() == 2)
            addCalls(calls, speech, speech.code());
    }
    return calls;
}

} // namespace turnpike::bot
