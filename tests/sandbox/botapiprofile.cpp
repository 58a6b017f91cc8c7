// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botapi.h"
#include "jsonfields.h"
#include "telegramworld.h"

#include <QRegularExpression>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxCommands = 100; // Bot API, setMyCommands
constexpr qsizetype kMaxCommandLength = 32;
constexpr qsizetype kMaxCommandDescription = 256;

// tdlib/td, misc.cpp, validate_bot_language_code. Throws ApiError.
QString languageOf(const Params &params)
{
    const QString language = params.argument(u"language_code"_s);
    static const QRegularExpression shape(u"^([a-z]{2})?$"_s);
    if (!shape.match(language).hasMatch())
        badRequest(u"Invalid language code specified"_s);
    return language;
}

// What a text of the bot is kept under.
QString profileKey(const QString &kind, const Params &params)
{
    return kind + u' ' + languageOf(params);
}

// "default", "chat 123", "chat_member 123 456" (Bot API server, Client.cpp, get_bot_command_scope).
QString readScope(const QJsonValue &value)
{
    if (!value.isObject())
        throw FieldError{u"BotCommandScope must be an Object"_s};
    const QJsonObject object = value.toObject();
    const QString type = requiredString(object, u"type"_s);
    static const QStringList plain = {u"default"_s, u"all_private_chats"_s, u"all_group_chats"_s,
                                      u"all_chat_administrators"_s};
    if (plain.contains(type))
        return type;
    if (type != u"chat" && type != u"chat_administrators" && type != u"chat_member")
        throw FieldError{u"Unsupported type specified"_s};
    const QString chat = requiredString(object, u"chat_id"_s);
    if (chat.isEmpty())
        throw FieldError{u"Empty chat_id specified"_s};
    if (type != u"chat_member")
        return type + u' ' + chat;
    const qint64 user = requiredNumber(object, u"user_id"_s);
    if (user <= 0)
        throw FieldError{u"Invalid user_id specified"_s};
    return u"%1 %2 %3"_s.arg(type, chat).arg(user);
}

QString commandsKey(const Params &params)
{
    const QJsonValue given = params.json(u"scope"_s, u"BotCommandScope"_s);
    try {
        return (given.isUndefined() ? u"default"_s : readScope(given)) + u'\n' + languageOf(params);
    } catch (const FieldError &error) {
        badRequest(u"Can't parse BotCommandScope: "_s + error.why);
    }
}

// tdlib/td, BotCommand.cpp, set_commands. Throws ApiError.
QJsonObject checkedCommand(const QString &givenCommand, const QString &givenDescription)
{
    QString command = givenCommand.trimmed();
    if (command.startsWith(u'/'))
        command.remove(0, 1);
    const QString description = givenDescription.trimmed();
    if (command.isEmpty())
        badRequest(u"Command must be non-empty"_s);
    if (command.size() > kMaxCommandLength)
        badRequest(u"Command length must not exceed %1"_s.arg(kMaxCommandLength));
    if (description.isEmpty())
        badRequest(u"Command description must be non-empty"_s);
    if (description.toUcs4().size() > kMaxCommandDescription) {
        badRequest(u"Command description length must not exceed %1"_s.arg(kMaxCommandDescription));
    }
    static const QRegularExpression shape(u"^[a-z0-9_]+$"_s);
    if (!shape.match(command).hasMatch())
        badRequest(u"BOT_COMMAND_INVALID"_s);
    return {{u"command"_s, command}, {u"description"_s, description}};
}

QJsonObject readMenuButton(const QJsonValue &value)
{
    if (!value.isObject())
        throw FieldError{u"MenuButton must be an Object"_s};
    const QJsonObject object = value.toObject();
    const QString type = requiredString(object, u"type"_s);
    if (type == u"default" || type == u"commands")
        return {{u"type"_s, type}};
    if (type != u"web_app")
        throw FieldError{u"MenuButton has unsupported type"_s};
    const QString url = requiredString(requiredObject(object, u"web_app"_s), u"url"_s);
    return {{u"type"_s, type},
            {u"text"_s, requiredString(object, u"text"_s)},
            {u"web_app"_s, QJsonObject{{u"url"_s, url}}}};
}

} // namespace

QJsonValue BotApi::setMyCommands(const Params &params)
{
    const QJsonValue given = params.json(u"commands"_s, u"commands"_s);
    if (!given.isUndefined() && !given.isArray())
        badRequest(u"Expected an Array of BotCommand"_s);
    QList<QPair<QString, QString>> read;
    const QJsonArray items = given.toArray();
    for (const QJsonValue &item : items) {
        try {
            if (!item.isObject())
                throw FieldError{u"expected an Object"_s};
            const QJsonObject object = item.toObject();
            read.append({requiredString(object, u"command"_s), requiredString(object, u"description"_s)});
        } catch (const FieldError &error) {
            badRequest(u"Can't parse BotCommand: "_s + error.why);
        }
    }
    const QString key = commandsKey(params);
    QJsonArray commands;
    for (const auto &[command, description] : std::as_const(read))
        commands.append(checkedCommand(command, description));
    if (commands.size() > kMaxCommands)
        badRequest(u"BOT_COMMANDS_TOO_MUCH"_s);
    m_commands[key] = commands;
    return true;
}

QJsonValue BotApi::getMyCommands(const Params &params)
{
    const auto found = m_commands.find(commandsKey(params));
    return found == m_commands.end() ? QJsonArray() : found->second;
}

QJsonValue BotApi::deleteMyCommands(const Params &params)
{
    m_commands.erase(commandsKey(params));
    return true;
}

QJsonValue BotApi::setMyName(const Params &params)
{
    m_profile[profileKey(u"name"_s, params)] = params.argument(u"name"_s);
    return true;
}

QJsonValue BotApi::getMyName(const Params &params)
{
    const QString name = m_profile[profileKey(u"name"_s, params)];
    return QJsonObject{{u"name"_s, name.isEmpty() ? m_world->bot().value(u"first_name").toString() : name}};
}

QJsonValue BotApi::setMyDescription(const Params &params)
{
    m_profile[profileKey(u"description"_s, params)] = params.argument(u"description"_s);
    return true;
}

QJsonValue BotApi::getMyDescription(const Params &params)
{
    return QJsonObject{{u"description"_s, m_profile[profileKey(u"description"_s, params)]}};
}

QJsonValue BotApi::setMyShortDescription(const Params &params)
{
    m_profile[profileKey(u"short_description"_s, params)] = params.argument(u"short_description"_s);
    return true;
}

QJsonValue BotApi::getMyShortDescription(const Params &params)
{
    return QJsonObject{{u"short_description"_s, m_profile[profileKey(u"short_description"_s, params)]}};
}

QJsonValue BotApi::setChatMenuButton(const Params &params)
{
    const QJsonValue given = params.json(u"menu_button"_s, u"menu button"_s);
    QJsonObject button{{u"type"_s, u"default"_s}};
    try {
        if (!given.isUndefined())
            button = readMenuButton(given);
    } catch (const FieldError &error) {
        badRequest(u"Can't parse menu button: "_s + error.why);
    }
    const qint64 user = params.contains(u"chat_id"_s) ? userOf(params, u"chat_id"_s) : 0;
    if (user != 0 && m_world->user(user) == nullptr)
        badRequest(u"user not found"_s);
    m_menuButtons[user] = button;
    return true;
}

QJsonValue BotApi::getChatMenuButton(const Params &params)
{
    const qint64 user = params.contains(u"chat_id"_s) ? userOf(params, u"chat_id"_s) : 0;
    if (user != 0 && m_world->user(user) == nullptr)
        badRequest(u"user not found"_s);
    for (const qint64 key : {user, qint64(0)}) {
        const auto found = m_menuButtons.find(key);
        if (found != m_menuButtons.end())
            return found->second;
    }
    return QJsonObject{{u"type"_s, u"commands"_s}};
}

} // namespace turnpike::sandbox
