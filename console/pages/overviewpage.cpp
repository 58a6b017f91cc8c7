// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/overviewpage.h"

#include "pages/instancespanel.h"
#include "pages/overviewactions.h"
#include "pages/registration.h"
#include "pages/verdictpanel.h"
#include "protocol/numbers.h"
#include "widgets/chartwidget.h"
#include "widgets/seriesboard.h"
#include "widgets/tilelayout.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QScrollArea>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kTileWidth = 188; // at least
constexpr int kTileSpacing = 4;

// Where a tile leads, in words; empty: nowhere.
QString leadsTo(const QString &page)
{
    struct Named
    {
        const char *page;
        const char *title;
    };
    static constexpr Named kTitles[] = {
        {"updates", QT_TRANSLATE_NOOP("OverviewPage", "Opens the updates")},
        {"messages", QT_TRANSLATE_NOOP("OverviewPage", "Opens the messages")},
        {"customers", QT_TRANSLATE_NOOP("OverviewPage", "Opens the customers")},
        {"waiting", QT_TRANSLATE_NOOP("OverviewPage", "Opens who waits for a key")},
        {"workers", QT_TRANSLATE_NOOP("OverviewPage", "Opens the workers")},
        {"database", QT_TRANSLATE_NOOP("OverviewPage", "Opens the database")},
        {"pool", QT_TRANSLATE_NOOP("OverviewPage", "Opens the connection pool")},
        {"logs", QT_TRANSLATE_NOOP("OverviewPage", "Opens the logs")}};
    for (const Named &named : kTitles) {
        if (page == QLatin1String(named.page))
            return QCoreApplication::translate("OverviewPage", named.title);
    }
    return page.isEmpty() ? QString() : OverviewPage::tr("Press to see why.");
}

} // namespace

OverviewPage::OverviewPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"overview"_s, tr("Overview"), parent)
    , m_verdict(new VerdictPanel(this))
    , m_tileArea(new QWidget(this))
    , m_actions(new OverviewActions(desk, this))
    , m_instances(new InstancesPanel(desk, this))
    , m_charts(new SeriesBoard(desk.connection, this))
{
    addCharts();
    auto *tiles = new TileLayout(kTileWidth, m_tileArea);
    tiles->setSpacing(kTileSpacing);
    tiles->setBelow([](const QWidget *widget) {
        const auto *tile = qobject_cast<const Tile *>(widget);
        return tile && tile->isSmall();
    });
    m_dependencies = dependenciesWithTile(state());
    makeTiles();
    auto *content = new QWidget(this);
    auto *rows = new QVBoxLayout(content);
    rows->setSpacing(8);
    rows->addWidget(m_verdict);
    rows->addWidget(m_tileArea);
    rows->addWidget(m_charts);
    rows->addWidget(m_actions, 0, Qt::AlignLeft);
    rows->addWidget(m_instances);
    rows->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);

    connect(&state(), &ShopState::gaugesChanged, this, &OverviewPage::showState);
    connect(&state(), &ShopState::aged, this, &OverviewPage::showState);
    connect(&connection(), &ServerConnection::stateChanged, this, &OverviewPage::showState);
    connect(m_actions, &OverviewActions::told, this, &Page::told);
    connect(m_instances, &InstancesPanel::told, this, &Page::told);
    connect(m_instances, &InstancesPanel::jumpRequested, this, &Page::jumpRequested);
    showState();
}

// Anew when the server calls others than before: tiles stand in one order.
void OverviewPage::makeTiles()
{
    for (const auto &[tile, widget] : m_tiles)
        delete widget;
    m_tiles.clear();
    std::vector<OverviewTile> all = shopTiles();
    for (OverviewTile &tile : systemTiles(m_dependencies))
        all.push_back(std::move(tile));
    for (OverviewTile &tile : all) {
        const QString page = tile.page;
        auto *widget = new Tile(tile.title, leadsTo(page), m_tileArea);
        widget->setObjectName(QLatin1String(tile.key));
        widget->setSmall(true);
        if (!page.isEmpty())
            connect(widget, &Tile::clicked, this,
                    [this, page, target = tile.target] { Q_EMIT jumpRequested(page, target); });
        m_tileArea->layout()->addWidget(widget);
        m_tiles.emplace_back(std::move(tile), widget);
    }
}

void OverviewPage::addCharts()
{
    m_charts->addChart(tr("Updates"), Unit::Count,
                       {{tr("a minute"), numbers::kUpdatesPerMinute.id},
                        {tr("waiting in the inbox"), numbers::kInboxPending.id}});
    m_charts->addChart(tr("Times to acknowledge and to handle"), Unit::Milliseconds,
                       {{tr("acknowledge p50"), numbers::kAcknowledgeP50.id},
                        {tr("acknowledge p99"), numbers::kAcknowledgeP99.id},
                        {tr("handle p50"), numbers::kHandleP50.id},
                        {tr("handle p99"), numbers::kHandleP99.id}});
    m_charts->addChart(tr("Sales"), Unit::Count,
                       {{tr("this hour"), numbers::kSalesThisHour.id},
                        {tr("paid without a key"), numbers::kPaidWithoutKey.id}});
    m_charts->addChart(tr("Connection pool"), Unit::Count,
                       {{tr("used"), numbers::kPoolUsed.id},
                        {tr("waiting"), numbers::kPoolWaiting.id},
                        {tr("maximum"), numbers::kPoolMax.id}});
    m_charts->addChart(tr("Memory"), Unit::Bytes, {{tr("resident"), numbers::kMemoryBytes.id}});
    m_charts->addChart(tr("Event-loop lag"), Unit::Milliseconds, {{tr("worst"), numbers::kLoopLag.id}});
}

void OverviewPage::activate()
{
    m_charts->feed().setFollowing(true);
}

void OverviewPage::deactivate()
{
    m_charts->feed().setFollowing(false);
}

void OverviewPage::open(const QString &target)
{
    m_instances->select(target);
}

void OverviewPage::refresh()
{
    m_charts->feed().reload();
}

const Tile *OverviewPage::tile(const QString &key) const
{
    for (const auto &[tile, widget] : m_tiles) {
        if (key == QLatin1String(tile.key))
            return widget;
    }
    return nullptr;
}

void OverviewPage::showState()
{
    const Freshness freshness = state().freshness({FigureSource::Process});
    m_verdict->show(state(), freshness.isFresh(), freshness.readAt);
    if (const QStringList names = dependenciesWithTile(state()); names != m_dependencies) {
        m_dependencies = names;
        makeTiles();
    }
    for (const auto &[tile, widget] : m_tiles) {
        const TileContent content = shownOf(tile, state());
        widget->show(content);
        // What is wrong is large, all else one line.
        widget->setSmall(content.tone != Tone::Warning && content.tone != Tone::Bad);
    }
    m_actions->showState();
}

} // namespace turnpike::console

namespace turnpike::console::pages::overviewpage {

Registration registration()
{
    return {"overview", [](const Desk &desk) -> Page * { return new OverviewPage(desk); }};
}

} // namespace turnpike::console::pages::overviewpage

#include "moc_overviewpage.cpp"
