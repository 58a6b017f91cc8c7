// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/silence.h"

namespace turnpike::outbox {

namespace {

constexpr std::chrono::hours kNothingWaits{24};

} // namespace

Silence::Silence(Milliseconds noticeAfter, Milliseconds tellAfter)
    : m_noticeAfter(noticeAfter)
    , m_tellAfter(tellAfter)
{}

std::optional<qint64> Silence::onLanded(quint64 call, bool isAnswered, TimePoint now, Timestamp nowMs)
{
    // What was held for long says nothing of now, where a later call has said something.
    if (call < m_latestCall)
        return std::nullopt;
    m_latestCall = call;
    m_isOn = !isAnswered;
    if (isAnswered) {
        m_lastAnswer = now;
        m_since.reset();
        return std::nullopt;
    }
    if (!m_since)
        m_since = nowMs;
    // A moment without Telegram is nothing to wake people for.
    const qint64 silentMs = nowMs - *m_since;
    return silentMs >= m_tellAfter.count() ? std::optional(silentMs) : std::nullopt;
}

std::optional<qint64> Silence::onWaiting(std::optional<TimePoint> oldest, TimePoint now, Timestamp nowMs)
{
    const bool waits = oldest && now - waitingSince(*oldest) >= m_noticeAfter;
    // Counted from here, so that a process that was frozen hears first what has come meanwhile.
    if (waits && !m_isWaiting)
        m_tellAt = now + (m_tellAfter - m_noticeAfter);
    m_isWaiting = waits;
    if (!waits)
        return std::nullopt;
    const qint64 waitedMs = std::chrono::duration_cast<Milliseconds>(now - waitingSince(*oldest)).count();
    m_isOn = true;
    if (!m_since)
        m_since = nowMs - waitedMs;
    if (now < m_tellAt)
        return std::nullopt;
    m_tellAt = now + m_tellAfter;
    return std::max(waitedMs, nowMs - *m_since);
}

Silence::TimePoint Silence::wakeAt(std::optional<TimePoint> oldest, TimePoint now) const
{
    if (!oldest)
        return now + kNothingWaits;
    return m_isWaiting ? m_tellAt : waitingSince(*oldest) + m_noticeAfter;
}

} // namespace turnpike::outbox
