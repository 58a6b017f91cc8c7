// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/sendbar.h"

#include "outbox/log.h"
#include "outbox/senderalerts.h"
#include "telemetry/log.h"

#include <algorithm>
#include <utility>

namespace turnpike::outbox {

SendBar::SendBar(Milliseconds firstPause, Milliseconds lastPause, AlertSink &alerts)
    : m_firstPause(firstPause)
    , m_lastPause(lastPause)
    , m_alerts(alerts)
{}

void SendBar::onLanded(const Judgement &judgement, TimePoint now)
{
    if (judgement.bar == Bar::None) {
        // No answer says nothing about token or address.
        if (!judgement.answered || std::exchange(m_bar, Bar::None) == Bar::None)
            return;
        if (std::exchange(m_isConfirmed, false)) {
            log::info(lcOutbox(), "messages can be sent again");
            for (const Bar bar : {Bar::Token, Bar::Address})
                m_alerts.end(barAlert(bar, {}).key);
        }
        return;
    }
    if (m_bar == judgement.bar && now < m_until)
        return; // it left together with the first
    const bool isNew = m_bar != judgement.bar;
    m_bar = judgement.bar;
    m_pause = isNew ? m_firstPause : std::min(2 * m_pause, m_lastPause);
    m_until = now + m_pause;
    if (isNew)
        m_isConfirmed = false;
    else if (!std::exchange(m_isConfirmed, true))
        tell(judgement.completion.error);
}

void SendBar::tell(const QString &why)
{
    const Alert alert = barAlert(m_bar, why);
    log::error(lcOutbox(), "messages are held").with("text", alert.text.english());
    m_alerts.raise(alert);
}

} // namespace turnpike::outbox
