// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "outbox/answerpolicy.h"
#include "protocol/timestamp.h"
#include "telegram/ratelimiter.h"

#include <array>
#include <deque>
#include <vector>

namespace turnpike::outbox {

// Leased messages that wait for Telegram's limits or for room, by stream. Not thread-safe.
class SendQueue
{
public:
    using TimePoint = telegram::RateLimiter::TimePoint;

    struct Chosen
    {
        std::vector<LeasedMessage> messages;
        // Messages that ended without a call: expired, given back because they would outlive their lease
        // here, or already sent as often as allowed with an unknown outcome.
        std::vector<Completion> ended;
    };

    void add(std::vector<LeasedMessage> messages);
    size_t size() const;
    size_t sizeOf(Stream stream) const { return queueOf(stream).size(); }
    void addIds(std::vector<qint64> &ids) const;
    // Whether a message waits that was sent before and may or may not have arrived.
    bool hasRepeats() const;

    // Takes up to `limit` messages of a stream that may leave now, and counts them at the limiter. Without
    // `mayRepeat` what was sent before and may have arrived stays.
    Chosen choose(Stream stream, size_t limit, bool mayRepeat, telegram::RateLimiter &limiter, TimePoint now,
                  Timestamp nowMs);
    // When the limiter allows the next message of this stream; far in the future if there is none.
    TimePoint nextReady(Stream stream, bool mayRepeat, const telegram::RateLimiter &limiter,
                        TimePoint now) const;
    // Removes and returns all messages.
    std::vector<LeasedMessage> takeAll();
    // Forgets the messages leased for a chat: they have been dropped.
    void forget(ChatId chat);

private:
    using Queue = std::deque<LeasedMessage>;

    Queue &queueOf(Stream stream) { return m_queues[static_cast<size_t>(stream)]; }
    const Queue &queueOf(Stream stream) const { return m_queues[static_cast<size_t>(stream)]; }

    std::array<Queue, kStreams.size()> m_queues;
};

// The message as the limiter sees it.
telegram::Sending sendingOf(const LeasedMessage &message);

} // namespace turnpike::outbox
