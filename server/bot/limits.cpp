// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/limits.h"

#include "access/users.h"

#include <algorithm>

namespace turnpike::bot {

TokenBuckets::TokenBuckets(const Clock &clock, int burst, qint64 windowMs, size_t capacity)
    : m_clock(clock)
    , m_burst(burst)
    , m_tokensPerMs(static_cast<double>(burst) / static_cast<double>(windowMs))
    , m_capacity(std::max<size_t>(capacity, 1))
{}

TokenBuckets::Decision TokenBuckets::take(TelegramId user)
{
    return take(user, m_clock.nowMs());
}

TokenBuckets::Decision TokenBuckets::take(TelegramId user, Timestamp at)
{
    const std::lock_guard lock(m_mutex);
    Bucket &bucket = bucketOf(user.value(), at);
    const auto elapsed = static_cast<double>(std::max<qint64>(at - bucket.filledAt, 0));
    bucket.tokens = std::min(m_burst, bucket.tokens + elapsed * m_tokensPerMs);
    bucket.filledAt = at;
    // A hair below one: the refill of a whole window must give whole tokens, whatever binary fractions say.
    if (bucket.tokens >= 1 - 1e-9) {
        if (bucket.tokens >= m_burst / 2)
            bucket.told = false;
        bucket.tokens -= 1;
        return Decision::Taken;
    }
    return std::exchange(bucket.told, true) ? Decision::Empty : Decision::EmptyFirst;
}

bool TokenBuckets::knows(TelegramId user) const
{
    const std::lock_guard lock(m_mutex);
    return m_byUser.contains(user.value());
}

size_t TokenBuckets::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_buckets.size();
}

TokenBuckets::Bucket &TokenBuckets::bucketOf(qint64 user, Timestamp at)
{
    if (const auto found = m_byUser.find(user); found != m_byUser.end()) {
        m_buckets.splice(m_buckets.begin(), m_buckets, found->second);
        return m_buckets.front();
    }
    m_buckets.push_front({user, m_burst, at, false});
    m_byUser[user] = m_buckets.begin();
    if (m_buckets.size() > m_capacity) {
        m_byUser.erase(m_buckets.back().user);
        m_buckets.pop_back();
    }
    return m_buckets.front();
}

AlbumDecisions::AlbumDecisions(size_t capacity)
    : m_capacity(capacity)
{}

TokenBuckets::Decision AlbumDecisions::decision(TelegramId user, const QString &album,
                                                const std::function<TokenBuckets::Decision()> &judge)
{
    using Decision = TokenBuckets::Decision;
    const std::lock_guard lock(m_mutex);
    if (!m_latest.contains(user.value()) && m_latest.size() >= m_capacity)
        m_latest.clear();
    std::vector<Album> &albums = m_latest[user.value()];
    for (const Album &known : albums) {
        if (known.id == album) // who was told is not told again
            return known.decision == Decision::Taken ? Decision::Taken : Decision::Empty;
    }
    const Decision decision = judge();
    albums.insert(albums.begin(), Album{album, decision});
    if (albums.size() > access::kAlbumsAtOnce)
        albums.pop_back();
    return decision;
}

RememberedDecisions::RememberedDecisions(size_t capacity, size_t handledKept)
    : m_capacity(std::max<size_t>(capacity, 1))
    , m_handledKept(handledKept)
{}

TokenBuckets::Decision RememberedDecisions::decision(qint64 seq, Limit limit,
                                                     const std::function<TokenBuckets::Decision()> &judge)
{
    const std::lock_guard lock(m_mutex);
    Decisions &known = m_bySeq[seq];
    const auto found = known.find(limit);
    if (found != known.end())
        return found->second;
    const TokenBuckets::Decision decision = judge();
    known.emplace(limit, decision);
    if (m_bySeq.size() > m_capacity)
        m_bySeq.erase(m_bySeq.begin());
    return decision;
}

// One that was given back and handled again stands there twice, and goes with the first.
void RememberedDecisions::handled(qint64 seq)
{
    const std::lock_guard lock(m_mutex);
    m_handled.push_back(seq);
    if (m_handled.size() <= m_handledKept)
        return;
    m_bySeq.erase(m_handled.front());
    m_handled.pop_front();
}

size_t RememberedDecisions::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_bySeq.size();
}

} // namespace turnpike::bot
