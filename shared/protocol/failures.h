// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/messages.h"
#include "protocol/timestamp.h"
#include "protocol/updates.h"

// Failures by their cause, and what is done about all that match a filter.
namespace turnpike::protocol {

// What came to nothing for one and the same cause. Kind, state and cause are its key, and a query with these
// three lists exactly what it counts.
struct CauseGroup
{
    QString kind;  // of an update; method of a message; worker; component of a line of the log
    QString state; // MessageState of messages, IterationOutcome of iterations; empty: of others
    QString cause; // a word of the server, to be asked for by
    qint64 count = 0;
    Timestamp firstAt = 0; // ms UTC, when the first of them failed
    Timestamp lastAt = 0;
    qint64 newest = 0; // its key: seq of an update or a line, id of a message, of an iteration
    QString example;   // the error of that one, or what the line says

    template<class F>
    static void fields(F &&field)
    {
        field("kind", &CauseGroup::kind);
        field("state", &CauseGroup::state);
        field("cause", &CauseGroup::cause);
        field("count", &CauseGroup::count);
        field("first_at", &CauseGroup::firstAt);
        field("last_at", &CauseGroup::lastAt);
        field("newest", &CauseGroup::newest);
        field("example", &CauseGroup::example);
    }
};

// Answer of "updates.groups", "messages.groups", "iterations.groups" and "logs.groups": that of the most
// first.
struct CauseGroups
{
    QList<CauseGroup> items;
    bool isAll = true; // false: there are more groups, or more failures than are counted

    template<class F>
    static void fields(F &&field)
    {
        field("items", &CauseGroups::items);
        field("is_all", &CauseGroups::isAll);
    }
};

// Answer of "updates.count" and "messages.count": how many match a filter now. What comes later is beyond
// these bounds.
struct MatchCount
{
    qint64 count = 0;
    qint64 lastId = 0; // of all rows there are
    Timestamp at = 0;  // ms UTC, of the server

    template<class F>
    static void fields(F &&field)
    {
        field("count", &MatchCount::count);
        field("last_id", &MatchCount::lastId);
        field("at", &MatchCount::at);
    }
};

// Arguments of "updates.retry_matching" and "updates.discard_matching": all that match, within the bounds
// that were told with their number.
struct UpdateSweep
{
    UpdateQuery filter; // but for its page
    MatchCount bounds;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("filter", &UpdateSweep::filter);
        field("bounds", &UpdateSweep::bounds);
        field("reason", &UpdateSweep::reason);
    }
};

// The same of "messages.retry_matching" and "messages.drop_matching".
struct MessageSweep
{
    MessageQuery filter; // but for its page
    MatchCount bounds;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("filter", &MessageSweep::filter);
        field("bounds", &MessageSweep::bounds);
        field("reason", &MessageSweep::reason);
    }
};

// How far the server is with such an order. The key is the id of the change.
struct BulkRun
{
    QString id;
    QString call;
    QString askedBy;
    Timestamp startedAt = 0; // ms UTC
    qint64 all = 0;          // that matched when it began
    qint64 done = 0;
    qint64 failed = 0; // that could not be done
    std::optional<Timestamp> endedAt;
    QString stoppedBy; // empty: nobody stopped it

    template<class F>
    static void fields(F &&field)
    {
        field("id", &BulkRun::id);
        field("call", &BulkRun::call);
        field("asked_by", &BulkRun::askedBy);
        field("started_at", &BulkRun::startedAt);
        field("all", &BulkRun::all);
        field("done", &BulkRun::done);
        field("failed", &BulkRun::failed);
        field("ended_at", &BulkRun::endedAt);
        field("stopped_by", &BulkRun::stoppedBy);
    }
};

// Answer of "bulk.list": those that go on and those that have ended lately, the newest first.
struct BulkRunList
{
    QList<BulkRun> items;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &BulkRunList::items);
    }
};

// Arguments of "bulk.stop". What is done stays done.
struct BulkStop
{
    QString run;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("run", &BulkStop::run);
        field("reason", &BulkStop::reason);
    }
};

} // namespace turnpike::protocol
