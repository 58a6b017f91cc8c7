// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "keyboard.h"

#include "jsonfields.h"
#include "params.h"
#include "weblink.h"

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kMaxCallbackDataBytes = 64; // Bot API, InlineKeyboardButton
constexpr qsizetype kMaxCopyTextLength = 256;   // Bot API, CopyTextButton
constexpr int kMaxButtonsInARow = 12;           // tdlib/td, ReplyMarkup.cpp
constexpr int kMaxButtons = 100;                // of the servers

// The style without which buttons go is left out (Bot API server, Client.cpp, get_button_style).
void readStyle(const QJsonObject &given, QJsonObject &button)
{
    const qint64 icon = optionalNumber(given, u"icon_custom_emoji_id"_s);
    if (icon != 0)
        button.insert(u"icon_custom_emoji_id", QString::number(icon));
    const QString style = optionalString(given, u"style"_s).toLower();
    if (style.isEmpty() || style == u"default")
        return;
    if (style != u"primary" && style != u"danger" && style != u"success")
        throw FieldError{u"invalid button style specified"_s};
    button.insert(u"style", style);
}

// Puts the action into the button: of several the first in this order (Bot API server, Client.cpp,
// get_inline_keyboard_button_type). False when there is none.
bool readAction(const QJsonObject &given, QJsonObject &button)
{
    for (const QString &name : {u"url"_s, u"callback_data"_s}) {
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
        button.insert(u"switch_inline_query", requiredString(given, u"switch_inline_query"_s));
    } else if (given.contains(u"switch_inline_query_chosen_chat")) {
        const QJsonObject chosen = requiredObject(given, u"switch_inline_query_chosen_chat"_s);
        QJsonObject shown{{u"query"_s, optionalString(chosen, u"query"_s)}};
        for (const QString &name :
             {u"allow_user_chats"_s, u"allow_bot_chats"_s, u"allow_group_chats"_s, u"allow_channel_chats"_s})
            shown.insert(name, optionalBool(chosen, name));
        button.insert(u"switch_inline_query_chosen_chat", shown);
    } else if (given.contains(u"switch_inline_query_current_chat")) {
        button.insert(u"switch_inline_query_current_chat",
                      requiredString(given, u"switch_inline_query_current_chat"_s));
    } else if (given.contains(u"login_url")) {
        const QJsonObject login = requiredObject(given, u"login_url"_s);
        button.insert(u"login_url", requiredString(login, u"url"_s));
    } else if (given.contains(u"web_app")) {
        const QJsonObject app = requiredObject(given, u"web_app"_s);
        button.insert(u"web_app", QJsonObject{{u"url"_s, requiredString(app, u"url"_s)}});
    } else if (given.contains(u"disabled")) { // Bot API, DisabledButton, newer than that source
        button.insert(u"disabled", QJsonObject());
    } else if (given.contains(u"copy_text")) {
        const QJsonObject copy = requiredObject(given, u"copy_text"_s);
        button.insert(u"copy_text", QJsonObject{{u"text"_s, requiredString(copy, u"text"_s)}});
    } else {
        return false;
    }
    return true;
}

QJsonObject readInlineButton(const QJsonValue &value)
{
    if (!value.isObject())
        throw FieldError{u"InlineKeyboardButton must be an Object"_s};
    const QJsonObject given = value.toObject();
    QJsonObject button{{u"text"_s, requiredString(given, u"text"_s)}};
    readStyle(given, button);
    if (!readAction(given, button))
        throw FieldError{u"Text buttons are unallowed in the inline keyboard"_s};
    return button;
}

QJsonObject readReplyButton(const QJsonValue &value)
{
    if (value.isString())
        return {{u"text"_s, value.toString()}};
    if (!value.isObject())
        throw FieldError{u"KeyboardButton must be a String or an Object"_s};
    const QJsonObject given = value.toObject();
    QJsonObject button = given;
    button.insert(u"text", requiredString(given, u"text"_s));
    readStyle(given, button);
    for (const QString &name : {u"request_contact"_s, u"request_location"_s})
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
            badRequest(u"Field %1 must be an Array of Arrays"_s.arg(ofWhat));
        QList<QJsonObject> buttons;
        const QJsonArray cells = row.toArray();
        for (const QJsonValue &cell : cells) {
            try {
                buttons.append(readButton(cell));
            } catch (const FieldError &error) {
                badRequest(u"Can't parse %1: %2"_s.arg(ofButton, error.why));
            }
        }
        rows.append(buttons);
    }
    return rows;
}

std::optional<ReplyMarkup> readKind(const QJsonObject &given)
{
    const std::optional<QJsonArray> reply = optionalArray(given, u"keyboard"_s);
    ReplyMarkup markup;
    if (reply) {
        markup.kind = MarkupKind::Reply;
        markup.rows = readRows(*reply, u"\"keyboard\""_s, u"keyboard button"_s, &readReplyButton);
    }
    const std::optional<QJsonArray> keys = optionalArray(given, u"inline_keyboard"_s);
    const QList<QList<QJsonObject>> inlineRows =
        keys ? readRows(*keys, u"\"inline_keyboard\" of the InlineKeyboardMarkup"_s,
                        u"inline keyboard button"_s, &readInlineButton)
             : QList<QList<QJsonObject>>();
    const bool removes = optionalBool(given, u"remove_keyboard"_s);
    const bool forces = optionalBool(given, u"force_reply"_s);
    optionalBool(given, u"selective"_s);
    optionalString(given, u"input_field_placeholder"_s);
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
        badRequest(u"Link to a user can't be used in %1 URL buttons"_s.arg(what));
    if (user > 0) {
        button.insert(action, u"tg://user?id=%1"_s.arg(user));
        return;
    }
    const auto link = checkedLink(address, use);
    if (const auto *error = std::get_if<LinkError>(&link)) {
        badRequest(u"Inline keyboard button %1URL '%2' is invalid: %3"_s.arg(
            what.isEmpty() ? QString() : what + u' ', address, error->why));
    }
    const QString url = std::get<QString>(link);
    if (action == u"web_app") {
        button.insert(action, QJsonObject{{u"url"_s, url}});
    } else {
        button.remove(u"login_url"); // messages show a login as a plain link
        button.insert(u"url", url);
    }
}

void checkInlineButton(QJsonObject &button, bool mayPay)
{
    if (button.contains(u"url"))
        checkLink(button, u"url"_s, {}, LinkUse::Any);
    else if (button.contains(u"login_url"))
        checkLink(button, u"login_url"_s, u"login"_s, LinkUse::HttpsOnly);
    else if (button.contains(u"web_app"))
        checkLink(button, u"web_app"_s, u"Web App"_s, LinkUse::HttpsOnly);
    // From here on what the servers refuse; their source is not public, the names are known from use.
    if (button.value(u"callback_data").toString().toUtf8().size() > kMaxCallbackDataBytes)
        badRequest(u"BUTTON_DATA_INVALID"_s);
    if (button.contains(u"pay") && !mayPay)
        badRequest(u"BUTTON_TYPE_INVALID"_s);
    if (button.contains(u"copy_text")) {
        const qsizetype length =
            button.value(u"copy_text").toObject().value(u"text").toString().toUcs4().size();
        if (length < 1 || length > kMaxCopyTextLength)
            badRequest(u"BUTTON_COPY_TEXT_INVALID"_s);
    }
}

} // namespace

std::optional<ReplyMarkup> readMarkup(const Params &params)
{
    const QJsonValue value = params.json(u"reply_markup"_s, u"reply keyboard markup"_s);
    if (value.isUndefined())
        return std::nullopt;
    if (!value.isObject())
        badRequest(u"Object expected as reply markup"_s);
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
        badRequest(u"Inline keyboard expected"_s);
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
        badRequest(u"reply markup is too long"_s);
    if (use == MarkupUse::Invoice && !checked.rows.first().first().value(u"pay").toBool())
        badRequest(u"BUTTON_POS_INVALID"_s);
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
    return {{u"inline_keyboard"_s, rows}};
}

} // namespace turnpike::sandbox
