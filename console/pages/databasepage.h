// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"

#include <QTimer>

class QTabWidget;

namespace turnpike::console {

class SessionsView;
class SizesView;
class StatementsView;

// The database as a whole, whoever its clients are: who blocks whom, which statements are slow, how large it
// is. Asked again every few seconds while it is looked at.
class DatabasePage : public Page
{
    Q_OBJECT

public:
    explicit DatabasePage(const Desk &desk, QWidget *parent = nullptr);

    void activate() override;
    void deactivate() override;
    void refresh() override;
    void focusSearch() override;
    // "statements", "sizes", or the pid of a session.
    void open(const QString &target) override;
    QList<Jump> jumps() const override;

private:
    Page *currentView() const;
    void onViewChanged();

    SessionsView *m_sessions;
    StatementsView *m_statements;
    SizesView *m_sizes;
    QTabWidget *m_tabs;
    QTimer m_timer;
};

} // namespace turnpike::console
