// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/flags.h"
#include "widgets/filterbar.h"

namespace turnpike::console {

// Which rows of the audit one wants to see: by whom, what, of what, with a text, within a time.
class AuditFilterBar : public FilterBar
{
    Q_OBJECT

public:
    explicit AuditFilterBar(QWidget *parent = nullptr);

    // As of now; without beforeId and limit.
    protocol::AuditQuery query() const;
    // Only the rows of this subject.
    void showSubject(const QString &subject);

    // Whether the query takes the row, as the server would.
    static bool matches(const protocol::AuditRow &row, const protocol::AuditQuery &query);

private:
    QLineEdit *m_actor;
    QComboBox *m_action;
    QLineEdit *m_subject;
    QLineEdit *m_text;
};

} // namespace turnpike::console
