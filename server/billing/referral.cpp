// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/referral.h"

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kReferrer = "SELECT referrer_id FROM users WHERE telegram_id = ?";

constexpr const char *kFriendsWhoPaid = R"(
    SELECT count(*) FROM users u
    WHERE u.referrer_id = ?
      AND EXISTS (SELECT 1 FROM payments p
                  WHERE p.telegram_id = u.telegram_id AND p.status = 'granted' AND p.id <> ?))";

constexpr const char *kInsertReferral = R"(
    INSERT INTO referral_rewards (buyer_id, purchase_id, referrer_id, amount_kopecks, created_at)
    VALUES (?, ?, ?, ?, ?) ON CONFLICT (buyer_id, purchase_id) DO NOTHING)";

constexpr const char *kReverse = R"(
    UPDATE referral_rewards SET reversed_at = ?
    WHERE buyer_id = ? AND purchase_id = ? AND reversed_at IS NULL
    RETURNING referrer_id, amount_kopecks)";

constexpr const char *kEarned = R"(
    SELECT CAST(coalesce(sum(amount_kopecks), 0) AS bigint) FROM referral_rewards
    WHERE referrer_id = ? AND reversed_at IS NULL)";

constexpr const char *kFriends = R"(
    SELECT f.first_name, f.created_at, CAST(coalesce(sum(r.amount_kopecks), 0) AS bigint)
    FROM (SELECT telegram_id, first_name, created_at FROM users WHERE referrer_id = ?
          ORDER BY created_at DESC, telegram_id LIMIT ?) AS f
    LEFT JOIN referral_rewards r
        ON r.buyer_id = f.telegram_id AND r.referrer_id = ? AND r.reversed_at IS NULL
    GROUP BY f.telegram_id, f.first_name, f.created_at
    ORDER BY f.created_at DESC, f.telegram_id)";

// Lowest first.
constexpr RewardLevel kLevels[] = {{0, 10}, {25, 25}, {50, 45}};

} // namespace

int rewardPercent(qint64 friendsWhoPaid)
{
    int percent = 0;
    for (const RewardLevel &level : kLevels) {
        if (friendsWhoPaid >= level.friends)
            percent = level.percent;
    }
    return percent;
}

std::optional<RewardLevel> nextRewardLevel(qint64 friendsWhoPaid)
{
    for (const RewardLevel &level : kLevels) {
        if (friendsWhoPaid < level.friends)
            return level;
    }
    return std::nullopt;
}

Referrals::Referrals(const Clock &clock, const Balance &balance, access::CustomerNotices &notices,
                     std::function<bool()> isOn)
    : m_clock(clock)
    , m_balance(balance)
    , m_notices(notices)
    , m_isOn(std::move(isOn))
{}

qint64 Referrals::friendsWhoPaid(db::Transaction &tx, TelegramId referrer, qint64 exceptPayment) const
{
    const auto row = tx.one(kFriendsWhoPaid, referrer, exceptPayment); // none where plans are explained
    return row ? row->int64(0) : 0;
}

Kopecks Referrals::reward(db::Transaction &tx, const Purchase &purchase, qint64 paymentId) const
{
    if (purchase.kind == PurchaseKind::BalanceTopup || !m_isOn())
        return {};
    const auto buyer = tx.one(kReferrer, purchase.user);
    if (!buyer || buyer->isNull(0))
        return {};
    const TelegramId referrer = buyer->telegramId(0);
    const int percent = rewardPercent(friendsWhoPaid(tx, referrer, paymentId));
    const Kopecks amount(purchase.price.value() * percent / 100);
    if (amount <= Kopecks())
        return {};
    if (tx.exec(kInsertReferral, purchase.user, purchase.id, referrer, amount, m_clock.nowMs()) == 0)
        return {};
    m_balance.credit(tx, {referrer, amount, LedgerKind::Referral, purchase.id.value(), QString()});
    m_notices.referralRewarded(tx, referrer, amount, m_balance.of(tx, referrer));
    return amount;
}

Kopecks Referrals::reverse(db::Transaction &tx, const Purchase &purchase) const
{
    const auto reward = tx.one(kReverse, m_clock.nowMs(), purchase.user, purchase.id);
    if (!reward)
        return {};
    const Kopecks amount = reward->kopecks(1);
    const Kopecks taken = m_balance.debitUpTo(tx, {reward->telegramId(0), amount, LedgerKind::Refund,
                                                   u"referral:"_s + purchase.id.value(), QString()});
    return amount - taken;
}

std::vector<Friend> Referrals::friendsOf(db::Transaction &tx, TelegramId referrer, int limit) const
{
    std::vector<Friend> friends;
    for (const db::Row &row : tx.query(kFriends, referrer, limit, referrer))
        friends.push_back({row.text(0), row.int64(1), row.kopecks(2)});
    return friends;
}

Kopecks Referrals::earned(db::Transaction &tx, TelegramId referrer) const
{
    const auto row = tx.one(kEarned, referrer); // none where plans are explained
    return row ? row->kopecks(0) : Kopecks();
}

} // namespace turnpike::billing
