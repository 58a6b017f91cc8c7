#pragma once

#include "base/clock.h"
#include "base/deadline.h"
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

// What the dispatcher does now, and has done since it was made.
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
    // From the pick-up to the end of the attempt, the wait for a thread included; of all attempts that ended.
    db::DurationHistogram handle;
};

// Handles what the inbox holds: picks up heads of lanes, runs at most `maxConcurrent` handlers, one of a lane
// at a time, and writes back what failed. Only the leader's is started. Correct without leadership too: the
// claim in the handler's own transaction decides. Owns the dispatcher thread and the handler threads; all
// functions are thread-safe.
class Dispatcher
{
public:
    struct Options
    {
        int maxConcurrent = 20;
        int keptForCheckouts = 2; // threads beyond maxConcurrent
        std::chrono::milliseconds handlerTime{5'000};
        std::chrono::milliseconds checkoutTime{2'000};
        // How long a commit that nobody announced (another replica's) may go unseen.
        std::chrono::milliseconds pollInterval{250};
        // Bounds memory: as many lanes are looked at in one go, whatever the number of pending rows.
        int page = 1'000;
        // A row that another instance has held this long without a change is taken for abandoned, though that
        // instance picks up others.
        std::chrono::milliseconds abandonedAfter{15'000};
    };

    // Tells operators; called on the dispatcher's thread. Kinds: "dead_letter", "payment_failing".
    using AlertHook = std::function<void(const QString &kind, const protocol::Sentence &text)>;

    // `instance` is what `picked_by` begins with; a random part follows, so that what an earlier run of the
    // same instance left in flight is known to be another's, and run alone.
    Dispatcher(db::Database &database, UpdateHandler &handler, const Clock &clock, const QString &instance,
               AlertHook alert, const Options &options);
    Dispatcher(db::Database &database, UpdateHandler &handler, const Clock &clock, const QString &instance,
               AlertHook alert);
    // Stops within a second, then waits for handlers that do not return.
    ~Dispatcher();
    Dispatcher(const Dispatcher &) = delete;
    Dispatcher &operator=(const Dispatcher &) = delete;

    // Begins a term of leadership: what others left behind is recovered first. Does nothing when started.
    void start();
    // Takes no new work, gives back what was picked up and not begun, lets the rest end until the deadline
    // and cancels it then. Blocks. True when nothing is at work any more.
    bool stop(const Deadline &deadline);
    // Between two terms: tries again to write back what the last stop() could not. To be called every second
    // or so; true when nothing is left. Does nothing while started.
    bool settle(const Deadline &deadline);

    // Something was committed to the inbox. Never blocks.
    void wake();

    DispatcherStats stats() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace turnpike::inbox
