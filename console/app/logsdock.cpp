// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/logsdock.h"

#include <QBoxLayout>

namespace turnpike::console {

using namespace Qt::StringLiterals;

LogsDock::LogsDock(const Desk &desk, QWidget *parent)
    : QDockWidget(tr("Log"), parent)
{
    setObjectName(u"logsDock"_s);
    auto *body = new QWidget(this);
    auto *view = new LogView(desk, u"logs.dock"_s, LogFilterBar::Extent::Short, body);
    auto *layout = new QVBoxLayout(body);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(view);
    setWidget(body);
    connect(view, &LogView::told, this, &LogsDock::told);
    connect(&view->table(), &Table::jumpRequested, this, &LogsDock::jumpRequested);
    connect(&view->table(), &Table::opened, this, [this, view] {
        const protocol::LogLine *line = view->current();
        if (line)
            Q_EMIT jumpRequested(u"logs"_s, line->correlationId);
    });
}

} // namespace turnpike::console

#include "moc_logsdock.cpp"
