// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QPushButton;

namespace turnpike::console {

class Label;

// Who may use the console: adds operators, whose token is shown once, and revokes them. For administrators.
class OperatorsPage : public Page
{
    Q_OBJECT

public:
    explicit OperatorsPage(const Desk &desk, QWidget *parent = nullptr);
    ~OperatorsPage() override;

    void activate() override;
    void refresh() override;

private:
    void add();
    void revoke();
    void showToken(const protocol::NewToken &made);
    const protocol::OperatorRow *current() const;

    RecordModel<protocol::OperatorRow> m_operators;
    Table *m_table;
    Label *m_about;
    QPushButton *m_add;
    QPushButton *m_revoke;
};

} // namespace turnpike::console
