// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/reminders.h"

#include "access/preferences.h"
#include "access/schedule.h"

namespace turnpike::access {

Reminders::Reminders(const Clock &clock, CustomerNotices &notices)
    : m_clock(clock)
    , m_notices(notices)
    , m_subscriptions(clock)
{}

std::vector<TelegramId> Reminders::due(db::Transaction &tx, Kind kind, int limit) const
{
    return m_subscriptions.dueForReminder(tx, kind, limit);
}

bool Reminders::remind(db::Transaction &tx, TelegramId user) const
{
    const Timestamp now = m_clock.nowMs();
    auto subscription = m_subscriptions.lock(tx, user);
    if (!subscription || !subscription->nextReminderAt || *subscription->nextReminderAt > now)
        return false;
    int stage = subscription->reminderStage;
    while (stage + 1 < kReminderStages && reminderAt(*subscription, stage + 1) <= now)
        ++stage;
    const bool isOver = !subscription->isRunning(now);
    const Preferences wanted = preferences::load(tx, user);
    const auto quietUntil = wanted.quietUntil(now);
    // It waits for the morning, unless there will be nothing left to remind of.
    if (!isOver && wanted.reminders && quietUntil && *quietUntil < subscription->expiresAt) {
        subscription->reminderStage = stage;
        subscription->nextReminderAt = *quietUntil;
        m_subscriptions.store(tx, *subscription);
        return false;
    }
    scheduleReminder(*subscription, now, stage + 1);
    m_subscriptions.store(tx, *subscription);
    if (isOver || !wanted.reminders)
        return false;
    const ReminderNotice notice{stage,
                                subscription->tariff,
                                subscription->expiresAt,
                                subscription->autoRenew,
                                subscription->periodDays,
                                quietUntil.has_value()};
    if (subscription->isTrial())
        m_notices.trialReminder(tx, user, notice);
    else
        m_notices.reminder(tx, user, notice);
    return true;
}

std::optional<qint64> Reminders::nextDue(db::Transaction &tx, Kind kind) const
{
    return m_subscriptions.nextReminder(tx, kind);
}

} // namespace turnpike::access
