// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "db/database.h"
#include "ops/liveness.h"
#include "protocol/timestamp.h"
#include "telegram/webhookregistration.h"

#include <mutex>

namespace turnpike::app {

// Looks after the bot's webhook while this process leads: tries to set it for as long as Telegram does not
// accept it, then watches for silence. Problems that waiting may solve are retried with a growing pause,
// reported to operators, and shown: updates are stored meanwhile. Owned by the leader. check() is called on
// an operations thread; the rest is thread-safe.
class WebhookKeeper
{
public:
    // The pauses between tries. The Bot API server keeps a name that it could not resolve for five minutes,
    // so the longest pause decides how soon after that we succeed.
    static constexpr qint64 kFirstPauseMs = kSecondMs;
    static constexpr qint64 kLongestPauseMs = kMinuteMs;
    // Operators are told when Telegram has been out of reach for this long.
    static constexpr qint64 kToldAfterMs = 20 * kSecondMs;
    // How often Telegram is asked for its figures while nothing is wrong.
    static constexpr qint64 kAskEveryMs = kMinuteMs;

    WebhookKeeper(const telegram::BotClient &bot, db::Database &database, const Clock &clock,
                  const telegram::WebhookSettings &settings, AlertSink &alerts,
                  const std::function<bool()> &mayAct);

    // Every second or so: does what is due. Throws a ConfigError that says what to do if Telegram will never
    // accept the webhook.
    void check(const Deadline &deadline);

    // This process no longer leads: problems are the next leader's concern.
    void endTerm() { setUnsettled(std::nullopt); }

    // Whether the webhook is as wanted, and not another program's. Call on the thread of check().
    bool isOurs() const { return m_settled && m_isOurs; }

    // What is wrong with the webhook, for people.
    std::optional<protocol::Sentence> trouble() const;
    // What Telegram said about our webhook when it was last asked; empty if it never was.
    std::optional<telegram::WebhookInfo> info() const;
    // When that was, ms UTC.
    std::optional<Timestamp> askedAt() const;

private:
    void settle(const Deadline &deadline);
    void putOff(const telegram::WebhookOutcome &outcome);
    void noteTrouble(const telegram::WebhookOutcome &outcome);
    void listenForSilence(const Deadline &deadline);
    void askForFigures(const Deadline &deadline);
    void endSilence();
    void tell(const telegram::WebhookOutcome &outcome);
    void note(const telegram::WebhookOutcome &outcome);
    void setUnsettled(const std::optional<protocol::Sentence> &why);

    db::Database &m_database;
    const Clock &m_clock;
    AlertSink &m_alerts;
    telegram::WebhookRegistration m_webhook;
    ops::Liveness m_liveness;
    // Of the operations thread; times are ms UTC.
    bool m_settled = false;
    bool m_isOurs = false; // a webhook is wanted, and it is not another's
    Timestamp m_nextTryAt = 0;
    qint64 m_pauseMs = 0;
    std::optional<qint64> m_outOfReachSince;
    std::optional<Timestamp> m_toldSilentAt; // ms UTC: operators were told that no updates come
    Timestamp m_nextLookAt = 0;              // for silence
    Timestamp m_nextAskAt = 0;               // for figures

    mutable std::mutex m_mutex;
    std::optional<telegram::WebhookInfo> m_info; // guarded by m_mutex, as the next
    std::optional<Timestamp> m_askedAt;
    std::optional<protocol::Sentence> m_unsettled; // why it is not in order; guarded by m_mutex
};

} // namespace turnpike::app
