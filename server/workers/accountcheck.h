// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "workers/paymentdesk.h"

#include <QHash>

namespace turnpike::workers {

// Once a day: the provider's own list of the last two days against the books, where it lists everything. Each
// difference is told to operators, ten at most in a check; a payment that is in the list alone is booked. A
// list that takes longer than an iteration has goes on in the next. Owned by the PaymentWatcher; lives on its
// thread.
class AccountCheck
{
public:
    AccountCheck(PaymentDesk &desk, const PaymentProvider &provider);

    void run(Iteration &iteration);

private:
    // What the list says of one payment.
    struct Listed
    {
        payments::Invoice invoice;
        bool isPaid = false;
        bool hasGoneBack = false;
    };

    bool isDue(Iteration &iteration);
    bool gather(Iteration &iteration);
    void compare(Iteration &iteration);
    void judge(const billing::PaymentRow &payment);
    void bookMissing(Iteration &iteration);
    void tell(const QString &id, const protocol::Sentence &difference);

    PaymentDesk &m_desk;
    const PaymentProvider &m_provider;
    qint64 m_nextAt = 0; // ms UTC; 0: not known yet
    // Of the check that is under way:
    qint64 m_until = 0; // ms UTC: what is younger may be under way still; 0: none
    QString m_from;     // where its list goes on
    QHash<QString, Listed> m_listed;
    int m_differences = 0;
};

} // namespace turnpike::workers
