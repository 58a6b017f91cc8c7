// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "protocol/timestamp.h"

#include <QtGlobal>

#include <QString>

#include <atomic>
#include <map>
#include <mutex>
#include <optional>

namespace turnpike::inbox {

// When Telegram was last heard of, and how requests ended. Times are ms UTC. What is counted before the
// secret is checked may come from strangers: only authenticated and acknowledged requests show that Telegram
// reaches us. Thread-safe.
class WebhookLiveness
{
public:
    struct Snapshot
    {
        std::optional<Timestamp> lastRequestAt;       // any, noted before anything is checked
        std::optional<Timestamp> lastAuthenticatedAt; // with the right secret
        std::optional<Timestamp> lastAcknowledgedAt;  // stored and answered 200
        quint64 requests = 0;
        quint64 authenticated = 0;
        quint64 rejected = 0;             // wrong or missing secret
        quint64 malformed = 0;            // right secret, no update
        quint64 acknowledged = 0;         // 200, redeliveries among them
        quint64 unavailable = 0;          // 503
        std::map<QString, quint64> kinds; // of updates, stored or not
    };

    void requested(Timestamp nowMs) { note(m_requests, &m_lastRequestAt, nowMs); }
    void authenticated(Timestamp nowMs) { note(m_authenticated, &m_lastAuthenticatedAt, nowMs); }
    void acknowledged(Timestamp nowMs) { note(m_acknowledged, &m_lastAcknowledgedAt, nowMs); }
    void rejected() { note(m_rejected); }
    void malformed() { note(m_malformed); }
    void unavailable() { note(m_unavailable); }
    // Kinds are metric labels: beyond this many different ones, all others are counted as one.
    static constexpr size_t kMostKinds = 64;
    void tookIn(const QString &kind)
    {
        const std::lock_guard lock(m_mutex);
        const bool isTold = m_kinds.size() < kMostKinds || m_kinds.contains(kind);
        ++m_kinds[isTold ? kind : u"other"_s];
    }

    Snapshot snapshot() const
    {
        const auto time = [](const std::atomic<qint64> &at) {
            const qint64 value = at.load(std::memory_order_relaxed);
            return value == kNever ? std::nullopt : std::optional(value);
        };
        const std::lock_guard lock(m_mutex);
        return {time(m_lastRequestAt),
                time(m_lastAuthenticatedAt),
                time(m_lastAcknowledgedAt),
                m_requests,
                m_authenticated,
                m_rejected,
                m_malformed,
                m_acknowledged,
                m_unavailable,
                m_kinds};
    }

private:
    static constexpr qint64 kNever = -1;

    static void note(std::atomic<quint64> &count, std::atomic<qint64> *at = nullptr, Timestamp nowMs = 0)
    {
        if (at)
            at->store(nowMs, std::memory_order_relaxed);
        count.fetch_add(1, std::memory_order_relaxed);
    }

    std::atomic<Timestamp> m_lastRequestAt{kNever};
    std::atomic<Timestamp> m_lastAuthenticatedAt{kNever};
    std::atomic<Timestamp> m_lastAcknowledgedAt{kNever};
    std::atomic<quint64> m_requests{0};
    std::atomic<quint64> m_authenticated{0};
    std::atomic<quint64> m_rejected{0};
    std::atomic<quint64> m_malformed{0};
    std::atomic<quint64> m_acknowledged{0};
    std::atomic<quint64> m_unavailable{0};
    mutable std::mutex m_mutex;
    std::map<QString, quint64> m_kinds; // guarded by m_mutex
};

} // namespace turnpike::inbox
