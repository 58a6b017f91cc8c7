// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/alerts.h"
#include "protocol/flags.h"
#include "protocol/gauges.h"
#include "protocol/pool.h"
#include "protocol/timestamp.h"
#include "protocol/workers.h"

// The first frame of a server, and the picture it begins with.
namespace turnpike::protocol {

// Everything a console shows at once: in `hello` unless the connection was resumed, and the answer of
// "snapshot.get".
struct Snapshot
{
    Gauges gauges;
    QList<InstanceState> instances;
    QList<WorkerState> workers;
    QList<FlagState> flags;
    QList<AlertState> alerts;
    PoolState pool;

    template<class F>
    static void fields(F &&field)
    {
        field("gauges", &Snapshot::gauges);
        field("instances", &Snapshot::instances);
        field("workers", &Snapshot::workers);
        field("flags", &Snapshot::flags);
        field("alerts", &Snapshot::alerts);
        field("pool", &Snapshot::pool);
    }
};

// Who the server is and who it takes the console for. `seq` means something only within its `epoch`.
struct Hello
{
    int major = 0;
    int minor = 0;
    QString serverVersion;
    QString instanceId;
    QString epoch;
    qint64 seq = 0; // the last event so far
    Choice<Environment> environment;
    QString operatorName;
    Role role = Role::Viewer;
    Timestamp tokenExpiresAt = 0;     // 0: never
    qint64 serverTime = 0;            // ms UTC
    bool resumed = false;             // what was missed follows
    std::optional<Snapshot> snapshot; // absent when resumed

    template<class F>
    static void fields(F &&field)
    {
        field("major", &Hello::major);
        field("minor", &Hello::minor);
        field("server_version", &Hello::serverVersion);
        field("instance_id", &Hello::instanceId);
        field("epoch", &Hello::epoch);
        field("seq", &Hello::seq);
        field("environment", &Hello::environment);
        field("operator_name", &Hello::operatorName);
        field("role", &Hello::role);
        field("token_expires_at", &Hello::tokenExpiresAt);
        field("server_time", &Hello::serverTime);
        field("resumed", &Hello::resumed);
        field("snapshot", &Hello::snapshot);
    }
};

// Data of the event "order": what became of an order that was accepted.
struct OrderResult
{
    QString changeId;
    QString call;
    QString target; // an instance id, or "leader"
    QString askedBy;
    QString result;         // kDone, or why not
    Sentence sentence = {}; // that `result` is in English, where it says why not

    static constexpr const char *kDone = "done";
    bool isDone() const { return result == QLatin1String(kDone); }

    template<class F>
    static void fields(F &&field)
    {
        field("change_id", &OrderResult::changeId);
        field("call", &OrderResult::call);
        field("target", &OrderResult::target);
        field("asked_by", &OrderResult::askedBy);
        field("result", &OrderResult::result);
        field("sentence", &OrderResult::sentence);
    }
};

// Arguments of "series.read". Steps under a minute come from the memory of the connected instance (24 h at 10
// s), others from the database (7 days).
struct SeriesQuery
{
    qint64 from = 0;
    qint64 to = 0;
    qint64 stepMs = 10000;
    QString instanceId; // empty: the connected one

    template<class F>
    static void fields(F &&field)
    {
        field("from", &SeriesQuery::from);
        field("to", &SeriesQuery::to);
        field("step_ms", &SeriesQuery::stepMs);
        field("instance_id", &SeriesQuery::instanceId);
    }
};

// Answer of "series.read".
struct SeriesPage
{
    QList<SeriesPoint> points;
    QList<SeriesMark> marks;
    qint64 stepMs = 10000; // in force

    template<class F>
    static void fields(F &&field)
    {
        field("points", &SeriesPage::points);
        field("marks", &SeriesPage::marks);
        field("step_ms", &SeriesPage::stepMs);
    }
};

// Arguments of calls that need nothing else: "leader.step_down", "outbox.hold", "outbox.release",
// "activations.retry_all", "vpn.set_all_again".
struct Reason
{
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("reason", &Reason::reason);
    }
};

// Arguments of "breaker.reset".
struct BreakerOrder
{
    QString instanceId;
    QString dependency;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("instance_id", &BreakerOrder::instanceId);
        field("dependency", &BreakerOrder::dependency);
        field("reason", &BreakerOrder::reason);
    }
};

// Arguments of "instances.dump".
struct DumpQuery
{
    QString instanceId;

    template<class F>
    static void fields(F &&field)
    {
        field("instance_id", &DumpQuery::instanceId);
    }
};

// Answer of "instances.dump": what the process left when it ended.
struct Dump
{
    QString instanceId;
    QString text;

    template<class F>
    static void fields(F &&field)
    {
        field("instance_id", &Dump::instanceId);
        field("text", &Dump::text);
    }
};

// Answer of a change that another process carries out: the effect comes as an event.
struct Accepted
{
    bool accepted = true;
    QString target;

    template<class F>
    static void fields(F &&field)
    {
        field("accepted", &Accepted::accepted);
        field("target", &Accepted::target);
    }
};

// Arguments of calls that take none.
struct Nothing
{
    template<class F>
    static void fields(F &&)
    {}
};

} // namespace turnpike::protocol
