// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/notices.h"
#include "billing/balance.h"
#include "billing/purchase.h"
#include "protocol/timestamp.h"

#include <functional>
#include <optional>
#include <vector>

namespace turnpike::billing {

// What the inviter gets of a friend's purchase, by the number of friends who have paid before it: 0–24 10 %,
// 25–49 25 %, 50 and more 45 %.
int rewardPercent(qint64 friendsWhoPaid);

struct RewardLevel
{
    qint64 friends = 0; // who have paid: from so many on
    int percent = 0;
};
// What comes next; nothing at the highest.
std::optional<RewardLevel> nextRewardLevel(qint64 friendsWhoPaid);

// Somebody who was invited.
struct Friend
{
    QString firstName;   // may be empty
    Timestamp since = 0; // ms UTC
    Kopecks brought;     // to the inviter, who has kept it
};

// Rewards for invited friends' purchases, once per purchase, to the inviter's balance. Top-ups earn none:
// what they pay for does. Holds no state; thread-safe.
class Referrals
{
public:
    // `isOn` is asked for each reward: the flag referral_rewards.
    Referrals(const Clock &clock, const Balance &balance, access::CustomerNotices &notices,
              std::function<bool()> isOn);

    // Friends of `referrer` who have a granted payment other than the payment `exceptPayment`.
    qint64 friendsWhoPaid(db::Transaction &tx, TelegramId referrer, qint64 exceptPayment = 0) const;

    // Rewards the inviter of the purchase's buyer, if there is one; the amount, 0 for none.
    Kopecks reward(db::Transaction &tx, const Purchase &purchase, qint64 paymentId) const;

    // A refund takes the reward back as far as the inviter's balance goes; what could not be taken, 0 for
    // all.
    Kopecks reverse(db::Transaction &tx, const Purchase &purchase) const;

    // Newest first.
    std::vector<Friend> friendsOf(db::Transaction &tx, TelegramId referrer, int limit) const;

    // The sum of what `referrer` was given and has kept.
    Kopecks earned(db::Transaction &tx, TelegramId referrer) const;

private:
    const Clock &m_clock;
    const Balance &m_balance;
    access::CustomerNotices &m_notices;
    std::function<bool()> m_isOn;
};

} // namespace turnpike::billing
