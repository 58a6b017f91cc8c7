// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/saleslooks.h"

#include "base/clock.h"

namespace turnpike::billing::saleslooks {

namespace {

constexpr const char *kByDay = R"(
    SELECT (fulfilled_at + CAST(? AS bigint)) / 86400000 AS day, count(*), CAST(sum(price_kopecks) AS bigint) FROM purchases
    WHERE fulfilled_at IS NOT NULL AND fulfilled_at >= ? AND fulfilled_at < ? AND provider <> 'balance'
    GROUP BY 1 ORDER BY 1)";
constexpr const char *kByProvider = R"(
    SELECT provider, count(*), CAST(sum(price_kopecks) AS bigint) FROM purchases
    WHERE fulfilled_at IS NOT NULL AND fulfilled_at >= ? AND fulfilled_at < ? AND provider <> 'balance'
    GROUP BY 1 ORDER BY 3 DESC, 1)";
constexpr const char *kByTariff = R"(
    SELECT coalesce(tariff, kind), count(*), CAST(sum(price_kopecks) AS bigint) FROM purchases
    WHERE fulfilled_at IS NOT NULL AND fulfilled_at >= ? AND fulfilled_at < ? AND provider <> 'balance'
    GROUP BY 1 ORDER BY 3 DESC, 1)";
constexpr const char *kByPromo = R"(
    SELECT promo_code, count(*), CAST(sum(price_kopecks) AS bigint) FROM purchases
    WHERE fulfilled_at IS NOT NULL AND fulfilled_at >= ? AND fulfilled_at < ? AND provider <> 'balance'
        AND coalesce(promo_code, '') <> ''
    GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT ?)";
constexpr const char *kByReferral = R"(
    SELECT CASE WHEN u.referrer_id IS NULL THEN 'direct' ELSE 'invited' END, count(*), CAST(sum(p.price_kopecks) AS bigint)
    FROM purchases p JOIN users u ON u.telegram_id = p.telegram_id
    WHERE p.fulfilled_at IS NOT NULL AND p.fulfilled_at >= ? AND p.fulfilled_at < ? AND p.provider <> 'balance'
    GROUP BY 1 ORDER BY 3 DESC, 1)";
constexpr const char *kRefunded = R"(
    SELECT '', count(*), CAST(coalesce(sum(price_kopecks), 0) AS bigint) FROM purchases
    WHERE fulfilled_at IS NOT NULL AND fulfilled_at >= ? AND fulfilled_at < ? AND provider <> 'balance'
        AND status = 'refunded')";

constexpr const char *kConversion = R"(
    SELECT count(*), coalesce(sum(CASE WHEN EXISTS (
            SELECT 1 FROM purchases p WHERE p.telegram_id = u.telegram_id AND p.kind = 'subscription'
                AND p.fulfilled_at IS NOT NULL AND p.fulfilled_at >= u.trial_used_at) THEN 1 ELSE 0 END), 0)
    FROM users u WHERE u.trial_used_at IS NOT NULL AND u.trial_used_at >= ? AND u.trial_used_at < ?)";

constexpr const char *kBought = R"(
    SELECT count(*), coalesce(sum(CASE WHEN EXISTS (
            SELECT 1 FROM purchases earlier WHERE earlier.telegram_id = p.telegram_id AND earlier.kind = 'subscription'
                AND earlier.fulfilled_at IS NOT NULL AND earlier.fulfilled_at < p.fulfilled_at) THEN 1 ELSE 0 END), 0)
    FROM purchases p
    WHERE p.fulfilled_at IS NOT NULL AND p.fulfilled_at >= ? AND p.fulfilled_at < ? AND p.kind = 'subscription')";
constexpr const char *kRenewedByItself = R"(
    SELECT count(*) FROM balance_transactions WHERE kind = 'renewal' AND created_at >= ? AND created_at < ?)";
constexpr const char *kEnded = R"(
    SELECT count(*) FROM subscriptions
    WHERE status = 'expired' AND expires_at >= ? AND expires_at < ? AND source <> 'trial')";

Sum sumOf(const db::Row &row)
{
    return {row.text(0), row.int64(1), Kopecks(row.int64(2))};
}

std::vector<Sum> sumsOf(const std::vector<db::Row> &rows)
{
    std::vector<Sum> sums;
    sums.reserve(rows.size());
    for (const db::Row &row : rows)
        sums.push_back(sumOf(row));
    return sums;
}

} // namespace

std::vector<DaySum> byDay(db::Transaction &tx, const Span &span, qint64 zoneMs)
{
    std::vector<DaySum> days;
    for (const db::Row &row : tx.query(kByDay, zoneMs, span.from, span.to))
        days.push_back({row.int64(0) * kDayMs - zoneMs, row.int64(1), Kopecks(row.int64(2))});
    return days;
}

std::vector<Sum> byProvider(db::Transaction &tx, const Span &span)
{
    return sumsOf(tx.query(kByProvider, span.from, span.to));
}

std::vector<Sum> byTariff(db::Transaction &tx, const Span &span)
{
    return sumsOf(tx.query(kByTariff, span.from, span.to));
}

std::vector<Sum> byPromo(db::Transaction &tx, const Span &span, int limit)
{
    return sumsOf(tx.query(kByPromo, span.from, span.to, limit));
}

std::vector<Sum> byReferral(db::Transaction &tx, const Span &span)
{
    return sumsOf(tx.query(kByReferral, span.from, span.to));
}

Sum refunded(db::Transaction &tx, const Span &span)
{
    return sumOf(tx.one(kRefunded, span.from, span.to).value());
}

Conversion conversion(db::Transaction &tx, const Span &span)
{
    const db::Row row = tx.one(kConversion, span.from, span.to).value();
    return {row.int64(0), row.int64(1)};
}

Retention retention(db::Transaction &tx, const Span &span)
{
    const db::Row bought = tx.one(kBought, span.from, span.to).value();
    Retention retention;
    retention.renewed = bought.int64(1);
    retention.first = bought.int64(0) - retention.renewed;
    retention.renewedByItself = tx.one(kRenewedByItself, span.from, span.to)->int64(0);
    retention.ended = tx.one(kEnded, span.from, span.to)->int64(0);
    return retention;
}

} // namespace turnpike::billing::saleslooks
