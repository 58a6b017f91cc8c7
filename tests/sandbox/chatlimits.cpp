// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "chatlimits.h"

#include <QElapsedTimer>

#include <cmath>

namespace turnpike::sandbox {

namespace {

// The half token above the burst forgives the jitter of a network; a sender that keeps the limits exactly
// must never be refused.
constexpr double kChatPerSecond = 1;
constexpr double kChatBurst = 3.5;
constexpr double kOverallPerSecond = 30;
constexpr double kOverallBurst = 33;
constexpr size_t kGroupPerMinute = 20;
constexpr qint64 kMinuteMs = 60'000;

int wholeSeconds(qint64 ms)
{
    return static_cast<int>((ms + 999) / 1000);
}

} // namespace

ChatLimits::ChatLimits(std::function<qint64()> nowMs)
    : m_nowMs(std::move(nowMs))
{
    if (m_nowMs)
        return;
    QElapsedTimer clock;
    clock.start();
    m_nowMs = [clock] { return clock.elapsed(); };
}

void ChatLimits::setEnabled(bool enabled)
{
    m_enabled = enabled;
    m_chats.clear();
    m_groups.clear();
    m_overall = {kOverallBurst, m_nowMs()};
}

void ChatLimits::setFlood(const QString &method, qint64 chatId, int seconds)
{
    m_floods.removeIf([&](const Flood &flood) { return flood.method == method && flood.chatId == chatId; });
    if (seconds > 0)
        m_floods.append({method, chatId, m_nowMs() + seconds * 1000LL});
}

double ChatLimits::refill(Bucket &bucket, double perSecond, double capacity, qint64 nowMs)
{
    bucket.tokens =
        qMin(capacity, bucket.tokens + static_cast<double>(nowMs - bucket.filledAtMs) / 1000.0 * perSecond);
    bucket.filledAtMs = nowMs;
    return bucket.tokens;
}

int ChatLimits::floodOf(qint64 chatId, const QString &method)
{
    const qint64 now = m_nowMs();
    m_floods.removeIf([now](const Flood &flood) { return flood.untilMs <= now; });
    qint64 until = now;
    for (const Flood &flood : std::as_const(m_floods)) {
        const bool isMeant = flood.method.isEmpty() || flood.method.compare(method, Qt::CaseInsensitive) == 0;
        if (isMeant && (flood.chatId == 0 || flood.chatId == chatId))
            until = qMax(until, flood.untilMs);
    }
    return wholeSeconds(until - now);
}

int ChatLimits::waitOfGroup(qint64 chatId, qint64 nowMs)
{
    std::deque<qint64> &sent = m_groups[chatId];
    while (!sent.empty() && sent.front() + kMinuteMs <= nowMs)
        sent.pop_front();
    return sent.size() < kGroupPerMinute ? 0 : wholeSeconds(sent.front() + kMinuteMs - nowMs);
}

int ChatLimits::take(qint64 chatId, const QString &method)
{
    const int flood = floodOf(chatId, method);
    if (flood > 0 || !m_enabled)
        return flood;
    const qint64 now = m_nowMs();
    const bool isGroup = chatId < 0;
    const int inGroup = isGroup ? waitOfGroup(chatId, now) : 0;
    if (inGroup > 0)
        return inGroup;
    auto chat = m_chats.find(chatId);
    if (chat == m_chats.end())
        chat = m_chats.insert(chatId, {kChatBurst, now});
    const double inChat = refill(*chat, kChatPerSecond, kChatBurst, now);
    const double overall = refill(m_overall, kOverallPerSecond, kOverallBurst, now);
    if (inChat < 1)
        return qMax(1, static_cast<int>(std::ceil((1 - inChat) / kChatPerSecond)));
    if (overall < 1)
        return 1;
    chat->tokens -= 1;
    m_overall.tokens -= 1;
    if (isGroup)
        m_groups[chatId].push_back(now);
    return 0;
}

} // namespace turnpike::sandbox
