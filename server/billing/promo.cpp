// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/promo.h"

#include <algorithm>

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kCreate = R"(
    INSERT INTO promo_codes (code, discount_percent, max_uses, valid_from, valid_until, is_active, created_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING)";

constexpr const char *kFindCode = R"(
    SELECT code, discount_percent, max_uses, used_count, valid_from, valid_until, is_active
    FROM promo_codes WHERE code = ?)";

constexpr const char *kLockCode = R"(
    SELECT code, discount_percent, max_uses, used_count, valid_from, valid_until, is_active
    FROM promo_codes WHERE code = ? {for_update})";

constexpr const char *kSetActive = "UPDATE promo_codes SET is_active = ? WHERE code = ?";

constexpr const char *kUsedBefore = R"(
    SELECT 1 FROM promo_uses WHERE telegram_id = ? AND code = ? AND status <> 'released' LIMIT 1)";

constexpr const char *kInsertUse = R"(
    INSERT INTO promo_uses (code, telegram_id, purchase_id, status, created_at) VALUES (?, ?, ?, 'reserved', ?))";

constexpr const char *kTakeUse = "UPDATE promo_codes SET used_count = used_count + 1 WHERE code = ?";

constexpr const char *kReleaseUse = R"(
    UPDATE promo_uses SET status = 'released' WHERE purchase_id = ? AND status = 'reserved' RETURNING code)";

constexpr const char *kGiveUseBack =
    "UPDATE promo_codes SET used_count = used_count - 1 WHERE code = ? AND used_count > 0";

constexpr const char *kUseLocked = "SELECT code, status FROM promo_uses WHERE purchase_id = ? {for_update}";
constexpr const char *kForgetUse = "DELETE FROM promo_uses WHERE purchase_id = ? AND status = 'released'";
constexpr const char *kMarkUsed = "UPDATE promo_uses SET status = 'used' WHERE purchase_id = ?";

// Where others have taken all uses meanwhile, the count stays at its most: the payment is granted all the
// same.
constexpr const char *kTakeUseAgain =
    "UPDATE promo_codes SET used_count = used_count + 1 WHERE code = ? AND used_count < max_uses";

std::optional<Promo> promoOf(const std::optional<db::Row> &row)
{
    if (!row)
        return std::nullopt;
    return Promo{row->text(0),          row->int32(1),         row->int32(2),  row->int32(3),
                 row->optionalInt64(4), row->optionalInt64(5), row->boolean(6)};
}

std::optional<PromoRefusal> refusalOf(const std::optional<Promo> &promo, bool isUsedBefore, qint64 now)
{
    if (!promo)
        return PromoRefusal::Unknown;
    if (!promo->isActive)
        return PromoRefusal::Inactive;
    if (promo->validFrom && now < *promo->validFrom)
        return PromoRefusal::NotYetValid;
    if (promo->validUntil && now >= *promo->validUntil)
        return PromoRefusal::Over;
    if (isUsedBefore)
        return PromoRefusal::UsedBefore;
    if (promo->usedCount >= promo->maxUses)
        return PromoRefusal::UsedUp;
    return std::nullopt;
}

} // namespace

const char *toString(PromoRefusal refusal)
{
    switch (refusal) {
    case PromoRefusal::Unknown:
        return "unknown";
    case PromoRefusal::Inactive:
        return "inactive";
    case PromoRefusal::NotYetValid:
        return "not_yet_valid";
    case PromoRefusal::Over:
        return "over";
    case PromoRefusal::UsedUp:
        return "used_up";
    case PromoRefusal::UsedBefore:
        return "used_before";
    }
    return "";
}

Promos::Promos(const Clock &clock)
    : m_clock(clock)
{}

QString Promos::normalized(const QString &code)
{
    return code.trimmed().toUpper();
}

bool Promos::create(db::Transaction &tx, const Promo &promo) const
{
    return tx.exec(kCreate, normalized(promo.code), promo.discountPercent, promo.maxUses, promo.validFrom,
                   promo.validUntil, promo.isActive, m_clock.nowMs()) == 1;
}

std::optional<Promo> Promos::find(db::Transaction &tx, const QString &code) const
{
    return promoOf(tx.one(kFindCode, normalized(code)));
}

bool Promos::setActive(db::Transaction &tx, const QString &code, bool isActive) const
{
    return tx.exec(kSetActive, isActive, normalized(code)) == 1;
}

std::variant<Promo, PromoRefusal> Promos::check(db::Transaction &tx, TelegramId user,
                                                const QString &code) const
{
    const auto promo = find(tx, code);
    const bool isUsedBefore = tx.one(kUsedBefore, user, normalized(code)).has_value();
    if (const auto refusal = refusalOf(promo, isUsedBefore, m_clock.nowMs()))
        return *refusal;
    return *promo;
}

std::optional<PromoRefusal> Promos::reserve(db::Transaction &tx, TelegramId user, const QString &code,
                                            const PurchaseId &purchase) const
{
    const QString key = normalized(code);
    const auto promo = promoOf(tx.one(kLockCode, key));
    const bool isUsedBefore = tx.one(kUsedBefore, user, key).has_value();
    const qint64 now = m_clock.nowMs();
    if (const auto refusal = refusalOf(promo, isUsedBefore, now))
        return refusal;
    tx.exec(kInsertUse, key, user, purchase, now);
    tx.exec(kTakeUse, key);
    return std::nullopt;
}

void Promos::release(db::Transaction &tx, const PurchaseId &purchase) const
{
    if (const auto use = tx.one(kReleaseUse, purchase))
        tx.exec(kGiveUseBack, use->text(0));
}

void Promos::forgetUse(db::Transaction &tx, const PurchaseId &purchase)
{
    tx.exec(kForgetUse, purchase);
}

void Promos::markUsed(db::Transaction &tx, const PurchaseId &purchase) const
{
    const auto use = tx.one(kUseLocked, purchase);
    if (!use)
        return;
    if (use->text(1) == "released"_L1)
        tx.exec(kTakeUseAgain, use->text(0));
    tx.exec(kMarkUsed, purchase);
}

Kopecks discounted(Kopecks price, int percent, Kopecks minimum)
{
    const Kopecks less(price.value() * (100 - std::clamp(percent, 0, 100)) / 100);
    return std::min(price, std::max(less, minimum));
}

int discountedStars(int stars, int percent)
{
    return stars <= 0 ? 0 : std::max(1, stars * (100 - std::clamp(percent, 0, 100)) / 100);
}

} // namespace turnpike::billing
