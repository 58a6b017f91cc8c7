// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/webhookkeeper.h"

#include "base/errors.h"
#include "inbox/inboxlooks.h"
#include "telemetry/log.h"

#include <algorithm>
#include <utility>

namespace turnpike::app {

using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcWebhookKeeper, "turnpike.app.webhook")

namespace {

using Result = telegram::WebhookOutcome::Result;

constexpr qint64 kLookForSilenceEveryMs = 15 * kSecondMs;
const QString kWebhookSilent = u"telegram_webhook_silent"_s;

} // namespace

WebhookKeeper::WebhookKeeper(const telegram::BotClient &bot, db::Database &database, const Clock &clock,
                             const telegram::WebhookSettings &settings, AlertSink &alerts,
                             const std::function<bool()> &mayAct)
    : m_database(database)
    , m_clock(clock)
    , m_alerts(alerts)
    , m_webhook(bot, database, clock, settings, mayAct)
    , m_liveness(clock)
{}

void WebhookKeeper::check(const Deadline &deadline)
{
    const Timestamp now = m_clock.nowMs();
    if (!m_settled && now >= m_nextTryAt)
        settle(deadline);
    else if (m_settled && m_isOurs && now >= m_nextLookAt)
        listenForSilence(deadline);
}

void WebhookKeeper::settle(const Deadline &deadline)
{
    const telegram::WebhookOutcome outcome = m_webhook.ensure(deadline);
    note(outcome);
    if (outcome.result == Result::Refused)
        throw ConfigError(outcome.text.english());
    if (!telegram::isSettled(outcome.result)) {
        putOff(outcome);
        return;
    }
    tell(outcome);
    log::info(lcWebhookKeeper(), "webhook")
        .with("result", toString(outcome.result))
        .with("text", outcome.text.english());
    setUnsettled(std::nullopt);
    m_outOfReachSince.reset();
    m_settled = true;
    m_isOurs = outcome.info && outcome.result != Result::LeftAlone;
    if (m_isOurs)
        m_liveness.noteInOrder();
}

// It may be taken later.
void WebhookKeeper::putOff(const telegram::WebhookOutcome &outcome)
{
    m_pauseMs = std::clamp(2 * m_pauseMs, kFirstPauseMs, kLongestPauseMs);
    m_nextTryAt =
        m_clock.nowMs() + std::max<qint64>(m_pauseMs, std::chrono::milliseconds(outcome.retryAfter).count());
    noteTrouble(outcome);
}

void WebhookKeeper::noteTrouble(const telegram::WebhookOutcome &outcome)
{
    const Timestamp now = m_clock.nowMs();
    if (m_unsettled != outcome.text) // written on this thread alone
        log::warning(lcWebhookKeeper(), "the webhook is not in order")
            .with("result", toString(outcome.result))
            .with("text", outcome.text.english());
    setUnsettled(outcome.text);
    if (outcome.result != Result::OutOfReach) {
        m_outOfReachSince.reset();
        tell(outcome);
        return;
    }
    // A moment without Telegram is nothing to wake people for.
    if (!m_outOfReachSince)
        m_outOfReachSince = now;
    if (now - *m_outOfReachSince >= kToldAfterMs)
        m_alerts.raise({u"telegram_out_of_reach"_s, outcome.text, u"telegram"_s});
}

// Silence is no fault: only what Telegram says when asked is.
void WebhookKeeper::listenForSilence(const Deadline &deadline)
{
    const auto newest =
        m_database.read(db::Demand::Operations, "liveness", deadline,
                        [](db::Transaction &tx) { return inbox::repository::newestReceivedAt(tx); });
    if (newest)
        m_liveness.noteUpdate(*newest);
    m_nextLookAt = m_clock.nowMs() + kLookForSilenceEveryMs;
    if (newest && m_toldSilentAt && *newest > *m_toldSilentAt)
        endSilence();
    if (!m_liveness.isProbeDue()) {
        askForFigures(deadline);
        return;
    }
    const telegram::WebhookOutcome asked = m_webhook.look(deadline);
    note(asked);
    if (!asked.info) {
        noteTrouble(asked);
        return;
    }
    setUnsettled(std::nullopt);
    m_outOfReachSince.reset();
    const auto trouble = m_liveness.judge({m_webhook.pointsHere(*asked.info), asked.info->pendingUpdates,
                                           asked.info->lastErrorAt * kSecondMs, asked.info->lastError});
    if (!trouble) {
        log::info(lcWebhookKeeper(), "no update for a while, and Telegram has none for us: it is quiet");
        endSilence();
        return;
    }
    m_toldSilentAt = m_clock.nowMs();
    m_alerts.raise({kWebhookSilent, *trouble, u"webhook"_s});
    const telegram::WebhookOutcome set = m_webhook.setAgain(deadline);
    tell(set);
    log::info(lcWebhookKeeper(), "webhook")
        .with("result", toString(set.result))
        .with("text", set.text.english());
    if (telegram::isSettled(set.result) || set.result == Result::TooOften)
        return;
    // What failed has removed the old one: it is settled anew.
    m_settled = false;
    m_pauseMs = 0;
    putOff(set);
}

// Nothing follows from them: consoles show what Telegram has for us now, not what it had at our start.
void WebhookKeeper::askForFigures(const Deadline &deadline)
{
    if (m_clock.nowMs() < m_nextAskAt)
        return;
    m_nextAskAt = m_clock.nowMs() + kAskEveryMs;
    note(m_webhook.look(deadline));
}

std::optional<protocol::Sentence> WebhookKeeper::trouble() const
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_unsettled)
            return m_unsettled;
    }
    return m_liveness.trouble();
}

std::optional<telegram::WebhookInfo> WebhookKeeper::info() const
{
    const std::lock_guard lock(m_mutex);
    return m_info;
}

std::optional<Timestamp> WebhookKeeper::askedAt() const
{
    const std::lock_guard lock(m_mutex);
    return m_askedAt;
}

void WebhookKeeper::note(const telegram::WebhookOutcome &outcome)
{
    if (!outcome.info)
        return;
    const std::lock_guard lock(m_mutex);
    m_info = outcome.info;
    m_askedAt = m_clock.nowMs();
}

void WebhookKeeper::setUnsettled(const std::optional<protocol::Sentence> &why)
{
    const std::lock_guard lock(m_mutex);
    m_unsettled = why;
}

void WebhookKeeper::endSilence()
{
    if (std::exchange(m_toldSilentAt, std::nullopt))
        m_alerts.end(kWebhookSilent);
}

void WebhookKeeper::tell(const telegram::WebhookOutcome &outcome)
{
    if (outcome.needsAlert)
        m_alerts.raise({u"telegram_webhook"_s, outcome.text, u"webhook"_s});
    else if (telegram::isSettled(outcome.result))
        m_alerts.end(u"telegram_webhook"_s);
}

} // namespace turnpike::app
