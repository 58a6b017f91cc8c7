// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/operationchoices.h"
#include "protocol/timestamp.h"

// The log of the connected instance: a bounded ring, and what follows; and what processes before it left.
namespace turnpike::protocol {

// One event of the log.
struct LogLine
{
    qint64 seq = 0; // of this epoch
    Timestamp at = 0;
    Choice<LogLevel> level;
    QString component; // the category: "turnpike.inbox"
    QString message;
    QString correlationId;
    QJsonObject details; // what the event carries

    template<class F>
    static void fields(F &&field)
    {
        field("seq", &LogLine::seq);
        field("at", &LogLine::at);
        field("level", &LogLine::level);
        field("component", &LogLine::component);
        field("message", &LogLine::message);
        field("correlation_id", &LogLine::correlationId);
        field("details", &LogLine::details);
    }
};

// Data of the event "log", several times a second at most.
struct LogBatch
{
    QList<LogLine> lines;
    qint64 missed = 0; // lines that were too many for this console

    template<class F>
    static void fields(F &&field)
    {
        field("lines", &LogBatch::lines);
        field("missed", &LogBatch::missed);
    }
};

// Arguments of "logs.read" and "logs.groups". Newest first; empty: all.
struct LogQuery
{
    QString instanceId;     // of what that process left; empty: the connected one
    Choice<LogLevel> level; // and more severe ones
    QString component;      // or how it begins
    QString correlationId;
    QString text;
    QString cause;              // of one group, see causeOfLine()
    std::optional<qint64> from; // ms UTC
    std::optional<qint64> to;
    std::optional<qint64> beforeSeq;
    int limit = 200;

    template<class F>
    static void fields(F &&field)
    {
        field("instance_id", &LogQuery::instanceId);
        field("level", &LogQuery::level);
        field("component", &LogQuery::component);
        field("correlation_id", &LogQuery::correlationId);
        field("text", &LogQuery::text);
        field("cause", &LogQuery::cause);
        field("from", &LogQuery::from);
        field("to", &LogQuery::to);
        field("before_seq", &LogQuery::beforeSeq);
        field("limit", &LogQuery::limit);
    }
};

// Answer of "logs.read".
struct LogPage
{
    QList<LogLine> items;
    bool hasMore = false;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &LogPage::items);
        field("has_more", &LogPage::hasMore);
    }
};

// A process before, of which the connected one still has lines.
struct LogProcess
{
    QString instanceId;
    Timestamp lastAt = 0; // of its last line, ms UTC
    qint64 bytes = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("instance_id", &LogProcess::instanceId);
        field("last_at", &LogProcess::lastAt);
        field("bytes", &LogProcess::bytes);
    }
};

// Answer of "logs.processes", the newest first.
struct LogProcessList
{
    QList<LogProcess> items;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &LogProcessList::items);
    }
};

// Arguments of "logs.follow": whether this connection gets events "log", from which level on.
struct LogFollow
{
    bool on = false;
    Choice<LogLevel> level = LogLevel::Info;

    template<class F>
    static void fields(F &&field)
    {
        field("on", &LogFollow::on);
        field("level", &LogFollow::level);
    }
};

// Arguments of "logs.level": what an instance logs of a component.
struct LogLevelOrder
{
    QString instanceId;
    QString component;      // "turnpike.*" for all
    Choice<LogLevel> level; // not Error, which is always logged
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("instance_id", &LogLevelOrder::instanceId);
        field("component", &LogLevelOrder::component);
        field("level", &LogLevelOrder::level);
        field("reason", &LogLevelOrder::reason);
    }
};

} // namespace turnpike::protocol
