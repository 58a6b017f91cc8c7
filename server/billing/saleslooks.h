// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "db/transaction.h"

#include <QString>

#include <vector>

// What was sold over a span of time. Revenue is what came from outside, at the price of the purchase; what is
// paid from a balance came when that was filled. Each function is a statement that finds its rows by their
// time in an index: it costs what the span holds, whatever the shop has sold before. Throws what the database
// throws. Thread-safe.
namespace turnpike::billing::saleslooks {

// From `from` until before `to`, ms UTC.
struct Span
{
    qint64 from = 0;
    qint64 to = 0;
};

struct Sum
{
    QString key;
    qint64 count = 0;
    Kopecks sum;
};

struct DaySum
{
    qint64 day = 0; // its beginning, ms UTC
    qint64 count = 0;
    Kopecks sum;
};

// Days that have sales, in their order; of a zone so far east of UTC (ms).
std::vector<DaySum> byDay(db::Transaction &tx, const Span &span, qint64 zoneMs);
// The highest first.
std::vector<Sum> byProvider(db::Transaction &tx, const Span &span);
// By the tariff, or the kind of what has none.
std::vector<Sum> byTariff(db::Transaction &tx, const Span &span);
// Those with a promo code, at most so many codes.
std::vector<Sum> byPromo(db::Transaction &tx, const Span &span, int limit);
// "invited" and "direct".
std::vector<Sum> byReferral(db::Transaction &tx, const Span &span);
// Of what was sold in the span: what has been given back since.
Sum refunded(db::Transaction &tx, const Span &span);

// Trials that began in the span, and how many of their customers have bought access since.
struct Conversion
{
    qint64 trials = 0;
    qint64 paid = 0;
};
Conversion conversion(db::Transaction &tx, const Span &span);

// Of subscriptions, however they were paid.
struct Retention
{
    qint64 first = 0;   // bought by whoever had none before
    qint64 renewed = 0; // bought again
    qint64 renewedByItself = 0;
    qint64 ended = 0; // that were no trials, and were not renewed to this day
};
Retention retention(db::Transaction &tx, const Span &span);

} // namespace turnpike::billing::saleslooks
