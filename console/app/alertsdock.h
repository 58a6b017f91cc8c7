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

// The alerts: what is wrong, since when, and what the handbook says to do about this one, with a button that
// leads to where that is done; acknowledged with one press, or muted until a time.
class AlertsDock : public QDockWidget
{
    Q_OBJECT

public:
    explicit AlertsDock(const Desk &desk, QWidget *parent = nullptr);

    void select(const QString &key);

Q_SIGNALS:
    void jumpRequested(const QString &page, const QString &target);
    void told(turnpike::console::Tone tone, const QString &text);

private:
    const protocol::AlertState *current() const;
    void showCurrent();
    void writeAlert(const protocol::AlertState &alert);
    void showTitle();
    void applyFilter();
    void acknowledge();
    void takeStep();
    void mute();

    const Desk m_desk;
    Table *m_table;
    QPlainTextEdit *m_text;
    QCheckBox *m_withOver;
    QPushButton *m_acknowledge;
    QPushButton *m_mute;
    QPushButton *m_step;
    QPushButton *m_before;
    QString m_shown; // in m_text, as it came
    QString m_shownKey;
};

} // namespace turnpike::console
