// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/schedule.h"

#include <array>

namespace turnpike::access {

Timestamp reminderAt(const Subscription &subscription, int stage)
{
    constexpr std::array<qint64, kReminderStages> kPaidLead{3 * kDayMs, kDayMs, 3 * kHourMs};
    if (!subscription.isTrial())
        return subscription.expiresAt - kPaidLead.at(static_cast<size_t>(stage));
    const Timestamp activatedAt = subscription.activatedAt.value_or(subscription.startsAt);
    switch (stage) {
    case 0:
        return activatedAt + 6 * kHourMs;
    case 1:
        return activatedAt + 48 * kHourMs;
    default:
        return subscription.expiresAt - 3 * kHourMs;
    }
}

void scheduleReminder(Subscription &subscription, Timestamp now, int fromStage)
{
    subscription.nextReminderAt.reset();
    subscription.reminderStage = fromStage;
    if (subscription.status != SubscriptionStatus::Active || subscription.waitingSince)
        return;
    for (int stage = fromStage; stage < kReminderStages; ++stage) {
        const Timestamp at = reminderAt(subscription, stage);
        if (at > now && at < subscription.expiresAt) {
            subscription.reminderStage = stage;
            subscription.nextReminderAt = at;
            return;
        }
    }
    subscription.reminderStage = kReminderStages;
}

void scheduleRenewal(Subscription &subscription)
{
    subscription.renewalNextAt.reset();
    const bool renews = subscription.autoRenew && !subscription.isTrial() && !subscription.waitingSince &&
                        subscription.status == SubscriptionStatus::Active;
    if (renews)
        subscription.renewalNextAt = subscription.expiresAt - kRenewalLeadMs;
}

} // namespace turnpike::access
