// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "protocol/literals.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <stdexcept>

// What Turnpike reads of Telegram's updates (core.telegram.org/bots/api#update): plain values, fields by
// their names there. What it does not use is not here; what is not in an update is empty.
namespace turnpike::telegram {

struct User
{
    TelegramId id;
    bool isBot = false;
    QString firstName;
    QString username;     // without '@'
    QString languageCode; // IETF tag such as "ru" or "pt-br"
};

struct Chat
{
    ChatId id;
    QString type; // "private", "group", "supergroup", "channel"

    bool isPrivate() const { return type == "private"_L1; }
};

// Also of a refund: `refunded_payment` has the same fields.
struct SuccessfulPayment
{
    QString currency;                // "XTR" for Stars
    qint64 totalAmount = 0;          // Stars, or the currency's minor units
    QString invoicePayload;          // our purchase id
    QString telegramPaymentChargeId; // the payment's key
    QString providerPaymentChargeId;
};

struct Message
{
    qint64 messageId = 0;
    Chat chat;
    std::optional<User> from; // absent in channels
    bool isAnonymous = false; // by an administrator of a group on behalf of the group; `from` is a bot then
    qint64 date = 0; // seconds since 1970 UTC; 0 when Telegram gives no access to the message any more
    QString text;
    QString caption;
    // Something that a person sent: words, a picture, a place, …. False for what Telegram itself notes in a
    // chat (a pinned message, a new topic, a timer), whatever kinds of that may come.
    bool hasContent = false;
    QString content;               // its kind: "text", "photo", …; empty without any
    std::optional<qint64> replyTo; // the message_id of what it replies to
    QString mediaGroupId;          // of an album: each of its pictures is a message of its own
    std::optional<qint64> topicId; // message_thread_id, where the message is in a topic
    std::optional<ChatId> movedTo; // migrate_to_chat_id: the group goes on as a supergroup of that id
    std::optional<SuccessfulPayment> successfulPayment;
    std::optional<SuccessfulPayment> refundedPayment;

    // False for a message too old to be edited or read.
    bool isAccessible() const { return date != 0; }
};

struct CallbackQuery
{
    QString id;
    User from;
    std::optional<Message> message; // the one that carries the button; absent for inline messages
    QString data;
};

struct PreCheckoutQuery
{
    QString id;
    User from;
    QString currency;
    qint64 totalAmount = 0;
    QString invoicePayload;
};

// The bot's own standing in a chat: how one learns of being blocked and unblocked.
struct MyChatMember
{
    Chat chat;
    User from;
    qint64 date = 0; // seconds since 1970 UTC
    QString oldStatus;
    QString newStatus; // "member", "kicked", …

    // In a private chat: the customer has blocked the bot.
    bool isBlocked() const { return newStatus == "kicked"_L1; }
};

// One update: at most one of the members is set, none for kinds that Turnpike does not handle.
struct Update
{
    UpdateId id;
    std::optional<Message> message;
    std::optional<CallbackQuery> callbackQuery;
    std::optional<PreCheckoutQuery> preCheckoutQuery;
    std::optional<MyChatMember> myChatMember;

    // Who caused it, where it says so.
    const User *user() const;
    // Where it happened, where it says so.
    const Chat *chat() const;
    // The message itself, or the one whose button was pressed as long as Telegram shows it to us.
    const Message *place() const;
};

// The update cannot be read however often one tries. The text names the field, never its content.
class ParseError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

// How deep objects and arrays may be nested in JSON from outside: Qt's parser is recursive.
constexpr int kMaxJsonDepth = 32;

// The deepest nesting of objects and arrays in `json`, counted without parsing it (brackets within strings
// do not count).
int jsonDepth(const QByteArray &json);

// Reads an update as Telegram sent it. Throws ParseError when it is no JSON object, is nested deeper than
// kMaxJsonDepth, or lacks a field that the kind always has or has it in another type. Ids are whole numbers
// up to 2^53. Unknown kinds and fields are no error.
Update parseUpdate(const QByteArray &json);

} // namespace turnpike::telegram
