// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolefeed/outboxhold.h"

namespace turnpike::consolefeed {

using namespace Qt::StringLiterals;

namespace {

const QString kHoldKey = u"outbox_held"_s;

constexpr const char *kReadHold = "SELECT value FROM settings WHERE key = ?";
constexpr const char *kWriteHold = R"(
    INSERT INTO settings (key, value, updated_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at)";

} // namespace

OutboxHold::OutboxHold(db::Database &database, const Clock &clock, Leading &leading)
    : m_database(database)
    , m_clock(clock)
    , m_leading(leading)
{}

db::BoundStatement OutboxHold::look()
{
    return {kReadHold, {kHoldKey}};
}

void OutboxHold::follow(const Deadline &deadline)
{
    const quint64 ordersBefore = orders();
    const bool held = m_database.read(db::Demand::Control, "outbox hold", deadline, [](db::Transaction &tx) {
        const auto row = tx.one(kReadHold, kHoldKey);
        return row && row->text(0) == "1"_L1;
    });
    const std::lock_guard lock(m_mutex);
    if (m_orders == ordersBefore) // or else what was read may be older than the order: the next poll tells
        m_leading.holdOutbox(held);
}

void OutboxHold::set(bool held, const Deadline &deadline)
{
    m_database.write(db::Demand::Control, "outbox hold", deadline, [&](db::Transaction &tx) {
        tx.exec(kWriteHold, kHoldKey, held ? u"1"_s : u"0"_s, m_clock.nowMs());
    });
    const std::lock_guard lock(m_mutex);
    ++m_orders;
    m_leading.holdOutbox(held);
}

quint64 OutboxHold::orders() const
{
    const std::lock_guard lock(m_mutex);
    return m_orders;
}

} // namespace turnpike::consolefeed
