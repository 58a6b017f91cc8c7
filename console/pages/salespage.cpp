// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/salespage.h"

#include "pages/registration.h"
#include "protocol/calls.h"
#include "widgets/chartwidget.h"
#include "widgets/filterbar.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QHash>
#include <QSplitter>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kSalesDayMs = 24 * wording::kHourMs;
constexpr int kUsualSalesDays = 30;
constexpr int kMostChartedDays = 400; // the server's bound

// Of 8 in 10: "80 %".
QString shareOf(qint64 part, qint64 whole)
{
    return whole > 0 ? u"%1 %"_s.arg(qRound(100.0 * static_cast<double>(part) / static_cast<double>(whole)))
                     : u"–"_s;
}

} // namespace

SalesPage::SalesPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"sales"_s, tr("Sales"), parent)
    , m_days([](const SalesDay &day) { return QString::number(day.day); }, salesDayColumns())
    , m_shares([](const SalesShare &share) { return u"%1/%2"_s.arg(share.part.word(), share.key); },
               salesShareColumns())
    , m_filter(new FilterBar(this))
    , m_about(new Label(this))
    , m_chart(new ChartWidget(tr("Revenue a day, in roubles"), Unit::Count, {tr("revenue")}, this))
    , m_dayTable(new Table(u"sales.days"_s, &m_days, this))
    , m_shareTable(new Table(u"sales.shares"_s, &m_shares, this))
{
    m_filter->addTime();
    m_about->setWordWrap(true);
    m_chart->setEmptyText(tr("Nothing was sold."));
    m_dayTable->setAccessibleName(tr("Revenue by day"));
    m_dayTable->setSource(readBy(call::kSales));
    m_dayTable->setEmptyText(tr("Nothing was sold."));
    m_dayTable->sortFirst(0, Qt::DescendingOrder);
    m_shareTable->setAccessibleName(tr("Revenue by what it came from"));
    m_shareTable->setSource(readBy(call::kSales));
    m_shareTable->setEmptyText(tr("Nothing was sold."));
    auto *tables = new QSplitter(Qt::Horizontal, this);
    tables->setObjectName(u"sales.splitter"_s);
    tables->setChildrenCollapsible(false);
    tables->addWidget(m_dayTable);
    tables->addWidget(m_shareTable);
    tables->setSizes({350, 550});
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_filter);
    layout->addWidget(m_about);
    layout->addWidget(m_chart, 1);
    layout->addWidget(tables, 1);
    connect(m_filter, &FilterBar::changed, this, &SalesPage::restart);
    connect(m_dayTable, &Table::freshnessChanged, this,
            [this] { m_about->setEnabled(m_dayTable->isFresh()); });
}

SalesPage::~SalesPage()
{
    // Before the models they show.
    delete m_dayTable;
    delete m_shareTable;
}

SalesQuery SalesPage::query() const
{
    const Timestamp now = wording::serverNow();
    const FilterBar::Span span = m_filter->span();
    SalesQuery asked;
    asked.to = span.to.value_or(now);
    asked.from = span.from.value_or(asked.to - kUsualSalesDays * kSalesDayMs);
    asked.zoneMinutes = QDateTime::fromMSecsSinceEpoch(asked.to).offsetFromUtc() / 60;
    return asked;
}

void SalesPage::refresh()
{
    if (!connection().canAsk(QString::fromLatin1(call::kSales)))
        return;
    ask<SalesReport>(call::kSales, query(), [this, question = ++m_question](const SalesReport &report) {
        if (question == m_question)
            showReport(report);
    });
}

// What is shown is of another span.
void SalesPage::restart()
{
    const SalesQuery asked = query();
    m_days.clear();
    m_shares.clear();
    m_about->clear();
    ChartData nothing;
    nothing.from = asked.from;
    nothing.to = asked.to;
    nothing.lines = {QList<QPointF>()};
    m_chart->setData(nothing);
    refresh();
}

void SalesPage::showReport(const SalesReport &report)
{
    m_days.replace(report.days);
    m_shares.replace(report.shares);
    QHash<QDate, qint64> sold;
    qint64 count = 0;
    qint64 kopecks = 0;
    for (const SalesDay &day : report.days) {
        sold[QDateTime::fromMSecsSinceEpoch(day.day + kSalesDayMs / 2).date()] += day.kopecks;
        count += day.count;
        kopecks += day.kopecks;
    }
    ChartData chart;
    chart.from = report.from;
    chart.to = report.to;
    QList<QPointF> line;
    if (!report.days.isEmpty()) {
        QDate day = QDateTime::fromMSecsSinceEpoch(report.from).date();
        const QDate last = QDateTime::fromMSecsSinceEpoch(report.to).date();
        for (int i = 0; day <= last && i <= kMostChartedDays; day = day.addDays(1), ++i)
            line.append(QPointF(static_cast<double>(day.startOfDay().toMSecsSinceEpoch()),
                                static_cast<double>(sold.value(day)) / 100));
    }
    chart.lines = {line};
    m_chart->setData(chart);
    m_about->setText(
        tr("%1 to %2: revenue %3, sales %4; given back %5 (%6). Trials %7, became customers %8 (%9).")
            .arg(wording::moment(report.from), wording::moment(report.to), wording::kopecks(kopecks),
                 wording::number(count), wording::kopecks(report.refundedKopecks),
                 wording::number(report.refunds), wording::number(report.trials),
                 wording::number(report.trialsPaid), shareOf(report.trialsPaid, report.trials)) +
        u'\n' +
        tr("Subscriptions: bought for the first time %1, bought again %2, renewed by themselves %3, ended "
           "and "
           "not renewed %4 (%5 of what was due).")
            .arg(wording::number(report.first), wording::number(report.renewed),
                 wording::number(report.renewedByItself), wording::number(report.ended),
                 shareOf(report.ended, report.ended + report.renewed + report.renewedByItself)));
}

} // namespace turnpike::console

namespace turnpike::console::pages::salespage {

Registration registration()
{
    return {"sales", [](const Desk &desk) -> Page * { return new SalesPage(desk); }};
}

} // namespace turnpike::console::pages::salespage

#include "moc_salespage.cpp"
