#pragma once

#include "access/activations.h"
#include "access/vpnclient.h"
#include "db/database.h"
#include "workers/ownfaults.h"
#include "workers/worker.h"

namespace turnpike::workers {

// `activation_worker`: makes the VPN API follow what subscriptions should be, always by add-user. Claims due
// rows, calls with no connection held, and completes each in a transaction of its own. An outage costs no
// attempt, and one uuid at which the API always fails holds nobody else up. Owned by the supervisor.
class ActivationWorker : public Worker
{
public:
    // Without `vpn` (not configured) activations wait. `owner` names this process in row leases, unique for
    // each running process.
    ActivationWorker(db::Database &database, const access::Activations &activations,
                     const access::VpnClient *vpn, AlertSink &alerts, QString owner,
                     std::chrono::milliseconds interval = std::chrono::minutes(5));

    void iterate(Iteration &iteration) override;
    std::optional<qint64> nextDueAt(db::Transaction &tx) const override;

private:
    void callAndSettle(Iteration &iteration, const std::vector<access::ActivationJob> &jobs);

    db::Database &m_database;
    const access::Activations &m_activations;
    const access::VpnClient *const m_vpn;
    AlertSink &m_alerts;
    const QString m_owner;
    OwnFaults m_ownFaults;
};

// Raised when the VPN API does not take our key.
Alert vpnKeyRefused();

} // namespace turnpike::workers
