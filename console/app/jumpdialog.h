// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace turnpike::console {

// Ctrl+K: a few letters, Enter, and one is there. Words may come in any order; what is no place is searched
// for among the customers and the logs.
class JumpDialog : public QDialog
{
    Q_OBJECT

public:
    JumpDialog(const QList<Jump> &jumps, QWidget *parent);

Q_SIGNALS:
    void chosen(const QString &page, const QString &target);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill();
    void choose();

    const QList<Jump> m_jumps;
    QLineEdit *m_text;
    QListWidget *m_list;
};

} // namespace turnpike::console
