// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/statementsview.h"

#include "models/foreigntext.h"
#include "pages/sessionsview.h"
#include "protocol/calls.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QFontDatabase>
#include <QPlainTextEdit>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kWholeStatementLines = 7;

} // namespace

StatementsView::StatementsView(const Desk &desk, QWidget *parent)
    : Page(desk, u"database.statements"_s, tr("Statements"), parent)
    , m_statements([](const StatementState &state) { return state.statement; }, statementColumns())
    , m_table(new Table(u"database.statements"_s, &m_statements, this))
    , m_title(new Label(this))
    , m_gaps(new Label(this))
    , m_statement(new QPlainTextEdit(this))
{
    m_table->setAccessibleName(tr("Statements that took the most time"));
    m_table->setSource(readBy(call::kStatements));
    m_table->setEmptyText(tr("No statement was counted yet."));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_statement->setAccessibleName(tr("The statement in full"));
    m_statement->setReadOnly(true);
    m_statement->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_statement->setFixedHeight(kWholeStatementLines * fontMetrics().lineSpacing() + 12);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setWordWrap(true);
    m_gaps->setObjectName(u"gaps"_s);
    m_gaps->setWordWrap(true);
    m_gaps->hide();
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_title);
    layout->addWidget(m_gaps);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_statement);
    connect(m_table, &Table::currentKeyChanged, this, &StatementsView::showCurrent);
}

StatementsView::~StatementsView()
{
    delete m_table; // before the model it shows
}

void StatementsView::refresh()
{
    askAlone<StatementPage>(call::kStatements, Nothing{}, [this](const StatementPage &page) { take(page); });
}

void StatementsView::take(const StatementPage &page)
{
    const QString now = wording::moment(wording::serverNow());
    m_title->setText((page.source == StatementSource::Server
                          ? tr("What took the most time of PostgreSQL, as of %1")
                          : tr("What took the most time of the connected instance, as of %1"))
                         .arg(now));
    m_gaps->setText(wordsOfGaps(page.gaps));
    m_gaps->setVisible(!page.gaps.isEmpty());
    m_statements.replace(page.items);
    m_table->selectFirst();
    showCurrent();
}

void StatementsView::focusSearch()
{
    m_table->setFocus();
}

void StatementsView::showCurrent()
{
    const StatementState *state = m_statements.find(m_table->currentKey());
    const QString text = state ? foreign::text(state->statement) : QString();
    if (m_statement->toPlainText() != text) // what one has selected in it stays
        m_statement->setPlainText(text);
}

} // namespace turnpike::console

#include "moc_statementsview.cpp"
