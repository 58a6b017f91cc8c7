// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

// All that happened with one customer, in order.
namespace turnpike::protocol {

// Where an entry comes from: an update from Telegram, something bought, money that came, a movement of the
// balance, what the panel was asked for, a message of ours, what an operator (or the shop itself) did, what
// was written to the staff or answered by it.
enum class TimelineKind { Update, Purchase, Payment, Balance, Key, Message, Action, Support };
constexpr auto wordsOf(TimelineKind)
{
    return std::array{Word{TimelineKind::Update, "update"},   Word{TimelineKind::Purchase, "purchase"},
                      Word{TimelineKind::Payment, "payment"}, Word{TimelineKind::Balance, "balance"},
                      Word{TimelineKind::Key, "key"},         Word{TimelineKind::Message, "message"},
                      Word{TimelineKind::Action, "action"},   Word{TimelineKind::Support, "support"}};
}

// What became of a key: nobody has one that works yet, it came, or it came after a wait.
enum class KeyStep { Owed, Came, CameLate };
constexpr auto wordsOf(KeyStep)
{
    return std::array{Word{KeyStep::Owed, "key_owed", Tone::Bad}, Word{KeyStep::Came, "key_came", Tone::Good},
                      Word{KeyStep::CameLate, "key_came_late", Tone::Warning}};
}

// What became of what an operator asked for.
enum class ActionResult { Done, Refused };
constexpr auto wordsOf(ActionResult)
{
    return std::array{Word{ActionResult::Done, "done", Tone::Good},
                      Word{ActionResult::Refused, "refused", Tone::Warning}};
}

// Arguments of "customers.timeline". Entries are in the order of their moments, within one moment in that of
// their kinds, and within one kind in that of their ids, the last first: time, kind and id of an entry say
// where the next page begins.
struct TimelineQuery
{
    qint64 telegramId = 0;
    std::optional<qint64> before; // ms UTC: only what happened earlier
    int limit = 100;              // in all
    // Of that moment also what comes after this entry; empty: nothing of it.
    Choice<TimelineKind> beforeKind;
    QString beforeId;

    template<class F>
    static void fields(F &&field)
    {
        field("telegram_id", &TimelineQuery::telegramId);
        field("before", &TimelineQuery::before);
        field("limit", &TimelineQuery::limit);
        field("before_kind", &TimelineQuery::beforeKind);
        field("before_id", &TimelineQuery::beforeId);
    }
};

// One thing that happened. Kind and id are its key.
struct TimelineEntry
{
    Timestamp at = 0; // when it was stored
    Choice<TimelineKind> kind;
    QString id;    // of its row
    QString what;  // a word: kind of an update or a purchase, provider, method, action
    QString state; // a word: UpdateStatus, PurchaseStatus, PaymentStatus, MessageState, KeyStep, ActionResult
    QString who;   // of an action, of an answer
    qint64 amount = 0; // of money, in minor units; 0: none, or not known in these
    QString currency;
    QString text;          // what it says, or why it was done
    QString error;         // the last one
    QString subject;       // of an action, as the audit has it
    QString correlationId; // of its log lines; empty: not known

    template<class F>
    static void fields(F &&field)
    {
        field("at", &TimelineEntry::at);
        field("kind", &TimelineEntry::kind);
        field("id", &TimelineEntry::id);
        field("what", &TimelineEntry::what);
        field("state", &TimelineEntry::state);
        field("who", &TimelineEntry::who);
        field("amount", &TimelineEntry::amount);
        field("currency", &TimelineEntry::currency);
        field("text", &TimelineEntry::text);
        field("error", &TimelineEntry::error);
        field("subject", &TimelineEntry::subject);
        field("correlation_id", &TimelineEntry::correlationId);
    }
};

// Answer of "customers.timeline", the newest first, with nothing left out in between.
struct Timeline
{
    QList<TimelineEntry> items;
    bool hasMore = false; // before the last of them

    template<class F>
    static void fields(F &&field)
    {
        field("items", &Timeline::items);
        field("has_more", &Timeline::hasMore);
    }
};

} // namespace turnpike::protocol
