#pragma once

#include "outbox/answerpolicy.h"
#include "telegram/ratelimiter.h"

#include <array>
#include <deque>
#include <vector>

namespace turnpike::outbox {

// Leased messages that wait for Telegram's limits or for room, by class. Not thread-safe.
class SendQueue
{
public:
    using TimePoint = telegram::RateLimiter::TimePoint;

    struct Chosen
    {
        std::vector<LeasedMessage> messages;
        std::vector<Completion> given; // expired, or given back because they would outlive their lease here
    };

    void add(std::vector<LeasedMessage> messages);
    size_t size() const;
    size_t sizeOf(MessageClass messageClass) const { return queueOf(messageClass).size(); }

    // Takes up to `limit` messages of a class that may leave now, and counts them at the limiter.
    Chosen choose(MessageClass messageClass, size_t limit, telegram::RateLimiter &limiter, TimePoint now,
                  qint64 nowMs);
    // When the limiter lets the next one go; far away when there is none.
    TimePoint nextReady(const telegram::RateLimiter &limiter, TimePoint now) const;
    // Takes all out.
    std::vector<LeasedMessage> takeAll();
    // Forgets what is leased for a chat: it has been dropped.
    void forget(ChatId chat);

private:
    using Queue = std::deque<LeasedMessage>;

    Queue &queueOf(MessageClass messageClass) { return m_queues[static_cast<size_t>(messageClass)]; }
    const Queue &queueOf(MessageClass messageClass) const
    {
        return m_queues[static_cast<size_t>(messageClass)];
    }

    std::array<Queue, 3> m_queues;
};

} // namespace turnpike::outbox
