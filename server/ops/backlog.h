// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/deadline.h"
#include "protocol/numbervalues.h"
#include "protocol/timestamp.h"

#include <mutex>
#include <optional>

namespace turnpike::db {
class Database;
}

namespace turnpike::ops {

// What waits in the database: what every replica sees alike.
struct Backlog
{
    protocol::NumberValues numbers;
    std::optional<Timestamp> newestUpdateAt; // ms UTC, of the update that any replica stored last
    std::optional<Timestamp> takenAt;        // ms UTC; none before the first sample
};

// Counts the backlog now and then, so that a scrape or a health check never waits for the database. By
// partial indexes: the cost grows with what waits, not with what was. Thread-safe.
class BacklogSampler
{
public:
    BacklogSampler(db::Database &database, const Clock &clock);

    // Blocks, for one round trip; called every 2 s on an operations thread. Throws what the database throws;
    // the last sample then stays, with its time.
    void sample(const Deadline &deadline);
    Backlog latest() const;

private:
    db::Database &m_database;
    const Clock &m_clock;
    mutable std::mutex m_mutex;
    Backlog m_latest; // guarded by m_mutex
};

} // namespace turnpike::ops
