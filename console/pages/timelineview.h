// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

namespace turnpike::console {

// What happened with one customer, all in one order. Each entry leads to its log lines where they are known,
// or else to its source.
class TimelineView : public Page
{
    Q_OBJECT

public:
    explicit TimelineView(const Desk &desk, QWidget *parent);
    ~TimelineView() override;

    // 0: nobody.
    void setCustomer(qint64 telegramId);
    void refresh() override;

Q_SIGNALS:
    // The row that an entry tells of, in the list of its kind.
    void sourceWanted(turnpike::protocol::TimelineKind kind, const QString &id);

private:
    void openEntry(const QString &key);
    void openSource(const QString &key);

    qint64 m_customer = 0;
    RecordModel<protocol::TimelineEntry> m_entries;
    PagedList<protocol::TimelineEntry> m_pages;
    Table *m_table;
};

} // namespace turnpike::console
