// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "base/deadline.h"
#include "outbox/answerpolicy.h"
#include "outbox/senderalerts.h"
#include "telegram/ratelimiter.h"

#include <QString>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <vector>

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

// What the sender is doing now, and has done since it was created.
struct SenderStats
{
    int queued = 0;      // leased, waiting for Telegram's limits or for room
    int inFlight = 0;    // calls under way
    bool held = false;   // by operators
    Bar bar = Bar::None; // why nothing can be sent, once a second call confirms it
    // Operators' chats that the last message did not reach, and why.
    std::map<ChatId, QString> operatorsNotReached;
    // Chats that Telegram has told us to leave alone (429), and when the last of these pauses ends; a time in
    // the past if there are none.
    int pausedChats = 0;
    std::chrono::steady_clock::time_point pausedUntil{};
    int perSecond = 0; // messages that may leave in a second; fewer than usual where many chats are refused
    bool unanswered = false; // the latest call to have begun got no answer of the Bot API, or all only wait
    quint64 sent = 0;
    quint64 failed = 0;
    quint64 unknownOutcomes = 0; // among the failed: nobody knows whether they arrived
    quint64 dropped = 0;
    quint64 again = 0;       // to be tried again: no answer, 5xx, an edit that became a message
    quint64 rateLimited = 0; // answers 429
    quint64 unreachable = 0; // chats whose messages were dropped
};

// Makes the calls that the outbox holds: leases the heads of (chat, class) in batches, committed before the
// call, keeps to Telegram's limits, and writes back how the calls ended, many at once. Interactive messages
// go first, the others always have a share, answers to presses never wait. Only the leader's sender is
// started. A message whose answer was never seen (crash, time-out) is sent once more, but only after Telegram
// has answered a harmless call: this is the one place where something may happen twice. Owns the sender's
// thread; all functions are thread-safe.
class Sender
{
public:
    struct Options
    {
        telegram::RateLimits limits;
        std::chrono::milliseconds pollInterval{250};
        // Outlasts the longest call (CallsInFlight::kCallTime); a message with less time left on its lease is
        // given back. Leases of a process that died are taken back sooner (replicas::AbandonedLeases).
        std::chrono::milliseconds lease{150'000};
        std::chrono::milliseconds answersLease{30'000};
        // The time that a call gets at least before its place is given to another; see CallsInFlight.
        std::chrono::milliseconds leastPatience{16'000};
        // Where alerts go: a message lost there is reported through another channel.
        std::vector<ChatId> operatorChats;
        // Chats looked at, and messages leased, in one go for each class.
        int page = 256;
        // While no call can succeed (Bar): how long until one message tries again, at first and at most.
        std::chrono::milliseconds firstBarPause{1'000};
        std::chrono::milliseconds lastBarPause{60'000};
        // While Telegram answers nothing: how long between two harmless questions, at first and at most.
        std::chrono::milliseconds firstProbe{1'000};
        std::chrono::milliseconds lastProbe{15'000};
        // How long calls must wait, with none that began later being answered, before Telegram counts as
        // silent; and how long the silence must last before operators are told.
        std::chrono::milliseconds silentAfter{15'000};
        std::chrono::milliseconds tellSilenceAfter{20'000};
    };

    // Asked before each call: whether this process still leads. Any thread, never blocks.
    using MayAct = std::function<bool()>;

    Sender(db::Database &database, http::HttpClient &client, const telegram::BotClient &bot,
           const Clock &clock, const QString &instance, AlertSink &alerts, MayAct mayAct,
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

    // Between two terms: tries again to write back what the last stop() could not, so that whoever leads now
    // need not wait for our leases. To be called every second or so; true when nothing is left. Does nothing
    // while started.
    bool settle(const Deadline &deadline);

    // Something was committed to the outbox. Never blocks.
    void wake();
    // Operators hold all messages back, or let them go on.
    void hold(bool held);

    SenderStats stats() const;

private:
    std::unique_ptr<class SenderLoop> m_loop;
};

} // namespace turnpike::outbox
