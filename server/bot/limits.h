#pragma once

#include "base/clock.h"
#include "base/ids.h"

#include <list>
#include <unordered_map>

namespace turnpike::bot {

// One token bucket per customer: `burst` tokens that refill evenly within `window`. Holds at most `capacity`
// buckets; the longest unused is forgotten first, which gives that customer a full bucket again. Thread-safe.
class TokenBuckets
{
public:
    TokenBuckets(const Clock &clock, int burst, qint64 windowMs, size_t capacity = 50'000);

    enum class Verdict {
        Taken,      // a token was there
        EmptyFirst, // none, for the first time since the bucket was half full: say so once
        Empty,      // none, and it was said already
    };
    Verdict take(TelegramId user);

    size_t size() const;

private:
    struct Bucket
    {
        qint64 user;
        double tokens;
        qint64 filledAt; // ms UTC
        bool told;
    };
    using Buckets = std::list<Bucket>;

    Bucket &bucketOf(qint64 user);

    const Clock &m_clock;
    const double m_burst;
    const double m_tokensPerMs;
    const size_t m_capacity;
    mutable std::mutex m_mutex;
    Buckets m_buckets; // the most recently used first
    std::unordered_map<qint64, Buckets::iterator> m_byUser;
};

// What protects the shop from one busy customer. Lives in the leader, which alone handles updates. Payments,
// refunds and pre-checkouts never ask here. Thread-safe.
struct Limits
{
    explicit Limits(const Clock &clock)
        : updates(clock, 30, kMinuteMs)
        , paymentStarts(clock, 5, kMinuteMs)
        , trials(clock, 1, kHourMs)
        , maintenanceNotices(clock, 1, 10 * kMinuteMs)
    {}

    TokenBuckets updates;
    TokenBuckets paymentStarts;
    TokenBuckets trials;
    TokenBuckets maintenanceNotices;
};

} // namespace turnpike::bot
