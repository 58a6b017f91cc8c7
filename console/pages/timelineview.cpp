// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/timelineview.h"

#include "protocol/calls.h"

#include <QAction>
#include <QBoxLayout>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kTimelinePage = 100;

} // namespace

TimelineView::TimelineView(const Desk &desk, QWidget *parent)
    : Page(desk, u"customers.timeline"_s, tr("Timeline"), parent)
    , m_entries([](const TimelineEntry &entry) { return u"%1/%2"_s.arg(entry.kind.word(), entry.id); },
                timelineColumns())
    , m_pages(m_entries,
              [this](const TimelineEntry *before, const PagedList<TimelineEntry>::Taker &taker) {
                  TimelineQuery query;
                  query.telegramId = m_customer;
                  query.limit = kTimelinePage;
                  if (before) {
                      query.before = before->at;
                      query.beforeKind = before->kind;
                      query.beforeId = before->id;
                  }
                  askPage<Timeline, TimelineQuery, TimelineEntry>(call::kTimeline, query, taker);
              })
    , m_table(new Table(u"customers.timelineTable"_s, &m_entries, this))
{
    m_table->setEverything([this] { return m_pages.everything(); });
    m_table->setAccessibleName(tr("Timeline"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setSource(readBy(call::kTimeline));
    m_table->setEmptyText(tr("Nothing is known to have happened."));
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_table->setWidths({0, 0, 0, 44, 28});
    m_table->setToolTip(tr("Enter or a double click shows the log lines, where they are known."));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_table);
    connect(m_table, &Table::nearEnd, this, [this] { m_pages.loadMore(); });
    connect(m_table, &Table::opened, this, &TimelineView::openEntry);
    auto *source = new QAction(tr("Show it in its &list"), m_table);
    connect(source, &QAction::triggered, this, [this] { openSource(m_table->currentKey()); });
    m_table->addMenuAction(source);
}

TimelineView::~TimelineView()
{
    delete m_table; // before the model it shows
}

void TimelineView::setCustomer(qint64 telegramId)
{
    if (std::exchange(m_customer, telegramId) != telegramId)
        m_pages.forget();
}

void TimelineView::refresh()
{
    if (m_customer != 0 && connection().canAsk(QString::fromLatin1(call::kTimeline)))
        m_pages.reload();
}

void TimelineView::openEntry(const QString &key)
{
    const TimelineEntry *entry = m_entries.find(key);
    if (entry && !entry->correlationId.isEmpty())
        Q_EMIT jumpRequested(u"logs"_s, entry->correlationId);
    else
        openSource(key);
}

void TimelineView::openSource(const QString &key)
{
    const TimelineEntry *entry = m_entries.find(key);
    const auto kind = entry ? entry->kind.known() : std::nullopt;
    if (!kind)
        return;
    if (*kind == TimelineKind::Action)
        Q_EMIT jumpRequested(u"audit"_s, entry->subject);
    else
        Q_EMIT sourceWanted(*kind, entry->id);
}

} // namespace turnpike::console

#include "moc_timelineview.cpp"
