// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/preferences.h"

#include "base/clock.h"

namespace turnpike::access {

std::optional<Timestamp> Preferences::quietUntil(Timestamp now) const
{
    if (!quiet || quiet->from == quiet->until)
        return std::nullopt;
    const qint64 local = now + zoneMinutes * kMinuteMs;
    const qint64 ofDay = ((local % kDayMs) + kDayMs) % kDayMs;
    const qint64 from = quiet->from * kHourMs;
    const qint64 until = quiet->until * kHourMs;
    const bool isQuiet = from < until ? ofDay >= from && ofDay < until : ofDay >= from || ofDay < until;
    if (!isQuiet)
        return std::nullopt;
    const qint64 left = until > ofDay ? until - ofDay : until + kDayMs - ofDay;
    return now + left;
}

namespace preferences {

namespace {

constexpr const char *kLoadPreferences =
    "SELECT reminders_off, quiet_from, quiet_until, zone_minutes FROM users WHERE telegram_id = ?";
constexpr const char *kStorePreferences = R"(
    UPDATE users SET reminders_off = ?, quiet_from = CAST(? AS integer), quiet_until = CAST(? AS integer),
        zone_minutes = ?
    WHERE telegram_id = ?)";

} // namespace

Preferences load(db::Transaction &tx, TelegramId user)
{
    Preferences preferences;
    const auto row = tx.one(kLoadPreferences, user);
    if (!row)
        return preferences;
    preferences.reminders = row->int64(0) == 0;
    if (!row->isNull(1) && !row->isNull(2))
        preferences.quiet = QuietHours{row->int32(1), row->int32(2)};
    preferences.zoneMinutes = row->int32(3);
    return preferences;
}

void store(db::Transaction &tx, TelegramId user, const Preferences &preferences)
{
    std::optional<qint64> from;
    std::optional<Timestamp> until;
    if (preferences.quiet) {
        from = preferences.quiet->from;
        until = preferences.quiet->until;
    }
    tx.exec(kStorePreferences, preferences.reminders ? 0 : 1, from, until, preferences.zoneMinutes, user);
}

} // namespace preferences

} // namespace turnpike::access
