// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "workers/paymentdesk.h"

namespace turnpike::workers {

// Has payments given back that somebody asked for, one after the other, each by the provider that took it,
// and takes back what was given for them once the money has gone. What a provider refuses is told to
// operators and not tried again. Owned by the PaymentWatcher; lives on its thread.
class RefundMaker
{
public:
    explicit RefundMaker(PaymentDesk &desk);

    void run(Iteration &iteration);

private:
    const PaymentProvider *providerOf(billing::Provider id) const;
    void giveBack(Iteration &iteration, const billing::RefundJob &job);
    void book(Iteration &iteration, const billing::RefundJob &job);
    void refused(Iteration &iteration, const billing::RefundJob &job, const payments::Refusal &refusal);
    void failed(Iteration &iteration, const billing::RefundJob &job, const QString &why);

    PaymentDesk &m_desk;
};

} // namespace turnpike::workers
