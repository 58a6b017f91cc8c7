// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/auditpage.h"

#include "models/csvexport.h"
#include "pages/auditdetail.h"
#include "pages/auditfilterbar.h"
#include "pages/auditrows.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/label.h"
#include "widgets/livepause.h"

#include <QBoxLayout>
#include <QPushButton>
#include <QSplitter>

#include <utility>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kReason = 7; // of the columns
constexpr int kPage = 100;
constexpr int kKept = 5'000; // rows; for older ones the filter has to be narrower

} // namespace

AuditPage::AuditPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"audit"_s, tr("Audit"), parent)
    , m_rows([](const AuditRow &row) { return QString::number(row.id); }, auditColumns())
    , m_pages(
          m_rows, [](const AuditRow &row) { return row.id; },
          [this](std::optional<qint64> before, const PagedList<AuditRow>::Taker &taker) {
              AuditQuery asked = m_filter->query();
              asked.beforeId = before;
              asked.limit = kPage;
              askPage<protocol::AuditPage, AuditQuery, AuditRow>(call::kAudit, asked, taker);
          })
    , m_filter(new AuditFilterBar(this))
    , m_table(new Table(u"audit.table"_s, &m_rows, this))
    , m_pause(new LivePause(m_table, this))
    , m_detail(new AuditDetail(this))
    , m_count(new Label(this))
    , m_more(new QPushButton(tr("&Older rows"), this))
    , m_export(new QPushButton(this))
{
    m_table->setEverything([this] { return auditrows::all(connection(), m_filter->query(), this); },
                           auditrows::titles());
    m_table->setAccessibleName(tr("Audit"));
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_table->setWidths({15, 12, 9, 20, 20, 12, 12, 0, 11, 13});
    m_table->stretch(kReason);
    m_table->setSource(readBy(call::kAudit));
    m_table->setEmptyText(tr("Nothing that matches is in the audit."));
    m_more->setToolTip(tr("Reads the next rows; scrolling to the end does so, too"));
    m_more->setObjectName(u"older"_s);
    m_export->setObjectName(u"export"_s);
    build();
    connect(m_filter, &AuditFilterBar::changed, this, &AuditPage::restart);
    connect(m_table, &Table::currentKeyChanged, this, &AuditPage::showCurrent);
    connect(m_table, &Table::nearEnd, this, &AuditPage::loadMore);
    connect(m_pause, &LivePause::resumed, this, &AuditPage::letIn);
    connect(m_table, &Table::opened, this, &AuditPage::openSubject);
    connect(m_more, &QPushButton::clicked, this, &AuditPage::loadMore);
    connect(m_export, &QPushButton::clicked, this, [this] {
        if (m_table->isExporting())
            m_table->stopExport();
        else
            m_table->proposeExport();
    });
    connect(m_table, &Table::exportChanged, this, &AuditPage::showCount);
    connect(&m_rows, &QAbstractItemModel::rowsInserted, this, &AuditPage::showCount, Qt::QueuedConnection);
    connect(&m_rows, &QAbstractItemModel::rowsRemoved, this, &AuditPage::showCount, Qt::QueuedConnection);
    connect(&state().audit(), &QAbstractItemModel::rowsInserted, this,
            [this](const auto &, int first, int last) { takeNew(first, last); });
    showCount();
    showCurrent();
}

AuditPage::~AuditPage()
{
    delete m_table; // before the model it shows
}

void AuditPage::build()
{
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_count);
    bar->addStretch(1);
    bar->addWidget(m_pause);
    bar->addWidget(m_more);
    bar->addWidget(m_export);
    auto *above = new QWidget(this);
    auto *aboveLayout = new QVBoxLayout(above);
    aboveLayout->setContentsMargins(0, 0, 0, 6);
    aboveLayout->addWidget(m_filter);
    aboveLayout->addWidget(m_table, 1);
    aboveLayout->addLayout(bar);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"audit.splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(above);
    splitter->addWidget(m_detail);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(splitter, 1);
}

void AuditPage::activate()
{
    m_table->selectFirst();
}

void AuditPage::refresh()
{
    if (connection().canAsk(QString::fromLatin1(call::kAudit)))
        m_pages.reload();
}

void AuditPage::focusSearch()
{
    m_filter->focusText();
}

void AuditPage::open(const QString &target)
{
    m_filter->showSubject(target);
}

void AuditPage::restart()
{
    m_held.clear(); // the server has them
    m_pause->setWaiting(0);
    m_pages.restart();
    m_table->selectFirst();
}

void AuditPage::takeNew(int first, int last)
{
    QList<AuditRow> fresh;
    for (int row = first; row <= last; ++row) {
        if (AuditFilterBar::matches(state().audit().at(row), m_filter->query()))
            fresh.append(state().audit().at(row));
    }
    m_held = (fresh + m_held).mid(0, LivePause::kMostHeld);
    if (m_pause->isHolding())
        m_pause->setWaiting(static_cast<int>(m_held.size()));
    else
        letIn();
}

void AuditPage::letIn()
{
    m_rows.prepend(std::exchange(m_held, {}));
    m_rows.keepFirst(kKept);
    m_pause->setWaiting(0);
}

void AuditPage::loadMore()
{
    if (m_rows.rowCount() < kKept)
        m_pages.loadMore();
}

// Where whatever it was about is shown.
void AuditPage::openSubject(const QString &key)
{
    const AuditRow *row = m_rows.find(key);
    if (!row)
        return;
    if (const auto subject = subjectNamed(row->subject)) {
        const Place place = placeOf(*subject);
        Q_EMIT jumpRequested(place.page, place.target);
    }
}

void AuditPage::showCurrent()
{
    m_detail->showRow(m_rows.find(m_table->currentKey()));
}

void AuditPage::showCount()
{
    const int count = m_rows.rowCount();
    const bool isFull = count >= kKept;
    QString text = tr("%n row(s)", nullptr, count);
    if (isFull)
        text = tr("%n row(s); narrow the filter to see older ones, or export them", nullptr, count);
    else if (m_pages.hasMore())
        text = tr("%n row(s), and older ones", nullptr, count);
    m_count->setText(m_filter->isEmpty() ? text : tr("Filtered: %1").arg(text));
    m_more->setEnabled(m_pages.hasMore() && !isFull);
    m_export->setText(m_table->isExporting() ? tr("Stop the e&xport") : tr("E&xport CSV…"));
    m_export->setToolTip(m_table->isExporting() ? tr("Nothing is written then")
                                                : tr("Writes all rows that the filter takes, %1 at most")
                                                      .arg(wording::number(CsvExport::kMaxRows)));
}

} // namespace turnpike::console

namespace turnpike::console::pages::auditpage {

Registration registration()
{
    return {"audit", [](const Desk &desk) -> Page * { return new AuditPage(desk); }};
}

} // namespace turnpike::console::pages::auditpage

#include "moc_auditpage.cpp"
