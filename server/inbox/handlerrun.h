// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/durability.h"
#include "inbox/retrypolicy.h"
#include "inbox/sharedtimeouts.h"

#include <chrono>
#include <memory>

namespace turnpike::db {
class Database;
}

namespace turnpike::inbox {

// How an attempt ended.
struct RunResult
{
    enum class End {
        Handled, // committed
        Refused, // a pre-checkout that could not be handled: its refusal is committed
        TooLate, // a pre-checkout that nobody waits for any more: final
        Lost,    // the claim found the row taken, or an earlier one waiting
        Failed,  // rolled back
    };
    End end = End::Lost;
    std::optional<Failure> failure;
    // What to write back: always set for Failed; for Lost the row is given back in case it is still ours.
    std::optional<RetryDecision> decision;
};

// One attempt at one update: prepare, then claim, work and commit in one transaction. Runs on a handler
// thread; lets no exception out. Copies share what they know about others' time-outs; thread-safe.
class HandlerRun
{
public:
    // `handlerTime` bounds an ordinary attempt, `checkoutTime` one at a pre-checkout. `commits`: those of all
    // updates but payments; what a crash of the database takes with it is pending in the inbox again, as the
    // same attempt.
    HandlerRun(db::Database &database, UpdateHandler &handler, const Clock &clock, QString instance,
               std::chrono::milliseconds handlerTime, std::chrono::milliseconds checkoutTime,
               db::Durability commits = db::Durability::Asynchronous);

    RunResult run(const PickedUpdate &picked, const std::shared_ptr<Cancellation> &cancellation) const;

private:
    RunResult judged(const PickedUpdate &picked, RunResult result) const;
    RunResult attempt(const PickedUpdate &picked, const std::shared_ptr<Cancellation> &cancellation) const;
    RunResult handle(const PickedUpdate &picked, const Deadline &deadline) const;
    RunResult refuse(const PickedUpdate &picked, const Deadline &deadline) const;
    RunResult closeTooLate(const PickedUpdate &picked, const Deadline &deadline) const;
    RunResult ended(const PickedUpdate &picked, bool claimed, RunResult::End end) const;
    RunResult failed(const PickedUpdate &picked, Failure failure, const std::exception &error) const;
    RunResult failed(const PickedUpdate &picked, Failure failure, const QString &error,
                     const QString &cause) const;

    db::Database &m_database;
    UpdateHandler &m_handler;
    const Clock &m_clock;
    const QString m_instance;
    const std::chrono::milliseconds m_handlerTime;
    const std::chrono::milliseconds m_checkoutTime;
    const db::Durability m_commits;
    const std::shared_ptr<SharedTimeouts> m_timeouts = std::make_shared<SharedTimeouts>();
};

} // namespace turnpike::inbox
