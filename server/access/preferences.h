// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <optional>

namespace turnpike::access {

// Hours of the customer's clock in which no reminder comes; from 23 to 8 they go over midnight.
struct QuietHours
{
    int from = 0; // 0 to 23
    int until = 0;

    bool operator==(const QuietHours &) const = default;
};

// What a customer has set about reminders.
struct Preferences
{
    bool reminders = true;
    std::optional<QuietHours> quiet{};
    int zoneMinutes = 180; // of the customer's clock, east of UTC; Moscow's at first

    // When the quiet hours end in which `now` (ms UTC) is; nothing when it is in none.
    std::optional<Timestamp> quietUntil(Timestamp now) const;
};

// Columns of the table `users`, within the caller's transaction. Throw what the database throws. As at first
// for an unknown user.
namespace preferences {

Preferences load(db::Transaction &tx, TelegramId user);
void store(db::Transaction &tx, TelegramId user, const Preferences &preferences);

} // namespace preferences

} // namespace turnpike::access
