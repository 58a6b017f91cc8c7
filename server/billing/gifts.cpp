// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/gifts.h"

#include "base/errors.h"

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kInsertGift = R"(
    INSERT INTO gifts (code, purchase_id, buyer_id, tariff, period_days, expires_at, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (purchase_id) DO NOTHING)";

constexpr const char *kByPurchase = R"(
    SELECT code, purchase_id, buyer_id, tariff, period_days, claimed_by, claimed_at, returned_at, expires_at
    FROM gifts WHERE purchase_id = ?)";

constexpr const char *kByCode = R"(
    SELECT code, purchase_id, buyer_id, tariff, period_days, claimed_by, claimed_at, returned_at, expires_at
    FROM gifts WHERE code = ?)";

constexpr const char *kWaitingGifts = R"(
    SELECT code, purchase_id, buyer_id, tariff, period_days, claimed_by, claimed_at, returned_at, expires_at
    FROM gifts WHERE buyer_id = ? AND claimed_at IS NULL AND returned_at IS NULL AND expires_at > ?
    ORDER BY created_at DESC, code LIMIT ?)";

constexpr const char *kClaimGift = R"(
    UPDATE gifts SET claimed_by = ?, claimed_at = ?
    WHERE code = ? AND claimed_at IS NULL AND returned_at IS NULL AND expires_at > ?)";

constexpr const char *kOverdue = R"(
    SELECT g.code, g.buyer_id, p.price_kopecks, g.purchase_id, g.tariff, g.period_days FROM gifts g
    JOIN purchases p ON p.purchase_id = g.purchase_id
    WHERE g.claimed_at IS NULL AND g.returned_at IS NULL AND g.expires_at <= ? ORDER BY g.expires_at LIMIT ?)";

constexpr const char *kReturn =
    "UPDATE gifts SET returned_at = ? WHERE code = ? AND claimed_at IS NULL AND returned_at IS NULL";

constexpr const char *kWithdraw =
    "UPDATE gifts SET returned_at = ? WHERE purchase_id = ? AND claimed_at IS NULL AND returned_at IS NULL";

constexpr const char *kPrice = "SELECT price_kopecks FROM purchases WHERE purchase_id = ?";

constexpr int kCodeBytes = 8;

std::optional<Gift> giftOf(const std::optional<db::Row> &row)
{
    if (!row)
        return std::nullopt;
    Gift gift;
    gift.code = row->text(0);
    gift.purchase = PurchaseId(row->text(1));
    gift.buyer = row->telegramId(2);
    gift.tariff = row->text(3);
    gift.periodDays = row->int32(4);
    if (!row->isNull(5))
        gift.claimedBy = row->telegramId(5);
    gift.claimedAt = row->optionalInt64(6);
    gift.returnedAt = row->optionalInt64(7);
    gift.expiresAt = row->int64(8);
    return gift;
}

} // namespace

Gifts::Gifts(const Clock &clock, const access::AccessService &access, const Balance &balance,
             access::CustomerNotices &notices)
    : m_clock(clock)
    , m_access(access)
    , m_balance(balance)
    , m_notices(notices)
{}

Gift Gifts::create(db::Transaction &tx, const Purchase &purchase) const
{
    const Timestamp now = m_clock.nowMs();
    tx.exec(kInsertGift, randomHex(kCodeBytes), purchase.id, purchase.user, purchase.tariff,
            purchase.periodDays, now + kGiftLifetimeMs, now);
    const auto gift = giftOf(tx.one(kByPurchase, purchase.id));
    if (!gift)
        throw DomainError(u"the gift of %1 is not there"_s.arg(purchase.id.value()));
    return *gift;
}

std::optional<Gift> Gifts::find(db::Transaction &tx, const QString &code) const
{
    return giftOf(tx.one(kByCode, code));
}

std::vector<Gift> Gifts::waitingOf(db::Transaction &tx, TelegramId buyer, int limit) const
{
    std::vector<Gift> gifts;
    for (const db::Row &row : tx.query(kWaitingGifts, buyer, m_clock.nowMs(), limit))
        gifts.push_back(*giftOf(row));
    return gifts;
}

Gifts::ClaimOutcome Gifts::claim(db::Transaction &tx, const QString &code, TelegramId user) const
{
    const Timestamp now = m_clock.nowMs();
    const bool isClaimed = tx.exec(kClaimGift, user, now, code, now) == 1;
    const auto gift = find(tx, code);
    if (!gift)
        return ClaimOutcome::Unknown;
    if (!isClaimed)
        return gift->claimedAt ? ClaimOutcome::AlreadyClaimed : ClaimOutcome::Over;
    const auto paid = tx.one(kPrice, gift->purchase);
    m_access.grantAccess(tx, {user, gift->tariff, gift->periodDays, access::AccessSource::Gift,
                              paid ? paid->kopecks(0) : Kopecks()});
    if (gift->buyer != user)
        m_notices.giftClaimed(tx, gift->buyer, gift->tariff, gift->periodDays);
    return ClaimOutcome::Claimed;
}

int Gifts::returnOverdue(db::Transaction &tx, int limit) const
{
    const Timestamp now = m_clock.nowMs();
    int count = 0;
    for (const db::Row &row : tx.query(kOverdue, now, limit)) {
        if (tx.exec(kReturn, now, row.text(0)) == 0)
            continue;
        const TelegramId buyer = row.telegramId(1);
        m_balance.credit(tx, {buyer, row.kopecks(2), LedgerKind::GiftReturn, row.text(3), QString()});
        m_notices.giftReturned(tx, buyer,
                               {row.text(4), row.int32(5), row.kopecks(2), m_balance.of(tx, buyer)});
        ++count;
    }
    return count;
}

bool Gifts::withdraw(db::Transaction &tx, const PurchaseId &purchase) const
{
    return tx.exec(kWithdraw, m_clock.nowMs(), purchase) == 1;
}

} // namespace turnpike::billing
