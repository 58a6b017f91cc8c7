// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/shopsampler.h"

#include "access/subscriptionlooks.h"

#include <QElapsedTimer>

#include <algorithm>

namespace turnpike::ops {

namespace {

constexpr qint64 kMostPauseMs = 10 * kMinuteMs;
constexpr qint64 kShare = 200; // of the time: half a percent of one connection at most
constexpr int kDays = 7;

constexpr const char *kSales = R"(
    SELECT count(*), coalesce(sum(price_kopecks), 0) FROM purchases
    WHERE fulfilled_at IS NOT NULL AND fulfilled_at >= ? AND fulfilled_at < ?)";
constexpr const char *kFirstSale = "SELECT min(fulfilled_at) FROM purchases WHERE fulfilled_at IS NOT NULL";
constexpr const char *kUsers = "SELECT count(*) FROM users";

} // namespace

ShopSampler::ShopSampler(db::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{}

qint64 ShopSampler::pauseAfter(qint64 tookMs)
{
    return std::min(tookMs * kShare, kMostPauseMs);
}

void ShopSampler::sample(const Deadline &deadline)
{
    const qint64 now = m_clock.nowMs();
    const bool countTotals = now >= m_totalsDueAt;
    QElapsedTimer counting;
    ShopNumbers numbers = latest();
    m_database.read(db::Demand::Operations, "shop numbers", deadline, [&](db::Transaction &tx) {
        numbers.activationsFailed = access::subscriptionlooks::activationsFailed(tx);
        sampleSales(tx, numbers, now);
        if (countTotals) {
            counting.start();
            numbers.activeSubscriptions = access::subscriptionlooks::active(tx);
            numbers.usersTotal = tx.one(kUsers)->int64(0);
        }
    });
    if (countTotals)
        m_totalsDueAt = now + pauseAfter(counting.elapsed());
    numbers.takenAt = now;
    const std::lock_guard lock(m_mutex);
    m_latest = numbers;
}

void ShopSampler::sampleSales(db::Transaction &tx, ShopNumbers &numbers, qint64 now) const
{
    const qint64 hour = now - now % kHourMs;
    numbers.salesThisHour = tx.one(kSales, hour, now)->int64(0);
    numbers.revenueTodayKopecks = tx.one(kSales, now - now % kDayMs, now)->int64(1);
    const auto first = tx.one(kFirstSale)->optionalInt64(0);
    numbers.salesLastHour = tx.one(kSales, now - kHourMs, now)->int64(0);
    numbers.salesUsual = -1;
    numbers.lastHourUsual = -1;
    numbers.lastHourLeast = -1;
    if (!first || *first > now - kDays * kDayMs)
        return;
    qint64 before = 0;
    qint64 beforeOfLastHour = 0;
    for (int day = 1; day <= kDays; ++day) {
        const qint64 then = now - day * kDayMs;
        before += tx.one(kSales, hour - day * kDayMs, then)->int64(0);
        const qint64 ofHour = tx.one(kSales, then - kHourMs, then)->int64(0);
        beforeOfLastHour += ofHour;
        numbers.lastHourLeast = day == 1 ? ofHour : std::min(numbers.lastHourLeast, ofHour);
    }
    numbers.salesUsual = static_cast<double>(before) / kDays;
    numbers.lastHourUsual = static_cast<double>(beforeOfLastHour) / kDays;
}

ShopNumbers ShopSampler::latest() const
{
    const std::lock_guard lock(m_mutex);
    return m_latest;
}

} // namespace turnpike::ops
