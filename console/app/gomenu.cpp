// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/gomenu.h"

#include <QAction>
#include <QKeySequence>

#include <algorithm>

namespace turnpike::console {

using namespace Qt::StringLiterals;

GoMenu::GoMenu(QWidget *parent)
    : QMenu(parent)
    , m_back(new QAction(tr("&Back"), this))
    , m_forward(new QAction(tr("&Forward"), this))
{
    setObjectName(u"goMenu"_s);
    setTitle(tr("&Go"));
    m_back->setShortcut(QKeySequence(u"Alt+Left"_s));
    m_forward->setShortcut(QKeySequence(u"Alt+Right"_s));
    auto *jump = new QAction(tr("&Jump to…"), this);
    jump->setShortcut(QKeySequence(u"Ctrl+K"_s));
    addActions({m_back, m_forward, jump});
    addSeparator();
    connect(m_back, &QAction::triggered, this, [this] { step(-1); });
    connect(m_forward, &QAction::triggered, this, [this] { step(1); });
    connect(jump, &QAction::triggered, this, &GoMenu::jumpWanted);
    enable();
}

void GoMenu::addPage(const QString &key, const QString &title)
{
    QAction *go = addAction(title, this, [this, key] { Q_EMIT wanted(key); });
    ++m_pages;
    if (m_pages <= kPagesWithKeys)
        go->setShortcut(QKeySequence(u"Ctrl+%1"_s.arg(m_pages % 10)));
}

void GoMenu::arrive(const QString &page)
{
    if (m_at >= 0 && m_trail[m_at] == page)
        return;
    m_trail = m_trail.mid(0, m_at + 1);
    m_trail.append(page);
    m_trail = m_trail.mid(std::max<qsizetype>(0, m_trail.size() - kMostSteps - 1));
    m_at = m_trail.size() - 1;
    enable();
}

void GoMenu::step(qsizetype by)
{
    if (m_at + by < 0 || m_at + by >= m_trail.size())
        return;
    m_at += by;
    enable();
    const QString page = m_trail[m_at]; // whoever shows it comes back with arrive()
    Q_EMIT wanted(page);
}

void GoMenu::enable()
{
    m_back->setEnabled(m_at > 0);
    m_forward->setEnabled(m_at + 1 < m_trail.size());
}

} // namespace turnpike::console

#include "moc_gomenu.cpp"
