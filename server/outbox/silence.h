// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"

#include <QtGlobal>

#include <algorithm>
#include <chrono>
#include <optional>

namespace turnpike::outbox {

// Whether Telegram answers at all. This is judged by the call that began last among those that have ended;
// or, if calls that began after it are still waiting, by how long they wait. Used by the sender's thread.
class Silence
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Milliseconds = std::chrono::milliseconds;

    // `noticeAfter`: how long calls wait before that counts as silence. `tellAfter`, not less: how long
    // silence lasts before operators are told.
    Silence(Milliseconds noticeAfter, Milliseconds tellAfter);

    // A call has ended; `nowMs` in ms UTC. Returns for how many ms nothing has been answered, if operators
    // should be told now.
    std::optional<qint64> onLanded(quint64 call, bool isAnswered, TimePoint now, Timestamp nowMs);
    // The oldest call under way that began after latestCall() has waited since `oldest`; absent when there is
    // none. Returns as above. To be called at wakeAt() or earlier.
    std::optional<qint64> onWaiting(std::optional<TimePoint> oldest, TimePoint now, Timestamp nowMs);
    // When to call onWaiting() if no call ends before then; far in the future if nothing waits.
    TimePoint wakeAt(std::optional<TimePoint> oldest, TimePoint now) const;

    // Messages that may have arrived are not sent again yet.
    bool isOn() const { return m_isOn; }
    // Calls have waited for long, and only another call can tell whether they are slow or Telegram is silent.
    bool isWaiting() const { return m_isWaiting; }
    // The number of the call that began last, among those that have ended.
    quint64 latestCall() const { return m_latestCall; }

private:
    TimePoint waitingSince(TimePoint oldest) const { return std::max(oldest, m_lastAnswer); }

    const Milliseconds m_noticeAfter;
    const Milliseconds m_tellAfter;
    bool m_isOn = false;
    bool m_isWaiting = false;
    quint64 m_latestCall = 0;
    TimePoint m_lastAnswer;           // of the latest call
    TimePoint m_tellAt;               // while calls wait
    std::optional<Timestamp> m_since; // ms UTC
};

} // namespace turnpike::outbox
