// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/accounts.h"
#include "protocol/timestamp.h"
#include "workers/paymentdesk.h"

#include <QHash>
#include <QSet>

namespace turnpike::workers {

// Once a day: the provider's own list of the last two days against the books, where it lists everything;
// after a longer absence from where the last check ended, a month at most. Each difference is told to
// operators once, ten at most in a check, and is kept over restarts; while there is any, the check is made
// each hour, and what is settled ends its alert. A payment that is in the list alone is booked. What cannot
// be read costs itself alone. A list that takes longer than an iteration has goes on in the next. Owned by
// the PaymentWatcher; lives on its thread.
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
    qint64 pauseMs() const;
    void begin();
    bool gather(Iteration &iteration);
    void compare(Iteration &iteration);
    std::optional<protocol::Sentence> differenceOf(const billing::PaymentRow &payment) const;
    // `known`: those that are in the books for certain.
    void bookMissing(Iteration &iteration, const QSet<QString> &known);
    void note(const QString &id, Timestamp paidAt, const protocol::Sentence &difference);
    void settle(Iteration &iteration);
    void tell(const QString &id, const protocol::Sentence &difference);
    QString alertKey(const QString &id) const;

    PaymentDesk &m_desk;
    const PaymentProvider &m_provider;
    Timestamp m_nextAt = 0;            // ms UTC; 0: not known yet
    std::optional<Timestamp> m_lastAt; // ms UTC: of the last check; nothing: there was none
    billing::accounts::Differences m_open;
    // Of the check that is under way:
    Timestamp m_since = 0; // ms UTC: how far back it goes
    Timestamp m_until = 0; // ms UTC: what is younger may be under way still; 0: none
    QString m_from;        // where its list goes on
    QHash<QString, Listed> m_listed;
    QStringList m_unread; // of the list
    billing::accounts::Differences m_found;
    int m_told = 0;
};

} // namespace turnpike::workers
