#pragma once

#include "workers/invoicemaker.h"
#include "workers/paidsweep.h"
#include "workers/worker.h"

namespace turnpike::workers {

// `crypto_payment_watcher`: has the invoices made that purchases wait for, looks whether they are paid, books
// what came in (also late, also for invoices whose making we never heard the end of), and ends what is
// overdue after a last look. Polling is enough by itself; the webhook only kicks. Owned by the supervisor.
class PaymentWatcher : public Worker
{
public:
    using Parts = PaymentDesk::Parts;
    explicit PaymentWatcher(Parts parts);

    void iterate(Iteration &iteration) override;
    std::optional<qint64> nextDueAt(db::Transaction &tx) const override;

private:
    void workOffDue(Iteration &iteration);
    void lookAtDue(Iteration &iteration, const Deadline &calls);
    void wakeForTheImpatient(Iteration &iteration);
    void expireAbandoned(Iteration &iteration);
    void lookAt(Iteration &iteration, const PurchaseJobs &jobs, const Deadline &calls);
    void look(Iteration &iteration, const PurchaseJobs &jobs, const Deadline &calls);
    void judge(Iteration &iteration, const billing::PurchaseJob &job, const payments::Invoice *invoice,
               bool isUnread, PurchaseJobs *unpaid);
    void end(Iteration &iteration, const billing::PurchaseJob &job);

    PaymentDesk m_desk;
    InvoiceMaker m_maker;
    PaidSweep m_sweep;
};

} // namespace turnpike::workers
