// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"
#include "workers/paymentdesk.h"

#include <QHash>

namespace turnpike::workers {

// Makes the invoices that purchases wait for, one for each, at one provider. Not each has an idempotency key,
// and what it was asked for can appear half a minute after its answer was given up: so a purchase whose
// invoice was once asked for is looked for by its payload, until that time is over, before another one is
// made. What the provider refuses goes back to the customer at once. Owned by the PaymentWatcher; lives on
// its thread.
class InvoiceMaker
{
public:
    InvoiceMaker(PaymentDesk &desk, const PaymentProvider &provider);

    // `deadline` bounds the calls.
    void make(Iteration &iteration, PurchaseJobs jobs, const Deadline &deadline);

private:
    PurchaseJobs withoutTheImpatient(Iteration &iteration, PurchaseJobs jobs);
    void lookForAsked(Iteration &iteration, const PurchaseJobs &asked, PurchaseJobs *fresh,
                      const Deadline &deadline);
    void lookFailed(Iteration &iteration, PurchaseJobs asked, const DependencyError &error);
    void wait(Iteration &iteration, const PurchaseJobs &jobs);
    PurchaseJobs lookForThose(Iteration &iteration, const PurchaseJobs &jobs, const Deadline &deadline);
    QHash<QString, payments::Invoice> openByPayload(Timestamp since, const Deadline &deadline,
                                                    const http::MayCall &mayCall);
    void create(Iteration &iteration, const PurchaseJobs &jobs, const Deadline &deadline);
    std::vector<payments::NewInvoice> wanted(Iteration &iteration, const PurchaseJobs &jobs);
    void createdAlone(Iteration &iteration, const billing::PurchaseJob &job,
                      const payments::InvoiceResult &result, const Deadline &deadline);
    void created(Iteration &iteration, const billing::PurchaseJob &job, const payments::InvoiceResult &result,
                 const Deadline &deadline);
    void notCreated(Iteration &iteration, const billing::PurchaseJob &job, const DependencyError &error,
                    const Deadline &deadline);
    void made(Iteration &iteration, const billing::PurchaseJob &job, const payments::Invoice &invoice,
              const Deadline &deadline);
    void refused(Iteration &iteration, const billing::PurchaseJob &job, const payments::Refusal &refusal,
                 const Deadline &deadline);
    bool hasWaitedLong(const billing::PurchaseJob &job) const;

    PaymentDesk &m_desk;
    const PaymentProvider &m_provider;
};

} // namespace turnpike::workers
