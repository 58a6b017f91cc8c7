// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "widgets/seriesboard.h"

#include "models/wording.h"
#include "widgets/changesbefore.h"
#include "widgets/chartwidget.h"
#include "widgets/label.h"
#include "widgets/marklegend.h"
#include "widgets/tilelayout.h"

#include <QApplication>
#include <QBoxLayout>
#include <QButtonGroup>
#include <QPushButton>

#include <algorithm>

namespace turnpike::console {

namespace {

constexpr int kChartWidth = 430; // at least
// After a restart the last day is known by the minute.
constexpr qint64 kGapMs = 150'000;

} // namespace

SeriesBoard::SeriesBoard(ServerConnection &connection, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_feed(connection)
    , m_ranges(new QWidget(this))
    , m_about(new Label(this))
    , m_marks(new MarkLegend(this))
    , m_charts(new TileLayout(kChartWidth))
{
    auto *group = new QButtonGroup(this);
    auto *bar = new QHBoxLayout(m_ranges);
    bar->setContentsMargins(0, 0, 0, 0);
    bar->setSpacing(0);
    addRange(group, SeriesFeed::Range::Hour, tr("1 h"), tr("The last hour"));
    addRange(group, SeriesFeed::Range::SixHours, tr("6 h"), tr("The last six hours"));
    addRange(group, SeriesFeed::Range::Day, tr("24 h"), tr("The last day"));
    addRange(group, SeriesFeed::Range::Week, tr("7 d"), tr("The last seven days"));
    group->button(static_cast<int>(m_feed.range()))->setChecked(true);
    auto *head = new QHBoxLayout;
    head->addWidget(m_ranges);
    head->addSpacing(8);
    head->addWidget(m_about, 1);
    head->addWidget(m_marks);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addLayout(m_charts);
    connect(group, &QButtonGroup::idClicked, this,
            [this](int id) { m_feed.setRange(static_cast<SeriesFeed::Range>(id)); });
    connect(&m_feed, &SeriesFeed::changed, this, &SeriesBoard::showSeries);
}

void SeriesBoard::addRange(QButtonGroup *group, SeriesFeed::Range range, const QString &text,
                           const QString &tip)
{
    auto *button = new QPushButton(text, m_ranges);
    button->setCheckable(true);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setFixedWidth(56);
    // The one that is chosen stands out in light and dark.
    connect(button, &QPushButton::toggled, this, [button](bool isChosen) {
        QFont weight = button->font();
        weight.setBold(isChosen);
        button->setFont(weight);
        QPalette colors = QApplication::palette(button);
        if (isChosen) {
            colors.setColor(QPalette::Button, colors.color(QPalette::Highlight));
            colors.setColor(QPalette::ButtonText, colors.color(QPalette::HighlightedText));
        }
        button->setPalette(colors);
    });
    group->addButton(button, static_cast<int>(range));
    m_ranges->layout()->addWidget(button);
}

ChartWidget *SeriesBoard::addChart(const QString &title, Unit unit, const QList<Line> &lines)
{
    QStringList names;
    QStringList series;
    for (const Line &line : lines) {
        names.append(line.name);
        series.append(QString::fromLatin1(line.series));
    }
    auto *chart = new ChartWidget(title, unit, names, this);
    chart->setEmptyText(tr("Nothing known yet"));
    connect(chart, &ChartWidget::momentChosen, this,
            [this](Timestamp at) { (new ChangesBefore(m_connection, at, window()))->open(); });
    m_charts->addWidget(chart);
    m_shown.append({chart, series});
    return chart;
}

void SeriesBoard::showSeries()
{
    ChartData chart;
    chart.from = m_feed.from();
    chart.to = m_feed.to();
    chart.marks = m_feed.marks();
    m_marks->setMarks(chart.marks);
    chart.gapMs = std::max(kGapMs, 3 * m_feed.stepMs());
    for (const Shown &shown : std::as_const(m_shown)) {
        chart.lines.clear();
        for (const QString &name : shown.series)
            chart.lines.append(m_feed.points(name));
        shown.chart->setEmptyText(m_feed.isRead() ? tr("Nothing is known of this time") : tr("Being read…"));
        shown.chart->setData(chart);
    }
    QString about;
    if (!m_feed.trouble().isEmpty())
        about = tr("Cannot be read: %1").arg(m_feed.trouble());
    else if (m_feed.isRead())
        about = tr("a point every %1").arg(wording::duration(m_feed.stepMs()));
    m_about->setText(about);
}

} // namespace turnpike::console

#include "moc_seriesboard.cpp"
