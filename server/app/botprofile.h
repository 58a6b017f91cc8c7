// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "bot/profilecalls.h"
#include "db/database.h"
#include "telegram/botclient.h"

namespace turnpike::app {

// Keeps the bot's own profile (its commands and descriptions) as this version has it: sets it once, and again
// when the texts have changed, which is known by a hash in the table `settings`. Owned by the leader; lives
// on the operations thread that sees to the webhook.
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

private:
    bool isInPlace(const Deadline &deadline) const;
    void remember(const Deadline &deadline) const;

    const telegram::BotClient &m_client;
    db::Database &m_database;
    const Clock &m_clock;
    const std::vector<bot::ProfileCall> m_calls;
    const QString m_hash; // of all of them
    size_t m_next = 0;    // of m_calls
    bool m_isDone = false;
    qint64 m_nextTryAt = 0; // ms UTC
};

} // namespace turnpike::app
