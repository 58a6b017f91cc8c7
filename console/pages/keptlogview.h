// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "pages/logfilterbar.h"
#include "widgets/page.h"
#include "widgets/table.h"

namespace turnpike::console {

// What a process before the connected one logged, as far as the server kept it: the newest first, read page
// by page as one scrolls.
class KeptLogView : public Page
{
    Q_OBJECT

public:
    KeptLogView(const Desk &desk, QWidget *parent);
    ~KeptLogView() override;

    // Of this instance; empty: of none.
    void setProcess(const QString &instanceId);
    void refresh() override;
    LogFilterBar &filter() { return *m_filter; }
    Table &table() { return *m_table; }
    const protocol::LogLine *current() const { return m_lines.find(m_table->currentKey()); }
    // As far as they are read, oldest first.
    QList<protocol::LogLine> shown() const;

private:
    void restart();

    QString m_process;
    RecordModel<protocol::LogLine> m_lines;
    PagedList<protocol::LogLine> m_pages;
    LogFilterBar *m_filter;
    Table *m_table;
};

} // namespace turnpike::console
