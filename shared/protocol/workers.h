// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/operationchoices.h"
#include "protocol/timestamp.h"

// Background workers and their iterations. Times are ms UTC of the server.
namespace turnpike::protocol {

// One run of a worker: row of the history, and data of the events "worker.started" and "worker.iteration".
struct Iteration
{
    qint64 id = 0; // of the history; 0 while it runs
    QString worker;
    QString instanceId;
    qint64 number = 0;
    QString correlationId; // leads to its log lines
    Choice<IterationTrigger> trigger;
    Timestamp startedAt = 0;
    std::optional<Timestamp> endedAt;
    Choice<IterationOutcome> outcome; // empty while it runs
    qint64 items = 0;
    bool hasMore = false;
    Choice<ErrorType> errorType; // empty where nothing failed
    QString reason;
    Sentence sentence = {}; // that `reason` is in English

    template<class F>
    static void fields(F &&field)
    {
        field("id", &Iteration::id);
        field("worker", &Iteration::worker);
        field("instance_id", &Iteration::instanceId);
        field("number", &Iteration::number);
        field("correlation_id", &Iteration::correlationId);
        field("trigger", &Iteration::trigger);
        field("started_at", &Iteration::startedAt);
        field("ended_at", &Iteration::endedAt);
        field("outcome", &Iteration::outcome);
        field("items", &Iteration::items);
        field("has_more", &Iteration::hasMore);
        field("error_type", &Iteration::errorType);
        field("reason", &Iteration::reason);
        field("sentence", &Iteration::sentence);
    }
};

// A worker as operators see it: event "worker.state" when it changes.
struct WorkerState
{
    QString worker;
    Choice<WorkerStatus> state;
    QString instanceId; // of the leader that runs it
    qint64 intervalMs = 0;
    QString flag; // the feature flag that stops it; empty: none of its own
    qint64 iterations = 0;
    std::optional<qint64> runningSince;
    Choice<IterationTrigger> runningTrigger; // empty while none runs
    QString correlationId;                   // of the iteration that runs
    QString waitsFor;                        // what its thread does right now
    qint64 items = 0;                        // of the iteration that runs, or of the last
    std::optional<Timestamp> nextRunAt;
    std::optional<Timestamp> lastEndedAt;
    Choice<IterationOutcome> lastOutcome; // empty until one has ended
    QString lastReason;
    qint64 lastDurationMs = 0;
    qint64 failuresInARow = 0;
    double p50Ms = -1; // of the last iterations
    double p95Ms = -1;
    QList<double> recentMs;    // durations of the last iterations, oldest first, 40 at most
    qint64 timeoutMs = 120000; // of an iteration
    QString pausedBy;
    QString pauseReason;
    std::optional<Timestamp> pausedAt;
    std::optional<Timestamp> pausedUntil; // absent while paused: until resumed

    template<class F>
    static void fields(F &&field)
    {
        field("worker", &WorkerState::worker);
        field("state", &WorkerState::state);
        field("instance_id", &WorkerState::instanceId);
        field("interval_ms", &WorkerState::intervalMs);
        field("flag", &WorkerState::flag);
        field("iterations", &WorkerState::iterations);
        field("running_since", &WorkerState::runningSince);
        field("running_trigger", &WorkerState::runningTrigger);
        field("correlation_id", &WorkerState::correlationId);
        field("waits_for", &WorkerState::waitsFor);
        field("items", &WorkerState::items);
        field("next_run_at", &WorkerState::nextRunAt);
        field("last_ended_at", &WorkerState::lastEndedAt);
        field("last_outcome", &WorkerState::lastOutcome);
        field("last_reason", &WorkerState::lastReason);
        field("last_duration_ms", &WorkerState::lastDurationMs);
        field("failures_in_a_row", &WorkerState::failuresInARow);
        field("p50_ms", &WorkerState::p50Ms);
        field("p95_ms", &WorkerState::p95Ms);
        field("recent_ms", &WorkerState::recentMs);
        field("timeout_ms", &WorkerState::timeoutMs);
        field("paused_by", &WorkerState::pausedBy);
        field("pause_reason", &WorkerState::pauseReason);
        field("paused_at", &WorkerState::pausedAt);
        field("paused_until", &WorkerState::pausedUntil);
    }
};

// Arguments of "iterations.list". Newest first.
struct IterationQuery
{
    QString worker;                   // empty: all
    Choice<IterationOutcome> outcome; // empty: all
    QString text;                     // in the reason, the error or the correlation id; empty: all
    std::optional<qint64> from;
    std::optional<qint64> to;
    std::optional<qint64> beforeId;
    int limit = 100;
    std::optional<QString> cause; // as in CauseGroup; absent: every cause

    template<class F>
    static void fields(F &&field)
    {
        field("worker", &IterationQuery::worker);
        field("outcome", &IterationQuery::outcome);
        field("text", &IterationQuery::text);
        field("from", &IterationQuery::from);
        field("to", &IterationQuery::to);
        field("before_id", &IterationQuery::beforeId);
        field("limit", &IterationQuery::limit);
        field("cause", &IterationQuery::cause);
    }
};

// Answer of "iterations.list".
struct IterationPage
{
    QList<Iteration> items;
    bool hasMore = false;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &IterationPage::items);
        field("has_more", &IterationPage::hasMore);
    }
};

// Arguments of "workers.run", "workers.resume" and, with `until`, "workers.pause".
struct WorkerOrder
{
    QString worker;
    std::optional<Timestamp> until; // ms UTC; absent: until resumed
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("worker", &WorkerOrder::worker);
        field("until", &WorkerOrder::until);
        field("reason", &WorkerOrder::reason);
    }
};

} // namespace turnpike::protocol
