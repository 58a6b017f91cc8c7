#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>
#include <optional>

namespace turnpike::outbox {

// Whether Telegram answers at all. The latest call to have begun, of those that landed, says so; and where
// calls that began after it only wait, their waiting does. Used by the sender's thread.
class Silence
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Milliseconds = std::chrono::milliseconds;

    // `noticeAfter`: how long calls wait before that counts as silence. `tellAfter`, not less: how long
    // silence lasts before operators hear of it.
    Silence(Milliseconds noticeAfter, Milliseconds tellAfter);

    // A call has landed; `nowMs` in ms UTC. For how many ms nothing has been answered, where operators are to
    // hear of that now.
    std::optional<qint64> onLanded(quint64 call, bool isAnswered, TimePoint now, qint64 nowMs);
    // The oldest call under way that began after latestCall() has waited since `oldest`; absent when there is
    // none. Returns as above. To be called at wakeAt() or earlier.
    std::optional<qint64> onWaiting(std::optional<TimePoint> oldest, TimePoint now, qint64 nowMs);
    // When onWaiting() has something to say if nothing lands before; far away when nothing waits.
    TimePoint wakeAt(std::optional<TimePoint> oldest, TimePoint now) const;

    // What may have arrived is not sent again yet.
    bool isOn() const { return m_isOn; }
    // Calls wait for long, and only another call would tell whether that is theirs or Telegram's.
    bool isWaiting() const { return m_isWaiting; }
    // The number of the latest call to have begun, of those that landed.
    quint64 latestCall() const { return m_latestCall; }

private:
    TimePoint waitingSince(TimePoint oldest) const { return std::max(oldest, m_lastAnswer); }

    const Milliseconds m_noticeAfter;
    const Milliseconds m_tellAfter;
    bool m_isOn = false;
    bool m_isWaiting = false;
    quint64 m_latestCall = 0;
    TimePoint m_lastAnswer;        // of the latest call
    TimePoint m_tellAt;            // while calls wait
    std::optional<qint64> m_since; // ms UTC
};

} // namespace turnpike::outbox
