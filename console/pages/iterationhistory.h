// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QCheckBox;
class QComboBox;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace turnpike::console {

class ChartWidget;
class FilterBar;
class LivePause;

// What iterations of a worker came to: read from the server page by page as one scrolls, with new ones coming
// in at the top.
class IterationHistory : public Page
{
    Q_OBJECT

public:
    IterationHistory(const Desk &desk, QWidget *parent);
    ~IterationHistory() override;

    // Of this worker; empty: of all.
    void setWorker(const QString &worker);
    void refresh() override { m_pages.reload(); }
    void focusFilter();

private:
    protocol::IterationQuery query() const;
    bool isWanted(const protocol::Iteration &iteration) const;
    void restart();
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
    QLineEdit *m_text;
    Table *m_table;
    LivePause *m_pause;
    QList<protocol::Iteration> m_held; // newest first, while the list is paused
    ChartWidget *m_chart;
    QTimer m_draw; // many rows that come at once are drawn once
    QPlainTextEdit *m_detail;
    QPushButton *m_logs;
    QList<protocol::SeriesMark> m_marks;
    qint64 m_marksFrom = 0; // ms UTC, as the next: what was asked for
    qint64 m_marksTo = 0;
};

} // namespace turnpike::console
