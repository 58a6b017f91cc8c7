// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/failures.h"
#include "widgets/page.h"
#include "widgets/table.h"

class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTabWidget;

namespace turnpike::console {

class BulkBar;
class CausesView;
class FilterBar;
class Label;
class TextGrid;

// Messages to Telegram: how many are in which state, what holds them up, what each says, and those that came
// to nothing, one by one and by their cause, which are sent again or dropped: the chosen ones, or all that
// match the filter. While one looks at its beginning the list follows what happens.
class MessagesPage : public Page
{
    Q_OBJECT

public:
    explicit MessagesPage(const Desk &desk, QWidget *parent = nullptr);
    ~MessagesPage() override;

    void activate() override;
    void deactivate() override;
    void refresh() override;
    void focusSearch() override;
    // A chat's id; the word of a state: all messages in it; "#" and the id of a message: that one.
    void open(const QString &target) override;
    int attention() const override { return static_cast<int>(m_failed); }
    QString attentionTarget() const override;

private:
    protocol::MessageQuery query() const;
    bool isOfOne() const;
    void askOne(const PagedList<protocol::OutboxMessage>::Taker &taker);
    void restart();
    void showFound();
    void readCounts();
    void follow();
    void showCurrent();
    void showCounts(const protocol::MessageCounts &counts);
    void showPauses();
    QWidget *newList();
    void showOnly(const protocol::CauseGroup &group);
    void showCauses();
    void propose(bool again);
    void countAll(bool again);
    void proposeAll(bool again, const protocol::MessageQuery &filter, const protocol::MatchCount &match);
    void proposeHold(bool hold);
    void tellResult(const QJsonObject &ok, bool again);

    RecordModel<protocol::OutboxMessage> m_messages;
    PagedList<protocol::OutboxMessage> m_pages;
    TextGrid *m_counts;
    Label *m_shape;
    Label *m_pauses;
    FilterBar *m_filter;
    QComboBox *m_state;
    QComboBox *m_class;
    QLineEdit *m_chat;
    QLineEdit *m_one; // the id of a message
    QLineEdit *m_method;
    QLineEdit *m_cause;
    QLineEdit *m_text;
    Table *m_table;
    QPlainTextEdit *m_whole; // of the current one, in full
    QPushButton *m_retry;
    QPushButton *m_drop;
    QPushButton *m_hold;
    QPushButton *m_release;
    QPushButton *m_retryAll;
    QPushButton *m_dropAll;
    QTabWidget *m_tabs;
    CausesView *m_causes;
    QString m_stateBefore; // of the filter, when a group was opened
    BulkBar *m_bulk;
    QTimer m_countsTimer;
    qint64 m_shown = 0;   // whose text is shown; 0: nobody's
    QList<qint64> m_said; // of the gauges: how many wait, were sent, came to nothing
    bool m_isOld = false; // the list: these have changed since
    qint64 m_failed = 0;  // as the gauges said last
};

} // namespace turnpike::console
