#include "outbox/sendqueue.h"

#include "outbox/flights.h"

#include <algorithm>

namespace turnpike::outbox {

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

// A chat that Telegram has told us to leave alone for longer than this waits in the database.
constexpr milliseconds kMaxWait{5'000};
constexpr std::chrono::hours kNever{24};

} // namespace

void SendQueue::add(std::vector<LeasedMessage> messages)
{
    // The oldest first, whichever chat it is for.
    std::sort(messages.begin(), messages.end(),
              [](const LeasedMessage &a, const LeasedMessage &b) { return a.id < b.id; });
    for (LeasedMessage &message : messages)
        queueOf(message.messageClass).push_back(std::move(message));
}

size_t SendQueue::size() const
{
    return m_queues[0].size() + m_queues[1].size() + m_queues[2].size();
}

SendQueue::Chosen SendQueue::choose(MessageClass messageClass, size_t limit, telegram::RateLimiter &limiter,
                                    TimePoint now, qint64 nowMs)
{
    Chosen chosen;
    Queue kept;
    for (LeasedMessage &message : queueOf(messageClass)) {
        const TimePoint ready = limiter.readyAt(message.chat, now);
        const qint64 waitMs = duration_cast<milliseconds>(ready - now).count();
        if (message.expiresAt <= nowMs)
            chosen.given.push_back(expire(message));
        else if (waitMs > kMaxWait.count() ||
                 nowMs + waitMs + Flights::kCallTime.count() > message.leaseUntil)
            chosen.given.push_back(giveBack(message, nowMs + waitMs));
        else if (chosen.messages.size() < limit && limiter.take(message.chat, now))
            chosen.messages.push_back(std::move(message));
        else
            kept.push_back(std::move(message));
    }
    queueOf(messageClass) = std::move(kept);
    return chosen;
}

SendQueue::TimePoint SendQueue::nextReady(const telegram::RateLimiter &limiter, TimePoint now) const
{
    TimePoint next = now + kNever;
    for (const Queue &queue : m_queues) {
        for (const LeasedMessage &message : queue)
            next = std::min(next, limiter.readyAt(message.chat, now));
    }
    return next;
}

std::vector<LeasedMessage> SendQueue::takeAll()
{
    std::vector<LeasedMessage> all;
    for (Queue &queue : m_queues) {
        all.insert(all.end(), std::make_move_iterator(queue.begin()), std::make_move_iterator(queue.end()));
        queue.clear();
    }
    return all;
}

void SendQueue::forget(ChatId chat)
{
    for (Queue &queue : m_queues)
        std::erase_if(queue, [chat](const LeasedMessage &message) { return message.chat == chat; });
}

} // namespace turnpike::outbox
