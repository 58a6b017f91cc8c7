// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/subscriptions.h"

#include "access/schedule.h"
#include "access/unsettled.h"

namespace turnpike::access {

namespace {

constexpr const char *kWhole = R"(
    SELECT telegram_id, tariff, period_days, status, source, uuid, vpn_key, starts_at, expires_at, waiting_since,
           auto_renew, renewal_next_at, next_reminder_at, reminder_stage, activation_status, activation_attempts,
           next_activation_at, last_activation_error, activated_at, vpn_expires_at, period_number,
            vpn_unsettled_until, key_owed_since, value_kopecks, value_ms
    FROM subscriptions WHERE telegram_id = ?)";
constexpr const char *kLocked = " {for_update}";

constexpr const char *kStore = R"(
    INSERT INTO subscriptions (telegram_id, tariff, period_days, status, source, uuid, vpn_key, starts_at,
        expires_at, waiting_since, auto_renew, renewal_next_at, next_reminder_at, reminder_stage,
        activation_status, activation_attempts, next_activation_at, last_activation_error, activated_at,
        vpn_expires_at, period_number, vpn_unsettled_until, key_owed_since, value_kopecks, value_ms, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (telegram_id) DO UPDATE SET tariff = excluded.tariff, period_days = excluded.period_days,
        status = excluded.status, source = excluded.source, uuid = excluded.uuid, vpn_key = excluded.vpn_key,
        starts_at = excluded.starts_at, expires_at = excluded.expires_at, waiting_since = excluded.waiting_since,
        auto_renew = excluded.auto_renew, renewal_next_at = excluded.renewal_next_at,
        next_reminder_at = excluded.next_reminder_at, reminder_stage = excluded.reminder_stage,
        activation_status = excluded.activation_status, activation_attempts = excluded.activation_attempts,
        next_activation_at = excluded.next_activation_at,
        last_activation_error = excluded.last_activation_error, activated_at = excluded.activated_at,
        vpn_expires_at = excluded.vpn_expires_at, period_number = excluded.period_number,
        vpn_unsettled_until = excluded.vpn_unsettled_until, key_owed_since = excluded.key_owed_since,
        value_kopecks = excluded.value_kopecks, value_ms = excluded.value_ms,
        updated_at = excluded.updated_at)";

constexpr const char *kForgetShortage = "UPDATE subscriptions SET short_period = NULL WHERE telegram_id = ?";

constexpr const char *kClearLease =
    "UPDATE subscriptions SET lease_owner = NULL, lease_until = NULL WHERE telegram_id = ?";

constexpr const char *kUnsettled =
    "SELECT vpn_unsettled_until, lease_until FROM subscriptions WHERE telegram_id = ?";

constexpr const char *kDueForExpiry = R"(
    SELECT telegram_id FROM subscriptions
    WHERE status = 'active' AND waiting_since IS NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?)";

constexpr const char *kDueForRenewal = R"(
    SELECT telegram_id FROM subscriptions WHERE renewal_next_at <= ? ORDER BY renewal_next_at LIMIT ?)";

constexpr const char *kNextExpiry = R"(
    SELECT expires_at FROM subscriptions
    WHERE status = 'active' AND waiting_since IS NULL ORDER BY expires_at LIMIT 1)";

constexpr const char *kNextRenewal = R"(
    SELECT renewal_next_at FROM subscriptions
    WHERE renewal_next_at IS NOT NULL ORDER BY renewal_next_at LIMIT 1)";

constexpr const char *kDueForReminder = R"(
    SELECT telegram_id FROM subscriptions
    WHERE next_reminder_at <= ? AND source <> 'trial' ORDER BY next_reminder_at LIMIT ?)";
constexpr const char *kDueForTrialReminder = R"(
    SELECT telegram_id FROM subscriptions
    WHERE next_reminder_at <= ? AND source = 'trial' ORDER BY next_reminder_at LIMIT ?)";
constexpr const char *kNextReminder = R"(
    SELECT next_reminder_at FROM subscriptions
    WHERE next_reminder_at IS NOT NULL AND source <> 'trial' ORDER BY next_reminder_at LIMIT 1)";
constexpr const char *kNextTrialReminder = R"(
    SELECT next_reminder_at FROM subscriptions
    WHERE next_reminder_at IS NOT NULL AND source = 'trial' ORDER BY next_reminder_at LIMIT 1)";

constexpr const char *kOffTheQueue = "UPDATE subscriptions SET renewal_next_at = NULL WHERE telegram_id = ?";

constexpr const char *kLacksMoney = R"(
    UPDATE subscriptions SET renewal_next_at = NULL, short_period = period_number WHERE telegram_id = ?)";

constexpr const char *kRenewalDueAgain = R"(
    UPDATE subscriptions SET renewal_next_at = ?
    WHERE telegram_id = ? AND auto_renew = 1 AND renewal_next_at IS NULL AND source <> 'trial'
      AND waiting_since IS NULL
      AND ((status = 'active' AND expires_at > ?)
           OR (short_period = period_number AND expires_at > ?)))";

std::optional<Subscription> subscriptionOf(const std::optional<db::Row> &row)
{
    if (!row)
        return std::nullopt;
    Subscription subscription;
    subscription.user = row->telegramId(0);
    subscription.tariff = row->text(1);
    subscription.periodDays = row->int32(2);
    subscription.status = subscriptionStatusFrom(row->text(3));
    subscription.source = accessSourceFrom(row->text(4));
    subscription.uuid = row->text(5);
    subscription.vpnKey = row->text(6);
    subscription.startsAt = row->int64(7);
    subscription.expiresAt = row->int64(8);
    subscription.waitingSince = row->optionalInt64(9);
    subscription.autoRenew = row->boolean(10);
    subscription.renewalNextAt = row->optionalInt64(11);
    subscription.nextReminderAt = row->optionalInt64(12);
    subscription.reminderStage = row->int32(13);
    subscription.activationStatus = activationStatusFrom(row->text(14));
    subscription.activationAttempts = row->int32(15);
    subscription.nextActivationAt = row->optionalInt64(16);
    subscription.lastActivationError = row->text(17);
    subscription.activatedAt = row->optionalInt64(18);
    subscription.vpnExpiresAt = row->optionalInt64(19);
    subscription.periodNumber = row->int32(20);
    subscription.vpnUnsettledUntil = row->optionalInt64(21);
    subscription.keyOwedSince = row->optionalInt64(22);
    subscription.value = row->kopecks(23);
    subscription.valueMs = row->int64(24);
    return subscription;
}

std::vector<TelegramId> usersOf(const std::vector<db::Row> &rows)
{
    std::vector<TelegramId> users;
    users.reserve(rows.size());
    for (const db::Row &row : rows)
        users.push_back(row.telegramId(0));
    return users;
}

} // namespace

Subscriptions::Subscriptions(const Clock &clock)
    : m_clock(clock)
{}

std::optional<Subscription> Subscriptions::find(db::Transaction &tx, TelegramId user) const
{
    return subscriptionOf(tx.one(kWhole, user));
}

db::Asked Subscriptions::ask(db::Transaction &tx, TelegramId user)
{
    return tx.ask(kWhole, user);
}

std::optional<Subscription> Subscriptions::of(const db::Asked &asked)
{
    return subscriptionOf(asked.row());
}

std::optional<Subscription> Subscriptions::lock(db::Transaction &tx, TelegramId user) const
{
    return subscriptionOf(tx.oneWith(QByteArray(kWhole) + kLocked, {user}));
}

bool Subscriptions::setAutoRenew(db::Transaction &tx, TelegramId user, bool on) const
{
    auto subscription = lock(tx, user);
    if (!subscription)
        return false;
    subscription->autoRenew = on;
    scheduleRenewal(*subscription);
    store(tx, *subscription);
    return true;
}

std::vector<TelegramId> Subscriptions::dueForExpiry(db::Transaction &tx, int limit) const
{
    return usersOf(tx.query(kDueForExpiry, m_clock.nowMs(), limit));
}

std::vector<TelegramId> Subscriptions::dueForRenewal(db::Transaction &tx, int limit) const
{
    return usersOf(tx.query(kDueForRenewal, m_clock.nowMs(), limit));
}

std::optional<qint64> Subscriptions::nextExpiry(db::Transaction &tx) const
{
    const auto row = tx.one(kNextExpiry);
    return row ? row->optionalInt64(0) : std::nullopt;
}

std::optional<qint64> Subscriptions::nextRenewal(db::Transaction &tx) const
{
    const auto row = tx.one(kNextRenewal);
    return row ? row->optionalInt64(0) : std::nullopt;
}

std::vector<TelegramId> Subscriptions::dueForReminder(db::Transaction &tx, ReminderQueue queue,
                                                      int limit) const
{
    const char *sql = queue == ReminderQueue::Paid ? kDueForReminder : kDueForTrialReminder;
    return usersOf(tx.query(sql, m_clock.nowMs(), limit));
}

std::optional<qint64> Subscriptions::nextReminder(db::Transaction &tx, ReminderQueue queue) const
{
    const auto row = tx.one(nextReminderQuery(queue));
    return row ? row->optionalInt64(0) : std::nullopt;
}

const char *Subscriptions::nextExpiryQuery()
{
    return kNextExpiry;
}

const char *Subscriptions::nextRenewalQuery()
{
    return kNextRenewal;
}

const char *Subscriptions::nextReminderQuery(ReminderQueue queue)
{
    return queue == ReminderQueue::Paid ? kNextReminder : kNextTrialReminder;
}

void Subscriptions::store(db::Transaction &tx, const Subscription &subscription) const
{
    const Subscription &s = subscription;
    tx.exec(kStore, s.user, s.tariff, s.periodDays, toWord(s.status), toWord(s.source),
            db::nullIfEmpty(s.uuid), db::nullIfEmpty(s.vpnKey), s.startsAt, s.expiresAt, s.waitingSince,
            s.autoRenew, s.renewalNextAt, s.nextReminderAt, s.reminderStage, toWord(s.activationStatus),
            s.activationAttempts, s.nextActivationAt, db::nullIfEmpty(s.lastActivationError), s.activatedAt,
            s.vpnExpiresAt, s.periodNumber, s.vpnUnsettledUntil, s.keyOwedSince, s.value, s.valueMs,
            m_clock.nowMs());
}

std::optional<Timestamp> Subscriptions::unsettledUntil(db::Transaction &tx, TelegramId user) const
{
    const auto row = tx.one(kUnsettled, user);
    if (!row)
        return std::nullopt;
    // Whoever holds the lease makes its calls before that ends.
    auto underWay = row->optionalInt64(1);
    if (underWay)
        *underWay += kLongestCallMs;
    const auto until = laterOf(row->optionalInt64(0), underWay);
    return until && *until > m_clock.nowMs() ? until : std::nullopt;
}

void Subscriptions::takeOffRenewal(db::Transaction &tx, TelegramId user) const
{
    tx.exec(kOffTheQueue, user);
}

void Subscriptions::noteShortage(db::Transaction &tx, TelegramId user) const
{
    tx.exec(kLacksMoney, user);
}

bool Subscriptions::makeRenewalDue(db::Transaction &tx, TelegramId user, Timestamp now)
{
    return tx.exec(kRenewalDueAgain, now, user, now, now - kRenewsLateMs) > 0;
}

void Subscriptions::forgetShortage(db::Transaction &tx, TelegramId user) const
{
    tx.exec(kForgetShortage, user);
}

void Subscriptions::clearLease(db::Transaction &tx, TelegramId user) const
{
    tx.exec(kClearLease, user);
}

} // namespace turnpike::access
