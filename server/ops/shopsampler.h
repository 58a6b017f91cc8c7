// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "protocol/timestamp.h"

#include <mutex>
#include <optional>

namespace turnpike::ops {

// What customers feel, counted now and then.
struct ShopNumbers
{
    qint64 activationsFailed = 0;
    qint64 salesThisHour = 0; // purchases fulfilled since the full hour
    double salesUsual =
        -1; // on average in the same part of this hour on the last seven days; -1: the shop is younger
    // Of the last sixty minutes, whatever the clock says; and of the same sixty on the last seven days, on
    // average and on the poorest of them; -1: the shop is younger.
    qint64 salesLastHour = 0;
    double lastHourUsual = -1;
    qint64 lastHourLeast = -1;
    qint64 revenueTodayKopecks = 0; // since midnight UTC
    qint64 activeSubscriptions = 0;
    qint64 usersTotal = 0;
    std::optional<Timestamp> takenAt; // ms UTC; none before the first sample
};

// Counts by index, so that the cost grows with a day's sales, not with the shop; the two totals, which do
// read an index from end to end, the more rarely the longer that takes. Thread-safe.
class ShopSampler
{
public:
    ShopSampler(db::Database &database, const Clock &clock);

    // Blocks; called every 10 s on an operations thread. Throws what the database throws; the last numbers
    // then stay.
    void sample(const Deadline &deadline);
    ShopNumbers latest() const;
    // How long totals stand whose counting took so long, ms: ten minutes at most.
    static qint64 pauseAfter(qint64 tookMs);

private:
    void countTotals(ShopNumbers &numbers, Timestamp now, const Deadline &deadline);

    db::Database &m_database;
    const Clock &m_clock;
    Timestamp m_totalsDueAt = 0; // ms UTC; of the operations thread
    mutable std::mutex m_mutex;
    ShopNumbers m_latest; // guarded by m_mutex
};

} // namespace turnpike::ops
