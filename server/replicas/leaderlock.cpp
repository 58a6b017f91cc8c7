// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "replicas/leaderlock.h"

#include "base/errors.h"

namespace turnpike::replicas {

using namespace Qt::StringLiterals;

namespace {

// Ours among the advisory locks of a database: "turnpike" as bytes.
constexpr const char *kAcquire = "SELECT pg_try_advisory_lock(8391736953461107557)";
constexpr const char *kPing = "SELECT 1";
constexpr const char *kSetUp =
    "SET idle_session_timeout = '10s'; SET statement_timeout = '5s'; SHOW transaction_read_only";

} // namespace

LeaderLock::LeaderLock(const db::DatabaseUrl &url)
    : m_session(url, "turnpike leader"_ba)
{}

void LeaderLock::close()
{
    m_session.close();
}

void LeaderLock::open(const Deadline &deadline)
{
    m_session.open(deadline);
    if (m_session.run(kSetUp, deadline).value(0) == u"off")
        return;
    close();
    throw DatabaseError(DatabaseError::Kind::Connection, "25006", u"the database is read-only"_s);
}

bool LeaderLock::tryAcquire(const Deadline &deadline)
{
    if (!m_session.isOpen())
        open(deadline);
    return m_session.run(kAcquire, deadline).value(0) == u"t";
}

void LeaderLock::ping(const Deadline &deadline)
{
    m_session.run(kPing, deadline);
}

} // namespace turnpike::replicas
