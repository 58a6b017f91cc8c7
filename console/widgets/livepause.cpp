// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/livepause.h"

#include "widgets/table.h"

#include <QScrollBar>

#include <utility>

namespace turnpike::console {

using namespace Qt::StringLiterals;

LivePause::LivePause(Table *table, QWidget *parent)
    : QPushButton(parent)
    , m_table(table)
{
    setObjectName(u"pause"_s);
    connect(this, &QPushButton::clicked, this, &LivePause::onPressed);
    connect(table->verticalScrollBar(), &QScrollBar::valueChanged, this, &LivePause::look);
    connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &LivePause::look);
    say();
}

void LivePause::setWaiting(int count)
{
    if (std::exchange(m_waiting, count) != count)
        say();
}

void LivePause::look()
{
    const bool wasHolding = isHolding();
    m_isAway =
        m_table->verticalScrollBar()->value() > 0 || m_table->selectionModel()->selectedRows().size() > 1;
    say();
    if (wasHolding && !isHolding())
        Q_EMIT resumed();
}

void LivePause::onPressed()
{
    const bool wasHolding = isHolding();
    m_isPaused = !wasHolding;
    say();
    if (wasHolding)
        Q_EMIT resumed();
}

void LivePause::say()
{
    if (!isHolding())
        setText(tr("H&old rows"));
    else if (m_waiting == 0)
        setText(tr("R&ows held"));
    else
        setText(tr("%n new", nullptr, m_waiting));
    setToolTip(isHolding() ? tr("New rows wait while the list is held, scrolled, or several rows are chosen. "
                                "Press it to let them in.")
                           : tr("New rows come at the top. Press it to hold them back."));
}

} // namespace turnpike::console

#include "moc_livepause.cpp"
