// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "access/panel.h"
#include "access/removals.h"
#include "base/alerts.h"
#include "billing/renewals.h"
#include "db/database.h"
#include "workers/ownfaults.h"
#include "workers/worker.h"

#include <functional>

namespace turnpike::workers {

// `fast_expiry_cleanup`: ends access that is over, each in a transaction of its own, unless its renewal was
// missed and can be made now; then takes the keys that nobody should have any more away from the panel, many
// at a time, until each is gone. Owned by the supervisor.
class CleanupWorker : public Worker
{
public:
    // With a panel that is not configured the removals wait. `mayRenew`: the flag `auto_renewal`. `owner`
    // names this process in row leases, unique for each running process.
    CleanupWorker(db::Database &database, const access::AccessService &access,
                  const access::Removals &removals, const billing::Renewals &renewals,
                  std::function<bool()> mayRenew, const access::Panel &panel, AlertSink &alerts,
                  QString owner, std::chrono::milliseconds interval = std::chrono::seconds(60));

    void iterate(Iteration &iteration) override;
    std::optional<std::vector<QByteArray>> dueQueries() const override;

private:
    using Results = std::vector<access::VpnResult>; // of jobs, by their index

    bool renewOrEnd(db::Transaction &tx, TelegramId user) const;
    void drainRemovals(Iteration &iteration);
    Results call(Iteration &iteration, const std::vector<access::RemovalJob> &jobs) const;
    void settle(Iteration &iteration, const std::vector<access::RemovalJob> &jobs, const Results &results);
    void tell(Iteration &iteration, const std::vector<access::RemovalJob> &jobs, const Results &results,
              const std::vector<access::CallFailure> &failures);

    db::Database &m_database;
    const access::AccessService &m_access;
    const access::Removals &m_removals;
    const billing::Renewals &m_renewals;
    const std::function<bool()> m_mayRenew;
    const access::Panel &m_panel;
    AlertSink &m_alerts;
    const QString m_owner;
    OwnFaults m_ownFaults;
};

} // namespace turnpike::workers
