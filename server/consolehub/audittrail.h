// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/database.h"
#include "protocol/flags.h"

#include <set>

namespace turnpike::consolehub {

// The audit as consoles see it: by pages, and as it grows, whichever replica wrote a row. Blocks on the
// database.
class AuditTrail
{
public:
    explicit AuditTrail(db::Database &database);

    // Thread-safe. Throws what the database throws.
    protocol::AuditPage list(const protocol::AuditQuery &query, const Deadline &deadline) const;

    // The rows that are new since the last call; none at the first. One thread.
    std::vector<protocol::AuditRow> news(const Deadline &deadline);

private:
    db::Database &m_database;
    std::set<qint64> m_seen; // the newest: a row may be committed after one with a higher id
    bool m_hasBegun = false;
};

} // namespace turnpike::consolehub
