// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/transaction.h"

#include <QString>

#include <optional>
#include <variant>

namespace turnpike::billing {

struct Promo
{
    QString code;            // upper case
    int discountPercent = 0; // 1–100
    int maxUses = 0;
    int usedCount = 0;                  // reserved and used
    std::optional<qint64> validFrom{};  // ms UTC
    std::optional<qint64> validUntil{}; // ms UTC
    bool isActive = true;
};

enum class PromoRefusal { Unknown, Inactive, NotYetValid, Over, UsedUp, UsedBefore };

const char *toString(PromoRefusal refusal);

// Promo codes and their uses: a use is reserved with the purchase, used with its payment and released when it
// expires. Holds no state; thread-safe.
class Promos
{
public:
    explicit Promos(const Clock &clock);

    // False if the code already exists.
    bool create(db::Transaction &tx, const Promo &promo) const;
    std::optional<Promo> find(db::Transaction &tx, const QString &code) const;
    bool setActive(db::Transaction &tx, const QString &code, bool isActive) const;

    // Whether this user may use the code now, once per user; changes nothing. The code is taken in any case.
    std::variant<Promo, PromoRefusal> check(db::Transaction &tx, TelegramId user, const QString &code) const;

    // Takes one use for the purchase; a refusal when somebody was faster.
    std::optional<PromoRefusal> reserve(db::Transaction &tx, TelegramId user, const QString &code,
                                        const PurchaseId &purchase) const;
    // Gives the purchase's reserved use back; nothing when there is none.
    void release(db::Transaction &tx, const PurchaseId &purchase) const;
    // The purchase was paid. Never refuses: a use that was released meanwhile still counts as used.
    void markUsed(db::Transaction &tx, const PurchaseId &purchase) const;

    // Its purchase leaves: a use that was given back need not be known any more.
    static void forgetUse(db::Transaction &tx, const PurchaseId &purchase);

    static QString normalized(const QString &code);

private:
    const Clock &m_clock;
};

// `price` less `percent`, rounded down to a whole kopeck, never below `minimum` (nor above `price`).
Kopecks discounted(Kopecks price, int percent, Kopecks minimum);
// Stars likewise, never below 1.
int discountedStars(int stars, int percent);

} // namespace turnpike::billing
