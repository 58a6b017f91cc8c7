// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "db/poolstats.h"
#include "http/circuitbreaker.h"
#include "state/memorystatestore.h"
#include "state/redisclient.h"

namespace turnpike::state {

// What the store did since it was made, and how Redis is.
struct RedisStats
{
    bool isAway = false; // states are kept in the process
    // Redis's own word for why it takes nothing (READONLY, NOAUTH, OOM, …) though it is there; empty: it is
    // not.
    QByteArray refusal;
    QString lastError;
    std::optional<qint64> awaySince; // ms UTC
    http::CircuitBreaker::Snapshot breaker;
    quint64 done = 0; // commands
    quint64 failed = 0;
    quint64 refused = 0;   // not even tried: the breaker was open
    quint64 fallbacks = 0; // states kept in the process because Redis was away
    size_t inProcess = 0;  // states kept in the process now
    db::DurationHistogram time;
};

// Conversation states in Redis, so that they outlive this process and are there for the next leader. While
// Redis is away they stay in the process: a breaker keeps handlers from waiting for it in vain, and closes
// again by itself. What Redis kept meanwhile is never taken for new: of two states the one with the higher
// number counts, and the reader compares it with users.state_seq. Thread-safe; never throws for a Redis that
// is away.
class RedisStateStore : public StateStore
{
public:
    // Keys begin with `prefix`, so that bots can share a Redis. What is passed must outlive the store.
    RedisStateStore(const RedisUrl &url, const QByteArray &prefix, const Clock &clock, AlertSink &alerts);

    std::optional<ConversationState> load(TelegramId user, const Deadline &deadline) override;
    void save(TelegramId user, const ConversationState &state, const Deadline &deadline) override;
    void clear(TelegramId user, const Deadline &deadline) override;

    // Asks Redis whether it is there and takes what is written, and so lets the breaker close though nobody
    // talks to the bot. Called every few seconds on an operations thread.
    void probe(const Deadline &deadline);
    // For who looks at it, or closes it: an operator's order.
    http::CircuitBreaker &breaker() { return m_breaker; }

    // Does not block.
    RedisStats stats() const;

private:
    struct Outcome
    {
        bool answered = false;
        std::optional<QByteArray> text;
    };
    Outcome ask(const QByteArrayList &arguments, const Deadline &deadline);
    QByteArray keyOf(TelegramId user) const;
    struct Failure
    {
        QString error; // empty: none
        QByteArray refusal;
    };
    void note(const Failure &failure, bool isWrite, std::chrono::steady_clock::duration took);
    void tell(const Failure &failure);

    const QByteArray m_prefix;
    const Clock &m_clock;
    AlertSink &m_alerts;
    RedisClient m_client;
    http::CircuitBreaker m_breaker;
    MemoryStateStore m_fallback;
    mutable std::mutex m_mutex;
    RedisStats m_stats; // guarded by m_mutex
};

} // namespace turnpike::state
