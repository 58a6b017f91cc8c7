// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/choice.h"
#include "protocol/json.h"

// What was sold over a span of time.
namespace turnpike::protocol {

// By what revenue is told apart.
enum class SalesPart { Provider, Tariff, Promo, Referral };
constexpr auto wordsOf(SalesPart)
{
    return std::array{Word{SalesPart::Provider, "by_provider"}, Word{SalesPart::Tariff, "by_tariff"},
                      Word{SalesPart::Promo, "by_promo"}, Word{SalesPart::Referral, "by_referral"}};
}

// Arguments of "sales.report": from then until before then, ms UTC, 400 days at most.
struct SalesQuery
{
    qint64 from = 0;
    qint64 to = 0;
    qint64 zoneMinutes = 0; // whose days they are: east of UTC

    template<class F>
    static void fields(F &&field)
    {
        field("from", &SalesQuery::from);
        field("to", &SalesQuery::to);
        field("zone_minutes", &SalesQuery::zoneMinutes);
    }
};

// A day that has sales. The key is the day.
struct SalesDay
{
    qint64 day = 0; // its beginning, ms UTC
    qint64 count = 0;
    qint64 kopecks = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("day", &SalesDay::day);
        field("count", &SalesDay::count);
        field("kopecks", &SalesDay::kopecks);
    }
};

// A share of the revenue.
struct SalesShare
{
    Choice<SalesPart> part;
    QString key; // a provider's word, a tariff, a code; "invited" or "direct"
    qint64 count = 0;
    qint64 kopecks = 0;

    template<class F>
    static void fields(F &&field)
    {
        field("part", &SalesShare::part);
        field("key", &SalesShare::key);
        field("count", &SalesShare::count);
        field("kopecks", &SalesShare::kopecks);
    }
};

// Answer of "sales.report". Revenue is what came from outside; what is paid from a balance came before.
struct SalesReport
{
    qint64 from = 0;
    qint64 to = 0;
    QList<SalesDay> days;
    QList<SalesShare> shares;
    qint64 refunds = 0; // of what was sold in the span
    qint64 refundedKopecks = 0;
    qint64 trials = 0;     // that began
    qint64 trialsPaid = 0; // whose customers have bought access since
    qint64 first = 0;      // subscriptions of whoever had bought none before
    qint64 renewed = 0;
    qint64 renewedByItself = 0;
    qint64 ended = 0; // paid ones, not renewed to this day

    template<class F>
    static void fields(F &&field)
    {
        field("from", &SalesReport::from);
        field("to", &SalesReport::to);
        field("days", &SalesReport::days);
        field("shares", &SalesReport::shares);
        field("refunds", &SalesReport::refunds);
        field("refunded_kopecks", &SalesReport::refundedKopecks);
        field("trials", &SalesReport::trials);
        field("trials_paid", &SalesReport::trialsPaid);
        field("first", &SalesReport::first);
        field("renewed", &SalesReport::renewed);
        field("renewed_by_itself", &SalesReport::renewedByItself);
        field("ended", &SalesReport::ended);
    }
};

} // namespace turnpike::protocol
