// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/sharedtimeouts.h"

#include <set>

namespace turnpike::inbox {

namespace {

constexpr size_t kMany = 3;
// An update that hangs is tried again within this time: its next attempt stands beside those of others.
constexpr std::chrono::seconds kTogether{10};
// So long an update may wait for a lock by itself, attempt after attempt, before that counts.
constexpr std::chrono::minutes kLockPatience{10};
// Who has not come back for so long was handled by another instance, or waits for longer than between
// attempts.
constexpr std::chrono::minutes kForgotten{1};

} // namespace

void SharedTimeouts::begin(qint64 seq, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    m_running[seq] = {now, m_commits};
}

void SharedTimeouts::end(qint64 seq, bool committed)
{
    const std::lock_guard lock(m_mutex);
    m_running.erase(seq);
    if (committed)
        m_locked.erase(seq);
    m_commits += committed ? 1 : 0;
}

bool SharedTimeouts::endLate(qint64 seq, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    const Attempt own = m_running[seq];
    const size_t hung = noteLate(seq, own, now);
    return hung >= kMany && m_commits - own.commitsBefore <= hung;
}

bool SharedTimeouts::endLocked(qint64 seq, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    const Attempt own = m_running[seq];
    const size_t hung = noteLate(seq, own, now);
    std::erase_if(m_locked, [now](const auto &entry) { return now - entry.second.last > kForgotten; });
    Locked &locked = m_locked.try_emplace(seq, Locked{now, now}).first->second;
    locked.last = now;
    return hung >= kMany || now - locked.since < kLockPatience;
}

size_t SharedTimeouts::noteLate(qint64 seq, const Attempt &own, TimePoint now)
{
    m_running.erase(seq);
    while (!m_late.empty() && now - m_late.front().at > kTogether)
        m_late.pop_front();
    m_late.push_back({now, seq});
    std::set<qint64> hung;
    for (const Late &late : m_late)
        hung.insert(late.seq);
    // Those that began with it and have not ended will hardly end better: a handler takes milliseconds.
    for (const auto &[other, attempt] : m_running) {
        if (2 * (now - attempt.since) >= now - own.since)
            hung.insert(other);
    }
    return hung.size();
}

} // namespace turnpike::inbox
