// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/failures.h"
#include "widgets/page.h"
#include "widgets/table.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace turnpike::console {

class CausesView;
class ChartWidget;
class FilterBar;
class LivePause;

// What iterations of a worker came to: read from the server page by page as one scrolls, with new ones coming
// in at the top; and those that did not end well by their cause.
class IterationHistory : public Page
{
    Q_OBJECT

public:
    IterationHistory(const Desk &desk, QWidget *parent);
    ~IterationHistory() override;

    // Of this worker; empty: of all.
    void setWorker(const QString &worker);
    void refresh() override;
    void focusFilter();

private:
    protocol::IterationQuery query() const;
    bool isWanted(const protocol::Iteration &iteration) const;
    void restart();
    void showOnly(const protocol::CauseGroup &group);
    void showCauses(bool isOn);
    void leaveGroup();
    void showCount();
    // Rows of the state that have just come.
    void takeNew(int first, int last);
    void letIn();
    void showCurrent();
    void drawDurations();
    void readMarks(qint64 from, qint64 to);

    QString m_worker;
    RecordModel<protocol::Iteration> m_iterations;
    PagedList<protocol::Iteration> m_pages;
    QCheckBox *m_all;
    FilterBar *m_filter;
    QComboBox *m_outcome;
    QLineEdit *m_ofWorker; // one in place of the chosen one
    QLineEdit *m_cause;
    QLineEdit *m_text;
    Table *m_table;
    LivePause *m_pause;
    QList<protocol::Iteration> m_held; // newest first, while the list is paused
    ChartWidget *m_chart;
    QTimer m_draw; // many rows that come at once are drawn once
    QPlainTextEdit *m_detail;
    QPushButton *m_logs;
    QPushButton *m_byCause;
    CausesView *m_causes;
    QStackedWidget *m_stack;
    QString m_outcomeBefore; // of the filter, when a group was opened
    QList<protocol::SeriesMark> m_marks;
    qint64 m_marksFrom = 0; // ms UTC, as the next: what was asked for
    qint64 m_marksTo = 0;
};

} // namespace turnpike::console
