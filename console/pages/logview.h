// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "models/logreader.h"
#include "pages/logfilterbar.h"
#include "widgets/page.h"
#include "widgets/table.h"

class QPushButton;

namespace turnpike::console {

class Label;

// The log as it comes, and what came before: of the page and of the dock. It follows while it is on the
// screen, lets go while one scrolls up, and reads older lines as one comes to the top.
class LogView : public QWidget
{
    Q_OBJECT

public:
    // `name`: of what is kept of its columns.
    LogView(const Desk &desk, const QString &name, LogFilterBar::Extent extent, QWidget *parent = nullptr);
    ~LogView() override;

    LogFilterBar &filter() { return *m_filter; }
    Table &table() { return *m_table; }
    const protocol::LogLine *current() const;
    // As they stand there, oldest first.
    QList<protocol::LogLine> shown() const;
    // At the newest line, and at each that comes; otherwise it stays where it is.
    void follow(bool on);
    bool isFollowing() const { return m_isFollowing; }
    // What came while nobody looked.
    void refresh();

Q_SIGNALS:
    void told(turnpike::console::Tone tone, const QString &text);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    void listen();
    void applyFilter();
    void onScrolled(int value);
    void onRowsInserted(int last, int count);
    void offerComponents(int first, int last);
    void showState();

    const Desk m_desk;
    LogReader m_reader;
    LogFilterBar *m_filter;
    Table *m_table;
    Label *m_shape;
    Label *m_state;
    Label *m_count;
    QPushButton *m_follow;
    QPushButton *m_readMissed;
    QPushButton *m_older;
    bool m_isFollowing = true;
    bool m_isFiltering = false; // rows come and go by the filter
    int m_new = 0;              // since it stopped following
};

} // namespace turnpike::console
