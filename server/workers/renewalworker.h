#pragma once

#include "access/subscriptions.h"
#include "billing/renewals.h"
#include "db/database.h"
#include "workers/worker.h"

namespace turnpike::workers {

// `auto_renewal`: renews from the balance what asked for it and ends soon, one transaction per subscription,
// so that one failure never poisons the rest and the flag stops it between two items. Owned by the
// supervisor.
class RenewalWorker : public Worker
{
public:
    RenewalWorker(db::Database &database, const access::Subscriptions &subscriptions,
                  const billing::Renewals &renewals);

    void iterate(Iteration &iteration) override;
    std::optional<qint64> nextDueAt(db::Transaction &tx) const override;

private:
    db::Database &m_database;
    const access::Subscriptions &m_subscriptions;
    const billing::Renewals &m_renewals;
};

} // namespace turnpike::workers
