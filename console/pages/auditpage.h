// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QPushButton;

namespace turnpike::console {

class AuditDetail;
class AuditFilterBar;
class Label;
class LivePause;

// Who did what, and who tried: read from the server page by page as one scrolls, with what happens now coming
// in at the top; in full below, and as CSV.
class AuditPage : public Page
{
    Q_OBJECT

public:
    explicit AuditPage(const Desk &desk, QWidget *parent = nullptr);
    ~AuditPage() override;

    void activate() override;
    void refresh() override;
    void focusSearch() override;
    // `target` is a subject, or how it begins.
    void open(const QString &target) override;

private:
    void build();
    void restart();
    // Rows of the state that have just come.
    void takeNew(int first, int last);
    void letIn();
    void loadMore();
    void showCurrent();
    void openSubject(const QString &key);
    void showCount();

    RecordModel<protocol::AuditRow> m_rows;
    PagedList<protocol::AuditRow> m_pages;
    AuditFilterBar *m_filter;
    Table *m_table;
    LivePause *m_pause;
    QList<protocol::AuditRow> m_held; // newest first, while the list is paused
    AuditDetail *m_detail;
    Label *m_count;
    QPushButton *m_more;
    QPushButton *m_export;
};

} // namespace turnpike::console
