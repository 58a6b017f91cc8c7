// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QLineEdit;
class QPushButton;

namespace turnpike::console {

class Label;

// Feature flags: what is on, who changed it and why; flips one with a reason and takes its last change back.
class FlagsPage : public Page
{
    Q_OBJECT

public:
    explicit FlagsPage(const Desk &desk, QWidget *parent = nullptr);
    ~FlagsPage() override;

    void activate() override;
    void refresh() override { readHistory(); }
    void focusSearch() override;
    void open(const QString &target) override;
    QList<Jump> jumps() const override;

private:
    const protocol::FlagState *current() const;
    void showCurrent();
    void readHistory();
    void proposeFlip();
    void proposeRollback();

    QLineEdit *m_search;
    Table *m_table;
    Label *m_about;
    QPushButton *m_flip;
    QPushButton *m_rollBack;
    RecordModel<protocol::AuditRow> m_history;
    Table *m_historyTable;
    QString m_historyOf;
};

} // namespace turnpike::console
