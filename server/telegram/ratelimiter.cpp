// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegram/ratelimiter.h"

#include <algorithm>
#include <set>

namespace turnpike::telegram {

namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

constexpr seconds kStep{1}; // of slowing down and of recovering

} // namespace

RateLimiter::TimePoint RateLimiter::ChatState::pausedUntil(const QString &method) const
{
    for (const MethodPause &pause : pauses) {
        if (pause.method == method)
            return pause.until;
    }
    return {};
}

RateLimiter::TimePoint RateLimiter::ChatState::pausedUntil() const
{
    TimePoint until{};
    for (const MethodPause &pause : pauses)
        until = std::max(until, pause.until);
    return until;
}

RateLimiter::RateLimiter(const RateLimits &limits)
    : m_limits(limits)
    , m_overall(limits.overall)
{}

std::chrono::milliseconds RateLimiter::pace(ChatId chat) const
{
    return chat.value() < 0 ? m_limits.perGroup : m_limits.perChat; // groups have negative ids
}

int RateLimiter::burst(const Sending &sending) const
{
    if (sending.sendClass == SendClass::Bulk)
        return 1;
    return sending.chat.value() < 0 ? m_limits.groupBurst : m_limits.burst;
}

int RateLimiter::overallAt(TimePoint now) const
{
    if (m_overall >= m_limits.overall)
        return m_limits.overall;
    const auto steps = duration_cast<seconds>(now - m_changed) / kStep;
    return static_cast<int>(std::min<long long>(m_limits.overall, m_overall + steps));
}

RateLimiter::TimePoint RateLimiter::overallReadyAt(TimePoint now) const
{
    const auto allowed = static_cast<size_t>(overallAt(now));
    if (m_recent.size() < allowed)
        return now;
    return std::max(now, m_recent[m_recent.size() - allowed].at + m_limits.window);
}

RateLimiter::TimePoint RateLimiter::readyAt(const Sending &sending, TimePoint now) const
{
    const TimePoint ready = overallReadyAt(now);
    const auto found = m_chats.find(sending.chat.value());
    if (found == m_chats.end())
        return ready;
    const ChatState &state = found->second;
    return std::max({ready, state.pausedUntil(sending.method),
                     state.paidUpTo - (burst(sending) - 1) * pace(sending.chat)});
}

bool RateLimiter::take(const Sending &sending, TimePoint now)
{
    if (readyAt(sending, now) > now)
        return false;
    m_recent.push_back({now, sending.sendClass});
    if (m_recent.size() > static_cast<size_t>(m_limits.overall))
        m_recent.pop_front();
    forgetIdleChats(now);
    ChatState &state = m_chats[sending.chat.value()];
    state.paidUpTo = std::max(state.paidUpTo, now) + pace(sending.chat);
    return true;
}

int RateLimiter::owed(SendClass sendClass, TimePoint now) const
{
    // A fifth for keys and payments, a thirtieth for broadcasts: while customers are many, each still moves.
    const int allowed = overallAt(now);
    int share = 0;
    if (sendClass == SendClass::Transactional)
        share = std::max(1, allowed / 5);
    else if (sendClass == SendClass::Bulk)
        share = allowed / 30;
    const auto had = std::count_if(m_recent.begin(), m_recent.end(), [&](const Sent &sent) {
        return sent.sendClass == sendClass && sent.at + m_limits.window > now;
    });
    return std::max(0, share - static_cast<int>(had));
}

void RateLimiter::onRetryAfter(const Sending &sending, seconds retryAfter, TimePoint now)
{
    forgetIdleChats(now);
    ChatState &state = m_chats[sending.chat.value()];
    std::erase_if(state.pauses, [now](const MethodPause &pause) { return pause.until <= now; });
    const auto found = std::find_if(state.pauses.begin(), state.pauses.end(),
                                    [&](const MethodPause &pause) { return pause.method == sending.method; });
    if (found == state.pauses.end())
        state.pauses.push_back({sending.method, now + retryAfter});
    else
        found->until = std::max(found->until, now + retryAfter);
    m_lastPause = std::max(m_lastPause, now + retryAfter);
    noteRefusal(sending.chat, now);
}

void RateLimiter::noteRefusal(ChatId chat, TimePoint now)
{
    m_refusals.push_back({now, chat.value()});
    while (m_refusals.front().at + kStep <= now)
        m_refusals.pop_front();
    std::set<qint64> chats;
    for (const Refusal &refusal : m_refusals)
        chats.insert(refusal.chat);
    if (static_cast<int>(chats.size()) < m_limits.refusedChats || now < m_changed + kStep)
        return;
    m_overall = std::max(std::min(m_limits.overall, m_limits.lowestOverall), overallAt(now) / 2);
    m_changed = now;
}

RateLimiter::Pauses RateLimiter::pauses(TimePoint now) const
{
    Pauses pauses;
    if (m_lastPause <= now)
        return pauses;
    for (const auto &[chat, state] : m_chats) {
        const TimePoint until = state.pausedUntil();
        if (until <= now)
            continue;
        ++pauses.chats;
        pauses.until = std::max(pauses.until, until);
    }
    return pauses;
}

void RateLimiter::forgetIdleChats(TimePoint now)
{
    if (m_chats.size() < m_forgetAt)
        return;
    std::erase_if(m_chats, [now](const auto &entry) {
        return entry.second.paidUpTo <= now && entry.second.pausedUntil() <= now;
    });
    m_forgetAt = std::max<size_t>(256, 2 * m_chats.size());
}

} // namespace turnpike::telegram
