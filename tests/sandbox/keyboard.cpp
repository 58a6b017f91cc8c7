#include "keyboard.h"

#include "jsonfields.h"
#include "params.h"
#include "weblink.h"

namespace turnpike::sandbox {

namespace {

constexpr qsizetype kMaxCallbackDataBytes = 64; // Bot API, InlineKeyboardButton
constexpr qsizetype kMaxCopyTextLength = 256;   // Bot API, CopyTextButton
constexpr int kMaxButtonsInARow = 12;           // tdlib/td, ReplyMarkup.cpp
constexpr int kMaxButtons = 100;                // of the servers

// The style without which buttons go is left out (Bot API server, Client.cpp, get_button_style).
void readStyle(const QJsonObject &given, QJsonObject &button)
{
    const qint64 icon = optionalNumber(given, QStringLiteral("icon_custom_emoji_id"));
    if (icon != 0)
        button.insert(u"icon_custom_emoji_id", QString::number(icon));
    const QString style = optionalString(given, QStringLiteral("style")).toLower();
    if (style.isEmpty() || style == u"default")
        return;
    if (style != u"primary" && style != u"danger" && style != u"success")
        throw FieldError{QStringLiteral("invalid button style specified")};
    button.insert(u"style", style);
}

// Puts the action into the button: of several the first in this order (Bot API server, Client.cpp,
// get_inline_keyboard_button_type). False when there is none.
bool readAction(const QJsonObject &given, QJsonObject &button)
{
    for (const QString &name : {QStringLiteral("url"), QStringLiteral("callback_data")}) {
        const QString value = optionalString(given, name);
        if (value.isEmpty())
            continue;
        button.insert(name, value);
        return true;
    }
    if (given.contains(u"callback_game")) {
        button.insert(u"callback_game", QJsonObject());
    } else if (given.contains(u"pay")) {
        button.insert(u"pay", true);
    } else if (given.contains(u"switch_inline_query")) {
        button.insert(u"switch_inline_query", requiredString(given, QStringLiteral("switch_inline_query")));
    } else if (given.contains(u"switch_inline_query_chosen_chat")) {
        const QJsonObject chosen = requiredObject(given, QStringLiteral("switch_inline_query_chosen_chat"));
        QJsonObject shown{{QStringLiteral("query"), optionalString(chosen, QStringLiteral("query"))}};
        for (const QString &name :
             {QStringLiteral("allow_user_chats"), QStringLiteral("allow_bot_chats"),
              QStringLiteral("allow_group_chats"), QStringLiteral("allow_channel_chats")})
            shown.insert(name, optionalBool(chosen, name));
        button.insert(u"switch_inline_query_chosen_chat", shown);
    } else if (given.contains(u"switch_inline_query_current_chat")) {
        button.insert(u"switch_inline_query_current_chat",
                      requiredString(given, QStringLiteral("switch_inline_query_current_chat")));
    } else if (given.contains(u"login_url")) {
        const QJsonObject login = requiredObject(given, QStringLiteral("login_url"));
        button.insert(u"login_url", requiredString(login, QStringLiteral("url")));
    } else if (given.contains(u"web_app")) {
        const QJsonObject app = requiredObject(given, QStringLiteral("web_app"));
        button.insert(u"web_app",
                      QJsonObject{{QStringLiteral("url"), requiredString(app, QStringLiteral("url"))}});
    } else if (given.contains(u"disabled")) { // Bot API, DisabledButton, newer than that source
        button.insert(u"disabled", QJsonObject());
    } else if (given.contains(u"copy_text")) {
        const QJsonObject copy = requiredObject(given, QStringLiteral("copy_text"));
        button.insert(u"copy_text",
                      QJsonObject{{QStringLiteral("text"), requiredString(copy, QStringLiteral("text"))}});
    } else {
        return false;
    }
    return true;
}

QJsonObject readInlineButton(const QJsonValue &value)
{
    if (!value.isObject())
        throw FieldError{QStringLiteral("InlineKeyboardButton must be an Object")};
    const QJsonObject given = value.toObject();
    QJsonObject button{{QStringLiteral("text"), requiredString(given, QStringLiteral("text"))}};
    readStyle(given, button);
    if (!readAction(given, button))
        throw FieldError{QStringLiteral("Text buttons are unallowed in the inline keyboard")};
    return button;
}

QJsonObject readReplyButton(const QJsonValue &value)
{
    if (value.isString())
        return {{QStringLiteral("text"), value.toString()}};
    if (!value.isObject())
        throw FieldError{QStringLiteral("KeyboardButton must be a String or an Object")};
    const QJsonObject given = value.toObject();
    QJsonObject button = given;
    button.insert(u"text", requiredString(given, QStringLiteral("text")));
    readStyle(given, button);
    for (const QString &name : {QStringLiteral("request_contact"), QStringLiteral("request_location")})
        optionalBool(given, name);
    return button;
}

using ReadButton = QJsonObject (*)(const QJsonValue &);

QList<QList<QJsonObject>> readRows(const QJsonArray &given, const QString &ofWhat, const QString &ofButton,
                                   ReadButton readButton)
{
    QList<QList<QJsonObject>> rows;
    for (const QJsonValue &row : given) {
        if (!row.isArray())
            badRequest(QStringLiteral("Field %1 must be an Array of Arrays").arg(ofWhat));
        QList<QJsonObject> buttons;
        const QJsonArray cells = row.toArray();
        for (const QJsonValue &cell : cells) {
            try {
                buttons.append(readButton(cell));
            } catch (const FieldError &error) {
                badRequest(QStringLiteral("Can't parse %1: %2").arg(ofButton, error.why));
            }
        }
        rows.append(buttons);
    }
    return rows;
}

std::optional<ReplyMarkup> readKind(const QJsonObject &given)
{
    const std::optional<QJsonArray> reply = optionalArray(given, QStringLiteral("keyboard"));
    ReplyMarkup markup;
    if (reply) {
        markup.kind = MarkupKind::Reply;
        markup.rows = readRows(*reply, QStringLiteral("\"keyboard\""), QStringLiteral("keyboard button"),
                               &readReplyButton);
    }
    const std::optional<QJsonArray> keys = optionalArray(given, QStringLiteral("inline_keyboard"));
    const QList<QList<QJsonObject>> inlineRows =
        keys ? readRows(*keys, QStringLiteral("\"inline_keyboard\" of the InlineKeyboardMarkup"),
                        QStringLiteral("inline keyboard button"), &readInlineButton)
             : QList<QList<QJsonObject>>();
    const bool removes = optionalBool(given, QStringLiteral("remove_keyboard"));
    const bool forces = optionalBool(given, QStringLiteral("force_reply"));
    optionalBool(given, QStringLiteral("selective"));
    optionalString(given, QStringLiteral("input_field_placeholder"));
    if (!markup.rows.isEmpty())
        return markup;
    if (!inlineRows.isEmpty())
        return ReplyMarkup{MarkupKind::Inline, inlineRows};
    if (removes)
        return ReplyMarkup{MarkupKind::Remove, {}};
    if (forces)
        return ReplyMarkup{MarkupKind::ForceReply, {}};
    return std::nullopt;
}

void checkLink(QJsonObject &button, const QString &action, const QString &what, LinkUse use)
{
    const QJsonValue given = button.value(action);
    const QString address = given.isObject() ? given.toObject().value(u"url").toString() : given.toString();
    const qint64 user = linkedUser(address);
    if (user > 0 && use == LinkUse::HttpsOnly)
        badRequest(QStringLiteral("Link to a user can't be used in %1 URL buttons").arg(what));
    if (user > 0) {
        button.insert(action, QStringLiteral("tg://user?id=%1").arg(user));
        return;
    }
    const auto link = checkedLink(address, use);
    if (const auto *error = std::get_if<LinkError>(&link)) {
        badRequest(QStringLiteral("Inline keyboard button %1URL '%2' is invalid: %3")
                       .arg(what.isEmpty() ? QString() : what + u' ', address, error->why));
    }
    const QString url = std::get<QString>(link);
    if (action == u"web_app") {
        button.insert(action, QJsonObject{{QStringLiteral("url"), url}});
    } else {
        button.remove(u"login_url"); // messages show a login as a plain link
        button.insert(u"url", url);
    }
}

void checkInlineButton(QJsonObject &button, bool mayPay)
{
    if (button.contains(u"url"))
        checkLink(button, QStringLiteral("url"), {}, LinkUse::Any);
    else if (button.contains(u"login_url"))
        checkLink(button, QStringLiteral("login_url"), QStringLiteral("login"), LinkUse::HttpsOnly);
    else if (button.contains(u"web_app"))
        checkLink(button, QStringLiteral("web_app"), QStringLiteral("Web App"), LinkUse::HttpsOnly);
    // From here on what the servers refuse; their source is not public, the names are known from use.
    if (button.value(u"callback_data").toString().toUtf8().size() > kMaxCallbackDataBytes)
        badRequest(QStringLiteral("BUTTON_DATA_INVALID"));
    if (button.contains(u"pay") && !mayPay)
        badRequest(QStringLiteral("BUTTON_TYPE_INVALID"));
    if (button.contains(u"copy_text")) {
        const qsizetype length =
            button.value(u"copy_text").toObject().value(u"text").toString().toUcs4().size();
        if (length < 1 || length > kMaxCopyTextLength)
            badRequest(QStringLiteral("BUTTON_COPY_TEXT_INVALID"));
    }
}

} // namespace

std::optional<ReplyMarkup> readMarkup(const Params &params)
{
    const QJsonValue value =
        params.json(QStringLiteral("reply_markup"), QStringLiteral("reply keyboard markup"));
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isObject())
        badRequest(QStringLiteral("Object expected as reply markup"));
    try {
        return readKind(value.toObject());
    } catch (const FieldError &error) {
        badRequest(error.why);
    }
}

std::optional<ReplyMarkup> checkedMarkup(const std::optional<ReplyMarkup> &read, MarkupUse use)
{
    if (!read)
        return std::nullopt;
    if (use != MarkupUse::Send && read->kind != MarkupKind::Inline) {
        badRequest(QStringLiteral("Inline keyboard expected"));
    }
    if (read->kind == MarkupKind::Remove || read->kind == MarkupKind::ForceReply)
        return read;
    ReplyMarkup checked{read->kind, {}};
    int count = 0;
    for (const QList<QJsonObject> &row : read->rows) {
        QList<QJsonObject> buttons;
        for (QJsonObject button : row) {
            if (button.value(u"text").toString().isEmpty() && !button.contains(u"icon_custom_emoji_id"))
                continue;
            if (read->kind == MarkupKind::Inline)
                checkInlineButton(button, use == MarkupUse::Invoice && count == 0);
            buttons.append(button);
            ++count;
            if (buttons.size() == kMaxButtonsInARow)
                break;
        }
        if (!buttons.isEmpty())
            checked.rows.append(buttons);
    }
    if (checked.rows.isEmpty())
        return std::nullopt;
    if (count > kMaxButtons)
        badRequest(QStringLiteral("reply markup is too long"));
    if (use == MarkupUse::Invoice && !checked.rows.first().first().value(u"pay").toBool())
        badRequest(QStringLiteral("BUTTON_POS_INVALID"));
    return checked;
}

QJsonObject shownMarkup(const std::optional<ReplyMarkup> &markup)
{
    if (!markup || markup->kind != MarkupKind::Inline)
        return {};
    QJsonArray rows;
    for (const QList<QJsonObject> &row : markup->rows) {
        QJsonArray cells;
        for (const QJsonObject &button : row)
            cells.append(button);
        rows.append(cells);
    }
    return {{QStringLiteral("inline_keyboard"), rows}};
}

} // namespace turnpike::sandbox
