// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegram/update.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace turnpike::telegram {

namespace {

[[noreturn]] void refuse(const char *field, const char *why)
{
    throw ParseError(std::string(field) + ": " + why);
}

// The fields of one object, with its name for the error text.
class Fields
{
public:
    Fields(const QJsonValue &value, const char *name)
        : m_object(value.toObject())
        , m_name(name)
    {
        if (!value.isObject())
            refuse(name, "not an object");
    }

    bool has(const char *key) const { return m_object.contains(QLatin1String(key)); }

    Fields object(const char *key) const { return {m_object.value(QLatin1String(key)), key}; }

    qint64 integer(const char *key) const
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        // Two defaults tell a number that is no whole one (it gives the default) from one that is.
        if (!value.isDouble() || value.toInteger(0) != value.toInteger(1))
            refuseField(key, "not a whole number");
        const qint64 number = value.toInteger();
        if (number > kLargest || number < -kLargest)
            refuseField(key, "out of range");
        return number;
    }

    QString text(const char *key) const
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        if (!value.isString())
            refuseField(key, "not a text");
        return value.toString();
    }

    QString nonEmptyText(const char *key) const
    {
        const QString value = text(key);
        if (value.isEmpty())
            refuseField(key, "empty");
        return value;
    }

    QString optionalText(const char *key) const { return has(key) ? text(key) : QString(); }
    bool isTrue(const char *key) const { return m_object.value(QLatin1String(key)).toBool(); }

private:
    // Telegram's ids have at most 52 significant bits.
    static constexpr qint64 kLargest = qint64(1) << 53;

    [[noreturn]] void refuseField(const char *key, const char *why) const
    {
        refuse((std::string(m_name) + "." + key).c_str(), why);
    }

    QJsonObject m_object;
    const char *m_name;
};

// What a message holds that somebody sent or passed on (Bot API 10.0, Message; Bot API server, Client.cpp,
// JsonMessage). Every other kind of content there is a service message's, and new ones have been mostly that.
constexpr const char *kContents[] = {
    "text",    "animation", "audio",      "document", "paid_media", "photo",    "sticker",
    "story",   "video",     "video_note", "voice",    "contact",    "dice",     "game",
    "invoice", "location",  "venue",      "poll",     "checklist",  "giveaway", "giveaway_winners",
};

User parseUser(const Fields &fields)
{
    return {TelegramId(fields.integer("id")), fields.isTrue("is_bot"), fields.text("first_name"),
            fields.optionalText("username"), fields.optionalText("language_code")};
}

Chat parseChat(const Fields &fields)
{
    return {ChatId(fields.integer("id")), fields.text("type")};
}

// Without the charge's id two payments would pass for one.
SuccessfulPayment parsePayment(const Fields &fields)
{
    return {fields.text("currency"), fields.integer("total_amount"), fields.text("invoice_payload"),
            fields.nonEmptyText("telegram_payment_charge_id"),
            fields.optionalText("provider_payment_charge_id")};
}

Message parseMessage(const Fields &fields)
{
    Message message;
    message.messageId = fields.integer("message_id");
    message.chat = parseChat(fields.object("chat"));
    if (fields.has("from"))
        message.from = parseUser(fields.object("from"));
    message.date = fields.integer("date");
    message.text = fields.optionalText("text");
    message.caption = fields.optionalText("caption");
    const auto content = std::find_if(std::begin(kContents), std::end(kContents),
                                      [&](const char *known) { return fields.has(known); });
    message.hasContent = content != std::end(kContents);
    if (message.hasContent)
        message.content = QLatin1String(*content);
    if (fields.has("reply_to_message"))
        message.replyTo = fields.object("reply_to_message").integer("message_id");
    // Bot API, Message, sender_chat: “the supergroup itself for messages sent by its anonymous
    // administrators”.
    if (fields.has("sender_chat"))
        message.isAnonymous = fields.object("sender_chat").integer("id") == message.chat.id.value();
    message.mediaGroupId = fields.optionalText("media_group_id");
    // A reply in a group has a thread too, and is in no topic.
    if (fields.isTrue("is_topic_message") && fields.has("message_thread_id"))
        message.topicId = fields.integer("message_thread_id");
    if (fields.has("migrate_to_chat_id"))
        message.movedTo = ChatId(fields.integer("migrate_to_chat_id"));
    if (fields.has("successful_payment"))
        message.successfulPayment = parsePayment(fields.object("successful_payment"));
    if (fields.has("refunded_payment"))
        message.refundedPayment = parsePayment(fields.object("refunded_payment"));
    return message;
}

CallbackQuery parseCallbackQuery(const Fields &fields)
{
    CallbackQuery query;
    query.id = fields.text("id");
    query.from = parseUser(fields.object("from"));
    if (fields.has("message"))
        query.message = parseMessage(fields.object("message"));
    query.data = fields.optionalText("data");
    return query;
}

PreCheckoutQuery parsePreCheckoutQuery(const Fields &fields)
{
    return {fields.text("id"), parseUser(fields.object("from")), fields.text("currency"),
            fields.integer("total_amount"), fields.text("invoice_payload")};
}

MyChatMember parseMyChatMember(const Fields &fields)
{
    return {parseChat(fields.object("chat")), parseUser(fields.object("from")), fields.integer("date"),
            fields.object("old_chat_member").text("status"), fields.object("new_chat_member").text("status")};
}

} // namespace

const User *Update::user() const
{
    if (message)
        return message->from ? &*message->from : nullptr;
    if (callbackQuery)
        return &callbackQuery->from;
    if (preCheckoutQuery)
        return &preCheckoutQuery->from;
    return myChatMember ? &myChatMember->from : nullptr;
}

const Chat *Update::chat() const
{
    if (message)
        return &message->chat;
    if (callbackQuery)
        return callbackQuery->message ? &callbackQuery->message->chat : nullptr;
    return myChatMember ? &myChatMember->chat : nullptr;
}

const Message *Update::place() const
{
    if (message)
        return &*message;
    const bool isThere = callbackQuery && callbackQuery->message && callbackQuery->message->isAccessible();
    return isThere ? &*callbackQuery->message : nullptr;
}

int jsonDepth(const QByteArray &json)
{
    int depth = 0;
    int deepest = 0;
    bool inString = false;
    for (qsizetype i = 0; i < json.size(); ++i) {
        const char c = json.at(i);
        if (inString) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                inString = false;
        } else if (c == '"') {
            inString = true;
        } else if (c == '{' || c == '[') {
            deepest = std::max(deepest, ++depth);
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return deepest;
}

Update parseUpdate(const QByteArray &json)
{
    if (jsonDepth(json) > kMaxJsonDepth)
        refuse("update", "nested too deeply");
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject())
        refuse("update", "not a JSON object");

    const Fields fields(document.object(), "update");
    Update update;
    update.id = UpdateId(fields.integer("update_id"));
    if (fields.has("message"))
        update.message = parseMessage(fields.object("message"));
    else if (fields.has("callback_query"))
        update.callbackQuery = parseCallbackQuery(fields.object("callback_query"));
    else if (fields.has("pre_checkout_query"))
        update.preCheckoutQuery = parsePreCheckoutQuery(fields.object("pre_checkout_query"));
    else if (fields.has("my_chat_member"))
        update.myChatMember = parseMyChatMember(fields.object("my_chat_member"));
    return update;
}

} // namespace turnpike::telegram
