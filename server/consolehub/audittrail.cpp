// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/audittrail.h"

#include "control/auditlog.h"
#include "protocol/version.h"

#include <algorithm>
#include <limits>

namespace turnpike::consolehub {

using protocol::AuditRow;
namespace auditlog = control::auditlog;

namespace {

// How far behind the newest id a row may still turn up, and how many are told at once.
constexpr int kWindow = 200;
constexpr int kMaxNews = 200;

AuditRow rowOf(const db::Row &row)
{
    const protocol::Choice<protocol::Role> role(row.text(4));
    return {row.int64(0), row.text(1), row.int64(2), row.text(3), role,         row.text(5),
            row.text(6),  row.text(7), row.text(8),  row.text(9), row.text(10), row.text(11)};
}

} // namespace

AuditTrail::AuditTrail(db::Database &database)
    : m_database(database)
{}

protocol::AuditPage AuditTrail::list(const protocol::AuditQuery &query, const Deadline &deadline) const
{
    const int limit = std::clamp(query.limit, 1, protocol::kMaxPage);
    constexpr qint64 kEver = std::numeric_limits<qint64>::max();
    protocol::AuditPage page;
    const auto rows =
        m_database.read(db::Demand::Operations, "audit.list", deadline, [&](db::Transaction &tx) {
            return auditlog::page(tx,
                                  {query.beforeId.value_or(kEver), query.from.value_or(0),
                                   query.to.value_or(kEver), query.actor, query.action, query.subject,
                                   query.text},
                                  limit + 1);
        });
    for (const db::Row &row : rows) {
        if (page.items.size() < limit)
            page.items.append(rowOf(row));
    }
    page.hasMore = static_cast<int>(rows.size()) > limit;
    return page;
}

std::vector<AuditRow> AuditTrail::news(const Deadline &deadline)
{
    std::vector<AuditRow> news;
    std::set<qint64> seen = m_seen;
    m_database.read(db::Demand::Operations, "audit", deadline, [&](db::Transaction &tx) {
        if (!m_hasBegun) {
            for (const db::Row &row : auditlog::newestIds(tx, kWindow))
                seen.insert(row.int64(0));
            return;
        }
        const qint64 from = seen.empty() ? 0 : *seen.rbegin() - kWindow;
        for (const db::Row &row : auditlog::idsAfter(tx, from, kWindow + kMaxNews)) {
            if (!seen.insert(row.int64(0)).second)
                continue;
            if (const auto whole = auditlog::whole(tx, row.int64(0)))
                news.push_back(rowOf(*whole));
        }
    });
    while (!seen.empty() && *seen.begin() <= *seen.rbegin() - kWindow)
        seen.erase(seen.begin());
    m_seen = std::move(seen);
    m_hasBegun = true;
    return news;
}

} // namespace turnpike::consolehub
