// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/connectionbudget.h"

#include "telemetry/log.h"

namespace turnpike::ops {

Q_LOGGING_CATEGORY(lcBudget, "turnpike.ops.connections")

namespace {

// An instance that was not seen for so long is no more: six times the interval at which it notes that it
// lives.
constexpr qint64 kSilenceMs = 30 * kSecondMs;

constexpr const char *kLimits = R"(
    SELECT CAST(current_setting('max_connections') AS integer),
           CAST(current_setting('superuser_reserved_connections') AS integer))";
constexpr const char *kReplicas =
    "SELECT count(*) FROM instances WHERE ended_at IS NULL AND last_seen_at > ?";

} // namespace

ConnectionBudget::ConnectionBudget(db::Database &database, const Clock &clock, int poolMaxSize)
    : m_database(database)
    , m_clock(clock)
    , m_perReplica(poolMaxSize + 1)
{}

void ConnectionBudget::look(const Deadline &deadline)
{
    qint64 offered = 0;
    qint64 replicas = 0;
    m_database.read(db::Demand::Operations, "connection budget", deadline, [&](db::Transaction &tx) {
        const auto limits = tx.one(kLimits);
        offered = limits->int64(0) - limits->int64(1);
        replicas = std::max<qint64>(1, tx.one(kReplicas, m_clock.nowMs() - kSilenceMs)->int64(0));
    });
    const qint64 wanted = replicas * m_perReplica;
    protocol::Sentence warning;
    if (wanted > offered)
        warning = {protocol::SentenceId::TooFewConnections, replicas, wanted, offered,
                   std::max<qint64>(offered / replicas - 1, 0)};
    const std::lock_guard lock(m_mutex);
    if (!warning.isEmpty() && !(warning == m_warning))
        log::warning(lcBudget(), "PostgreSQL may run out of connections").with("why", warning.english());
    m_warning = warning;
}

Finding ConnectionBudget::finding() const
{
    const std::lock_guard lock(m_mutex);
    return m_warning.isEmpty() ? Finding::pass() : Finding::warn(m_warning);
}

} // namespace turnpike::ops
