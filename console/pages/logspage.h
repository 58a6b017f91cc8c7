// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "pages/logview.h"

class QPlainTextEdit;

namespace turnpike::console {

// The log of the connected instance: live and from before, one line in full; saves what is shown and sets
// what is logged of a component.
class LogsPage : public Page
{
    Q_OBJECT

public:
    explicit LogsPage(const Desk &desk, QWidget *parent = nullptr);

    void refresh() override { m_view->refresh(); }
    void focusSearch() override { m_view->filter().focusText(); }
    // `target` is a correlation id.
    void open(const QString &target) override;

    LogView &view() { return *m_view; }
    // Writes what is shown; whether it could. By the ending: JSON lines, or text.
    bool save(const QString &file);

private:
    void build();
    void addMenu();
    void showCurrent();
    void copyCurrent();
    void askWhere();
    void proposeLevel();

    LogView *m_view;
    QPlainTextEdit *m_detail;
    QPushButton *m_onlyThis;
    QPushButton *m_copy;
    QPushButton *m_save;
    QPushButton *m_level;
};

} // namespace turnpike::console
