// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/notices.h"
#include "access/subscriptions.h"

#include <optional>
#include <vector>

namespace turnpike::access {

// The queues of the workers `reminders` (paid access) and `trial_notifications`. Holds no state; thread-safe.
class Reminders
{
public:
    using Kind = ReminderQueue;

    Reminders(const Clock &clock, CustomerNotices &notices);

    // Users with a message due, oldest first.
    std::vector<TelegramId> due(db::Transaction &tx, Kind kind, int limit) const;
    // Adds the message that is due and sets the next stage. After a pause only the latest of the stages that
    // have passed is sent. In the customer's quiet hours it is put off to their end, or comes without a sound
    // where access ends before them. False when nothing is due any more, or the customer wants none.
    bool remind(db::Transaction &tx, TelegramId user) const;
    // When the next one is due, ms UTC.
    std::optional<qint64> nextDue(db::Transaction &tx, Kind kind) const;

private:
    const Clock &m_clock;
    CustomerNotices &m_notices;
    Subscriptions m_subscriptions;
};

} // namespace turnpike::access
