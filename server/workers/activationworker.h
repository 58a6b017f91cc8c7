// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/activations.h"
#include "access/panel.h"
#include "db/database.h"
#include "workers/ownfaults.h"
#include "workers/worker.h"

namespace turnpike::workers {

// `activation_worker`: makes the panel follow what subscriptions should be, always by the whole state. Claims
// due rows, calls with no connection held, and completes each in a transaction of its own. An outage costs no
// attempt, and one uuid at which the panel always fails holds nobody else up. Owned by the supervisor.
class ActivationWorker : public Worker
{
public:
    // With a panel that is not configured activations wait. `owner` names this process in row leases, unique
    // for each running process.
    ActivationWorker(db::Database &database, const access::Activations &activations,
                     const access::Panel &panel, AlertSink &alerts, QString owner,
                     std::chrono::milliseconds interval = std::chrono::minutes(5));

    void iterate(Iteration &iteration) override;
    std::optional<std::vector<QByteArray>> dueQueries() const override;

private:
    void tellWhoWaits(Iteration &iteration) const;
    void callAndSettle(Iteration &iteration, const std::vector<access::ActivationJob> &jobs);

    db::Database &m_database;
    const access::Activations &m_activations;
    const access::Panel &m_panel;
    AlertSink &m_alerts;
    const QString m_owner;
    OwnFaults m_ownFaults;
};

} // namespace turnpike::workers
