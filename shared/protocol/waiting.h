// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

// Who has paid and waits for a key, or has waited.
namespace turnpike::protocol {

// Arguments of "customers.waiting".
struct WaitingQuery
{
    std::optional<qint64> endedSince; // also those whose key came then or later; absent: who waits now
    int limit = 200;

    template<class F>
    static void fields(F &&field)
    {
        field("ended_since", &WaitingQuery::endedSince);
        field("limit", &WaitingQuery::limit);
    }
};

// One of them. The key is the Telegram id.
struct WaitingCustomer
{
    qint64 telegramId = 0;
    QString username;
    QString firstName;
    QString tariff;
    Timestamp since = 0;              // of the wait: when it was paid, or when a key was lost
    std::optional<Timestamp> endedAt; // the key has come
    std::optional<Timestamp> paidAt;  // of the payment before it; absent: nobody paid
    qint64 amount = 0;                // of it, in minor units; 0: not known in these
    QString currency;
    Choice<ActivationStatus> status;
    qint64 attempts = 0;
    QString lastError;
    std::optional<Timestamp> nextTryAt;
    std::optional<Timestamp> daysGivenAt; // for this wait

    template<class F>
    static void fields(F &&field)
    {
        field("telegram_id", &WaitingCustomer::telegramId);
        field("username", &WaitingCustomer::username);
        field("first_name", &WaitingCustomer::firstName);
        field("tariff", &WaitingCustomer::tariff);
        field("since", &WaitingCustomer::since);
        field("ended_at", &WaitingCustomer::endedAt);
        field("paid_at", &WaitingCustomer::paidAt);
        field("amount", &WaitingCustomer::amount);
        field("currency", &WaitingCustomer::currency);
        field("status", &WaitingCustomer::status);
        field("attempts", &WaitingCustomer::attempts);
        field("last_error", &WaitingCustomer::lastError);
        field("next_try_at", &WaitingCustomer::nextTryAt);
        field("days_given_at", &WaitingCustomer::daysGivenAt);
    }
};

// Answer of "customers.waiting": whose wait began first first, and how many there are in all.
struct WaitingList
{
    QList<WaitingCustomer> items;
    qint64 all = 0;
    qint64 waiting = 0; // of all: who waits now
    // Since when the one of these waits who waits longest; a server of the version before does not tell.
    std::optional<Timestamp> since;
    qint64 owedDays = 0; // of all: whom "waiting.give_days" would give days

    template<class F>
    static void fields(F &&field)
    {
        field("items", &WaitingList::items);
        field("all", &WaitingList::all);
        field("waiting", &WaitingList::waiting);
        field("since", &WaitingList::since);
        field("owed_days", &WaitingList::owedDays);
    }
};

// Arguments of "waiting.retry" (ids, or all that wait now) and "waiting.give_days" (days, ended_since as in
// the list).
struct WaitingOrder
{
    QList<qint64> ids;
    bool all = false;
    std::optional<qint64> endedSince;
    qint64 days = 0;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("ids", &WaitingOrder::ids);
        field("all", &WaitingOrder::all);
        field("ended_since", &WaitingOrder::endedSince);
        field("days", &WaitingOrder::days);
        field("reason", &WaitingOrder::reason);
    }
};

// Answer of "waiting.give_days", which does so many at a time: how many it did, and how many there still are.
// Nobody is given days twice for the same wait.
struct GivenDays
{
    qint64 done = 0;
    qint64 left = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("done", &GivenDays::done);
        field("left", &GivenDays::left);
    }
};

} // namespace turnpike::protocol
