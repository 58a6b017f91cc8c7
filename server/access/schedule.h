// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/subscription.h"
#include "base/clock.h"
#include "protocol/timestamp.h"

#include <optional>

namespace turnpike::access {

// Reminders before paid access ends, by stage: 3 days, 24 h, 3 h. Messages of a trial, by stage: 6 h and 48 h
// after its activation, 3 h before its end.
inline constexpr int kReminderStages = 3;
inline constexpr qint64 kRenewalLeadMs = 6 * kHourMs;
// How long after the end a missed renewal is still made up for: a customer who comes back later chooses
// afresh.
inline constexpr qint64 kRenewsLateMs = 3 * kDayMs;

// When the message of `stage` (0–2) is due, ms UTC.
Timestamp reminderAt(const Subscription &subscription, int stage);

// Sets next_reminder_at and reminder_stage to the first message that is still to come at `now`, counted from
// `fromStage`; nothing is due while the access waits for its first activation or is over.
void scheduleReminder(Subscription &subscription, Timestamp now, int fromStage);

// Sets renewal_next_at: 6 h before the end when it renews itself; trials do not.
void scheduleRenewal(Subscription &subscription);

} // namespace turnpike::access
