// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "billing/balance.h"
#include "billing/purchase.h"
#include "protocol/timestamp.h"

#include <optional>
#include <vector>

namespace turnpike::billing {

struct Gift
{
    QString code;
    PurchaseId purchase;
    TelegramId buyer;
    QString tariff;
    int periodDays = 0;
    std::optional<TelegramId> claimedBy;
    std::optional<Timestamp> claimedAt;  // ms UTC
    std::optional<Timestamp> returnedAt; // ms UTC
    Timestamp expiresAt = 0;             // ms UTC
};

inline constexpr qint64 kGiftLifetimeMs = 90 * kDayMs;

// Subscriptions bought for somebody else: a code that the first one to claim it gets. Not claimed in 90 days,
// its price goes to the buyer's balance. Holds no state; thread-safe.
class Gifts
{
public:
    Gifts(const Clock &clock, const access::AccessService &access, const Balance &balance,
          access::CustomerNotices &notices);

    // The gift of a paid purchase; the same one again for the same purchase.
    Gift create(db::Transaction &tx, const Purchase &purchase) const;
    std::optional<Gift> find(db::Transaction &tx, const QString &code) const;

    // Those that a buyer's friends have not opened yet, newest first.
    std::vector<Gift> waitingOf(db::Transaction &tx, TelegramId buyer, int limit) const;

    enum class ClaimOutcome { Claimed, Unknown, AlreadyClaimed, Over };
    // Gives what was bought, and tells the buyer.
    ClaimOutcome claim(db::Transaction &tx, const QString &code, TelegramId user) const;

    // Returns the price of up to `limit` gifts that nobody claimed in time, and tells the buyers; how many.
    int returnOverdue(db::Transaction &tx, int limit) const;
    // Takes an unclaimed gift back without returning its price (a refund did): false when it is claimed.
    bool withdraw(db::Transaction &tx, const PurchaseId &purchase) const;

private:
    const Clock &m_clock;
    const access::AccessService &m_access;
    const Balance &m_balance;
    access::CustomerNotices &m_notices;
};

} // namespace turnpike::billing
