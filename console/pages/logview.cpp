// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/logview.h"

#include "models/logtext.h"
#include "widgets/label.h"
#include "widgets/theme.h"

#include <QAction>
#include <QBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QScrollBar>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

enum Column { Time, Level, Component, Message, Details, CorrelationId };

constexpr int kNearTop = 3; // rows

} // namespace

LogView::LogView(const Desk &desk, const QString &name, LogFilterBar::Extent extent, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_reader(desk.connection, desk.state)
    , m_filter(new LogFilterBar(extent, this))
    , m_table(new Table(name, &desk.state.logs(), this))
    , m_shape(new Label(this))
    , m_state(new Label(this))
    , m_count(new Label(this))
    , m_follow(new QPushButton(tr("&Follow"), this))
    , m_readMissed(new QPushButton(tr("&Read them"), this))
    , m_older(new QPushButton(tr("&Older lines"), this))
{
    m_table->setSource([this] { return m_desk.state.freshness({FigureSource::Process}); });
    m_table->setAccessibleName(tr("Log"));
    // In the order in which it was logged, always.
    m_table->setSortingEnabled(false);
    m_table->horizontalHeader()->setSectionsClickable(false);
    m_table->horizontalHeader()->setSortIndicatorShown(false);
    m_table->setKeepsPlace(Table::KeepsPlace::Never);
    m_table->setWidths({14, 12, 20, 32, 0, 18});
    m_table->stretch(Details);
    m_table->setColumnHidden(CorrelationId, extent == LogFilterBar::Extent::Short);
    m_follow->setToolTip(tr("Goes to the newest line and stays with it (End)"));
    m_readMissed->setObjectName(u"readMissed"_s);
    m_readMissed->setToolTip(tr("The server still has the last lines"));
    m_older->setToolTip(tr("Reads what the server still has from before; it keeps the last lines only"));
    build();
    listen();
    offerComponents(0, m_desk.state.logs().rowCount() - 1);
    applyFilter();
}

LogView::~LogView()
{
    m_desk.state.logFollower().leave(this);
}

void LogView::build()
{
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_shape);
    bar->addWidget(m_state);
    bar->addWidget(m_follow);
    bar->addStretch(1);
    bar->addWidget(m_count);
    bar->addWidget(m_readMissed);
    bar->addWidget(m_older);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_filter);
    layout->addWidget(m_table, 1);
    layout->addLayout(bar);
    auto *end = new QAction(tr("Follow the newest"), this);
    end->setShortcut(QKeySequence(Qt::Key_End));
    end->setShortcutContext(Qt::WidgetShortcut);
    connect(end, &QAction::triggered, this, [this] { follow(true); });
    m_table->addMenuAction(end);
}

void LogView::listen()
{
    connect(m_filter, &LogFilterBar::changed, this, &LogView::applyFilter);
    connect(m_follow, &QPushButton::clicked, this, [this] { follow(true); });
    connect(m_older, &QPushButton::clicked, this, [this] {
        follow(false);
        m_reader.readOlder();
    });
    connect(m_readMissed, &QPushButton::clicked, this, &LogView::refresh);
    connect(&m_reader, &LogReader::changed, this, &LogView::showState);
    connect(&m_reader, &LogReader::failed, this,
            [this](const QString &why) { Q_EMIT told(Tone::Warning, why); });
    QScrollBar *scroll = m_table->verticalScrollBar();
    connect(scroll, &QScrollBar::valueChanged, this, &LogView::onScrolled);
    connect(scroll, &QScrollBar::rangeChanged, this, [this] {
        if (m_isFollowing)
            m_table->scrollToBottom();
    });
    connect(&m_table->proxy(), &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { onRowsInserted(last, last - first + 1); });
    connect(&m_desk.state.logs(), &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) {
                offerComponents(first, last);
                showState();
            });
    connect(&m_desk.state.logs(), &QAbstractItemModel::rowsRemoved, this, &LogView::showState);
    connect(&m_desk.connection, &ServerConnection::greeted, this, [this] {
        if (isVisible())
            refresh();
    });
}

const LogLine *LogView::current() const
{
    return m_desk.state.logs().find(m_table->currentKey());
}

QList<LogLine> LogView::shown() const
{
    QList<LogLine> lines;
    const FilterProxy &proxy = m_table->proxy();
    for (int row = 0; row < proxy.rowCount(); ++row)
        lines.append(m_desk.state.logs().at(proxy.mapToSource(proxy.index(row, 0)).row()));
    return lines;
}

void LogView::follow(bool on)
{
    m_isFollowing = on;
    m_new = 0;
    m_table->setKeepsPlace(on ? Table::KeepsPlace::Never : Table::KeepsPlace::Always);
    if (on)
        m_table->scrollToBottom();
    showState();
}

void LogView::refresh()
{
    if (!m_reader.isReading())
        m_reader.catchUp();
}

void LogView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_desk.state.logFollower().follow(this, m_filter->leastLevel());
    refresh();
}

void LogView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_desk.state.logFollower().leave(this);
}

void LogView::applyFilter()
{
    const LogQuery query = m_filter->query();
    {
        const QScopedValueRollback filtering(m_isFiltering, true);
        m_table->proxy().setCondition(
            [this, query](int row) { return logtext::matches(m_desk.state.logs().at(row), query); });
    }
    m_table->setEmptyText(m_filter->isAnyLine()
                              ? tr("Nothing was logged yet.")
                              : tr("No line that is here or that the server still has matches."));
    if (isVisible())
        m_desk.state.logFollower().follow(this, m_filter->leastLevel());
    m_reader.start(query);
    follow(true);
}

void LogView::onScrolled(int value)
{
    const QScrollBar *scroll = m_table->verticalScrollBar();
    const bool isAtEnd = value >= scroll->maximum();
    if (isAtEnd != m_isFollowing)
        follow(isAtEnd);
    const int nearTop = kNearTop * m_table->verticalHeader()->defaultSectionSize();
    if (!m_isFollowing && value < nearTop)
        m_reader.readOlder();
}

void LogView::onRowsInserted(int last, int count)
{
    // Older ones come above.
    if (!m_isFollowing && !m_isFiltering && last == m_table->proxy().rowCount() - 1)
        m_new += count;
    showState();
}

void LogView::offerComponents(int first, int last)
{
    for (int row = first; row <= last; ++row)
        m_filter->offer(m_desk.state.logs().at(row).component);
}

void LogView::showState()
{
    QString text = tr("Following");
    if (!m_isFollowing && m_new == 0)
        text = tr("Paused; End follows again");
    else if (!m_isFollowing)
        text = tr("Paused, %n new line(s); End follows again", nullptr, m_new);
    m_state->setText(text);
    m_shape->setPixmap(
        theme::shape(m_isFollowing ? Tone::Good : Tone::Warning, 16, palette(), devicePixelRatioF()));
    m_follow->setVisible(!m_isFollowing);
    const int all = m_desk.state.logs().rowCount();
    const int shown = m_table->proxy().rowCount();
    QStringList counts{shown == all ? tr("%Ln line(s)", nullptr, all)
                                    : tr("%1 of %Ln line(s)", nullptr, all).arg(wording::number(shown))};
    const qint64 missed = m_reader.missed();
    if (missed > 0)
        counts.append(tr("%1 left out, too many at once").arg(wording::number(missed)));
    m_readMissed->setVisible(missed > 0);
    m_readMissed->setEnabled(!m_reader.isReading());
    if (m_reader.isReading())
        counts.append(tr("reading…"));
    m_count->setText(counts.join(u"  ·  "_s));
    m_older->setEnabled(m_reader.hasMore() && !m_reader.isReading());
}

} // namespace turnpike::console

#include "moc_logview.cpp"
