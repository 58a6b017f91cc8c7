// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "db/database.h"
#include "ops/health.h"

#include <QString>

#include <mutex>

namespace turnpike::ops {

// Whether PostgreSQL keeps what it has confirmed: fsync and full_page_writes of the server, and the default
// of synchronous_commit, of the server, the database or our role (we say `on` ourselves wherever it matters,
// but nobody else does). Looked at once a minute on an operations thread; told by an alert when it changes
// for the worse, and in /health. Thread-safe.
class DurabilityWatch
{
public:
    // `handlerCommits`: what our own handlers do, which is told while all is well.
    DurabilityWatch(db::Database &database, AlertSink &alerts, db::Durability handlerCommits);

    // PostgreSQL only. Throws what the database throws.
    void look(const Deadline &deadline);
    // Does not block.
    Finding finding() const;

private:
    db::Database &m_database;
    AlertSink &m_alerts;
    const db::Durability m_handlerCommits;
    mutable std::mutex m_mutex;
    protocol::Sentence m_warning; // guarded by m_mutex; empty: all are on, or nobody has looked yet
};

} // namespace turnpike::ops
