// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/databasepage.h"

#include "pages/registration.h"
#include "pages/sessionsview.h"
#include "pages/sizesview.h"
#include "pages/statementsview.h"

#include <QBoxLayout>
#include <QTabWidget>

namespace turnpike::console {

using namespace Qt::StringLiterals;

namespace {

constexpr int kSessionsEveryMs = 3'000;
constexpr int kNumbersEveryMs = 10'000; // of what changes slowly

} // namespace

DatabasePage::DatabasePage(const Desk &desk, QWidget *parent)
    : Page(desk, u"database"_s, tr("Database"), parent)
    , m_sessions(new SessionsView(desk, this))
    , m_statements(new StatementsView(desk, this))
    , m_sizes(new SizesView(desk, this))
    , m_tabs(new QTabWidget(this))
{
    m_tabs->setDocumentMode(true);
    for (Page *view : std::initializer_list<Page *>{m_sessions, m_statements, m_sizes}) {
        m_tabs->addTab(view, view->title());
        connect(view, &Page::told, this, &Page::told);
        connect(view, &Page::jumpRequested, this, &Page::jumpRequested);
    }
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_tabs);
    m_timer.setInterval(kSessionsEveryMs);
    connect(&m_timer, &QTimer::timeout, this, &DatabasePage::refresh);
    connect(m_tabs, &QTabWidget::currentChanged, this, &DatabasePage::onViewChanged);
}

void DatabasePage::activate()
{
    m_timer.start();
}

void DatabasePage::deactivate()
{
    m_timer.stop();
}

void DatabasePage::refresh()
{
    currentView()->refresh();
}

void DatabasePage::focusSearch()
{
    currentView()->focusSearch();
}

void DatabasePage::open(const QString &target)
{
    if (target == "statements"_L1) {
        m_tabs->setCurrentWidget(m_statements);
    } else if (target == "sizes"_L1) {
        m_tabs->setCurrentWidget(m_sizes);
    } else {
        m_tabs->setCurrentWidget(m_sessions);
        m_sessions->open(target);
    }
}

QList<Jump> DatabasePage::jumps() const
{
    return {{m_statements->title(), key(), u"statements"_s}, {m_sizes->title(), key(), u"sizes"_s}};
}

Page *DatabasePage::currentView() const
{
    return static_cast<Page *>(m_tabs->currentWidget());
}

void DatabasePage::onViewChanged()
{
    m_timer.setInterval(currentView() == m_sessions ? kSessionsEveryMs : kNumbersEveryMs);
    refresh();
}

} // namespace turnpike::console

namespace turnpike::console::pages::databasepage {

Registration registration()
{
    return {"database", [](const Desk &desk) -> Page * { return new DatabasePage(desk); }};
}

} // namespace turnpike::console::pages::databasepage

#include "moc_databasepage.cpp"
