// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "billing/balance.h"
#include "billing/gifts.h"
#include "db/database.h"
#include "protocol/timestamp.h"
#include "workers/worker.h"

#include <limits>

namespace turnpike::workers {

// `housekeeping`: lets go of what has been kept long enough, in small batches, returns gifts nobody claimed,
// and compares a sample of balances with the ledger. Owned by the supervisor.
class HousekeepingWorker : public Worker
{
public:
    HousekeepingWorker(db::Database &database, const Clock &clock, const billing::Balance &balance,
                       const billing::Gifts &gifts, AlertSink &alerts);

    void iterate(Iteration &iteration) override;
    // By its interval alone.
    std::optional<std::vector<QByteArray>> dueQueries() const override { return std::vector<QByteArray>(); }

    // One batch of one kind of rows that have been kept long enough; how many are gone. Kinds are counted
    // from 0.
    static int removeOld(db::Transaction &tx, size_t kind, Timestamp now);
    static size_t kindsOfRows();
    static constexpr int kRowsATime = 500;

private:
    bool trim(Iteration &iteration);
    bool returnGifts(Iteration &iteration);
    void checkLedger(Iteration &iteration);

    db::Database &m_database;
    const Clock &m_clock;
    const billing::Balance &m_balance;
    const billing::Gifts &m_gifts;
    AlertSink &m_alerts;
    TelegramId m_checkedUpTo{std::numeric_limits<qint64>::min()}; // on the worker's thread
};

} // namespace turnpike::workers
