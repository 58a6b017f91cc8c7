// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/refunds.h"
#include "widgets/changes.h"
#include "widgets/page.h"
#include "widgets/table.h"

class QPushButton;

namespace turnpike::console {

// Refunds that another administrator must approve: who asked, why, and how much goes back. They are approved
// or declined here.
class RefundsView : public Page
{
    Q_OBJECT

public:
    explicit RefundsView(const Desk &desk, QWidget *parent);
    ~RefundsView() override;

    void refresh() override;

    // That this payment goes back: by its provider, or by hand where that gives nothing back itself.
    static Change refundOf(const protocol::PaymentRow &payment);

Q_SIGNALS:
    void customerWanted(qint64 telegramId);

private:
    const protocol::RefundApproval *current() const;
    void decide(bool approve);

    RecordModel<protocol::RefundApproval> m_refunds;
    Table *m_table;
    QPushButton *m_approve;
    QPushButton *m_decline;
    QPushButton *m_customer;
};

} // namespace turnpike::console
