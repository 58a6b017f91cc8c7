// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/transaction.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

#include <QString>

#include <limits>
#include <optional>
#include <variant>
#include <vector>

namespace turnpike::billing {

using protocol::PromoKind;

inline constexpr int kUnlimitedUses = std::numeric_limits<int>::max();

struct Promo
{
    QString code;            // upper case
    int discountPercent = 0; // 1–100; of kind Percent alone
    int maxUses = 0;
    int usedCount = 0;                     // reserved and used
    std::optional<qint64> validFrom{};     // ms UTC
    std::optional<Timestamp> validUntil{}; // ms UTC
    bool isActive = true;
    PromoKind kind = PromoKind::Percent;
    qint64 amount = 0;       // off the price in kopecks, or days on top; 0 where it is percent
    bool isNewOnly = false;  // for whoever has bought nothing yet
    QString tariff{};        // empty: any
    int usesEach = 1;        // by one customer
    QString createdBy{};     // who made it; empty: nobody knows
    Timestamp createdAt = 0; // ms UTC; create() sets it
};

// What is wrong with a code that somebody wants to make.
enum class PromoFault {
    Code,  // 3 to 32 of A-Z, 0-9, _ and -, so that a link to the bot can carry it
    Value, // 1 to 100 percent, up to a million roubles, up to ten years of days
    Uses,  // once at least, by each and in all
    Until, // not over before it begins
};
std::optional<PromoFault> faultOf(const Promo &promo, Timestamp now);

// Which codes a list has.
struct PromoFilter
{
    QString text{};                      // in the code
    bool onlyUsable = false;             // not ended, not over, not used up
    std::optional<Timestamp> beforeAt{}; // made before then (ms UTC)…
    QString beforeCode{};                // …and of that moment those that come before this one
};

// A purchase for which a code was taken.
struct PromoUse
{
    TelegramId user;
    QString purchase;
    QString state; // word of protocol::PromoUseState
    QString tariff;
    Kopecks price;           // of the purchase, as it was offered
    QString purchaseStatus;  // word of protocol::PurchaseStatus
    Timestamp createdAt = 0; // ms UTC
};

enum class PromoRefusal { Unknown, Inactive, NotYetValid, Over, UsedUp, UsedBefore, NewOnly, OtherTariff };

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
    // The newest first.
    std::vector<Promo> list(db::Transaction &tx, const PromoFilter &filter, int limit) const;
    // The newest first; before that moment (ms UTC), and of it those whose purchase comes before that one.
    std::vector<PromoUse> uses(db::Transaction &tx, const QString &code, std::optional<Timestamp> beforeAt,
                               const QString &beforePurchase, int limit) const;

    // Whether this user may use the code now, for this tariff (empty: for the one that it is for); changes
    // nothing. The code is taken in any case.
    std::variant<Promo, PromoRefusal> check(db::Transaction &tx, TelegramId user, const QString &code,
                                            const QString &tariff = {}) const;

    // Takes one use for the purchase; a refusal when somebody was faster.
    std::optional<PromoRefusal> reserve(db::Transaction &tx, TelegramId user, const QString &code,
                                        const PurchaseId &purchase, const QString &tariff = {}) const;
    // Gives the purchase's reserved use back; nothing when there is none.
    void release(db::Transaction &tx, const PurchaseId &purchase) const;
    // The purchase was paid. Never refuses: a use that was released meanwhile still counts as used.
    void markUsed(db::Transaction &tx, const PurchaseId &purchase) const;

    // The code that the customer has entered, for what they buy next; it stays until it is used for the last
    // time, or another one is entered.
    void choose(db::Transaction &tx, TelegramId user, const QString &code) const;
    void unchoose(db::Transaction &tx, TelegramId user) const;
    // Empty: none.
    QString chosen(db::Transaction &tx, TelegramId user) const;

    // Its purchase leaves: a use that was given back need not be known any more.
    static void forgetUse(db::Transaction &tx, const PurchaseId &purchase);

    static QString normalized(const QString &code);

private:
    const Clock &m_clock;
};

// What a purchase costs with a promo code.
struct PromoPrice
{
    Kopecks price;
    int stars = 0; // 0: not sold for Stars
    int bonusDays = 0;
};
// Never below `minimum` (nor above `price`), nor below one Star.
PromoPrice priceWith(const Promo &promo, Kopecks price, int stars, Kopecks minimum);

// `price` less `percent`, rounded down to a whole kopeck, never below `minimum` (nor above `price`).
Kopecks discounted(Kopecks price, int percent, Kopecks minimum);
// Stars likewise, never below 1.
int discountedStars(int stars, int percent);

} // namespace turnpike::billing
