// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/json.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

// Promo codes, and what they were used for.
namespace turnpike::protocol {

// Whether a code can be used now, and if not, why.
enum class PromoState { Active, NotYetValid, Expired, UsedUp, Ended };
constexpr auto wordsOf(PromoState)
{
    return std::array{Word{PromoState::Active, "active", Tone::Good},
                      Word{PromoState::NotYetValid, "not_yet_valid", Tone::Info},
                      Word{PromoState::Expired, "expired", Tone::Muted},
                      Word{PromoState::UsedUp, "used_up", Tone::Muted},
                      Word{PromoState::Ended, "ended", Tone::Muted}};
}

// Arguments of "promos.list", which gives the newest first.
struct PromoQuery
{
    QString text; // in the code
    bool onlyUsable = false;
    std::optional<qint64> before; // the last one of the page before: its created_at…
    QString beforeCode;           // …and its code
    int limit = 100;

    template<class F>
    static void fields(F &&field)
    {
        field("text", &PromoQuery::text);
        field("only_usable", &PromoQuery::onlyUsable);
        field("before", &PromoQuery::before);
        field("before_code", &PromoQuery::beforeCode);
        field("limit", &PromoQuery::limit);
    }
};

// A promo code. The key is the code.
struct PromoRow
{
    QString code;
    Choice<PromoKind> kind;
    qint64 value = 0; // percent, kopecks or days
    QString tariff;   // empty: any
    bool newOnly = false;
    qint64 usesEach = 1; // by one customer
    qint64 used = 0;     // and reserved
    qint64 maxUses = 0;  // 0: any number
    std::optional<qint64> validFrom;
    std::optional<Timestamp> validUntil;
    Choice<PromoState> state;
    QString createdBy;
    Timestamp createdAt = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("code", &PromoRow::code);
        field("kind", &PromoRow::kind);
        field("value", &PromoRow::value);
        field("tariff", &PromoRow::tariff);
        field("new_only", &PromoRow::newOnly);
        field("uses_each", &PromoRow::usesEach);
        field("used", &PromoRow::used);
        field("max_uses", &PromoRow::maxUses);
        field("valid_from", &PromoRow::validFrom);
        field("valid_until", &PromoRow::validUntil);
        field("state", &PromoRow::state);
        field("created_by", &PromoRow::createdBy);
        field("created_at", &PromoRow::createdAt);
    }
};

// Answer of "promos.list".
struct PromoPage
{
    QList<PromoRow> items;
    bool hasMore = false;
    QStringList tariffs; // that a code can be for

    template<class F>
    static void fields(F &&field)
    {
        field("items", &PromoPage::items);
        field("has_more", &PromoPage::hasMore);
        field("tariffs", &PromoPage::tariffs);
    }
};

// Arguments of "promos.uses", which gives the newest first.
struct PromoUseQuery
{
    QString code;
    std::optional<qint64> before; // the last one of the page before: its created_at…
    QString beforePurchase;       // …and its purchase
    int limit = 100;

    template<class F>
    static void fields(F &&field)
    {
        field("code", &PromoUseQuery::code);
        field("before", &PromoUseQuery::before);
        field("before_purchase", &PromoUseQuery::beforePurchase);
        field("limit", &PromoUseQuery::limit);
    }
};

// A purchase for which a code was taken. The key is the purchase.
struct PromoUseRow
{
    qint64 telegramId = 0;
    QString purchaseId;
    Choice<PromoUseState> state;
    QString tariff;
    qint64 priceKopecks = 0; // of the purchase, as it was offered
    Choice<PurchaseStatus> purchaseStatus;
    Timestamp createdAt = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("telegram_id", &PromoUseRow::telegramId);
        field("purchase_id", &PromoUseRow::purchaseId);
        field("state", &PromoUseRow::state);
        field("tariff", &PromoUseRow::tariff);
        field("price_kopecks", &PromoUseRow::priceKopecks);
        field("purchase_status", &PromoUseRow::purchaseStatus);
        field("created_at", &PromoUseRow::createdAt);
    }
};

// Answer of "promos.uses".
struct PromoUsePage
{
    QList<PromoUseRow> items;
    bool hasMore = false;

    template<class F>
    static void fields(F &&field)
    {
        field("items", &PromoUsePage::items);
        field("has_more", &PromoUsePage::hasMore);
    }
};

// Arguments of "promos.create" and, with the code alone, "promos.end".
struct PromoOrder
{
    QString code; // taken in any case
    Choice<PromoKind> kind;
    qint64 value = 0; // percent, kopecks or days
    QString tariff;   // empty: any
    bool newOnly = false;
    qint64 usesEach = 1;
    qint64 maxUses = 0; // 0: any number
    std::optional<Timestamp> validUntil;
    QString reason;

    template<class F>
    static void fields(F &&field)
    {
        field("code", &PromoOrder::code);
        field("kind", &PromoOrder::kind);
        field("value", &PromoOrder::value);
        field("tariff", &PromoOrder::tariff);
        field("new_only", &PromoOrder::newOnly);
        field("uses_each", &PromoOrder::usesEach);
        field("max_uses", &PromoOrder::maxUses);
        field("valid_until", &PromoOrder::validUntil);
        field("reason", &PromoOrder::reason);
    }
};

} // namespace turnpike::protocol
