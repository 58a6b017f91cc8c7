// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "widgets/page.h"
#include "widgets/table.h"

class QPushButton;

namespace turnpike::console {

class Label;
class SeriesBoard;
class Tile;

// The database connections of the connected instance: how many are used, who holds them now and what runs on
// them, who waits; cancels a statement.
class PoolPage : public Page
{
    Q_OBJECT

public:
    explicit PoolPage(const Desk &desk, QWidget *parent = nullptr);

    void activate() override;
    void deactivate() override;
    void refresh() override;
    void focusSearch() override;

private:
    QWidget *makeFigures();
    QWidget *makeLeases();
    QWidget *makeWaiters();
    void showState();
    const protocol::LeaseState *current() const;
    void showCurrent();
    void proposeCancel();
    void onOrderEnded(const protocol::OrderResult &order);

    Tile *m_used;
    Tile *m_waiting;
    Tile *m_wait;
    Tile *m_timeouts;
    Tile *m_use;
    SeriesBoard *m_charts;
    Table *m_leases;
    Label *m_leasesTitle;
    Label *m_statement;
    QPushButton *m_copy;
    QPushButton *m_cancel;
    Table *m_waiters;
    Label *m_waitersTitle;
};

} // namespace turnpike::console
