#include "botapi.h"
#include "jsonfields.h"
#include "telegramworld.h"

#include <QDateTime>

namespace turnpike::sandbox {

namespace {

constexpr qint64 kDeletableForSeconds = 48 * 3600; // Bot API, deleteMessage
constexpr qsizetype kMaxDeletedAtOnce = 100;       // Bot API, deleteMessages

// The parts of a message that edits replace.
QJsonObject editable(const QJsonObject &body)
{
    QJsonObject kept;
    for (const QString &key :
         {QStringLiteral("text"), QStringLiteral("entities"), QStringLiteral("caption"),
          QStringLiteral("caption_entities"), QStringLiteral("photo"), QStringLiteral("document"),
          QStringLiteral("reply_markup"), QStringLiteral("link_preview_options")}) {
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
    const QJsonValue value =
        params.json(QStringLiteral("link_preview_options"), QStringLiteral("link preview options"));
    if (value.isUndefined()) {
        if (!params.boolean(QStringLiteral("disable_web_page_preview")))
            return {};
        return {{QStringLiteral("is_disabled"), true}};
    }
    if (!value.isObject())
        badRequest(QStringLiteral("Object expected as link preview options"));
    QJsonObject shown;
    try {
        const QJsonObject given = value.toObject();
        for (const QString &name :
             {QStringLiteral("is_disabled"), QStringLiteral("prefer_small_media"),
              QStringLiteral("prefer_large_media"), QStringLiteral("show_above_text")}) {
            if (optionalBool(given, name))
                shown.insert(name, true);
        }
        const QString url = optionalString(given, QStringLiteral("url"));
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
    const QString name = isCaption ? QStringLiteral("caption") : QStringLiteral("text");
    const QString entitiesName = isCaption ? QStringLiteral("caption_entities") : QStringLiteral("entities");
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
    qint64 replyTo = params.number(QStringLiteral("reply_to_message_id"));
    bool mayBeMissing = params.boolean(QStringLiteral("allow_sending_without_reply"));
    const QJsonValue given =
        params.json(QStringLiteral("reply_parameters"), QStringLiteral("reply parameters"));
    if (!given.isUndefined()) {
        if (!given.isObject())
            badRequest(QStringLiteral("Object expected as reply parameters"));
        try {
            const QJsonObject object = given.toObject();
            replyTo = object.isEmpty() ? 0 : requiredNumber(object, QStringLiteral("message_id"));
            mayBeMissing = optionalBool(object, QStringLiteral("allow_sending_without_reply"));
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
        return {{QStringLiteral("reply_to_message"), shown}};
    }
    if (!mayBeMissing)
        badRequest(QStringLiteral("message to be replied not found"));
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
        badRequest(QStringLiteral("Not enough rights to send %1 to the chat").arg(what));
    if (params.boolean(QStringLiteral("protect_content")))
        sending.extras.insert(u"has_protected_content", true);
    const qint64 effect = params.number(QStringLiteral("message_effect_id"));
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
    m_unsent.refuseWhenFull(*m_call, params.number(QStringLiteral("chat_id")));
    const QJsonObject preview = linkPreview(params);
    const FormattedText read = readText(params);
    const Sending sending = beginSending(params, QStringLiteral("text messages"));
    checkedMarkup(sending.markup, MarkupUse::Send); // before the text's length
    QJsonObject content;
    putText(content, checkedText(read, TextUse::Send), false);
    if (!preview.isEmpty())
        content.insert(u"link_preview_options", preview);
    return post(sending, MarkupUse::Send, content).body;
}

QJsonValue BotApi::copyMessage(const Params &params)
{
    params.required(QStringLiteral("from_chat_id"));
    const bool replacesCaption = params.contains(QStringLiteral("caption"));
    const FormattedText caption = replacesCaption ? readCaption(params) : FormattedText();
    const qint64 from = chatOf(params, Access::Read, QStringLiteral("from_chat_id"));
    const QJsonObject original =
        messageOf(from, params.number(QStringLiteral("message_id")), QStringLiteral("message to copy")).body;
    const Sending sending = beginSending(params, QStringLiteral("text messages"));
    if (!original.contains(u"text") && !hasMedia(original))
        badRequest(QStringLiteral("The message can't be copied"));
    QJsonObject content;
    for (const QString &key :
         {QStringLiteral("text"), QStringLiteral("entities"), QStringLiteral("photo"),
          QStringLiteral("document"), QStringLiteral("video"), QStringLiteral("audio"),
          QStringLiteral("animation"), QStringLiteral("caption"), QStringLiteral("caption_entities")}) {
        if (original.contains(key))
            content.insert(key, original.value(key));
    }
    if (replacesCaption && hasMedia(original))
        putText(content, checkedCaption(caption, TextUse::Send), true);
    return QJsonObject{{QStringLiteral("message_id"), post(sending, MarkupUse::Send, content).id}};
}

Message &BotApi::messageOf(qint64 chatId, qint64 messageId, const QString &what)
{
    Message *message = messageId > 0 ? m_world->message(chatId, messageId) : nullptr;
    if (message == nullptr || message->isDeleted)
        badRequest(what + QStringLiteral(" not found"));
    return *message;
}

// tdlib/td, MessagesManager.cpp, can_edit_message: only what the bot has sent, and nothing with a keyboard
// that is none of inline buttons; of an invoice the keyboard alone.
Message &BotApi::messageToEdit(const Params &params, bool onlyMarkup)
{
    const qint64 messageId = params.number(QStringLiteral("message_id"));
    if (params.argument(QStringLiteral("chat_id")).isEmpty() && messageId <= 0) {
        if (params.argument(QStringLiteral("inline_message_id")).isEmpty())
            badRequest(QStringLiteral("Message identifier is not specified"));
        badRequest(QStringLiteral("MESSAGE_ID_INVALID")); // the shop has no inline mode
    }
    const qint64 chatId = chatOf(params, Access::Edit);
    Message &message = messageOf(chatId, messageId, QStringLiteral("message to edit"));
    const bool hasContent = message.body.contains(u"text") || hasMedia(message.body);
    const bool isInvoice = message.body.contains(u"invoice");
    if (!message.fromBot || !message.isEditable || !(hasContent || (isInvoice && onlyMarkup)))
        badRequest(QStringLiteral("Message can't be edited"));
    return message;
}

QJsonValue BotApi::editMessageText(const Params &params)
{
    const QJsonObject preview = linkPreview(params);
    const FormattedText read = readText(params);
    const std::optional<ReplyMarkup> markup = readMarkup(params);
    Message &message = messageToEdit(params, false);
    if (!message.body.contains(u"text"))
        badRequest(QStringLiteral("There is no text in the message to edit"));
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
        badRequest(QStringLiteral("There is no caption in the message to edit"));
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
        badRequest(QStringLiteral("message is not modified: specified new message content and reply markup "
                                  "are exactly the same as a "
                                  "current content and reply markup of the message"));
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
        badRequest(QStringLiteral("Message can't be deleted"));
    const qint64 age = QDateTime::currentSecsSinceEpoch() - message.body.value(u"date").toInteger();
    if (age > kDeletableForSeconds && !isAdministrator)
        badRequest(QStringLiteral("Message can't be deleted for everyone"));
}

} // namespace

QJsonValue BotApi::deleteMessage(const Params &params)
{
    if (params.argument(QStringLiteral("chat_id")).isEmpty())
        badRequest(QStringLiteral("Chat identifier is not specified"));
    const qint64 messageId = params.number(QStringLiteral("message_id"));
    if (messageId <= 0)
        badRequest(QStringLiteral("Message identifier is not specified"));
    const qint64 chatId = chatOf(params, Access::Write);
    Message &message = messageOf(chatId, messageId, QStringLiteral("message to delete"));
    checkDeletable(message, m_world->group(chatId));
    message.isDeleted = true;
    m_world->touch(message, false);
    return true;
}

QJsonValue BotApi::deleteMessages(const Params &params)
{
    const QString name = QStringLiteral("message_ids");
    if (params.argument(name).isEmpty())
        badRequest(QStringLiteral("Message identifiers are not specified"));
    const QJsonValue given = params.json(name, name);
    if (!given.isArray())
        badRequest(QStringLiteral("Expected an Array of message identifiers"));
    const QJsonArray ids = given.toArray();
    if (ids.size() > kMaxDeletedAtOnce)
        badRequest(QStringLiteral("Too many message identifiers specified"));
    QList<qint64> numbers;
    for (const QJsonValue &id : ids) {
        if (!id.isDouble() && !id.isString())
            badRequest(QStringLiteral("Message identifier must be a Number"));
        numbers.append(id.isDouble() ? id.toInteger() : id.toString().toLongLong());
        if (numbers.last() <= 0)
            badRequest(QStringLiteral("Invalid message identifier specified"));
    }
    if (numbers.isEmpty())
        badRequest(QStringLiteral("Message identifiers are not specified"));
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
