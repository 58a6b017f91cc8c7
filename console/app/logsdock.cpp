#include "app/logsdock.h"

#include <QBoxLayout>

namespace turnpike::console {

LogsDock::LogsDock(const Desk &desk, QWidget *parent)
    : QDockWidget(tr("Log"), parent)
{
    setObjectName(QStringLiteral("logsDock"));
    auto *body = new QWidget(this);
    auto *view = new LogView(desk, QStringLiteral("logs.dock"), LogFilterBar::Extent::Short, body);
    auto *layout = new QVBoxLayout(body);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->addWidget(view);
    setWidget(body);
    connect(view, &LogView::told, this, &LogsDock::told);
    connect(&view->table(), &Table::opened, this, [this, view] {
        const protocol::LogLine *line = view->current();
        if (line)
            Q_EMIT jumpRequested(QStringLiteral("logs"), line->correlationId);
    });
}

} // namespace turnpike::console

#include "moc_logsdock.cpp"
