// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "outbox/answerpolicy.h"

#include <chrono>

namespace turnpike::outbox {

// Whether something prevents every call (Bar). One such answer may be temporary (a server that is being
// moved, an internet provider's page): it only slows the sender down, and one message at a time tries again
// after a pause. Operators are told when that one fails in the same way. Used by the sender's thread.
class SendBar
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;
    using Milliseconds = std::chrono::milliseconds;

    // `firstPause`, then twice as long each time up to `lastPause`: how long until a message tries again.
    // `alerts` must outlive it.
    SendBar(Milliseconds firstPause, Milliseconds lastPause, AlertSink &alerts);

    // A call has ended.
    void onLanded(const Judgement &judgement, TimePoint now);

    bool isUp() const { return m_bar != Bar::None; }
    // One message may try whether that has changed.
    bool mayAsk(TimePoint now) const { return now >= m_until; }
    // Why nothing can be sent, once a message that tried again has confirmed it.
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
