// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

#include <map>

class QLineEdit;
class QMenu;
class QPushButton;
class QTabWidget;

namespace turnpike::console {

class FilterBar;
class Label;
class TextGrid;
class TimelineView;

// One customer: what they have, bought, paid and were told, and what can be done for them.
class CustomerCardView : public Page
{
    Q_OBJECT

public:
    explicit CustomerCardView(const Desk &desk, QWidget *parent);
    ~CustomerCardView() override;

    // 0: nobody.
    void show(qint64 telegramId);
    void refresh() override;

private:
    void setCard(const protocol::CustomerCard &card);
    void takeChanged(const QJsonObject &ok); // the card after a change
    void showHead();
    void addTabs();
    void applyFilter();
    void openSource(protocol::TimelineKind kind, const QString &id);
    QAction *addAction(const QString &text, const char *call, std::function<bool()> condition,
                       std::function<void()> act);
    void addActions();
    void propose(const char *call, const QString &title, const QString &effect, const QString &verb,
                 bool isDestructive = false);
    void grant();
    void extend();
    void block();
    void adjustBalance();
    const protocol::PaymentRow *chosenPayment() const; // null: none
    void giveBack();
    bool hasAccess() const;

    qint64 m_customer = 0;
    std::optional<protocol::CustomerCard> m_card;
    RecordModel<protocol::PurchaseRow> m_purchases;
    RecordModel<protocol::PaymentRow> m_payments;
    RecordModel<protocol::LedgerRow> m_ledger;
    RecordModel<protocol::UpdateRow> m_updates;
    RecordModel<protocol::OutboxMessage> m_messages;
    Label *m_name;
    FilterBar *m_filter;
    QLineEdit *m_text;
    QWidget *m_head;
    TextGrid *m_access;
    TextGrid *m_person;
    QPushButton *m_actions;
    QMenu *m_menu;
    QTabWidget *m_tabs;
    TimelineView *m_timeline;
    std::map<protocol::TimelineKind, Table *> m_lists; // in which an entry of the timeline has its row
};

} // namespace turnpike::console
