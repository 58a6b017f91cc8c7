#pragma once

#include "base/alerts.h"
#include "outbox/answerpolicy.h"

#include <chrono>

namespace turnpike::outbox {

// Whether something is in the way of every call (Bar). One such answer may be a moment's (a server that is
// being moved, a page of a provider): it only slows down, and one message at a time asks again after a pause.
// Operators hear of it when that one meets the same. Used by the sender's thread.
class SendBar
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Milliseconds = std::chrono::milliseconds;

    // `firstPause`, then twice as long each time up to `lastPause`: until a message asks again. `alerts` must
    // outlive it.
    SendBar(Milliseconds firstPause, Milliseconds lastPause, AlertSink &alerts);

    // A call has landed.
    void onLanded(const Judgement &judgement, TimePoint now);

    bool isUp() const { return m_bar != Bar::None; }
    // One message may ask whether that has changed.
    bool mayAsk(TimePoint now) const { return now >= m_until; }
    // Why nothing can be sent, once one that asked has said so too.
    Bar confirmed() const { return m_isConfirmed ? m_bar : Bar::None; }

private:
    void tell(const QString &why);

    const Milliseconds m_firstPause;
    const Milliseconds m_lastPause;
    AlertSink &m_alerts;
    Bar m_bar = Bar::None;
    bool m_isConfirmed = false;
    TimePoint m_until;
    Milliseconds m_pause{};
};

} // namespace turnpike::outbox
