// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/causesview.h"

#include "widgets/label.h"

#include <QBoxLayout>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

QString groupKey(const CauseGroup &group)
{
    return QStringList{group.kind, group.state, group.cause}.join(u'\n');
}

} // namespace

CausesView::CausesView(const Desk &desk, const QString &key, const char *call,
                       std::function<Question()> question, QWidget *parent)
    : Page(desk, key, tr("By cause"), parent)
    , m_call(call)
    , m_question(std::move(question))
    , m_groups(&groupKey, causeColumns())
    , m_about(new Label(this))
    , m_table(new Table(key + u".table"_s, &m_groups, this))
{
    m_about->setWordWrap(true);
    m_about->setText(tr("There are more than are counted here."));
    m_about->hide();
    m_table->setAccessibleName(tr("Failures by cause"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSource(readBy(m_call));
    forget(false);
    m_table->setToolTip(tr("Enter or a double click lists exactly those."));
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_table->setWidths({0, 18, 0, 32, 0, 0, 40});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_about);
    layout->addWidget(m_table, 1);
    connect(m_table, &Table::opened, this, [this](const QString &row) {
        if (const CauseGroup *group = m_groups.find(row))
            Q_EMIT groupOpened(CauseGroup(*group)); // the row may go while it is shown
    });
}

CausesView::~CausesView()
{
    delete m_table; // before the model it shows
}

void CausesView::refresh()
{
    const auto take = [this, asked = m_questions](const CauseGroups &groups) {
        if (asked == m_questions)
            showGroups(groups);
        else if (!isHidden()) // whoever comes back to it asks anew
            refresh();
    };
    std::visit([&](const auto &asked) { askAlone<CauseGroups>(m_call, asked, take); }, m_question());
}

void CausesView::forget(bool isFiltered)
{
    ++m_questions;
    m_table->setEmptyText(isFiltered ? tr("No failure matches the filter.") : tr("Nothing has failed."));
}

void CausesView::showGroups(const CauseGroups &groups)
{
    m_groups.replace(groups.items);
    m_about->setVisible(!groups.isAll);
}

} // namespace turnpike::console

#include "moc_causesview.cpp"
