// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "bot/profilecalls.h"
#include "db/database.h"
#include "protocol/timestamp.h"
#include "telegram/botclient.h"

#include <mutex>

namespace turnpike::app {

// Keeps the bot's own profile (its commands and descriptions) as this version defines it: sets it once, and
// again when the texts have changed, which a hash in the table `settings` shows. Before that it asks for the
// bot's name, once per process. Owned by the leader; check() is called on the operations thread that looks
// after the webhook, the rest is thread-safe.
class BotProfile
{
public:
    // How long after a refusal it is tried again.
    static constexpr qint64 kPauseMs = 10 * kMinuteMs;

    // All of these outlive it.
    BotProfile(const telegram::BotClient &client, db::Database &database, const Clock &clock,
               const bot::Texts &texts);

    // Every second or so, while the bot's webhook is ours: makes one call while any is left. Throws
    // DatabaseError, DeadlineExceeded and Cancelled.
    void check(const Deadline &deadline);

    // The link to the chat with the bot, for people elsewhere: "https://t.me/…". Empty until Telegram has
    // told us its name.
    QString chatUrl() const;

private:
    void learnName(const Deadline &deadline);
    void setNext(const Deadline &deadline);
    std::optional<QJsonValue> call(const QString &method, const QJsonObject &payload,
                                   const Deadline &deadline);
    bool isInPlace(const Deadline &deadline) const;
    void remember(const Deadline &deadline) const;

    const telegram::BotClient &m_client;
    db::Database &m_database;
    const Clock &m_clock;
    const std::vector<bot::ProfileCall> m_calls;
    const QString m_hash; // of all of them
    // Of the thread of check().
    bool m_isNamed = false;
    size_t m_next = 0; // of m_calls
    bool m_isDone = false;
    Timestamp m_nextTryAt = 0; // ms UTC

    mutable std::mutex m_mutex;
    QString m_chatUrl; // guarded by m_mutex
};

} // namespace turnpike::app
