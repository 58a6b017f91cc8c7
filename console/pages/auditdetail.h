// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/flags.h"

#include <QTextEdit>

namespace turnpike::console {

// One row of the audit in full: who, why, what became of it, and what it changed.
class AuditDetail : public QTextEdit
{
    Q_OBJECT

public:
    explicit AuditDetail(QWidget *parent = nullptr);

    // Null: none.
    void showRow(const protocol::AuditRow *row);

protected:
    void changeEvent(QEvent *event) override;

private:
    void write();

    std::optional<protocol::AuditRow> m_row;
};

} // namespace turnpike::console
