// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/poolpage.h"

#include "models/numbertone.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "protocol/numbers.h"
#include "widgets/chartwidget.h"
#include "widgets/label.h"
#include "widgets/seriesboard.h"
#include "widgets/theme.h"
#include "widgets/tile.h"
#include "widgets/tilelayout.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QFontDatabase>
#include <QPushButton>
#include <QScrollArea>
#include <QSplitter>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kPoolTileWidth = 180; // at least

QString percentilesOf(const Percentiles &times)
{
    return PoolPage::tr("p50 %1 · p99 %2").arg(wording::measured(times.p50), wording::measured(times.p99));
}

} // namespace

PoolPage::PoolPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"pool"_s, tr("Connection pool"), parent)
    , m_used(new Tile(tr("Connections"), {}, this))
    , m_waiting(new Tile(tr("Waiting"), {}, this))
    , m_wait(new Tile(tr("Wait for a connection, p95"), {}, this))
    , m_timeouts(new Tile(tr("Timeouts"), {}, this))
    , m_use(new Tile(tr("Use of a connection, p95"), {}, this))
    , m_charts(new SeriesBoard(desk.connection, this))
    , m_leases(new Table(u"pool.leases"_s, &state().leases(), this))
    , m_leasesTitle(new Label(this))
    , m_statement(new Label(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_cancel(new QPushButton(tr("Cancel its statement…"), this))
    , m_waiters(new Table(u"pool.waiters"_s, &state().waiters(), this))
    , m_waitersTitle(new Label(this))
{
    m_charts->addChart(tr("Connections"), Unit::Count,
                       {{tr("used"), numbers::kPoolUsed.id},
                        {tr("idle"), numbers::kPoolIdle.id},
                        {tr("waiting"), numbers::kPoolWaiting.id},
                        {tr("maximum"), numbers::kPoolMax.id}});
    m_charts->addChart(tr("Wait for a connection"), Unit::Milliseconds,
                       {{tr("p95"), numbers::kPoolWaitP95.id}});
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"pool.splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(makeLeases());
    splitter->addWidget(makeWaiters());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    auto *sections = new QSplitter(Qt::Vertical, this);
    sections->setObjectName(u"pool.sections"_s);
    sections->setChildrenCollapsible(false);
    sections->addWidget(makeFigures());
    sections->addWidget(splitter);
    sections->setSizes({360, 280});
    sections->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(sections);

    connect(&state(), &ShopState::gaugesChanged, this, &PoolPage::showState);
    connect(&state(), &ShopState::aged, this, &PoolPage::showState);
    connect(&state(), &ShopState::orderEnded, this, &PoolPage::onOrderEnded);
    connect(&connection(), &ServerConnection::stateChanged, this, &PoolPage::showState);
    for (RecordModel<LeaseState> *model = &state().leases();
         const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(model, signal, this, &PoolPage::showCurrent);
    connect(&state().leases(), &QAbstractItemModel::dataChanged, this, &PoolPage::showCurrent);
    showState();
}

// Tiles and charts are scrolled where there is no room for them: the lists below stay.
QWidget *PoolPage::makeFigures()
{
    auto *figures = new QWidget(this);
    auto *tiles = new QWidget(figures);
    auto *tileLayout = new TileLayout(kPoolTileWidth, tiles);
    for (Tile *tile : {m_used, m_waiting, m_wait, m_timeouts, m_use})
        tileLayout->addWidget(tile);
    auto *layout = new QVBoxLayout(figures);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(tiles);
    layout->addWidget(m_charts);
    layout->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(figures);
    return scroll;
}

QWidget *PoolPage::makeLeases()
{
    m_leases->setAccessibleName(tr("Connection leases that are out"));
    m_leases->setSource([this] { return state().freshness({FigureSource::Process}); });
    m_leases->setEmptyText(tr("Nobody holds a connection right now."));
    m_leases->setSelectionMode(QAbstractItemView::SingleSelection);
    m_leases->stretch(3); // the statement
    m_leases->sortFirst(0, Qt::DescendingOrder);
    m_statement->setWordWrap(true);
    m_statement->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_statement->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_copy->setToolTip(tr("Copies who holds the connection and what runs on it"));
    m_cancel->setObjectName(u"cancel"_s);
    m_cancel->setToolTip(
        tr("The statement ends with an error; what holds the connection goes on from there"));
    auto *area = new QWidget(this);
    auto *head = new QHBoxLayout;
    head->addWidget(m_leasesTitle, 1);
    head->addWidget(m_copy);
    head->addWidget(m_cancel);
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 0, 0, 6);
    layout->addLayout(head);
    layout->addWidget(m_leases, 1);
    layout->addWidget(m_statement);
    changes().guard(m_cancel, call::kCancelLease,
                    [this] { return current() && !current()->statement.isEmpty(); });
    connect(m_leases, &Table::currentKeyChanged, this, &PoolPage::showCurrent);
    connect(m_cancel, &QPushButton::clicked, this, &PoolPage::proposeCancel);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (const LeaseState *lease = current())
            QApplication::clipboard()->setText(
                tr("%1 (%2), held for %3: %4")
                    .arg(lease->holder, wording::word(lease->demand), wording::duration(lease->ageMs),
                         lease->statement.isEmpty() ? tr("between statements") : lease->statement));
    });
    return area;
}

QWidget *PoolPage::makeWaiters()
{
    m_waiters->setAccessibleName(tr("Threads that wait for a connection"));
    m_waiters->setSource([this] { return state().freshness({FigureSource::Process}); });
    m_waiters->setEmptyText(tr("Nobody waits."));
    m_waiters->stretch(2); // who
    m_waiters->sortFirst(0, Qt::DescendingOrder);
    auto *area = new QWidget(this);
    auto *layout = new QVBoxLayout(area);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_waitersTitle);
    layout->addWidget(m_waiters, 1);
    QFont bold = font();
    bold.setBold(true);
    m_leasesTitle->setFont(bold);
    m_waitersTitle->setFont(bold);
    return area;
}

void PoolPage::activate()
{
    m_charts->feed().setFollowing(true);
}

void PoolPage::deactivate()
{
    m_charts->feed().setFollowing(false);
}

void PoolPage::refresh()
{
    m_charts->feed().reload();
}

void PoolPage::focusSearch()
{
    m_leases->setFocus();
}

void PoolPage::showState()
{
    showCurrent();
    const Freshness freshness = state().freshness({FigureSource::Process});
    const auto say = [&freshness](Tile *tile, TileContent content) {
        tile->show(judged(std::move(content), freshness));
    };
    const PoolGauges &pool = state().gauges().pool;
    say(m_used, {tr("%1 of %2 used").arg(pool.used).arg(pool.maxSize),
                 pool.isUp ? tr("%1 idle · %2 opened so far").arg(pool.idle).arg(wording::number(pool.opened))
                           : tr("the database is away: %1").arg(pool.lastError),
                 pool.isUp ? Tone::Good : Tone::Bad});
    say(m_waiting, {wording::number(pool.waiting),
                    pool.waiting > 0 ? tr("threads wait for a connection") : tr("nobody waits"),
                    pool.waiting > 0 ? Tone::Warning : Tone::Good});
    say(m_wait, {wording::measured(pool.wait.p95), percentilesOf(pool.wait),
                 pool.wait.p95 < 0 ? Tone::None : toneOf(numbers::kPoolWaitP95, pool.wait.p95)});
    say(m_timeouts,
        {wording::number(pool.timeouts),
         tr("of %1 acquired, since the process began").arg(wording::number(pool.acquired)), Tone::None,
         tr("Who waited longer than allowed, or was turned away because too many waited.\n"
            "Given up as broken: %1, closed when idle: %2")
             .arg(wording::number(pool.discarded), wording::number(pool.reaped))});
    say(m_use, {wording::measured(pool.use.p95), percentilesOf(pool.use)});
    m_leasesTitle->setText(tr("Leases out: %1").arg(state().leases().rowCount()));
    m_waitersTitle->setText(tr("Waiting: %1").arg(state().waiters().rowCount()));
}

const LeaseState *PoolPage::current() const
{
    return state().leases().find(m_leases->currentKey());
}

void PoolPage::showCurrent()
{
    const LeaseState *lease = current();
    m_statement->setText(lease ? lease->statement : QString());
    m_statement->setVisible(lease && !lease->statement.isEmpty());
    m_copy->setEnabled(lease != nullptr);
    changes().update();
}

void PoolPage::proposeCancel()
{
    const LeaseState *lease = current();
    const auto &hello = connection().hello();
    if (!lease || !hello)
        return;
    Change change;
    change.call = QString::fromLatin1(call::kCancelLease);
    change.title = tr("Cancel a statement of %1").arg(lease->holder);
    change.effect =
        tr("The database ends what runs on this connection for %1:\n\n%2\n\nIts work fails, is rolled "
           "back and is tried again as its kind of work is. If another statement runs by then, "
           "that one is cancelled.")
            .arg(wording::duration(lease->statementAgeMs), lease->statement.left(400));
    change.verb = tr("Cancel the statement");
    change.isDestructive = true;
    change.args = [id = lease->id, instance = hello->instanceId](const QString &reason) {
        return toJson(LeaseOrder{instance, id, reason});
    };
    change.success = tr("The instance was asked to cancel the statement.");
    changes().propose(this, std::move(change));
}

void PoolPage::onOrderEnded(const OrderResult &order)
{
    if (order.call != QLatin1String(call::kCancelLease))
        return;
    if (order.isDone())
        Q_EMIT told(Tone::Good, tr("The statement was cancelled."));
    else
        Q_EMIT told(Tone::Warning, tr("The statement was not cancelled: %1").arg(order.result));
}

} // namespace turnpike::console

namespace turnpike::console::pages::poolpage {

Registration registration()
{
    return {"pool", [](const Desk &desk) -> Page * { return new PoolPage(desk); }};
}

} // namespace turnpike::console::pages::poolpage

#include "moc_poolpage.cpp"
