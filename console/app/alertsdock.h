// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

#include <QDockWidget>

class QCheckBox;
class QPlainTextEdit;
class QPushButton;

namespace turnpike::console {

// The alerts: what is wrong, since when, and what the handbook says to do; acknowledged with a note, or muted
// until a time.
class AlertsDock : public QDockWidget
{
    Q_OBJECT

public:
    explicit AlertsDock(const Desk &desk, QWidget *parent = nullptr);

    void select(const QString &key);

private:
    const protocol::AlertState *current() const;
    void showCurrent();
    void showTitle();
    void applyFilter();
    void acknowledge();
    void mute();

    const Desk m_desk;
    Table *m_table;
    QPlainTextEdit *m_text;
    QCheckBox *m_withOver;
    QPushButton *m_acknowledge;
    QPushButton *m_mute;
};

} // namespace turnpike::console
