// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/support.h"
#include "widgets/page.h"
#include "widgets/table.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace turnpike::console {

class FilterBar;
class Label;

// What customers write to the staff of the shop: whose request waits for whom, all that was written in the
// chosen one, and the answer to it. What is being written to one customer stays with that customer.
class SupportPage : public Page
{
    Q_OBJECT

public:
    explicit SupportPage(const Desk &desk, QWidget *parent = nullptr);
    ~SupportPage() override;

    void activate() override;
    void deactivate() override;
    void refresh() override;
    void focusSearch() override;
    // A customer's id, or the word of a state of requests.
    void open(const QString &target) override;
    int attention() const override { return static_cast<int>(m_waiting); }
    QString attentionTarget() const override;

private:
    protocol::SupportQuery query() const;
    void restart();
    void showFound();
    void follow();
    void showCurrent();
    void readMessages(qint64 before);
    void take(const protocol::SupportMessages &page, qint64 before);
    void showMessages();
    void onGauges();
    void proposeAnswer();
    void proposeClose();
    void proposeReopen();
    bool isOpenNow() const;
    bool isClosedNow() const;
    protocol::SupportOrder order(const QString &reason) const;

    RecordModel<protocol::SupportThread> m_threads;
    PagedList<protocol::SupportThread> m_pages;
    FilterBar *m_filter;
    QComboBox *m_state;
    QLineEdit *m_text;
    Table *m_table;
    Label *m_about;
    QPlainTextEdit *m_said;
    QPlainTextEdit *m_answer;
    QPushButton *m_earlier;
    QPushButton *m_customer;
    QPushButton *m_send;
    QPushButton *m_close;
    QPushButton *m_reopen;
    QTimer m_timer;
    qint64 m_shown = 0;                            // whose messages are shown; 0: nobody's
    std::optional<protocol::SupportThread> m_last; // of that customer, as it was read last
    QList<protocol::SupportMessage> m_messages;    // the newest first
    bool m_hasEarlier = false;
    QHash<qint64, QString> m_drafts; // by customer
    qint64 m_waiting = 0;            // for the staff, as the gauges said last
};

} // namespace turnpike::console
