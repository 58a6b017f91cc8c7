// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/erasure.h"

#include "access/users.h"

#include <QRandomGenerator>

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNobodysCodeBytes = 6;

constexpr const char *kIsBeingPaid = R"(
    SELECT 1 FROM purchases WHERE telegram_id = ? AND status = 'awaiting_payment' AND expires_at > ? LIMIT 1)";

// The same money and days without a person. Parameters: the new number, a referral code, the old number.
constexpr const char *kMakeNobody = R"(
    INSERT INTO users (telegram_id, first_name, language, balance_kopecks, referral_code, referrer_id, trial_used_at,
        is_reachable, is_blocked, created_at, last_seen_at, reminders_off)
    SELECT CAST(? AS bigint), '', '', balance_kopecks, CAST(? AS text), referrer_id, trial_used_at, 0, 1, created_at,
        last_seen_at, 1
    FROM users WHERE telegram_id = ?)";

// Parameters: the new number, the old one.
constexpr const char *kMoves[] = {
    "UPDATE subscriptions SET telegram_id = ?, vpn_key = NULL, auto_renew = 0, renewal_next_at = NULL,"
    " next_reminder_at = NULL, next_activation_at = NULL WHERE telegram_id = ?",
    "UPDATE purchases SET telegram_id = ?, chat_message_id = NULL WHERE telegram_id = ?",
    "UPDATE payments SET telegram_id = ? WHERE telegram_id = ?",
    "UPDATE balance_transactions SET telegram_id = ? WHERE telegram_id = ?",
    "UPDATE promo_uses SET telegram_id = ? WHERE telegram_id = ?",
    "UPDATE referral_rewards SET buyer_id = ? WHERE buyer_id = ?",
    "UPDATE referral_rewards SET referrer_id = ? WHERE referrer_id = ?",
    "UPDATE gifts SET buyer_id = ? WHERE buyer_id = ?",
    "UPDATE gifts SET claimed_by = ? WHERE claimed_by = ?",
    "UPDATE users SET referrer_id = ? WHERE referrer_id = ?",
};

// Parameter: the old number. What is still to be handled, or is being sent at this moment, is left alone.
constexpr const char *kEmptied[] = {
    "UPDATE inbox SET body = '', last_error = NULL, user_id = NULL WHERE user_id = ? AND status <> 'pending'",
    "DELETE FROM outbox WHERE chat_id = ? AND lease_owner IS NULL",
    "DELETE FROM promo_choices WHERE telegram_id = ?",
    "DELETE FROM support_messages WHERE telegram_id = ?",
    "DELETE FROM support_threads WHERE telegram_id = ?",
    "DELETE FROM users WHERE telegram_id = ?",
};

constexpr const char *kRemember =
    "INSERT INTO erased_people (person, erased_at) VALUES (?, ?) ON CONFLICT (person) DO NOTHING";

} // namespace

Erasure::Erasure(const Clock &clock, const control::Audit &audit)
    : m_clock(clock)
    , m_audit(audit)
{}

bool Erasure::mustWait(db::Transaction &tx, TelegramId user) const
{
    return tx.one(kIsBeingPaid, user, m_clock.nowMs()).has_value();
}

bool Erasure::erase(db::Transaction &tx, TelegramId user) const
{
    const qint64 nobody = kFirstForgotten + QRandomGenerator::global()->bounded(kFirstForgotten);
    if (tx.exec(kMakeNobody, nobody, randomHex(kNobodysCodeBytes), user) != 1)
        return false;
    for (const char *move : kMoves)
        tx.exec(move, nobody, user);
    for (const char *emptied : kEmptied)
        tx.exec(emptied, user);
    tx.exec(kRemember, access::erasedPerson(user), m_clock.nowMs());
    m_audit.record(tx, {control::Actor::system(), u"customer.erase"_s, u"erasure"_s, std::nullopt,
                        std::nullopt, u"asked by the customer"_s, u"done"_s, QString()});
    return true;
}

} // namespace turnpike::billing
