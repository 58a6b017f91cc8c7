// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "ops/health.h"

namespace turnpike::ops {

// Whether PostgreSQL can give all replicas what their pools may ask for. Looked at once a minute on an
// operations thread, since replicas come and go; told in /health, and in the log when it changes.
// Thread-safe.
class ConnectionBudget
{
public:
    // `poolMaxSize` is this replica's; the others are taken to have the same, and each has a connection for
    // the lead.
    ConnectionBudget(db::Database &database, const Clock &clock, int poolMaxSize);

    // PostgreSQL only. Throws what the database throws.
    void look(const Deadline &deadline);
    // Does not block.
    Finding finding() const;

private:
    db::Database &m_database;
    const Clock &m_clock;
    const int m_perReplica;
    mutable std::mutex m_mutex;
    protocol::Sentence m_warning; // guarded by m_mutex; empty: it fits, or nobody has looked yet
};

} // namespace turnpike::ops
