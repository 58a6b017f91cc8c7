// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/notices.h"
#include "base/alerts.h"
#include "billing/payments.h"
#include "billing/purchases.h"
#include "billing/refunds.h"
#include "db/database.h"
#include "payments/paymentprovider.h"
#include "protocol/timestamp.h"
#include "workers/iteration.h"

#include <QSet>

#include <functional>
#include <vector>

namespace turnpike::workers {

using PurchaseJobs = std::vector<billing::PurchaseJob>;
using payments::PaymentProvider;

// Longest stretch of calls of one kind; within the row leases of 60 s.
inline constexpr std::chrono::milliseconds kPaymentCallsTimeout{45'000};
// The least that it has, however soon somebody's patience with an invoice ends: a call that is not answered
// (10 s) and a little more. With billing::kInvoicePatienceMs less than a minute.
inline constexpr std::chrono::milliseconds kShortestPaymentCalls{12'000};

// What the payment watcher, its InvoiceMakers and its PaidSweeps work with, and what they do alike, whoever
// the provider is: book what was paid, keep a failure to whom it concerns, and tell whoever has waited for an
// invoice as long as anybody is to. Owned by the watcher; lives on its thread.
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
        std::vector<const PaymentProvider *> providers; // configured or not
        // What the customer reads on the invoice, in their language.
        std::function<QString(db::Transaction &tx, const billing::Purchase &purchase)> describe;
        // Whether new invoices may be made (the flag `payments`). What was paid is booked all the same.
        std::function<bool()> mayInvoice;
        QString owner; // of row leases, unique for each running process
        // What calls for single purchases may take of an iteration's two minutes: the sweep always has the
        // rest.
        std::chrono::milliseconds dueBudget{60'000};
        // Where customers go back to from an invoice that is paid; empty: not known (yet).
        std::function<QString()> backUrl = [] { return QString(); };
        const billing::Refunds *refunds = nullptr; // null: nothing is given back
    };
    explicit PaymentDesk(Parts parts);

    const Parts &parts() const { return m_parts; }
    Timestamp now() const { return m_parts.clock.nowMs(); }

    template<class Work>
    auto write(const Deadline &deadline, Work &&work)
    {
        return m_parts.database.write(db::Demand::Worker, "crypto_payment_watcher", deadline,
                                      std::forward<Work>(work));
    }

    // The time for a stretch of calls: within `deadline`, and not much longer than all who wait for an
    // invoice have patience, so that they are told in time though nobody answers.
    Deadline whilePatient(const Deadline &deadline);
    // When the next of them has waited long, ms UTC; nothing while nobody waits or no invoices may be made.
    std::optional<qint64> nextImpatient(const Deadline &deadline);
    // Asked before each call: whether this process may still make it.
    static http::MayCall mayCall(Iteration &iteration)
    {
        return [&iteration] { return iteration.mayCall(); };
    }
    // Asks the provider by `call(calls, mayCall)` within that time. Throws DependencyError when it is up
    // before `deadline` is; else what the call throws.
    template<class Call>
    auto ask(Iteration &iteration, const PaymentProvider &provider, const Deadline &deadline, Call &&call)
    {
        const Deadline calls = whilePatient(deadline);
        try {
            return call(calls, mayCall(iteration));
        } catch (const DeadlineExceeded &) {
            if (deadline.isOver())
                throw;
            throw overdue(provider);
        }
    }

    // Does `work` for one purchase or invoice. False when it failed for reasons of its own: it is tried again
    // and the others go on. Whatever concerns all is thrown.
    bool alone(Iteration &iteration, const QString &what, const std::function<void()> &work);
    // False when the payment is in the books already, or could not be booked now.
    bool book(Iteration &iteration, const PaymentProvider &provider, const billing::PurchaseJob *job,
              const payments::Invoice &invoice);
    // The provider has given this payment of ours back: what was given for it is taken back. Where nobody
    // here asked for that, operators hear of it.
    void bookRefund(Iteration &iteration, const PaymentProvider &provider, const payments::Invoice &invoice);
    // A call failed for all of these. One that was withheld counts for nothing: they are given back.
    void callFailed(Iteration &iteration, const PaymentProvider &provider, const PurchaseJobs &jobs,
                    const DependencyError &error);
    // What was claimed and not begun, at the end of our own time.
    void giveBack(Iteration &iteration, const PurchaseJobs &jobs);
    // What was looked at and is open still.
    void lookAgain(Iteration &iteration, const PurchaseJobs &jobs);
    // Invoices that this version cannot read, by their ids: operators hear of each once, whatever restarts.
    void tellUnread(const PaymentProvider &provider, const QStringList &ids, const Deadline &deadline);

    // Whoever has waited for an invoice as long as anybody is to is told that none comes, and chooses again.
    // Out of the books alone, so between any two stretches of calls.
    void tellTheImpatient(Iteration &iteration);
    // The same for these.
    void tell(Iteration &iteration, const PurchaseJobs &impatient);
    // The customer chooses again. An invoice that appears after all is shown to nobody, or found when they
    // do.
    void withdraw(const billing::PurchaseJob &job, const QString &why, const Deadline &deadline);
    // What customers are told of a purchase, which may have moved on since it was claimed.
    static access::InvoiceNotice noticeOf(const billing::PurchaseJob &job, const billing::Purchase &now,
                                          const QString &payUrl, Timestamp expiresAt);

private:
    static DependencyError overdue(const PaymentProvider &provider);
    // Writes `one` of each of them, in one transaction where that goes.
    void settleEach(Iteration &iteration, const PurchaseJobs &jobs,
                    const std::function<void(db::Transaction &tx, const billing::PurchaseJob &job)> &one);

    const Parts m_parts;
    QSet<QString> m_unread; // alerts of those in the books as such: saves a write at each look
};

} // namespace turnpike::workers
