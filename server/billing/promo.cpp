// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/promo.h"

#include "base/errors.h"
#include "db/like.h"

#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kCreate = R"(
    INSERT INTO promo_codes (code, discount_percent, max_uses, valid_from, valid_until, is_active, kind, amount,
        new_only, tariff, uses_each, created_at, created_by)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO NOTHING)";

constexpr const char *kFindCode = R"(
    SELECT code, discount_percent, max_uses, used_count, valid_from, valid_until, is_active, kind, amount, new_only,
        tariff, uses_each, created_by, created_at
    FROM promo_codes WHERE code = ?)";

constexpr const char *kLockCode = R"(
    SELECT code, discount_percent, max_uses, used_count, valid_from, valid_until, is_active, kind, amount, new_only,
        tariff, uses_each, created_by, created_at
    FROM promo_codes WHERE code = ? {for_update})";

constexpr const char *kListCodes = R"(
    SELECT code, discount_percent, max_uses, used_count, valid_from, valid_until, is_active, kind, amount, new_only,
        tariff, uses_each, created_by, created_at
    FROM promo_codes
    WHERE created_at <= ? AND (created_at < ? OR code < ?) AND lower(code) LIKE ? ESCAPE '!'
        AND (CAST(? AS integer) = 0
             OR (is_active = 1 AND used_count < max_uses AND (valid_until IS NULL OR valid_until > ?)))
    ORDER BY created_at DESC, code DESC LIMIT ?)";

constexpr const char *kListUses = R"(
    SELECT u.telegram_id, u.purchase_id, u.status, coalesce(p.tariff, ''), p.price_kopecks, p.status, u.created_at
    FROM promo_uses u JOIN purchases p ON p.purchase_id = u.purchase_id
    WHERE u.code = ? AND u.created_at <= ? AND (u.created_at < ? OR u.purchase_id < ?)
    ORDER BY u.created_at DESC, u.purchase_id DESC LIMIT ?)";

constexpr const char *kSetActive = "UPDATE promo_codes SET is_active = ? WHERE code = ?";

constexpr const char *kUsesBefore = R"(
    SELECT count(*) FROM promo_uses WHERE telegram_id = ? AND code = ? AND status <> 'released')";

constexpr const char *kHasBought = R"(
    SELECT 1 FROM purchases
    WHERE telegram_id = ? AND kind <> 'balance_topup' AND status IN ('fulfilled', 'refunded') LIMIT 1)";

constexpr const char *kChoosePromo = R"(
    INSERT INTO promo_choices (telegram_id, code, chosen_at) VALUES (?, ?, ?)
    ON CONFLICT (telegram_id) DO UPDATE SET code = excluded.code, chosen_at = excluded.chosen_at)";
constexpr const char *kChosenPromo = "SELECT code FROM promo_choices WHERE telegram_id = ?";
constexpr const char *kForgetChoice = "DELETE FROM promo_choices WHERE telegram_id = ?";
constexpr const char *kForgetUsedChoice = "DELETE FROM promo_choices WHERE telegram_id = ? AND code = ?";

constexpr const char *kInsertUse = R"(
    INSERT INTO promo_uses (code, telegram_id, purchase_id, status, created_at) VALUES (?, ?, ?, 'reserved', ?))";

constexpr const char *kTakeUse = "UPDATE promo_codes SET used_count = used_count + 1 WHERE code = ?";

constexpr const char *kReleaseUse = R"(
    UPDATE promo_uses SET status = 'released' WHERE purchase_id = ? AND status = 'reserved' RETURNING code)";

constexpr const char *kGiveUseBack =
    "UPDATE promo_codes SET used_count = used_count - 1 WHERE code = ? AND used_count > 0";

constexpr const char *kUseLocked =
    "SELECT code, status, telegram_id FROM promo_uses WHERE purchase_id = ? {for_update}";
constexpr const char *kForgetUse = "DELETE FROM promo_uses WHERE purchase_id = ? AND status = 'released'";
constexpr const char *kMarkUsed = "UPDATE promo_uses SET status = 'used' WHERE purchase_id = ?";

// Where others have taken all uses meanwhile, the count stays at its most: the payment is granted all the
// same.
constexpr const char *kTakeUseAgain =
    "UPDATE promo_codes SET used_count = used_count + 1 WHERE code = ? AND used_count < max_uses";

constexpr qint64 kMostOff = 100'000'000; // a million roubles
constexpr qint64 kMostBonusDays = 3'650;

PromoKind promoKindFrom(const QString &word)
{
    const auto kind = protocol::fromWord<PromoKind>(word);
    if (!kind)
        throw DomainError(u"a promo code says \"%1\""_s.arg(word));
    return *kind;
}

Promo promoOf(const db::Row &row)
{
    Promo promo;
    promo.code = row.text(0);
    promo.discountPercent = row.int32(1);
    promo.maxUses = row.int32(2);
    promo.usedCount = row.int32(3);
    promo.validFrom = row.optionalInt64(4);
    promo.validUntil = row.optionalInt64(5);
    promo.isActive = row.boolean(6);
    promo.kind = promoKindFrom(row.text(7));
    promo.amount = row.int64(8);
    promo.isNewOnly = row.boolean(9);
    promo.tariff = row.text(10);
    promo.usesEach = row.int32(11);
    promo.createdBy = row.text(12);
    promo.createdAt = row.int64(13);
    return promo;
}

std::optional<Promo> promoOf(const std::optional<db::Row> &row)
{
    return row ? std::optional(promoOf(*row)) : std::nullopt;
}

bool isValueGood(const Promo &promo)
{
    switch (promo.kind) {
    case PromoKind::Percent:
        break;
    case PromoKind::Money:
        return promo.amount >= 1 && promo.amount <= kMostOff;
    case PromoKind::Days:
        return promo.amount >= 1 && promo.amount <= kMostBonusDays;
    }
    return promo.discountPercent >= 1 && promo.discountPercent <= 100;
}

// What else is known of whoever would use it.
struct PromoUser
{
    qint64 usesBefore = 0;
    bool hasBought = false;
};

PromoUser promoUserOf(db::Transaction &tx, TelegramId user, const QString &key)
{
    return {tx.one(kUsesBefore, user, key)->int64(0), tx.one(kHasBought, user).has_value()};
}

std::optional<PromoRefusal> refusalOf(const std::optional<Promo> &promo, const PromoUser &user,
                                      const QString &tariff, Timestamp now)
{
    if (!promo)
        return PromoRefusal::Unknown;
    if (!promo->isActive)
        return PromoRefusal::Inactive;
    if (promo->validFrom && now < *promo->validFrom)
        return PromoRefusal::NotYetValid;
    if (promo->validUntil && now >= *promo->validUntil)
        return PromoRefusal::Over;
    if (user.usesBefore >= promo->usesEach)
        return PromoRefusal::UsedBefore;
    if (promo->usedCount >= promo->maxUses)
        return PromoRefusal::UsedUp;
    if (promo->isNewOnly && user.hasBought)
        return PromoRefusal::NewOnly;
    if (!promo->tariff.isEmpty() && !tariff.isEmpty() && promo->tariff != tariff)
        return PromoRefusal::OtherTariff;
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
    case PromoRefusal::NewOnly:
        return "new_only";
    case PromoRefusal::OtherTariff:
        return "other_tariff";
    }
    return "";
}

std::optional<PromoFault> faultOf(const Promo &promo, Timestamp now)
{
    static const QRegularExpression carried(u"^[A-Z0-9_-]{3,32}$"_s);
    if (!carried.match(Promos::normalized(promo.code)).hasMatch())
        return PromoFault::Code;
    if (!isValueGood(promo))
        return PromoFault::Value;
    if (promo.usesEach < 1 || promo.maxUses < 1)
        return PromoFault::Uses;
    if (promo.validUntil && *promo.validUntil <= std::max(now, promo.validFrom.value_or(now)))
        return PromoFault::Until;
    return std::nullopt;
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
    // The column is of the time when each code was percent: it takes no 0.
    const int percent = promo.kind == PromoKind::Percent ? promo.discountPercent : 1;
    return tx.exec(kCreate, normalized(promo.code), percent, promo.maxUses, promo.validFrom, promo.validUntil,
                   promo.isActive, protocol::toWord(promo.kind), promo.amount, promo.isNewOnly,
                   db::nullIfEmpty(promo.tariff), promo.usesEach, m_clock.nowMs(), promo.createdBy) == 1;
}

std::optional<Promo> Promos::find(db::Transaction &tx, const QString &code) const
{
    return promoOf(tx.one(kFindCode, normalized(code)));
}

bool Promos::setActive(db::Transaction &tx, const QString &code, bool isActive) const
{
    return tx.exec(kSetActive, isActive, normalized(code)) == 1;
}

std::vector<Promo> Promos::list(db::Transaction &tx, const PromoFilter &filter, int limit) const
{
    const qint64 before = filter.beforeAt.value_or(std::numeric_limits<qint64>::max());
    std::vector<Promo> found;
    for (const db::Row &row :
         tx.query(kListCodes, before, before, filter.beforeCode, db::patternOfText(filter.text),
                  filter.onlyUsable ? 1 : 0, m_clock.nowMs(), limit))
        found.push_back(promoOf(row));
    return found;
}

std::vector<PromoUse> Promos::uses(db::Transaction &tx, const QString &code,
                                   std::optional<Timestamp> beforeAt, const QString &beforePurchase,
                                   int limit) const
{
    const qint64 before = beforeAt.value_or(std::numeric_limits<qint64>::max());
    std::vector<PromoUse> found;
    for (const db::Row &row : tx.query(kListUses, normalized(code), before, before, beforePurchase, limit))
        found.push_back({row.telegramId(0), row.text(1), row.text(2), row.text(3), Kopecks(row.int64(4)),
                         row.text(5), row.int64(6)});
    return found;
}

std::variant<Promo, PromoRefusal> Promos::check(db::Transaction &tx, TelegramId user, const QString &code,
                                                const QString &tariff) const
{
    const auto promo = find(tx, code);
    const PromoUser who = promoUserOf(tx, user, normalized(code));
    if (const auto refusal = refusalOf(promo, who, tariff, m_clock.nowMs()))
        return *refusal;
    return *promo;
}

std::optional<PromoRefusal> Promos::reserve(db::Transaction &tx, TelegramId user, const QString &code,
                                            const PurchaseId &purchase, const QString &tariff) const
{
    const QString key = normalized(code);
    const auto promo = promoOf(tx.one(kLockCode, key));
    const PromoUser who = promoUserOf(tx, user, key);
    const Timestamp now = m_clock.nowMs();
    if (const auto refusal = refusalOf(promo, who, tariff, now))
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
    const TelegramId user = use->telegramId(2);
    const auto promo = find(tx, use->text(0));
    if (promo && tx.one(kUsesBefore, user, promo->code)->int64(0) >= promo->usesEach)
        tx.exec(kForgetUsedChoice, user, promo->code);
}

void Promos::choose(db::Transaction &tx, TelegramId user, const QString &code) const
{
    tx.exec(kChoosePromo, user, normalized(code), m_clock.nowMs());
}

void Promos::unchoose(db::Transaction &tx, TelegramId user) const
{
    tx.exec(kForgetChoice, user);
}

QString Promos::chosen(db::Transaction &tx, TelegramId user) const
{
    const auto row = tx.one(kChosenPromo, user);
    return row ? row->text(0) : QString();
}

PromoPrice priceWith(const Promo &promo, Kopecks price, int stars, Kopecks minimum)
{
    switch (promo.kind) {
    case PromoKind::Percent:
        return {discounted(price, promo.discountPercent, minimum),
                discountedStars(stars, promo.discountPercent)};
    case PromoKind::Money: {
        const Kopecks less = std::min(price, std::max(price - Kopecks(promo.amount), minimum));
        if (stars <= 0 || price <= Kopecks())
            return {less, 0};
        return {less, std::max(1, static_cast<int>(stars * less.value() / price.value()))};
    }
    case PromoKind::Days:
        break;
    }
    return {price, stars, static_cast<int>(promo.amount)};
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
