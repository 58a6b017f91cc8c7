// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/flags.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QDateTimeEdit;
class QLineEdit;

namespace turnpike::console {

class Label;

// Which rows of the audit one wants to see: by whom, what, of what, with a text, within a time.
class AuditFilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit AuditFilterBar(QWidget *parent = nullptr);

    // As of now; without beforeId and limit.
    protocol::AuditQuery query() const;
    // Only the rows of this subject.
    void showSubject(const QString &subject);
    void focusText();

    // Whether the query takes the row, as the server would.
    static bool matches(const protocol::AuditRow &row, const protocol::AuditQuery &query);

Q_SIGNALS:
    // Not at each key: when one pauses typing.
    void changed();

private:
    void build();
    void onRangeChosen();

    QLineEdit *m_actor;
    QComboBox *m_action;
    QLineEdit *m_subject;
    QLineEdit *m_text;
    QComboBox *m_range;
    QDateTimeEdit *m_from;
    Label *m_dash;
    QDateTimeEdit *m_to;
    QTimer m_typing;
};

} // namespace turnpike::console
