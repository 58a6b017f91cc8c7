// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QPlainTextEdit;

namespace turnpike::console {

class Label;

// The statements that took the most time: of everybody where PostgreSQL counts them, otherwise of the
// connected instance.
class StatementsView : public Page
{
    Q_OBJECT

public:
    explicit StatementsView(const Desk &desk, QWidget *parent);
    ~StatementsView() override;

    void refresh() override;
    void focusSearch() override;

private:
    void take(const protocol::StatementPage &page);
    void showCurrent();

    RecordModel<protocol::StatementState> m_statements;
    Table *m_table;
    Label *m_title;
    Label *m_gaps;
    QPlainTextEdit *m_statement;
};

} // namespace turnpike::console
