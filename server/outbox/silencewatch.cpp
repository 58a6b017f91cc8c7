// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/silencewatch.h"

#include "outbox/senderalerts.h"
#include "outbox/sendqueue.h"

#include <algorithm>
#include <utility>

namespace turnpike::outbox {

using protocol::Sentence;
using protocol::SentenceId;

SilenceWatch::SilenceWatch(const Clock &clock, AlertSink &alerts, const Options &options)
    : m_clock(clock)
    , m_alerts(alerts)
    , m_options(options)
    , m_silence(options.noticeAfter, options.tellAfter)
    , m_probePause(options.firstProbe)
{}

void SilenceWatch::onLanded(quint64 call, const Judgement &judgement, TimePoint now)
{
    const auto silentMs = m_silence.onLanded(call, judgement.answered, now, m_clock.nowMs());
    if (!m_silence.isOn())
        m_probePause = m_options.firstProbe;
    if (silentMs)
        tell(*silentMs, judgement.completion.error);
    else if (!m_silence.isOn() && std::exchange(m_isTold, false))
        m_alerts.end(silenceAlert(0, {}).key);
}

void SilenceWatch::tell(qint64 silentMs, const Sentence &why)
{
    m_isTold = true;
    m_alerts.raise(silenceAlert(silentMs, why));
}

// Where Telegram takes calls and says nothing, none lands for longer than operators are to wait.
void SilenceWatch::onWaiting(std::optional<TimePoint> oldest, TimePoint now)
{
    if (const auto silentMs = m_silence.onWaiting(oldest, now, m_clock.nowMs()))
        tell(*silentMs, Sentence(SentenceId::TelegramTakesAndSaysNothing));
}

SilenceWatch::TimePoint SilenceWatch::wakeAt(std::optional<TimePoint> oldest, const SendQueue &queue,
                                             TimePoint now) const
{
    const TimePoint at = m_silence.wakeAt(oldest, now);
    // One that is due and could not be made waits for the next poll.
    return isToProbe(queue) && m_nextProbe > now ? std::min(at, m_nextProbe) : at;
}

bool SilenceWatch::isToProbe(const SendQueue &queue) const
{
    return m_silence.isOn() && (m_silence.isWaiting() || queue.hasRepeats());
}

bool SilenceWatch::isProbeDue(const SendQueue &queue, TimePoint now) const
{
    return isToProbe(queue) && now >= m_nextProbe;
}

void SilenceWatch::onProbed(TimePoint now)
{
    m_nextProbe = now + m_probePause;
    m_probePause = std::min(2 * m_probePause, m_options.lastProbe);
}

} // namespace turnpike::outbox
