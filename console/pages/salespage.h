// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/sales.h"
#include "widgets/page.h"
#include "widgets/table.h"

namespace turnpike::console {

class ChartWidget;
class FilterBar;
class Label;

// What was sold over a chosen span: by day, and by way to pay, tariff, promo code and how customers came;
// what became of trials and subscriptions. Without a choice the last 30 days.
class SalesPage : public Page
{
    Q_OBJECT

public:
    explicit SalesPage(const Desk &desk, QWidget *parent = nullptr);
    ~SalesPage() override;

    void refresh() override;

private:
    protocol::SalesQuery query() const;
    void restart();
    void showReport(const protocol::SalesReport &report);

    RecordModel<protocol::SalesDay> m_days;
    RecordModel<protocol::SalesShare> m_shares;
    FilterBar *m_filter;
    Label *m_about;
    ChartWidget *m_chart;
    Table *m_dayTable;
    Table *m_shareTable;
    quint64 m_question = 0;
};

} // namespace turnpike::console
