// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "outbox/answerpolicy.h"
#include "outbox/silence.h"

#include <chrono>
#include <optional>

namespace turnpike::outbox {

class SendQueue;

// Tells operators when Telegram is silent, and says when to send it a harmless question. While Telegram
// answers nothing, a message that may have arrived is not sent a second and last time: the question finds out
// when Telegram answers again. If calls are only waiting, it tells a slow call from silence. Used by the
// sender's thread.
class SilenceWatch
{
public:
    using TimePoint = Silence::TimePoint;

    struct Options
    {
        std::chrono::milliseconds noticeAfter;
        std::chrono::milliseconds tellAfter;
        // Between two questions, at first and at most.
        std::chrono::milliseconds firstProbe;
        std::chrono::milliseconds lastProbe;
    };

    // `clock` and `alerts` must outlive it.
    SilenceWatch(const Clock &clock, AlertSink &alerts, const Options &options);

    // The call with this number has ended.
    void onLanded(quint64 call, const Judgement &judgement, TimePoint now);
    // See Silence::onWaiting.
    void onWaiting(std::optional<TimePoint> oldest, TimePoint now);
    // When to ask onWaiting() or isProbeDue() again, if nothing happens before.
    TimePoint wakeAt(std::optional<TimePoint> oldest, const SendQueue &queue, TimePoint now) const;

    bool isOn() const { return m_silence.isOn(); }
    quint64 latestCall() const { return m_silence.latestCall(); }

    // Whether to ask now, and that it was asked.
    bool isProbeDue(const SendQueue &queue, TimePoint now) const;
    void onProbed(TimePoint now);

private:
    bool isToProbe(const SendQueue &queue) const;
    void tell(qint64 silentMs, const protocol::Sentence &why);

    const Clock &m_clock;
    AlertSink &m_alerts;
    const Options m_options;
    Silence m_silence;
    TimePoint m_nextProbe;
    std::chrono::milliseconds m_probePause;
    bool m_isTold = false; // that it is silent
};

} // namespace turnpike::outbox
