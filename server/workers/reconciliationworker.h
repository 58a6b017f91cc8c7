// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/panel.h"
#include "access/reconciliation.h"
#include "base/alerts.h"
#include "db/database.h"
#include "workers/worker.h"

namespace turnpike::workers {

// `vpn_reconciliation`: asks the panel which keys it has, hourly and after outages, and makes due what it
// lacks and what it should not have any more. Changes nothing at the panel itself: activation_worker and
// fast_expiry_cleanup do. Owned by the supervisor.
class ReconciliationWorker : public Worker
{
public:
    // With a panel that is not configured there is nothing to compare.
    ReconciliationWorker(db::Database &database, const Clock &clock,
                         const access::Reconciliation &reconciliation, const access::Panel &panel,
                         AlertSink &alerts, std::chrono::milliseconds interval = std::chrono::hours(1));

    void iterate(Iteration &iteration) override;
    std::optional<std::vector<QByteArray>> dueQueries() const override;

private:
    void tell(Iteration &iteration, const access::ReconciliationReport &report);

    db::Database &m_database;
    const Clock &m_clock;
    const access::Reconciliation &m_reconciliation;
    const access::Panel &m_panel;
    AlertSink &m_alerts;
};

} // namespace turnpike::workers
