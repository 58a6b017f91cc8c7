// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/salescalls.h"

#include "base/clock.h"
#include "billing/saleslooks.h"
#include "protocol/calls.h"
#include "protocol/sales.h"

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;

namespace saleslooks = billing::saleslooks;

namespace {

constexpr qint64 kLongestSales = 400 * kDayMs;
constexpr qint64 kLatestMoment = 4'102'444'800'000; // the year 2100
constexpr qint64 kFarthestZone = 14 * 60;           // minutes
constexpr int kMostPromos = 200;

void addShares(SalesReport &report, SalesPart part, const std::vector<saleslooks::Sum> &sums)
{
    for (const saleslooks::Sum &sum : sums)
        report.shares.append(SalesShare{part, sum.key, sum.count, sum.sum.value()});
}

SalesReport salesReport(db::Transaction &tx, const SalesQuery &query)
{
    const saleslooks::Span span{query.from, query.to};
    SalesReport report;
    report.from = query.from;
    report.to = query.to;
    for (const saleslooks::DaySum &day : saleslooks::byDay(tx, span, query.zoneMinutes * kMinuteMs))
        report.days.append(SalesDay{day.day, day.count, day.sum.value()});
    addShares(report, SalesPart::Provider, saleslooks::byProvider(tx, span));
    addShares(report, SalesPart::Tariff, saleslooks::byTariff(tx, span));
    addShares(report, SalesPart::Promo, saleslooks::byPromo(tx, span, kMostPromos));
    addShares(report, SalesPart::Referral, saleslooks::byReferral(tx, span));
    const saleslooks::Sum refunded = saleslooks::refunded(tx, span);
    report.refunds = refunded.count;
    report.refundedKopecks = refunded.sum.value();
    const saleslooks::Conversion conversion = saleslooks::conversion(tx, span);
    report.trials = conversion.trials;
    report.trialsPaid = conversion.paid;
    const saleslooks::Retention retention = saleslooks::retention(tx, span);
    report.first = retention.first;
    report.renewed = retention.renewed;
    report.renewedByItself = retention.renewedByItself;
    report.ended = retention.ended;
    return report;
}

} // namespace

void addSalesCalls(CallTable &calls, db::Database &database)
{
    calls.addMessage(call::kSales, [&](const CallRequest &request, const Deadline &deadline) {
        const auto query = request.as<SalesQuery>();
        const bool areTimes = query.from >= 0 && query.to <= kLatestMoment && query.from < query.to;
        if (!areTimes || query.to - query.from > kLongestSales || query.zoneMinutes > kFarthestZone ||
            query.zoneMinutes < -kFarthestZone)
            throw CallRefused(ErrorCode::BadRequest, {SentenceId::SalesStretch, kLongestSales / kDayMs});
        return database.read(db::Demand::Operations, "console", deadline,
                             [&](db::Transaction &tx) { return salesReport(tx, query); });
    });
}

} // namespace turnpike::consolecalls
