// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/ids.h"
#include "protocol/timestamp.h"

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace turnpike::bot {

// One token bucket per customer: `burst` tokens that refill evenly within `window`. Holds at most `capacity`
// buckets; the longest unused is forgotten first, which gives that customer a full bucket again. Thread-safe.
class TokenBuckets
{
public:
    TokenBuckets(const Clock &clock, int burst, qint64 windowMs, size_t capacity = 50'000);

    enum class Decision {
        Taken,      // a token was there
        EmptyFirst, // none, for the first time since the bucket was half full: say so once
        Empty,      // none, and it was said already
    };
    Decision take(TelegramId user);
    // The same at a time of the past (ms UTC), when what is judged now was done.
    Decision take(TelegramId user, Timestamp at);
    // Whether this customer has a bucket, used or full.
    bool knows(TelegramId user) const;

    size_t size() const;

private:
    struct Bucket
    {
        qint64 user;
        double tokens;
        Timestamp filledAt; // ms UTC
        bool told;
    };
    using Buckets = std::list<Bucket>;

    Bucket &bucketOf(qint64 user, Timestamp at);

    const Clock &m_clock;
    const double m_burst;
    const double m_tokensPerMs;
    const size_t m_capacity;
    mutable std::mutex m_mutex;
    Buckets m_buckets; // the most recently used first
    std::unordered_map<qint64, Buckets::iterator> m_byUser;
};

// The pictures of an album are one message of the customer's: the first of them is judged, the others share
// its decision. Remembers the latest albums of each customer, and forgets all customers once they are too
// many. Thread-safe.
class AlbumDecisions
{
public:
    explicit AlbumDecisions(size_t capacity = 10'000);

    // `judge` is called for the first picture only.
    TokenBuckets::Decision decision(TelegramId user, const QString &album,
                                    const std::function<TokenBuckets::Decision()> &judge);

private:
    struct Album
    {
        QString id;
        TokenBuckets::Decision decision;
    };

    const size_t m_capacity;
    std::mutex m_mutex;
    std::unordered_map<qint64, std::vector<Album>> m_latest; // by user, the newest first
};

// What the limits said to updates that are not handled yet, and to the last few that are: a database that
// crashes may give those back. Another attempt, and the same one after a failure of our own, is told the
// same: it costs the customer no further token, and what was admitted is not taken for haste. Forgets the
// earliest updates once there are too many. Thread-safe.
class RememberedDecisions
{
public:
    enum class Limit { Pace, RefusedPress, MaintenanceNotice, PaymentStart, Trial, Reissue, Support };

    // `handledKept`: so many that are handled are remembered, more than a database can still lose.
    explicit RememberedDecisions(size_t capacity = 10'000, size_t handledKept = 2'000);

    // `judge` is called where this limit was not asked about the update yet; `seq` as in inbox::InboxUpdate.
    TokenBuckets::Decision decision(qint64 seq, Limit limit,
                                    const std::function<TokenBuckets::Decision()> &judge);
    // The update is handled.
    void handled(qint64 seq);

    size_t size() const;

private:
    using Decisions = std::map<Limit, TokenBuckets::Decision>;

    const size_t m_capacity;
    const size_t m_handledKept;
    mutable std::mutex m_mutex;
    std::map<qint64, Decisions> m_bySeq;
    std::deque<qint64> m_handled; // of those, the earliest first
};

// What protects the shop from one busy customer. Lives in the leader, which alone handles updates. Payments,
// refunds and pre-checkouts never ask here. Thread-safe.
struct Limits
{
    // What was said longer ago than this comes out of a backlog: Telegram could not reach us, or we could not
    // handle it.
    static constexpr qint64 kLateMs = 15 * kSecondMs;

    // The texts say how long one waits for the next token: 2 s for updates, 15 s (12 and a little) for
    // payments, an hour for trials, two minutes (100 s and a little) for another key.
    explicit Limits(const Clock &clock)
        : updates(clock, 30, kMinuteMs)
        , backlog(clock, 30, kMinuteMs)
        , paymentStarts(clock, 5, kMinuteMs)
        , trials(clock, 1, kHourMs)
        , reissues(clock, 3, 5 * kMinuteMs)
        , maintenanceNotices(clock, 1, 10 * kMinuteMs)
        , supportMessages(clock, 20, 10 * kMinuteMs)
        , refusedPresses(clock, 60, kMinuteMs)
    {}

    TokenBuckets updates;
    TokenBuckets backlog; // of late updates, by the time when they were said
    AlbumDecisions albums;
    TokenBuckets paymentStarts;
    TokenBuckets trials;
    TokenBuckets reissues;
    TokenBuckets maintenanceNotices;
    TokenBuckets supportMessages; // pictures of an album each
    // Answers to presses that are too fast. The app waits for one before the same button can be pressed
    // again, so that more of them are no person's.
    TokenBuckets refusedPresses;
    RememberedDecisions standing;
};

} // namespace turnpike::bot
