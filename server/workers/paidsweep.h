// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"
#include "workers/paymentdesk.h"

namespace turnpike::workers {

// Finds everything that was paid at one provider, by whatever invoice: late payments, invoices whose making
// we never heard the end of, what was paid while we were away, and other programs' payments in the same
// account. The newest of them in each iteration; every ten minutes the last 24 h, which go on in the next
// iteration where the time of one is not enough. Owned by the PaymentWatcher; lives on its thread.
class PaidSweep
{
public:
    PaidSweep(PaymentDesk &desk, const PaymentProvider &provider);

    // Ends whatever there is of it, whether or not other work has used up the iteration's soft budget. False
    // when the provider could not be asked.
    bool run(Iteration &iteration);

private:
    payments::InvoiceList paid(Iteration &iteration, const QString &from, int count);
    void newest(Iteration &iteration);
    void lastDay(Iteration &iteration);
    bool isToTakeBack(db::Transaction &tx, const payments::Invoice &refund);
    // Takes back what has gone back, too. True when any payment of it was not known.
    bool bookUnseen(Iteration &iteration, const payments::InvoiceList &page);

    PaymentDesk &m_desk;
    const PaymentProvider &m_provider;
    Timestamp m_nextDayAt = 0; // ms UTC: when to look 24 h back again
    QString m_dayFrom;         // where that look stopped
};

} // namespace turnpike::workers
