// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/keptlogview.h"

#include "protocol/calls.h"
#include "protocol/version.h"

#include <QBoxLayout>

#include <utility>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kDetailsColumn = 4;

} // namespace

KeptLogView::KeptLogView(const Desk &desk, QWidget *parent)
    : Page(desk, u"logs.kept"_s, tr("Log of an earlier process"), parent)
    , m_lines([](const LogLine &line) { return QString::number(line.seq); }, logColumns())
    , m_pages(
          m_lines, [](const LogLine &line) { return line.seq; },
          [this](std::optional<qint64> before, const PagedList<LogLine>::Taker &taker) {
              LogQuery asked = m_filter->query();
              asked.instanceId = m_process;
              asked.beforeSeq = before;
              asked.limit = kMaxPage;
              askPage<LogPage, LogQuery, LogLine>(call::kLogs, asked, taker);
          })
    , m_filter(new LogFilterBar(LogFilterBar::Extent::Whole, this))
    , m_table(new Table(u"logs.keptTable"_s, &m_lines, this))
{
    m_filter->addCount();
    m_table->setEverything([this] { return m_pages.everything(); });
    m_table->setAccessibleName(title());
    m_table->setEmptyText(tr("No line of this process that matches is kept."));
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_table->setWidths({14, 12, 20, 32, 0, 18});
    m_table->stretch(kDetailsColumn);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
    connect(m_filter, &FilterBar::changed, this, &KeptLogView::restart);
    connect(m_table, &Table::nearEnd, this, [this] { m_pages.loadMore(); });
    const auto count = [this] { m_filter->say(m_lines.rowCount(), std::nullopt, m_pages.hasMore()); };
    connect(&m_lines, &QAbstractItemModel::rowsInserted, this, count, Qt::QueuedConnection);
    connect(&m_lines, &QAbstractItemModel::rowsRemoved, this, count, Qt::QueuedConnection);
}

KeptLogView::~KeptLogView()
{
    delete m_table; // before the model it shows
}

void KeptLogView::setProcess(const QString &instanceId)
{
    if (std::exchange(m_process, instanceId) != instanceId)
        restart();
}

void KeptLogView::refresh()
{
    if (!m_process.isEmpty() && connection().canAsk(QString::fromLatin1(call::kLogs)))
        m_pages.reload();
}

void KeptLogView::restart()
{
    if (m_process.isEmpty())
        m_pages.forget();
    else
        m_pages.restart();
}

QList<LogLine> KeptLogView::shown() const
{
    return {m_lines.rows().rbegin(), m_lines.rows().rend()};
}

} // namespace turnpike::console

#include "moc_keptlogview.cpp"
