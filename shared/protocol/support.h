// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

// What customers and the staff of the shop write to one another.
namespace turnpike::protocol {

// Whom a customer's request waits for.
enum class SupportState { AwaitsStaff, AwaitsCustomer, Closed };
constexpr auto wordsOf(SupportState)
{
    return std::array{Word{SupportState::AwaitsStaff, "awaits_staff", Tone::Warning},
                      Word{SupportState::AwaitsCustomer, "awaits_customer", Tone::Info},
                      Word{SupportState::Closed, "thread_closed", Tone::Muted}};
}

// Arguments of "support.threads", which gives the last written to first.
struct SupportQuery
{
    Choice<SupportState> state;   // empty: each
    bool onlyOpen = false;        // whomever they wait for
    QString text;                 // in the customer's name or id, or in the last message
    std::optional<qint64> before; // the last one of the page before: its last_at…
    qint64 beforeCustomer = 0;    // …and its telegram_id
    int limit = 100;

    template<class F>
    static void fields(F &&field)
    {
        field("state", &SupportQuery::state);
        field("only_open", &SupportQuery::onlyOpen);
        field("text", &SupportQuery::text);
        field("before", &SupportQuery::before);
        field("before_customer", &SupportQuery::beforeCustomer);
        field("limit", &SupportQuery::limit);
    }
};

// All that one customer and the staff have written. The key is the Telegram id.
struct SupportThread
{
    qint64 telegramId = 0;
    QString username;
    QString firstName;
    Choice<SupportState> state;
    Timestamp openedAt = 0; // last
    Timestamp lastAt = 0;   // of the last message
    qint64 messages = 0;
    bool isLastStaffs = false;
    QString lastText; // its beginning; of what is no text its kind
    std::optional<Timestamp> closedAt;
    QString closedBy;

    template<class F>
    static void fields(F &&field)
    {
        field("telegram_id", &SupportThread::telegramId);
        field("username", &SupportThread::username);
        field("first_name", &SupportThread::firstName);
        field("state", &SupportThread::state);
        field("opened_at", &SupportThread::openedAt);
        field("last_at", &SupportThread::lastAt);
        field("messages", &SupportThread::messages);
        field("is_last_staffs", &SupportThread::isLastStaffs);
        field("last_text", &SupportThread::lastText);
        field("closed_at", &SupportThread::closedAt);
        field("closed_by", &SupportThread::closedBy);
    }
};

// Answer of "support.threads".
struct SupportThreads
{
    QList<SupportThread> items;
    bool hasMore = false;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &SupportThreads::items);
        field("has_more", &SupportThreads::hasMore);
    }
};

// Arguments of "support.messages".
struct SupportMessageQuery
{
    qint64 telegramId = 0;
    qint64 before = 0; // the number of a message; 0: from the newest on
    int limit = 50;

    template<class F>
    static void fields(F &&field)
    {
        field("telegram_id", &SupportMessageQuery::telegramId);
        field("before", &SupportMessageQuery::before);
        field("limit", &SupportMessageQuery::limit);
    }
};

// One of them. The key is the number, within its thread.
struct SupportMessage
{
    qint64 number = 0;
    bool isStaffs = false;
    QString author; // of the staff
    QString kind;   // "text", "photo", …: as the Bot API calls it
    QString text;   // also of what stands under a picture
    Choice<MessageState> state;
    QString error;
    Timestamp createdAt = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("number", &SupportMessage::number);
        field("is_staffs", &SupportMessage::isStaffs);
        field("author", &SupportMessage::author);
        field("kind", &SupportMessage::kind);
        field("text", &SupportMessage::text);
        field("state", &SupportMessage::state);
        field("error", &SupportMessage::error);
        field("created_at", &SupportMessage::createdAt);
    }
};

// Answer of "support.messages": the newest first.
struct SupportMessages
{
    std::optional<SupportThread> thread; // absent: the customer never wrote
    QList<SupportMessage> items;
    bool hasMore = false;

    template<class F>
    static void fields(F &&field)
    {
        field("thread", &SupportMessages::thread);
        field("items", &SupportMessages::items);
        field("has_more", &SupportMessages::hasMore);
    }
};

// Arguments of "support.answer" (text), "support.close" and "support.reopen".
struct SupportOrder
{
    qint64 telegramId = 0;
    QString text;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("telegram_id", &SupportOrder::telegramId);
        field("text", &SupportOrder::text);
        field("reason", &SupportOrder::reason);
    }
};

} // namespace turnpike::protocol
