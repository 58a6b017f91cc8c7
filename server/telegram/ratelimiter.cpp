#include "telegram/ratelimiter.h"

#include <algorithm>

namespace turnpike::telegram {

RateLimiter::RateLimiter(const RateLimits &limits)
    : m_limits(limits)
{}

std::chrono::milliseconds RateLimiter::pace(ChatId chat) const
{
    return chat.value() < 0 ? m_limits.perGroup : m_limits.perChat; // groups have negative ids
}

RateLimiter::TimePoint RateLimiter::overallReadyAt(TimePoint now) const
{
    TimePoint ready = std::max(now, m_pausedUntil);
    if (m_recent.size() >= static_cast<size_t>(m_limits.overall))
        ready = std::max(ready, m_recent.front() + m_limits.window);
    return ready;
}

RateLimiter::TimePoint RateLimiter::readyAt(ChatId chat, TimePoint now) const
{
    if (chat == ChatId())
        return now;
    TimePoint ready = overallReadyAt(now);
    const auto found = m_chats.find(chat.value());
    if (found == m_chats.end())
        return ready;
    const ChatState &state = found->second;
    return std::max({ready, state.pausedUntil, state.paidUpTo - (m_limits.burst - 1) * pace(chat)});
}

bool RateLimiter::take(ChatId chat, TimePoint now)
{
    if (chat == ChatId())
        return true;
    if (readyAt(chat, now) > now)
        return false;
    m_recent.push_back(now);
    if (m_recent.size() > static_cast<size_t>(m_limits.overall))
        m_recent.pop_front();
    forgetIdleChats(now);
    ChatState &state = m_chats[chat.value()];
    state.paidUpTo = std::max(state.paidUpTo, now) + pace(chat);
    return true;
}

void RateLimiter::onRetryAfter(ChatId chat, std::chrono::seconds retryAfter, TimePoint now)
{
    const TimePoint until = now + retryAfter;
    const bool anotherWaits = std::any_of(m_chats.begin(), m_chats.end(), [&](const auto &entry) {
        return entry.first != chat.value() && entry.second.pausedUntil > now;
    });
    if (chat == ChatId() || anotherWaits)
        m_pausedUntil = std::max(m_pausedUntil, until);
    if (chat == ChatId())
        return;
    forgetIdleChats(now);
    ChatState &state = m_chats[chat.value()];
    state.pausedUntil = std::max(state.pausedUntil, until);
}

void RateLimiter::forgetIdleChats(TimePoint now)
{
    if (m_chats.size() < m_forgetAt)
        return;
    std::erase_if(m_chats, [now](const auto &entry) {
        return entry.second.paidUpTo <= now && entry.second.pausedUntil <= now;
    });
    m_forgetAt = std::max<size_t>(256, 2 * m_chats.size());
}

} // namespace turnpike::telegram
