// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"
#include "widgets/page.h"
#include "widgets/table.h"

class QComboBox;
class QLineEdit;
class QPushButton;

namespace turnpike::console {

class FilterBar;
class Label;

// Who has paid and waits for a key, and who has waited: since when, what for, and why. The chosen ones or all
// of them are tried again at once, and all who had to wait are given days.
class WaitingPage : public Page
{
    Q_OBJECT

public:
    explicit WaitingPage(const Desk &desk, QWidget *parent = nullptr);
    ~WaitingPage() override;

    void activate() override;
    void deactivate() override;
    void refresh() override;
    void focusSearch() override;
    int attention() const override { return m_attention; }
    Freshness attentionFreshness() const override
    {
        return state().freshness({protocol::FigureSource::Shop});
    }
    QString attentionTarget() const override { return u"now"_s; }
    // Who waits now, whatever else the list showed.
    void open(const QString &target) override;

private:
    std::optional<qint64> endedSince() const;
    void showList(const protocol::WaitingList &list);
    void proposeRetry(bool all);
    void proposeDays();
    void applyFilter();
    void takeGiven(const protocol::WaitingOrder &order, const protocol::GivenDays &given);
    void onGauges();

    RecordModel<protocol::WaitingCustomer> m_customers;
    Label *m_about;
    QComboBox *m_stretch;
    FilterBar *m_filter;
    QLineEdit *m_text;
    Table *m_table;
    QPushButton *m_customer;
    QPushButton *m_retry;
    QPushButton *m_retryAll;
    QPushButton *m_give;
    QTimer m_timer;
    protocol::WaitingList m_list; // the last answer, without its rows
    qint64 m_given = 0;           // since the dialog was confirmed
    int m_attention = 0;
};

} // namespace turnpike::console
