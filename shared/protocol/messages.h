// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

// Messages to Telegram: what the outbox holds.
namespace turnpike::protocol {

// A call of the Bot API that was made, is to be made, or came to nothing.
struct OutboxMessage
{
    qint64 id = 0;
    qint64 chatId = 0;
    Choice<MessageClass> messageClass;
    QString method;
    QString text; // what it says, without its markup: the first 200 characters, or all where it is asked for
    Choice<MessageState> state;
    qint64 attempts = 0;
    QString lastError;
    Timestamp createdAt = 0;
    qint64 notBefore = 0;
    Timestamp expiresAt = 0;
    std::optional<Timestamp> finishedAt;
    std::optional<Timestamp> leaseUntil;
    QString correlationId;

    template<class F>
    static void fields(F &&field)
    {
        field("id", &OutboxMessage::id);
        field("chat_id", &OutboxMessage::chatId);
        field("message_class", &OutboxMessage::messageClass);
        field("method", &OutboxMessage::method);
        field("text", &OutboxMessage::text);
        field("state", &OutboxMessage::state);
        field("attempts", &OutboxMessage::attempts);
        field("last_error", &OutboxMessage::lastError);
        field("created_at", &OutboxMessage::createdAt);
        field("not_before", &OutboxMessage::notBefore);
        field("expires_at", &OutboxMessage::expiresAt);
        field("finished_at", &OutboxMessage::finishedAt);
        field("lease_until", &OutboxMessage::leaseUntil);
        field("correlation_id", &OutboxMessage::correlationId);
    }
};

// Arguments of "messages.list", newest first; of "messages.count" and "messages.groups" but for the page. Of
// messages that were dropped those can be counted, and changed all at once, that were given up for one cause.
struct MessageQuery
{
    Choice<MessageState> state;        // empty: all
    Choice<MessageClass> messageClass; // empty: all
    std::optional<qint64> chatId;
    QString text = {};               // in the method, the error or the correlation id; empty: all
    std::optional<qint64> from = {}; // of when it was made, ms UTC
    std::optional<qint64> to = {};
    std::optional<qint64> beforeId = {};
    int limit = 100;
    std::optional<qint64> wholeId = {}; // of chatId: this one alone, with its text in full
    std::optional<QString> method = {}; // absent: every method
    std::optional<QString> cause = {};  // as in CauseGroup; absent: every cause

    template<class F>
    static void fields(F &&field)
    {
        field("state", &MessageQuery::state);
        field("message_class", &MessageQuery::messageClass);
        field("chat_id", &MessageQuery::chatId);
        field("text", &MessageQuery::text);
        field("from", &MessageQuery::from);
        field("to", &MessageQuery::to);
        field("before_id", &MessageQuery::beforeId);
        field("limit", &MessageQuery::limit);
        field("whole_id", &MessageQuery::wholeId);
        field("method", &MessageQuery::method);
        field("cause", &MessageQuery::cause);
    }
};

// Answer of "messages.list".
struct MessagePage
{
    QList<OutboxMessage> items;
    bool hasMore = false;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &MessagePage::items);
        field("has_more", &MessagePage::hasMore);
    }
};

// How many messages of a class are in a state.
struct MessageCount
{
    Choice<MessageClass> messageClass;
    Choice<MessageState> state;
    qint64 count = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("message_class", &MessageCount::messageClass);
        field("state", &MessageCount::state);
        field("count", &MessageCount::count);
    }
};

// Answer of "messages.counts".
struct MessageCounts
{
    QList<MessageCount> items;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &MessageCounts::items);
    }
};

// Arguments of "messages.retry" and "messages.drop".
struct MessageOrder
{
    QList<qint64> ids;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("ids", &MessageOrder::ids);
        field("reason", &MessageOrder::reason);
    }
};

} // namespace turnpike::protocol
