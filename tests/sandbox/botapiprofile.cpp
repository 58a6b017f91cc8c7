#include "botapi.h"
#include "jsonfields.h"
#include "telegramworld.h"

#include <QRegularExpression>

namespace turnpike::sandbox {

namespace {

constexpr qsizetype kMaxCommands = 100; // Bot API, setMyCommands
constexpr qsizetype kMaxCommandLength = 32;
constexpr qsizetype kMaxCommandDescription = 256;

// tdlib/td, misc.cpp, validate_bot_language_code. Throws ApiError.
QString languageOf(const Params &params)
{
    const QString language = params.argument(QStringLiteral("language_code"));
    static const QRegularExpression shape(QStringLiteral("^([a-z]{2})?$"));
    if (!shape.match(language).hasMatch())
        badRequest(QStringLiteral("Invalid language code specified"));
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
        throw FieldError{QStringLiteral("BotCommandScope must be an Object")};
    const QJsonObject object = value.toObject();
    const QString type = requiredString(object, QStringLiteral("type"));
    static const QStringList plain = {QStringLiteral("default"), QStringLiteral("all_private_chats"),
                                      QStringLiteral("all_group_chats"),
                                      QStringLiteral("all_chat_administrators")};
    if (plain.contains(type))
        return type;
    if (type != u"chat" && type != u"chat_administrators" && type != u"chat_member")
        throw FieldError{QStringLiteral("Unsupported type specified")};
    const QString chat = requiredString(object, QStringLiteral("chat_id"));
    if (chat.isEmpty())
        throw FieldError{QStringLiteral("Empty chat_id specified")};
    if (type != u"chat_member")
        return type + u' ' + chat;
    const qint64 user = requiredNumber(object, QStringLiteral("user_id"));
    if (user <= 0)
        throw FieldError{QStringLiteral("Invalid user_id specified")};
    return QStringLiteral("%1 %2 %3").arg(type, chat).arg(user);
}

QString commandsKey(const Params &params)
{
    const QJsonValue given = params.json(QStringLiteral("scope"), QStringLiteral("BotCommandScope"));
    try {
        return (given.isUndefined() ? QStringLiteral("default") : readScope(given)) + u'\n' +
               languageOf(params);
    } catch (const FieldError &error) {
        badRequest(QStringLiteral("Can't parse BotCommandScope: ") + error.why);
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
        badRequest(QStringLiteral("Command must be non-empty"));
    if (command.size() > kMaxCommandLength)
        badRequest(QStringLiteral("Command length must not exceed %1").arg(kMaxCommandLength));
    if (description.isEmpty())
        badRequest(QStringLiteral("Command description must be non-empty"));
    if (description.toUcs4().size() > kMaxCommandDescription) {
        badRequest(
            QStringLiteral("Command description length must not exceed %1").arg(kMaxCommandDescription));
    }
    static const QRegularExpression shape(QStringLiteral("^[a-z0-9_]+$"));
    if (!shape.match(command).hasMatch())
        badRequest(QStringLiteral("BOT_COMMAND_INVALID"));
    return {{QStringLiteral("command"), command}, {QStringLiteral("description"), description}};
}

QJsonObject readMenuButton(const QJsonValue &value)
{
    if (!value.isObject())
        throw FieldError{QStringLiteral("MenuButton must be an Object")};
    const QJsonObject object = value.toObject();
    const QString type = requiredString(object, QStringLiteral("type"));
    if (type == u"default" || type == u"commands")
        return {{QStringLiteral("type"), type}};
    if (type != u"web_app")
        throw FieldError{QStringLiteral("MenuButton has unsupported type")};
    const QString url =
        requiredString(requiredObject(object, QStringLiteral("web_app")), QStringLiteral("url"));
    return {{QStringLiteral("type"), type},
            {QStringLiteral("text"), requiredString(object, QStringLiteral("text"))},
            {QStringLiteral("web_app"), QJsonObject{{QStringLiteral("url"), url}}}};
}

} // namespace

QJsonValue BotApi::setMyCommands(const Params &params)
{
    const QJsonValue given = params.json(QStringLiteral("commands"), QStringLiteral("commands"));
    if (!given.isUndefined() && !given.isArray())
        badRequest(QStringLiteral("Expected an Array of BotCommand"));
    QList<QPair<QString, QString>> read;
    const QJsonArray items = given.toArray();
    for (const QJsonValue &item : items) {
        try {
            if (!item.isObject())
                throw FieldError{QStringLiteral("expected an Object")};
            const QJsonObject object = item.toObject();
            read.append({requiredString(object, QStringLiteral("command")),
                         requiredString(object, QStringLiteral("description"))});
        } catch (const FieldError &error) {
            badRequest(QStringLiteral("Can't parse BotCommand: ") + error.why);
        }
    }
    const QString key = commandsKey(params);
    QJsonArray commands;
    for (const auto &[command, description] : std::as_const(read))
        commands.append(checkedCommand(command, description));
    if (commands.size() > kMaxCommands)
        badRequest(QStringLiteral("BOT_COMMANDS_TOO_MUCH"));
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
    m_profile[profileKey(QStringLiteral("name"), params)] = params.argument(QStringLiteral("name"));
    return true;
}

QJsonValue BotApi::getMyName(const Params &params)
{
    const QString name = m_profile[profileKey(QStringLiteral("name"), params)];
    return QJsonObject{
        {QStringLiteral("name"), name.isEmpty() ? m_world->bot().value(u"first_name").toString() : name}};
}

QJsonValue BotApi::setMyDescription(const Params &params)
{
    m_profile[profileKey(QStringLiteral("description"), params)] =
        params.argument(QStringLiteral("description"));
    return true;
}

QJsonValue BotApi::getMyDescription(const Params &params)
{
    return QJsonObject{
        {QStringLiteral("description"), m_profile[profileKey(QStringLiteral("description"), params)]}};
}

QJsonValue BotApi::setMyShortDescription(const Params &params)
{
    m_profile[profileKey(QStringLiteral("short_description"), params)] =
        params.argument(QStringLiteral("short_description"));
    return true;
}

QJsonValue BotApi::getMyShortDescription(const Params &params)
{
    return QJsonObject{{QStringLiteral("short_description"),
                        m_profile[profileKey(QStringLiteral("short_description"), params)]}};
}

QJsonValue BotApi::setChatMenuButton(const Params &params)
{
    const QJsonValue given = params.json(QStringLiteral("menu_button"), QStringLiteral("menu button"));
    QJsonObject button{{QStringLiteral("type"), QStringLiteral("default")}};
    try {
        if (!given.isUndefined())
            button = readMenuButton(given);
    } catch (const FieldError &error) {
        badRequest(QStringLiteral("Can't parse menu button: ") + error.why);
    }
    const qint64 user =
        params.contains(QStringLiteral("chat_id")) ? userOf(params, QStringLiteral("chat_id")) : 0;
    if (user != 0 && m_world->user(user) == nullptr)
        badRequest(QStringLiteral("user not found"));
    m_menuButtons[user] = button;
    return true;
}

QJsonValue BotApi::getChatMenuButton(const Params &params)
{
    const qint64 user =
        params.contains(QStringLiteral("chat_id")) ? userOf(params, QStringLiteral("chat_id")) : 0;
    if (user != 0 && m_world->user(user) == nullptr)
        badRequest(QStringLiteral("user not found"));
    for (const qint64 key : {user, qint64(0)}) {
        const auto found = m_menuButtons.find(key);
        if (found != m_menuButtons.end())
            return found->second;
    }
    return QJsonObject{{QStringLiteral("type"), QStringLiteral("commands")}};
}

} // namespace turnpike::sandbox
