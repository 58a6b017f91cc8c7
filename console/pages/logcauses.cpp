// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/logcauses.h"

#include "protocol/calls.h"

#include <QBoxLayout>

#include <utility>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

LogCauses::LogCauses(const Desk &desk, QWidget *parent)
    : Page(desk, u"logs.groups"_s, tr("Warnings and errors by component and text"), parent)
    , m_filter(new LogFilterBar(LogFilterBar::Extent::Whole, this))
    , m_causes(new CausesView(
          desk, u"logs.causes"_s, call::kLogGroups,
          [this] {
              LogQuery asked = m_filter->query();
              asked.instanceId = m_process;
              return asked;
          },
          this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_filter);
    layout->addWidget(m_causes, 1);
    connect(m_filter, &FilterBar::changed, this, &LogCauses::restart);
    connect(m_causes, &CausesView::groupOpened, this, &LogCauses::groupOpened);
    connect(m_causes, &Page::told, this, &Page::told);
    restart();
}

void LogCauses::setProcess(const QString &instanceId)
{
    if (std::exchange(m_process, instanceId) != instanceId)
        restart();
}

void LogCauses::refresh()
{
    m_causes->refresh();
}

void LogCauses::restart()
{
    m_causes->forget(true);
    m_causes->table().setEmptyText(tr("No warning or error that matches is kept."));
    if (isVisible())
        m_causes->refresh();
}

} // namespace turnpike::console

#include "moc_logcauses.cpp"
