// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "workers/accountcheck.h"
#include "workers/invoicemaker.h"
#include "workers/paidsweep.h"
#include "workers/refundmaker.h"
#include "workers/worker.h"

#include <vector>

namespace turnpike::workers {

// `crypto_payment_watcher`: has the invoices made that purchases wait for, looks whether they are paid, books
// what came in (also late, also for invoices whose making we never heard the end of), and ends what is
// overdue after a last look; and gives back what somebody asked for: of each provider that is configured, one
// after the other. Polling is enough by itself; webhooks only kick. Owned by the supervisor.
class PaymentWatcher : public Worker
{
public:
    using Parts = PaymentDesk::Parts;
    explicit PaymentWatcher(Parts parts);

    void iterate(Iteration &iteration) override;
    std::optional<std::vector<QByteArray>> dueQueries() const override;

private:
    // What is done at one provider.
    struct Line
    {
        const PaymentProvider &provider;
        InvoiceMaker maker;
        PaidSweep sweep;
        AccountCheck account;
    };

    void workOffDue(Iteration &iteration);
    void lookAtDue(Iteration &iteration, const Deadline &calls);
    void wakeForTheImpatient(Iteration &iteration);
    void expireAbandoned(Iteration &iteration);
    void share(Iteration &iteration, PurchaseJobs jobs, const Deadline &calls);
    void lookAt(Iteration &iteration, Line &line, const PurchaseJobs &jobs, const Deadline &calls);
    void look(Iteration &iteration, const PaymentProvider &provider, const PurchaseJobs &jobs,
              const Deadline &calls);
    void judge(Iteration &iteration, const PaymentProvider &provider, const billing::PurchaseJob &job,
               const payments::Invoice *invoice, bool isUnread, PurchaseJobs *unpaid);
    void end(Iteration &iteration, const billing::PurchaseJob &job);

    PaymentDesk m_desk;
    RefundMaker m_refunds;
    std::vector<Line> m_lines;    // of those that are configured
    protocol::Sentence m_missing; // what the others lack
};

} // namespace turnpike::workers
