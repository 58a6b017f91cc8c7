#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "db/database.h"
#include "ops/liveness.h"
#include "telegram/webhookregistration.h"

#include <mutex>

namespace turnpike::app {

// Sees to the bot's webhook while this process leads: tries to settle it for as long as Telegram does not
// take it, then listens for silence. What waiting may mend is waited for with a growing pause, told to
// operators, and shown: updates are stored meanwhile. Owned by the leader. check() is called on an operations
// thread; the rest is thread-safe.
class WebhookKeeper
{
public:
    // The pauses between tries. The Bot API server keeps a name that it could not resolve for five minutes,
    // so the longest decides how soon after that we are heard.
    static constexpr qint64 kFirstPauseMs = kSecondMs;
    static constexpr qint64 kLongestPauseMs = kMinuteMs;
    // Telegram out of reach for so long is told to operators.
    static constexpr qint64 kToldAfterMs = 20 * kSecondMs;

    WebhookKeeper(const telegram::BotClient &bot, db::Database &database, const Clock &clock,
                  const telegram::WebhookSettings &settings, AlertSink &alerts,
                  const std::function<bool()> &mayAct);

    // Every second or so: does what is due. Throws ConfigError with what to do when Telegram will never take
    // the webhook.
    void check(const Deadline &deadline);

    // This process leads no longer: what is wrong is another's.
    void endTerm() { setUnsettled(std::nullopt); }

    // It is as wanted, and not another program's. Of the thread of check().
    bool isOurs() const { return m_settled && m_isOurs; }

    // What is wrong with the webhook, for people.
    std::optional<protocol::Sentence> trouble() const;
    // What Telegram said of our webhook when it was last asked; nothing: never.
    std::optional<telegram::WebhookInfo> info() const;

private:
    void settle(const Deadline &deadline);
    void putOff(const telegram::WebhookOutcome &outcome);
    void noteTrouble(const telegram::WebhookOutcome &outcome);
    void listenForSilence(const Deadline &deadline);
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
    qint64 m_nextTryAt = 0;
    qint64 m_pauseMs = 0;
    std::optional<qint64> m_outOfReachSince;
    qint64 m_nextLookAt = 0; // for silence

    mutable std::mutex m_mutex;
    std::optional<telegram::WebhookInfo> m_info;   // guarded by m_mutex
    std::optional<protocol::Sentence> m_unsettled; // why it is not in order; guarded by m_mutex
};

} // namespace turnpike::app
