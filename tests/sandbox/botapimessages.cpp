// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botapi.h"
#include "jsonfields.h"
#include "telegramworld.h"

#include <QDateTime>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kDeletableForSeconds = 48 * 3600; // Bot API, deleteMessage
constexpr qsizetype kMaxDeletedAtOnce = 100;       // Bot API, deleteMessages

// The parts of a message that edits replace.
QJsonObject editable(const QJsonObject &body)
{
    QJsonObject kept;
    for (const QString &key : {u"text"_s, u"entities"_s, u"caption"_s, u"caption_entities"_s, u"photo"_s,
                               u"document"_s, u"reply_markup"_s, u"link_preview_options"_s}) {
        if (body.contains(key))
            kept.insert(key, body.value(key));
    }
    return kept;
}

bool hasMedia(const QJsonObject &body)
{
    return body.contains(u"photo") || body.contains(u"document") || body.contains(u"video") ||
           body.contains(u"audio") || body.contains(u"animation");
}

// Parameter link_preview_options as messages show it; empty when a preview is wanted as usual.
QJsonObject linkPreview(const Params &params)
{
    const QJsonValue value = params.json(u"link_preview_options"_s, u"link preview options"_s);
    if (value.isUndefined()) {
        if (!params.boolean(u"disable_web_page_preview"_s))
            return {};
        return {{u"is_disabled"_s, true}};
    }
    if (!value.isObject())
        badRequest(u"Object expected as link preview options"_s);
    QJsonObject shown;
    try {
        const QJsonObject given = value.toObject();
        for (const QString &name :
             {u"is_disabled"_s, u"prefer_small_media"_s, u"prefer_large_media"_s, u"show_above_text"_s}) {
            if (optionalBool(given, name))
                shown.insert(name, true);
        }
        const QString url = optionalString(given, u"url"_s);
        if (!url.isEmpty())
            shown.insert(u"url", url);
    } catch (const FieldError &error) {
        badRequest(error.why);
    }
    return shown;
}

} // namespace

void BotApi::putText(QJsonObject &content, const FormattedText &text, bool isCaption)
{
    const QString name = isCaption ? u"caption"_s : u"text"_s;
    const QString entitiesName = isCaption ? u"caption_entities"_s : u"entities"_s;
    content.remove(name);
    content.remove(entitiesName);
    if (!text.text.isEmpty())
        content.insert(name, text.text);
    QJsonArray entities;
    const QJsonArray all = text.entitiesJson();
    for (const QJsonValue &value : all) {
        QJsonObject entity = value.toObject();
        if (entity.value(u"type").toString() == u"text_mention") {
            const User *user = m_world->user(entity.value(u"user").toObject().value(u"id").toInteger());
            if (user == nullptr) // whom the bot does not know it cannot mention
                continue;
            entity.insert(u"user", user->json());
        }
        entities.append(entity);
    }
    if (!entities.isEmpty())
        content.insert(entitiesName, entities);
}

QJsonObject BotApi::replyOf(const Params &params, qint64 chatId)
{
    qint64 replyTo = params.number(u"reply_to_message_id"_s);
    bool mayBeMissing = params.boolean(u"allow_sending_without_reply"_s);
    const QJsonValue given = params.json(u"reply_parameters"_s, u"reply parameters"_s);
    if (!given.isUndefined()) {
        if (!given.isObject())
            badRequest(u"Object expected as reply parameters"_s);
        try {
            const QJsonObject object = given.toObject();
            replyTo = object.isEmpty() ? 0 : requiredNumber(object, u"message_id"_s);
            mayBeMissing = optionalBool(object, u"allow_sending_without_reply"_s);
        } catch (const FieldError &error) {
            badRequest(error.why);
        }
    }
    if (replyTo <= 0)
        return {};
    const Message *message = m_world->message(chatId, replyTo);
    if (message != nullptr && !message->isDeleted) {
        QJsonObject shown = message->body;
        shown.remove(u"reply_to_message"); // only one deep
        return {{u"reply_to_message"_s, shown}};
    }
    if (!mayBeMissing)
        badRequest(u"message to be replied not found"_s);
    return {};
}

// Bot API server, Client.cpp, do_send_message: the keyboard is read before the chat is looked for, then the
// topic, then the message that this one replies to.
BotApi::Sending BotApi::beginSending(const Params &params, const QString &what)
{
    Sending sending;
    sending.markup = readMarkup(params);
    sending.chatId = chatOf(params, Access::Write);
    sending.threadId = topicOf(params, sending.chatId);
    sending.extras = replyOf(params, sending.chatId);
    m_unsent.refuseWhenFull(*m_call, sending.chatId);
    const Group *group = m_world->group(sending.chatId);
    if (group != nullptr && group->bot == Group::Membership::Restricted)
        badRequest(u"Not enough rights to send %1 to the chat"_s.arg(what));
    if (params.boolean(u"protect_content"_s))
        sending.extras.insert(u"has_protected_content", true);
    const qint64 effect = params.number(u"message_effect_id"_s);
    if (effect != 0)
        sending.extras.insert(u"effect_id", QString::number(effect));
    return sending;
}

void BotApi::passLimits(qint64 chatId)
{
    m_unsent.pass(*m_call, chatId, m_method);
}

Message &BotApi::post(const Sending &sending, MarkupUse use, const QJsonObject &content)
{
    const std::optional<ReplyMarkup> markup = checkedMarkup(sending.markup, use);
    checkReachable(sending.chatId);
    passLimits(sending.chatId);
    return add(sending, markup, content);
}

Message &BotApi::add(const Sending &sending, const std::optional<ReplyMarkup> &markup,
                     const QJsonObject &content)
{
    QJsonObject body = content;
    for (auto it = sending.extras.begin(); it != sending.extras.end(); ++it)
        body.insert(it.key(), it.value());
    const QJsonObject shown = shownMarkup(markup);
    if (!shown.isEmpty())
        body.insert(u"reply_markup", shown);
    Message &message = m_world->addMessage({sending.chatId, 0, sending.threadId}, body);
    message.isEditable = !markup || markup->kind == MarkupKind::Inline;
    return message;
}

QJsonValue BotApi::sendMessage(const Params &params)
{
    m_unsent.refuseWhenFull(*m_call, params.number(u"chat_id"_s));
    const QJsonObject preview = linkPreview(params);
    const FormattedText read = readText(params);
    const Sending sending = beginSending(params, u"text messages"_s);
    checkedMarkup(sending.markup, MarkupUse::Send); // before the text's length
    QJsonObject content;
    putText(content, checkedText(read, TextUse::Send), false);
    if (!preview.isEmpty())
        content.insert(u"link_preview_options", preview);
    return post(sending, MarkupUse::Send, content).body;
}

QJsonValue BotApi::copyMessage(const Params &params)
{
    params.required(u"from_chat_id"_s);
    const bool replacesCaption = params.contains(u"caption"_s);
    const FormattedText caption = replacesCaption ? readCaption(params) : FormattedText();
    const qint64 from = chatOf(params, Access::Read, u"from_chat_id"_s);
    const QJsonObject original = messageOf(from, params.number(u"message_id"_s), u"message to copy"_s).body;
    const Sending sending = beginSending(params, u"text messages"_s);
    if (!original.contains(u"text") && !hasMedia(original))
        badRequest(u"The message can't be copied"_s);
    QJsonObject content;
    for (const QString &key : {u"text"_s, u"entities"_s, u"photo"_s, u"document"_s, u"video"_s, u"audio"_s,
                               u"animation"_s, u"caption"_s, u"caption_entities"_s}) {
        if (original.contains(key))
            content.insert(key, original.value(key));
    }
    if (replacesCaption && hasMedia(original))
        putText(content, checkedCaption(caption, TextUse::Send), true);
    return QJsonObject{{u"message_id"_s, post(sending, MarkupUse::Send, content).id}};
}

Message &BotApi::messageOf(qint64 chatId, qint64 messageId, const QString &what)
{
    Message *message = messageId > 0 ? m_world->message(chatId, messageId) : nullptr;
    if (message == nullptr || message->isDeleted)
        badRequest(what + u" not found"_s);
    return *message;
}

// tdlib/td, MessagesManager.cpp, can_edit_message: only what the bot has sent, and nothing with a keyboard
// that is none of inline buttons; of an invoice the keyboard alone.
Message &BotApi::messageToEdit(const Params &params, bool onlyMarkup)
{
    const qint64 messageId = params.number(u"message_id"_s);
    if (params.argument(u"chat_id"_s).isEmpty() && messageId <= 0) {
        if (params.argument(u"inline_message_id"_s).isEmpty())
            badRequest(u"Message identifier is not specified"_s);
        badRequest(u"MESSAGE_ID_INVALID"_s); // the shop has no inline mode
    }
    const qint64 chatId = chatOf(params, Access::Edit);
    Message &message = messageOf(chatId, messageId, u"message to edit"_s);
    const bool hasContent = message.body.contains(u"text") || hasMedia(message.body);
    const bool isInvoice = message.body.contains(u"invoice");
    if (!message.fromBot || !message.isEditable || !(hasContent || (isInvoice && onlyMarkup)))
        badRequest(u"Message can't be edited"_s);
    return message;
}

QJsonValue BotApi::editMessageText(const Params &params)
{
    const QJsonObject preview = linkPreview(params);
    const FormattedText read = readText(params);
    const std::optional<ReplyMarkup> markup = readMarkup(params);
    Message &message = messageToEdit(params, false);
    if (!message.body.contains(u"text"))
        badRequest(u"There is no text in the message to edit"_s);
    checkedMarkup(markup, MarkupUse::Edit); // before the text's length
    QJsonObject changed = message.body;
    putText(changed, checkedText(read, TextUse::Edit), false);
    changed.remove(u"link_preview_options");
    if (!preview.isEmpty())
        changed.insert(u"link_preview_options", preview);
    return applyEdit(message, changed, markup);
}

QJsonValue BotApi::editMessageCaption(const Params &params)
{
    const std::optional<ReplyMarkup> markup = readMarkup(params);
    const FormattedText read = readCaption(params);
    Message &message = messageToEdit(params, false);
    if (!hasMedia(message.body))
        badRequest(u"There is no caption in the message to edit"_s);
    QJsonObject changed = message.body;
    putText(changed, checkedCaption(read, TextUse::Edit), true);
    return applyEdit(message, changed, markup);
}

QJsonValue BotApi::editMessageReplyMarkup(const Params &params)
{
    const std::optional<ReplyMarkup> markup = readMarkup(params);
    Message &message = messageToEdit(params, true);
    return applyEdit(message, message.body, markup);
}

QJsonValue BotApi::applyEdit(Message &message, QJsonObject changed, const std::optional<ReplyMarkup> &read)
{
    const bool isInvoice = message.body.contains(u"invoice");
    const QJsonObject shown =
        shownMarkup(checkedMarkup(read, isInvoice ? MarkupUse::Invoice : MarkupUse::Edit));
    changed.remove(u"reply_markup"); // an edit without a keyboard takes the keyboard away
    if (!shown.isEmpty())
        changed.insert(u"reply_markup", shown);
    if (editable(changed) == editable(message.body)) {
        badRequest(u"message is not modified: specified new message content and reply markup "
                   "are exactly the same as a "
                   "current content and reply markup of the message"_s);
    }
    passLimits(message.chatId);
    message.body = changed;
    m_world->touch(message, true);
    return message.body;
}

namespace {

// tdlib/td, MessagesManager.cpp, can_delete_message and can_revoke_message. Throws ApiError.
void checkDeletable(const Message &message, const Group *group)
{
    const bool isAdministrator = group != nullptr && group->bot == Group::Membership::Administrator;
    if (group != nullptr && !message.fromBot && !isAdministrator)
        badRequest(u"Message can't be deleted"_s);
    const qint64 age = QDateTime::currentSecsSinceEpoch() - message.body.value(u"date").toInteger();
    if (age > kDeletableForSeconds && !isAdministrator)
        badRequest(u"Message can't be deleted for everyone"_s);
}

} // namespace

QJsonValue BotApi::deleteMessage(const Params &params)
{
    if (params.argument(u"chat_id"_s).isEmpty())
        badRequest(u"Chat identifier is not specified"_s);
    const qint64 messageId = params.number(u"message_id"_s);
    if (messageId <= 0)
        badRequest(u"Message identifier is not specified"_s);
    const qint64 chatId = chatOf(params, Access::Write);
    Message &message = messageOf(chatId, messageId, u"message to delete"_s);
    checkDeletable(message, m_world->group(chatId));
    message.isDeleted = true;
    m_world->touch(message, false);
    return true;
}

QJsonValue BotApi::deleteMessages(const Params &params)
{
    const QString name = u"message_ids"_s;
    if (params.argument(name).isEmpty())
        badRequest(u"Message identifiers are not specified"_s);
    const QJsonValue given = params.json(name, name);
    if (!given.isArray())
        badRequest(u"Expected an Array of message identifiers"_s);
    const QJsonArray ids = given.toArray();
    if (ids.size() > kMaxDeletedAtOnce)
        badRequest(u"Too many message identifiers specified"_s);
    QList<qint64> numbers;
    for (const QJsonValue &id : ids) {
        if (!id.isDouble() && !id.isString())
            badRequest(u"Message identifier must be a Number"_s);
        numbers.append(id.isDouble() ? id.toInteger() : id.toString().toLongLong());
        if (numbers.last() <= 0)
            badRequest(u"Invalid message identifier specified"_s);
    }
    if (numbers.isEmpty())
        badRequest(u"Message identifiers are not specified"_s);
    const qint64 chatId = chatOf(params, Access::Write);
    QList<Message *> found;
    for (const qint64 id : std::as_const(numbers)) { // those that are not there do not matter
        Message *message = m_world->message(chatId, id);
        if (message == nullptr || message->isDeleted)
            continue;
        checkDeletable(*message, m_world->group(chatId));
        found.append(message);
    }
    for (Message *message : std::as_const(found)) {
        message->isDeleted = true;
        m_world->touch(*message, false);
    }
    return true;
}

} // namespace turnpike::sandbox
