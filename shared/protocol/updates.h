// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/timestamp.h"

// Updates from Telegram: lanes and dead letters.
namespace turnpike::protocol {

// An update that was given up. The key is `seq`.
struct DeadLetter
{
    qint64 seq = 0;
    qint64 updateId = 0;
    QString kind;
    std::optional<qint64> userId;
    QString lane;
    qint64 attempts = 0;
    qint64 crashes = 0;
    QString lastError;
    Timestamp receivedAt = 0;
    std::optional<Timestamp> diedAt;
    QString body; // JSON as it came; only in answers of "updates.inspect"

    template<class F>
    static void fields(F &&field)
    {
        field("seq", &DeadLetter::seq);
        field("update_id", &DeadLetter::updateId);
        field("kind", &DeadLetter::kind);
        field("user_id", &DeadLetter::userId);
        field("lane", &DeadLetter::lane);
        field("attempts", &DeadLetter::attempts);
        field("crashes", &DeadLetter::crashes);
        field("last_error", &DeadLetter::lastError);
        field("received_at", &DeadLetter::receivedAt);
        field("died_at", &DeadLetter::diedAt);
        field("body", &DeadLetter::body);
    }
};

// A customer whose updates wait or are handled.
struct Lane
{
    QString lane;
    qint64 pending = 0;
    qint64 headSeq = 0;
    QString headKind;
    Timestamp headReceivedAt = 0;
    qint64 attempts = 0; // of the head
    Timestamp nextAttemptAt = 0;
    QString lastError;

    template<class F>
    static void fields(F &&field)
    {
        field("lane", &Lane::lane);
        field("pending", &Lane::pending);
        field("head_seq", &Lane::headSeq);
        field("head_kind", &Lane::headKind);
        field("head_received_at", &Lane::headReceivedAt);
        field("attempts", &Lane::attempts);
        field("next_attempt_at", &Lane::nextAttemptAt);
        field("last_error", &Lane::lastError);
    }
};

// Arguments of "updates.dead" and "updates.lanes"; of "updates.count" and "updates.groups" but for the page.
struct UpdateQuery
{
    std::optional<qint64> beforeSeq = {};
    int limit = 100;
    // Of dead letters.
    QString text = {};               // in the kind, the lane or the error; empty: all
    std::optional<qint64> from = {}; // of when it was received, ms UTC
    std::optional<qint64> to = {};
    std::optional<QString> kind = {};  // absent: every kind
    std::optional<QString> cause = {}; // as in CauseGroup; absent: every cause

    template<class F>
    static void fields(F &&field)
    {
        field("before_seq", &UpdateQuery::beforeSeq);
        field("limit", &UpdateQuery::limit);
        field("text", &UpdateQuery::text);
        field("from", &UpdateQuery::from);
        field("to", &UpdateQuery::to);
        field("kind", &UpdateQuery::kind);
        field("cause", &UpdateQuery::cause);
    }
};

// Answer of "updates.dead", newest first.
struct DeadLetterPage
{
    QList<DeadLetter> items;
    bool hasMore = false;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &DeadLetterPage::items);
        field("has_more", &DeadLetterPage::hasMore);
    }
};

// Answer of "updates.lanes", the one that waits longest first.
struct LanePage
{
    QList<Lane> items;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &LanePage::items);
    }
};

// Arguments of "updates.inspect" (one `seq`), "updates.retry" and "updates.discard".
struct UpdateOrder
{
    QList<qint64> seqs;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("seqs", &UpdateOrder::seqs);
        field("reason", &UpdateOrder::reason);
    }
};

// Answer of calls that concern many rows: how many it was done for, and which ones it was too late for.
struct BulkResult
{
    qint64 done = 0;
    QList<qint64> skipped;

    template<class F>
    static void fields(F &&field)
    {
        field("done", &BulkResult::done);
        field("skipped", &BulkResult::skipped);
    }
};

} // namespace turnpike::protocol
