// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/sendqueue.h"

#include "outbox/callsinflight.h"

#include <algorithm>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;
using TimePoint = SendQueue::TimePoint;

// A chat that Telegram has told us to leave alone for longer than this waits in the database.
constexpr milliseconds kMaxWait{5'000};
constexpr std::chrono::hours kNothingDue{24};

// Answers to presses wait for nothing.
TimePoint readyAt(const LeasedMessage &message, const telegram::RateLimiter &limiter, TimePoint now)
{
    return message.stream() == Stream::Answers ? now : limiter.readyAt(sendingOf(message), now);
}

bool take(const LeasedMessage &message, telegram::RateLimiter &limiter, TimePoint now)
{
    return message.stream() == Stream::Answers || limiter.take(sendingOf(message), now);
}

bool isRepeat(const LeasedMessage &message)
{
    return message.unknownOutcomes > 0 && isSeenTwice(message.method);
}

} // namespace

telegram::Sending sendingOf(const LeasedMessage &message)
{
    using telegram::SendClass;
    SendClass sendClass = SendClass::Bulk;
    if (message.messageClass == MessageClass::Interactive)
        sendClass = SendClass::Interactive;
    else if (message.messageClass == MessageClass::Transactional)
        sendClass = SendClass::Transactional;
    return {message.chat, message.method, sendClass};
}

void SendQueue::add(std::vector<LeasedMessage> messages)
{
    // The oldest first, whichever chat it is for.
    std::sort(messages.begin(), messages.end(),
              [](const LeasedMessage &a, const LeasedMessage &b) { return a.id < b.id; });
    for (LeasedMessage &message : messages)
        queueOf(message.stream()).push_back(std::move(message));
}

size_t SendQueue::size() const
{
    size_t size = 0;
    for (const Queue &queue : m_queues)
        size += queue.size();
    return size;
}

void SendQueue::addIds(std::vector<qint64> &ids) const
{
    for (const Queue &queue : m_queues) {
        for (const LeasedMessage &message : queue)
            ids.push_back(message.id);
    }
}

bool SendQueue::hasRepeats() const
{
    return std::any_of(m_queues.begin(), m_queues.end(),
                       [](const Queue &queue) { return std::any_of(queue.begin(), queue.end(), isRepeat); });
}

SendQueue::Chosen SendQueue::choose(Stream stream, size_t limit, bool mayRepeat,
                                    telegram::RateLimiter &limiter, TimePoint now, Timestamp nowMs)
{
    Chosen chosen;
    Queue kept;
    for (LeasedMessage &message : queueOf(stream)) {
        const qint64 waitMs = duration_cast<milliseconds>(readyAt(message, limiter, now) - now).count();
        if (message.expiresAt <= nowMs)
            chosen.ended.push_back(expire(message));
        else if (message.unknownOutcomes >= kMostUnknownOutcomes && isSeenTwice(message.method))
            chosen.ended.push_back(leaveToOperators(message, u"the process that sent it is gone"_s));
        else if (waitMs > kMaxWait.count() ||
                 nowMs + waitMs + CallsInFlight::callTimeOf(message.method).count() > message.leaseUntil)
            chosen.ended.push_back(giveBack(message, nowMs + waitMs));
        else if (chosen.messages.size() < limit && (mayRepeat || !isRepeat(message)) &&
                 take(message, limiter, now))
            chosen.messages.push_back(std::move(message));
        else
            kept.push_back(std::move(message));
    }
    queueOf(stream) = std::move(kept);
    return chosen;
}

SendQueue::TimePoint SendQueue::nextReady(Stream stream, bool mayRepeat, const telegram::RateLimiter &limiter,
                                          TimePoint now) const
{
    TimePoint next = now + kNothingDue;
    for (const LeasedMessage &message : queueOf(stream)) {
        if (mayRepeat || !isRepeat(message))
            next = std::min(next, readyAt(message, limiter, now));
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
