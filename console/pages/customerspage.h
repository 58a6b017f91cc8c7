// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "widgets/page.h"
#include "widgets/table.h"

class QLineEdit;
class QTabWidget;

namespace turnpike::console {

class CustomerCardView;
class Label;
class RefundsView;
class ReviewView;

// Customers: found by whatever one knows of them, and their card; and the payments that wait for a decision.
class CustomersPage : public Page
{
    Q_OBJECT

public:
    explicit CustomersPage(const Desk &desk, QWidget *parent = nullptr);
    ~CustomersPage() override;

    void activate() override;
    void refresh() override;
    void focusSearch() override;
    // A search; "review": the payments that wait; "refunds": those to be approved.
    void open(const QString &target) override;
    QList<Jump> jumps() const override;
    int attention() const override { return m_attention; }
    QString attentionTarget() const override { return u"review"_s; }

private:
    void search();
    void onGauges();

    RecordModel<protocol::CustomerBrief> m_hits;
    QLineEdit *m_search;
    Table *m_table;
    Label *m_found;
    CustomerCardView *m_card;
    ReviewView *m_reviews;
    RefundsView *m_refunds;
    QTabWidget *m_tabs;
    bool m_isWaiting = false; // a search was asked for while there was no connection
    int m_attention = 0;
};

} // namespace turnpike::console
