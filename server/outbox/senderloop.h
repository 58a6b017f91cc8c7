// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/queuedrainer.h"
#include "outbox/callsinflight.h"
#include "outbox/completer.h"
#include "outbox/leaser.h"
#include "outbox/operatorchats.h"
#include "outbox/sendbar.h"
#include "outbox/sender.h"
#include "outbox/sendqueue.h"
#include "outbox/silencewatch.h"

#include <mutex>

namespace turnpike::outbox {

// What the sender's thread does over and over: takes the calls that have ended, writes them back, leases what
// is due, and makes the calls that are allowed now. Owned by the Sender.
class SenderLoop final : public db::DrainedQueue
{
public:
    SenderLoop(db::Database &database, http::HttpClient &client, const telegram::BotClient &bot,
               const Clock &clock, const QString &instance, AlertSink &alerts, Sender::MayAct mayAct,
               const Sender::Options &options);

    // Its life: start(), stop(), settle() and kick() as of Sender. Thread-safe.
    db::QueueDrainer &drainer() { return m_drainer; }
    void hold(bool held);
    SenderStats stats() const;

private:
    void beginTerm() override { m_leaser.beginTerm(); }
    TimePoint nextTurnAt() override;
    void lookAgain() override { m_leaser.markDirty(); }
    bool takeTurn() override;
    void pause() override { m_leaser.pause(); }
    bool isIdle() const override { return m_callsInFlight.inFlight() == 0; }
    bool finish(const Deadline &deadline) override;
    bool settle(const Deadline &deadline) override;

    bool leads() const { return !m_mayAct || m_mayAct(); }
    bool maySend();

    void land();
    void judge(const CallsInFlight::Landed &landed);
    void lease();
    void complete(const Deadline &deadline);
    bool writeBack(const Deadline &deadline);
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
    bool m_held = false; // guarded by m_mutex
    SenderStats m_stats; // guarded by m_mutex
    db::QueueDrainer m_drainer;

    // Used by the sender's thread, or by finish() after that thread has ended.
    telegram::RateLimiter m_limiter;
    SendQueue m_queue;
    Leaser m_leaser;
    Completer m_completer;      // what has ended and is not yet written back
    bool m_mayHoldMore = false; // a lease's end was not heard of
    bool m_owes = false;        // a term has ended, and not all of it is written back
    OperatorChats m_operatorChats;
    SendBar m_bar;
    SilenceWatch m_silence;

    CallsInFlight m_callsInFlight; // last: it wakes the rest
};

} // namespace turnpike::outbox
