#pragma once

#include "access/notices.h"
#include "billing/payments.h"
#include "billing/purchases.h"
#include "db/database.h"
#include "payments/cryptopayclient.h"
#include "workers/settling.h"
#include "workers/worker.h"

#include <QSet>

namespace turnpike::workers {

// `crypto_payment_watcher`: makes the invoices that purchases wait for, looks whether they are paid, books
// what came in (also late, also for invoices whose making we never heard the end of), and ends what is
// overdue after a last look. Polling is enough by itself; the webhook only kicks. Owned by the supervisor.
class PaymentWatcher : public Worker
{
public:
    // All of these outlive it.
    struct Parts
    {
        db::Database &database;
        const Clock &clock;
        const billing::Purchases &purchases;
        const billing::Payments &payments;
        access::CustomerNotices &notices;
        const payments::CryptoPayClient *crypto; // nullptr: not configured
        // What the customer reads on the invoice, in their language.
        std::function<QString(db::Transaction &tx, const billing::Purchase &purchase)> describe;
        // Whether new invoices may be made (the flag `payments`). What was paid is booked all the same.
        std::function<bool()> mayInvoice;
        QString owner; // of row leases, unique for each running process
    };
    explicit PaymentWatcher(Parts parts);

    void iterate(Iteration &iteration) override;
    std::optional<qint64> nextDueAt(db::Transaction &tx) const override;

private:
    using Jobs = std::vector<billing::PurchaseJob>;

    void workOffDue(Iteration &iteration);
    void makeInvoices(Iteration &iteration, Jobs jobs);
    void createInvoices(Iteration &iteration, const Jobs &jobs);
    Jobs adoptOrphans(Iteration &iteration, Jobs jobs);
    void invoiceMade(Iteration &iteration, const billing::PurchaseJob &job, const payments::Invoice &invoice,
                     const Deadline &deadline);
    void look(Iteration &iteration, const Jobs &jobs);
    void judge(Iteration &iteration, const billing::PurchaseJob &job, const payments::Invoice *invoice,
               Jobs *unpaid);
    void end(Iteration &iteration, const billing::PurchaseJob &job);
    void sweepPaid(Iteration &iteration);
    bool bookUnseen(Iteration &iteration, const std::vector<payments::Invoice> &page);
    bool book(Iteration &iteration, const billing::PurchaseJob *job, const payments::Invoice &invoice);
    void callFailed(Iteration &iteration, const Jobs &jobs, const DependencyError &error);
    void giveBack(Iteration &iteration, const Jobs &jobs);

    template<class Work>
    auto write(const Deadline &deadline, Work &&work)
    {
        return m_parts.database.write(db::Demand::Worker, "crypto_payment_watcher", deadline,
                                      std::forward<Work>(work));
    }

    const Parts m_parts;
    // On the worker's thread.
    qint64 m_fullSweepAt = 0;  // ms UTC: when to look 24 h back again
    QSet<QString> m_strangers; // paid invoices of no purchase of ours, told to the operators already
};

} // namespace turnpike::workers
