// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/shopsampler.h"

#include "access/subscriptionlooks.h"
#include "db/questions.h"

#include <QElapsedTimer>

#include <algorithm>
#include <array>

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
    const Timestamp now = m_clock.nowMs();
    const qint64 hour = now - now % kHourMs;
    db::Questions asked;
    const size_t failed = asked.add({access::subscriptionlooks::activationsFailedQuery(), {}});
    const size_t thisHour = asked.add({kSales, {hour, now}}, 2);
    const size_t today = asked.add({kSales, {now - now % kDayMs, now}}, 2);
    const size_t lastHour = asked.add({kSales, {now - kHourMs, now}}, 2);
    const size_t first = asked.add({kFirstSale, {}});
    std::array<size_t, kDays> before{};
    std::array<size_t, kDays> beforeOfLastHour{};
    for (int day = 1; day <= kDays; ++day) {
        const qint64 then = now - day * kDayMs;
        const auto index = static_cast<size_t>(day - 1);
        before[index] = asked.add({kSales, {hour - day * kDayMs, then}}, 2);
        beforeOfLastHour[index] = asked.add({kSales, {then - kHourMs, then}}, 2);
    }
    const auto answers =
        m_database.look(db::Demand::Operations, "shop numbers", deadline, {asked.statement()});
    const std::vector<db::Row> rows = db::Questions::inOrder(answers.at(0));
    constexpr int kCount = db::Questions::kFirst;
    constexpr int kRevenue = kCount + 1;
    ShopNumbers numbers = latest();
    numbers.activationsFailed = rows.at(failed).int64(kCount);
    numbers.salesThisHour = rows.at(thisHour).int64(kCount);
    numbers.revenueTodayKopecks = rows.at(today).int64(kRevenue);
    numbers.salesLastHour = rows.at(lastHour).int64(kCount);
    numbers.salesUsual = -1;
    numbers.lastHourUsual = -1;
    numbers.lastHourLeast = -1;
    const auto firstSale = rows.at(first).optionalInt64(kCount);
    if (firstSale && *firstSale <= now - kDays * kDayMs) {
        qint64 sum = 0;
        qint64 sumOfLastHour = 0;
        numbers.lastHourLeast = rows.at(beforeOfLastHour[0]).int64(kCount);
        for (size_t i = 0; i < before.size(); ++i) {
            sum += rows.at(before[i]).int64(kCount);
            sumOfLastHour += rows.at(beforeOfLastHour[i]).int64(kCount);
            numbers.lastHourLeast =
                std::min(numbers.lastHourLeast, rows.at(beforeOfLastHour[i]).int64(kCount));
        }
        numbers.salesUsual = static_cast<double>(sum) / kDays;
        numbers.lastHourUsual = static_cast<double>(sumOfLastHour) / kDays;
    }
    countTotals(numbers, now, deadline);
    numbers.takenAt = now;
    const std::lock_guard lock(m_mutex);
    m_latest = numbers;
}

// What grows with the shop, the more seldom the longer it takes.
void ShopSampler::countTotals(ShopNumbers &numbers, Timestamp now, const Deadline &deadline)
{
    if (now < m_totalsDueAt)
        return;
    QElapsedTimer counting;
    counting.start();
    const auto totals = m_database.look(db::Demand::Operations, "shop numbers", deadline,
                                        {{access::subscriptionlooks::activeQuery(), {}}, {kUsers, {}}});
    numbers.activeSubscriptions = totals.at(0).at(0).int64(0);
    numbers.usersTotal = totals.at(1).at(0).int64(0);
    m_totalsDueAt = now + pauseAfter(counting.elapsed());
}

ShopNumbers ShopSampler::latest() const
{
    const std::lock_guard lock(m_mutex);
    return m_latest;
}

} // namespace turnpike::ops
