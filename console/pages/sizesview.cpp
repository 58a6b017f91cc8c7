// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/sizesview.h"

#include "protocol/calls.h"
#include "widgets/label.h"
#include "widgets/textgrid.h"

#include <QBoxLayout>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

SizesView::SizesView(const Desk &desk, QWidget *parent)
    : Page(desk, u"database.sizes"_s, tr("Sizes"), parent)
    , m_tables([](const TableState &table) { return table.name; }, tableColumns())
    , m_table(new Table(u"database.tables"_s, &m_tables, this))
    , m_title(new Label(this))
    , m_about(new Label(this))
    , m_file(new TextGrid({2, 0, false}, this))
{
    m_table->setSource(readBy(call::kSizes));
    m_table->setAccessibleName(tr("Tables"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortFirst(2, Qt::DescendingOrder);
    m_file->setAccessibleName(tr("The file"));
    m_file->hide();
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_about->setWordWrap(true);
    m_about->setText(tr("Sizes are as of the last vacuum or analyze: to measure them anew would wait where a "
                        "table is locked."));
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_title);
    layout->addWidget(m_about);
    layout->addWidget(m_file);
    layout->addWidget(m_table, 1);
    layout->addStretch(0);
}

SizesView::~SizesView()
{
    delete m_table; // before the model it shows
}

void SizesView::refresh()
{
    askAlone<SizePage>(call::kSizes, Nothing{}, [this](const SizePage &page) { take(page); });
}

void SizesView::take(const SizePage &page)
{
    const bool isSqlite = page.engine == Engine::Sqlite;
    m_table->setVisible(!isSqlite);
    m_about->setVisible(!isSqlite);
    m_file->setVisible(isSqlite);
    m_title->setText(tr("The database has %1, as of %2")
                         .arg(wording::bytes(page.bytes), wording::moment(wording::serverNow())));
    m_tables.replace(page.items);
    if (!isSqlite)
        return;
    const DatabaseFile file = page.file.value_or(DatabaseFile());
    m_file->setRows(
        {{tr("File"), file.path},
         {tr("Its size"), wording::bytes(file.bytes)},
         {tr("Write-ahead log"), wording::bytes(file.logBytes)},
         {tr("Pages"), tr("%1 of %2 each").arg(wording::number(file.pages), wording::bytes(file.pageBytes))},
         {tr("Free pages"),
          tr("%1, used again before the file grows").arg(wording::number(file.freePages))}});
}

void SizesView::focusSearch()
{
    m_table->setFocus();
}

} // namespace turnpike::console

#include "moc_sizesview.cpp"
