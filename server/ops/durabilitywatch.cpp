// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/durabilitywatch.h"

#include <QStringList>

namespace turnpike::ops {

using namespace Qt::StringLiterals;

namespace {

// reset_val: what a session begins with, whatever this transaction has said for itself.
constexpr const char *kOff = R"(
    SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')
        AND reset_val = 'off' ORDER BY name)";

} // namespace

DurabilityWatch::DurabilityWatch(db::Database &database, AlertSink &alerts, db::Durability handlerCommits)
    : m_database(database)
    , m_alerts(alerts)
    , m_handlerCommits(handlerCommits)
{}

void DurabilityWatch::look(const Deadline &deadline)
{
    QStringList off;
    m_database.read(db::Demand::Operations, "durability", deadline, [&](db::Transaction &tx) {
        off.clear();
        for (const db::Row &row : tx.query(kOff))
            off << row.text(0);
    });
    protocol::Sentence warning;
    if (!off.isEmpty())
        warning = {protocol::SentenceId::DatabaseNotDurable, off.join(u", "_s)};
    {
        const std::lock_guard lock(m_mutex);
        if (std::exchange(m_warning, warning) == warning)
            return;
    }
    if (warning.isEmpty()) {
        m_alerts.end(u"database_not_durable"_s);
        return;
    }
    m_alerts.raise({u"database_not_durable"_s, warning, u"database-settings"_s});
}

Finding DurabilityWatch::finding() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_warning.isEmpty())
        return Finding::warn(m_warning);
    const bool waits = m_handlerCommits == db::Durability::Synchronous;
    using Id = protocol::SentenceId;
    return {Finding::Status::Pass, protocol::Sentence(waits ? Id::HandlersWait : Id::HandlersDoNotWait)};
}

} // namespace turnpike::ops
