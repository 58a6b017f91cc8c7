#pragma once

#include "base/cancellation.h"
#include "outbox/completer.h"
#include "outbox/flights.h"
#include "outbox/leaser.h"
#include "outbox/operatorchats.h"
#include "outbox/sendbar.h"
#include "outbox/sender.h"
#include "outbox/sendqueue.h"
#include "outbox/silencewatch.h"

#include <condition_variable>
#include <mutex>

namespace turnpike::outbox {

// What the sender's thread does over and over: takes what has landed, writes it back, leases what is due, and
// makes the calls that may leave now. Owned by the Sender, which has one thread at a time in here.
class SenderLoop
{
public:
    SenderLoop(db::Database &database, http::HttpClient &client, const telegram::BotClient &bot,
               const Clock &clock, const QString &instance, AlertSink &alerts, Sender::MayAct mayAct,
               const Sender::Options &options);

    // Before run().
    void beginTerm();
    // The sender's thread: returns soon after endTerm(), which another thread calls.
    void run();
    void endTerm();
    // After run() has returned. Gives back what was leased and waits for answers until the deadline; true
    // when all have come.
    bool finish(const Deadline &deadline);
    // After that, again and again: writes back what finish() could not. True when nothing is left.
    bool settleRest(const Deadline &deadline);

    // Any thread; they never block. As of Sender.
    void wake();
    void hold(bool held);
    SenderStats stats() const;
    int inFlight() const { return m_flights.inFlight(); }

private:
    bool waitForWork();
    bool guarded(const char *what, const std::function<void()> &step);
    bool leads() const { return !m_mayAct || m_mayAct(); }
    bool maySend();

    void land();
    void judge(const Flights::Landed &landed);
    void lease();
    void complete(const Deadline &deadline);
    bool settle(const Deadline &deadline);
    void count(const Completion &completion);
    void giveBackAll();
    void releaseUnheardOf(const Deadline &deadline);

    void launch();
    bool launchFrom(Stream stream, int most);
    void probe();
    void publish();

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_owner;
    AlertSink &m_alerts;
    const Sender::MayAct m_mayAct;

    // Shared between threads.
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_woken = false;
    bool m_kicked = false;
    bool m_held = false;
    bool m_stopping = true;
    SenderStats m_stats;
    std::shared_ptr<Cancellation> m_dbCancellation;

    // Of the sender's thread, or of finish() after that thread has ended.
    telegram::RateLimiter m_limiter;
    SendQueue m_queue;
    Leaser m_leaser;
    Completer m_completer;      // what has ended and is not yet written back
    bool m_mayHoldMore = false; // a lease's end was not heard of
    bool m_owes = false;        // a term has ended, and not all of it is written back
    OperatorChats m_operatorChats;
    SendBar m_bar;
    SilenceWatch m_silence;
    bool m_complained = false;

    Flights m_flights; // last: it wakes the rest
};

} // namespace turnpike::outbox
