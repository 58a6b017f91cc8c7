// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QPushButton;

namespace turnpike::console {

// Payments that wait for a person's decision: what was bought is granted, or the payment is closed without.
class ReviewView : public Page
{
    Q_OBJECT

public:
    explicit ReviewView(const Desk &desk, QWidget *parent);
    ~ReviewView() override;

    void refresh() override;

Q_SIGNALS:
    void customerWanted(qint64 telegramId);

private:
    const protocol::PaymentRow *current() const;
    void decide(bool grant);

    RecordModel<protocol::PaymentRow> m_payments;
    Table *m_table;
    QPushButton *m_grant;
    QPushButton *m_close;
    QPushButton *m_customer;
    qint64 m_waiting = -1; // as the gauges said last
};

} // namespace turnpike::console
