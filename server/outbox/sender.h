#pragma once

#include "base/clock.h"
#include "base/deadline.h"
#include "telegram/ratelimiter.h"

#include <QString>

#include <chrono>
#include <functional>
#include <memory>

namespace turnpike::db {
class Database;
}
namespace turnpike::http {
class HttpClient;
}
namespace turnpike::telegram {
class BotClient;
}

namespace turnpike::outbox {

// What the sender does now, and has done since it was made.
struct SenderStats
{
    int queued = 0;            // leased, waiting for Telegram's limits or for room
    int inFlight = 0;          // calls under way
    bool held = false;         // by operators
    bool unauthorized = false; // Telegram does not know the token
    // Telegram wants silence towards everybody until then; a moment gone by: it does not.
    std::chrono::steady_clock::time_point pausedUntil{};
    quint64 sent = 0;
    quint64 failed = 0;
    quint64 dropped = 0;
    quint64 again = 0;       // to be tried again: no answer, 5xx, an edit that became a message
    quint64 rateLimited = 0; // answers 429
    quint64 unreachable = 0; // chats whose messages were dropped
};

// Makes the calls that the outbox holds: leases the heads of (chat, class) in batches, committed before the
// call, keeps Telegram's limits, and writes back how the calls ended, many at once. Interactive goes first.
// Only the leader's is started. A call whose answer was never seen (crash, time-out) is made again: the one
// edge where something may happen twice. Owns the sender's thread and the threads of its calls; all functions
// are thread-safe.
class Sender
{
public:
    struct Options
    {
        telegram::RateLimits limits;
        std::chrono::milliseconds pollInterval{250};
        // A call takes 16 s at most; what has less left of its lease is given back. Interactive messages are
        // not worth the minute that others wait for the lease of a process that died.
        std::chrono::milliseconds lease{60'000};
        std::chrono::milliseconds interactiveLease{30'000};
        // Chats looked at, and messages leased, in one go for each class.
        int page = 256;
        // After Telegram did not know the token: how long until one message tries again.
        std::chrono::milliseconds unauthorizedPause{60'000};
    };

    // Tells operators; called on the sender's thread. Kind: "telegram_unauthorized".
    using AlertHook = std::function<void(const QString &kind, const QString &text)>;
    // Asked before each call: whether this process still leads. Any thread, never blocks.
    using MayAct = std::function<bool()>;

    Sender(db::Database &database, http::HttpClient &client, const telegram::BotClient &bot,
           const Clock &clock, const QString &instance, AlertHook alert, MayAct mayAct,
           const Options &options);
    // Stops within a second, then waits for calls that do not return.
    ~Sender();
    Sender(const Sender &) = delete;
    Sender &operator=(const Sender &) = delete;

    // Begins a term of leadership. Does nothing when started.
    void start();
    // Makes no new call, gives back what was leased, waits for answers until the deadline. Blocks. True when
    // all have come.
    bool stop(const Deadline &deadline);

    // Something was committed to the outbox. Never blocks.
    void wake();
    // Operators hold all messages back, or let them go on.
    void hold(bool held);

    SenderStats stats() const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace turnpike::outbox
