#pragma once

#include "access/notices.h"
#include "base/alerts.h"
#include "billing/payments.h"
#include "billing/purchases.h"
#include "db/database.h"
#include "payments/cryptopayclient.h"
#include "workers/iteration.h"

#include <QSet>

#include <functional>
#include <vector>

namespace turnpike::workers {

using PurchaseJobs = std::vector<billing::PurchaseJob>;

// Longest stretch of calls of one kind; within the row leases of 60 s.
inline constexpr std::chrono::seconds kPaymentCallsTimeout{45};

// What the payment watcher, its InvoiceMaker and its PaidSweep work with, and what they do alike: book what
// was paid, and keep a failure to whom it concerns. Owned by the watcher; lives on its thread.
class PaymentDesk
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
        AlertSink &alerts;
        const payments::CryptoPayClient *crypto; // nullptr: not configured
        // What the customer reads on the invoice, in their language.
        std::function<QString(db::Transaction &tx, const billing::Purchase &purchase)> describe;
        // Whether new invoices may be made (the flag `payments`). What was paid is booked all the same.
        std::function<bool()> mayInvoice;
        QString owner; // of row leases, unique for each running process
    };
    explicit PaymentDesk(Parts parts);

    const Parts &parts() const { return m_parts; }
    const payments::CryptoPayClient &crypto() const { return *m_parts.crypto; }
    qint64 now() const { return m_parts.clock.nowMs(); }

    template<class Work>
    auto write(const Deadline &deadline, Work &&work)
    {
        return m_parts.database.write(db::Demand::Worker, "crypto_payment_watcher", deadline,
                                      std::forward<Work>(work));
    }

    // Does `work` for one purchase or invoice. False when it failed for reasons of its own: it is tried again
    // and the others go on. Whatever concerns all is thrown.
    bool alone(Iteration &iteration, const QString &what, const std::function<void()> &work);
    // False when the payment is in the books already, or could not be booked now.
    bool book(Iteration &iteration, const billing::PurchaseJob *job, const payments::Invoice &invoice);
    // A call failed for all of these.
    void callFailed(Iteration &iteration, const PurchaseJobs &jobs, const DependencyError &error);
    // What was claimed and not begun, at the end of our own time.
    void giveBack(Iteration &iteration, const PurchaseJobs &jobs);
    // What was looked at and is open still.
    void lookAgain(Iteration &iteration, const PurchaseJobs &jobs);
    // Invoices that this version cannot read, by their ids: operators hear of each once, whatever restarts.
    void tellUnread(const QStringList &ids, const Deadline &deadline);

private:
    // Writes `one` of each of them, in one transaction where that goes.
    void settleEach(Iteration &iteration, const PurchaseJobs &jobs,
                    const std::function<void(db::Transaction &tx, const billing::PurchaseJob &job)> &one);

    const Parts m_parts;
    QSet<QString> m_unread; // in the books as such: saves a write at each look
};

} // namespace turnpike::workers
