// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/deadline.h"
#include "db/durability.h"
#include "db/poolstats.h"
#include "protocol/sentence.h"

#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace turnpike::db {
class Database;
}

namespace turnpike::inbox {

class UpdateHandler;

// What the dispatcher is doing now, and has done since it was created.
struct DispatcherStats
{
    int running = 0; // handlers at work, pre-checkouts included
    int runningCheckouts = 0;
    int picked = 0;   // taken from the inbox, waiting for a thread
    int ready = 0;    // heads of lanes known to be due
    int suspects = 0; // in flight when a process died: waiting to be run alone
    quint64 handled = 0;
    quint64 failed = 0; // attempts rolled back, time-outs included
    quint64 timeouts = 0;
    quint64 deadLetters = 0;
    quint64 refused = 0; // pre-checkouts
    quint64 tooLate = 0; // pre-checkouts
    quint64 lost = 0;    // claims that found the row taken
    // From the pick-up to the end of the attempt, including the wait for a thread, for all attempts that
    // ended.
    db::DurationHistogram handle;
};

// Handles what the inbox holds: picks up the heads of lanes, runs at most `maxConcurrent` handlers, one per
// lane at a time, and records failures. Only the leader's dispatcher is started. Correct without leadership
// too: the claim in the handler's own transaction decides. Owns the dispatcher thread and the handler
// threads; all functions are thread-safe.
class Dispatcher
{
public:
    struct Options
    {
        int maxConcurrent = 20;
        int keptForCheckouts = 2; // threads beyond maxConcurrent
        std::chrono::milliseconds handlerTime{5'000};
        std::chrono::milliseconds checkoutTime{2'000};
        // How long a commit that was not announced (another replica's) may go unnoticed where nobody else
        // looks and calls wake().
        std::chrono::milliseconds pollInterval{250};
        // Bounds memory: how many lanes are looked at in one go, whatever the number of pending rows.
        int page = 1'000;
        // Of handlers: see HandlerRun.
        db::Durability commits = db::Durability::Asynchronous;
        // A row that another instance has held this long without a change is considered abandoned, even if
        // that instance picks up others.
        std::chrono::milliseconds abandonedAfter{15'000};
    };

    // Tells operators; called on the dispatcher's thread. Kinds: "dead_letter", "payment_failing".
    using AlertHook = std::function<void(const QString &kind, const protocol::Sentence &text)>;

    // `instance` is the beginning of `picked_by`; a random part follows, so that what an earlier run of the
    // same instance left in flight can be recognised as another's, and run alone.
    Dispatcher(db::Database &database, UpdateHandler &handler, const Clock &clock, const QString &instance,
               AlertHook alert, const Options &options);
    Dispatcher(db::Database &database, UpdateHandler &handler, const Clock &clock, const QString &instance,
               AlertHook alert);
    // Stops within a second, then waits for handlers that do not return.
    ~Dispatcher();
    Dispatcher(const Dispatcher &) = delete;
    Dispatcher &operator=(const Dispatcher &) = delete;

    // Begins a term of leadership: what others left behind is recovered first. Does nothing if already
    // started.
    void start();
    // Accepts no new work, gives back what was picked up and not begun, lets the rest finish until the
    // deadline and then cancels it. Blocks. True if nothing is running any more.
    bool stop(const Deadline &deadline);
    // Between two terms: tries again to write back what the last stop() could not. Call it about once a
    // second; true if nothing is left. Does nothing while started.
    bool settle(const Deadline &deadline);

    // Something was committed to the inbox. Never blocks.
    void wake();

    DispatcherStats stats() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace turnpike::inbox
