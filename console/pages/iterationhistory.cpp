// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/iterationhistory.h"

#include "connection/translated.h"
#include "models/serverlanguage.h"
#include "pages/causesview.h"
#include "protocol/calls.h"
#include "widgets/changesbefore.h"
#include "widgets/chartwidget.h"
#include "widgets/filterbar.h"
#include "widgets/label.h"
#include "widgets/livepause.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kIterationsPage = 100;
constexpr int kIterationsKept = 5'000; // rows; older ones are asked for again
constexpr int kDrawMs = 250;
constexpr int kLeastPlot = 90; // pixels: the text of the iteration stands below it

// By what it is, not by its row: a running one has none.
QString iterationKey(const Iteration &iteration)
{
    return u"%1/%2/%3"_s.arg(iteration.worker, iteration.instanceId).arg(iteration.number);
}

FilterBar::Items outcomes()
{
    FilterBar::Items items{{IterationHistory::tr("every outcome"), QString()}};
    for (const auto outcome : {IterationOutcome::Success, IterationOutcome::Degraded,
                               IterationOutcome::Failed, IterationOutcome::Timeout, IterationOutcome::Stuck,
                               IterationOutcome::Cancelled, IterationOutcome::Skipped})
        items.append({wording::word(outcome), QString::fromLatin1(toWord(outcome))});
    return items;
}

QString explain(const Iteration &iteration)
{
    QStringList lines{IterationHistory::tr("%1, iteration %2 on %3")
                          .arg(iteration.worker)
                          .arg(iteration.number)
                          .arg(iteration.instanceId),
                      IterationHistory::tr("Started %1, by %2")
                          .arg(wording::utc(iteration.startedAt), wording::word(iteration.trigger)),
                      IterationHistory::tr("Correlation id %1").arg(iteration.correlationId)};
    if (iteration.endedAt)
        lines.insert(2, IterationHistory::tr("Ended %1: %2")
                            .arg(wording::utc(*iteration.endedAt), wording::word(iteration.outcome)));
    if (!iteration.reason.isEmpty())
        lines.append(u'\n' + translated(iteration.sentence, iteration.reason));
    return lines.join(u'\n');
}

} // namespace

IterationHistory::IterationHistory(const Desk &desk, QWidget *parent)
    : Page(desk, u"workers.history"_s, tr("Iterations"), parent)
    , m_iterations(iterationKey, iterationColumns())
    , m_pages(
          m_iterations, [](const Iteration &row) { return row.id; },
          [this](std::optional<qint64> before, const PagedList<Iteration>::Taker &taker) {
              IterationQuery asked = query();
              asked.beforeId = before;
              askPage<IterationPage, IterationQuery, Iteration>(call::kIterations, asked, taker);
          })
    , m_all(new QCheckBox(tr("Of a&ll workers"), this))
    , m_filter(new FilterBar(this))
    , m_outcome(m_filter->addChoice(u"outcome"_s, tr("Outcome"), outcomes()))
    , m_ofWorker(m_filter->addGiven(u"worker"_s, tr("Worker")))
    , m_cause(m_filter->addGiven(u"cause"_s, tr("Cause")))
    , m_text(m_filter->addText(u"text"_s, tr("Text"), tr("Error or correlation id")))
    , m_table(new Table(u"workers.iterations"_s, &m_iterations, this))
    , m_pause(new LivePause(m_table, this))
    , m_chart(new ChartWidget(tr("Durations"), Unit::Milliseconds, {tr("took")}, this))
    , m_detail(new QPlainTextEdit(this))
    , m_logs(new QPushButton(tr("&Its log lines"), this))
    , m_byCause(new QPushButton(tr("By &cause"), this))
    , m_causes(new CausesView(
          desk, u"workers.causes"_s, call::kIterationGroups, [this] { return query(); }, this))
    , m_stack(new QStackedWidget(this))
{
    m_filter->addTime();
    m_filter->addCount();
    m_table->setEverything([this] { return m_pages.everything(); });
    m_table->setAccessibleName(tr("Iterations"));
    m_table->sortFirst(0, Qt::DescendingOrder);
    m_table->setSource(readBy(call::kIterations));
    m_table->setEmptyText(tr("No iteration of this kind is known."));
    m_detail->setReadOnly(true);
    m_detail->setAccessibleName(tr("The iteration in full"));
    m_detail->setPlaceholderText(tr("Choose an iteration to see it in full."));
    m_logs->setToolTip(tr("Shows the log by its correlation id"));
    m_byCause->setCheckable(true);
    m_byCause->setToolTip(tr("Those that did not end well and match the filter; again: every iteration"));

    auto *bar = new QHBoxLayout;
    bar->addWidget(new Label(tr("Iterations"), this));
    bar->addWidget(m_filter, 1);
    bar->addWidget(m_all);
    auto *rowBar = new QHBoxLayout;
    rowBar->addWidget(m_byCause);
    rowBar->addWidget(m_pause);
    rowBar->addWidget(m_logs);
    rowBar->addStretch(1);
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setObjectName(u"workers.historySplitter"_s);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_causes);
    auto *left = new QWidget(splitter);
    auto *leftLayout = new QVBoxLayout(left);
    leftLayout->setContentsMargins(0, 0, 0, 0);
    leftLayout->addLayout(rowBar);
    leftLayout->addWidget(m_stack, 1);
    splitter->addWidget(left);
    auto *right = new QSplitter(Qt::Vertical, splitter);
    right->setObjectName(u"workers.detailSplitter"_s);
    right->addWidget(m_chart);
    right->addWidget(m_detail);
    splitter->addWidget(right);
    splitter->setSizes({650, 420});
    splitter->setStretchFactor(0, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 6, 0, 0);
    layout->addLayout(bar);
    layout->addWidget(splitter, 1);

    connect(m_filter, &FilterBar::changed, this, &IterationHistory::restart);
    for (const auto change : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&m_iterations, change, this, &IterationHistory::showCount, Qt::QueuedConnection);
    connect(m_all, &QCheckBox::toggled, this, &IterationHistory::restart);
    connect(m_causes, &Page::told, this, &Page::told);
    connect(m_causes, &CausesView::groupOpened, this, &IterationHistory::showOnly);
    connect(m_byCause, &QPushButton::toggled, this, &IterationHistory::showCauses);
    connect(m_table, &Table::nearEnd, this, [this] { m_pages.loadMore(); });
    connect(m_table, &Table::currentKeyChanged, this, &IterationHistory::showCurrent);
    connect(m_table, &Table::opened, m_logs, &QPushButton::click);
    connect(m_logs, &QPushButton::clicked, this, [this] {
        if (const Iteration *iteration = m_iterations.find(m_table->currentKey()))
            Q_EMIT jumpRequested(u"logs"_s, iteration->correlationId);
    });
    connect(&state().iterations(), &QAbstractItemModel::rowsInserted, this,
            [this](const auto &, int first, int last) { takeNew(first, last); });
    connect(m_pause, &LivePause::resumed, this, &IterationHistory::letIn);
    m_draw.setSingleShot(true);
    m_draw.setInterval(kDrawMs);
    connect(&m_draw, &QTimer::timeout, this, &IterationHistory::drawDurations);
    const auto drawSoon = [this] {
        if (!m_draw.isActive())
            m_draw.start();
    };
    connect(&m_iterations, &QAbstractItemModel::rowsInserted, this, drawSoon);
    connect(&m_iterations, &QAbstractItemModel::rowsRemoved, this, drawSoon);
    m_chart->setEmptyText(tr("No iteration has ended."));
    connect(m_chart, &ChartWidget::momentChosen, this,
            [this](Timestamp at) { (new ChangesBefore(connection(), at, window()))->open(); });
    m_chart->setLeastPlotHeight(kLeastPlot);
    showCurrent();
    showCount();
}

IterationHistory::~IterationHistory()
{
    delete m_table; // before the model it shows
}

void IterationHistory::setWorker(const QString &worker)
{
    if (std::exchange(m_worker, worker) == worker)
        return;
    leaveGroup();
    restart();
}

void IterationHistory::refresh()
{
    m_pages.reload();
    if (m_stack->currentWidget() == m_causes)
        m_causes->refresh();
}

// Exactly those that the group counts.
void IterationHistory::showOnly(const CauseGroup &group)
{
    QJsonObject filter = m_filter->state();
    m_outcomeBefore = m_outcome->currentData().toString();
    filter.insert(m_outcome->objectName(), group.state);
    filter.insert(m_ofWorker->objectName(), group.kind);
    filter.insert(m_cause->objectName(), group.cause);
    {
        const QSignalBlocker toggles(m_byCause);
        m_byCause->setChecked(false);
    }
    m_stack->setCurrentWidget(m_table);
    m_filter->setState(filter);
}

void IterationHistory::showCauses(bool isOn)
{
    m_stack->setCurrentWidget(isOn ? static_cast<QWidget *>(m_causes) : m_table);
    leaveGroup();
    if (isOn)
        m_causes->refresh();
}

// Whoever comes back from one group sees them all.
void IterationHistory::leaveGroup()
{
    if (m_cause->text().isEmpty())
        return;
    QJsonObject filter = m_filter->state();
    filter.remove(m_ofWorker->objectName());
    filter.remove(m_cause->objectName());
    filter.insert(m_outcome->objectName(), m_outcomeBefore);
    m_filter->setState(filter);
}

void IterationHistory::focusFilter()
{
    m_filter->focusText();
}

IterationQuery IterationHistory::query() const
{
    IterationQuery asked;
    asked.worker = m_all->isChecked() ? QString() : m_worker;
    if (!m_ofWorker->text().isEmpty())
        asked.worker = m_ofWorker->text();
    if (!m_cause->text().isEmpty())
        asked.cause = m_cause->text();
    asked.outcome = Choice<IterationOutcome>(m_outcome->currentData().toString());
    asked.text = m_text->text().trimmed();
    const FilterBar::Span time = m_filter->span();
    asked.from = time.from;
    asked.to = time.to;
    asked.limit = kIterationsPage;
    return asked;
}

bool IterationHistory::isWanted(const Iteration &iteration) const
{
    const IterationQuery wanted = query();
    if (wanted.cause)
        return false; // nobody says of what cause a new one is
    const QString text =
        iteration.reason + u' ' + iteration.errorType.word() + u' ' + iteration.correlationId;
    return (wanted.worker.isEmpty() || wanted.worker == iteration.worker) &&
           (wanted.outcome.isEmpty() || wanted.outcome == iteration.outcome) &&
           FilterBar::Span{wanted.from, wanted.to}.takes(iteration.startedAt) &&
           text.contains(wanted.text, Qt::CaseInsensitive);
}

void IterationHistory::takeNew(int first, int last)
{
    QList<Iteration> fresh;
    for (int row = first; row <= last; ++row) {
        if (isWanted(state().iterations().at(row)))
            fresh.append(state().iterations().at(row));
    }
    m_held = (fresh + m_held).mid(0, LivePause::kMostHeld);
    if (m_pause->isHolding())
        m_pause->setWaiting(static_cast<int>(m_held.size()));
    else
        letIn();
}

void IterationHistory::letIn()
{
    m_iterations.prepend(std::exchange(m_held, {}));
    m_iterations.keepFirst(kIterationsKept);
    m_pause->setWaiting(0);
}

void IterationHistory::restart()
{
    m_held.clear(); // the server has them
    m_pause->setWaiting(0);
    m_pages.restart();
    showCount();
    m_causes->forget(!m_filter->isEmpty());
    if (m_stack->currentWidget() == m_causes)
        m_causes->refresh();
}

void IterationHistory::showCount()
{
    m_filter->say(m_iterations.rowCount(), std::nullopt, m_pages.hasMore());
}

void IterationHistory::showCurrent()
{
    const Iteration *iteration = m_iterations.find(m_table->currentKey());
    m_detail->setPlainText(iteration ? explain(*iteration) : QString());
    m_logs->setEnabled(iteration && !iteration->correlationId.isEmpty());
}

// Asked for where the chart reaches farther than they do.
void IterationHistory::readMarks(qint64 from, qint64 to)
{
    constexpr qint64 kNewEveryMs = 60'000, kLongestMs = 7 * 24 * wording::kHourMs;
    SeriesQuery asked;
    asked.from = std::max(from, to - kLongestMs);
    asked.to = to;
    asked.stepMs = std::max<qint64>(to - from, 1); // its points are not wanted
    const bool isKnown = asked.from >= m_marksFrom && to < m_marksTo + kNewEveryMs;
    if (to <= from || isKnown || !connection().canAsk(QString::fromLatin1(call::kSeries)))
        return;
    m_marksFrom = asked.from;
    m_marksTo = to;
    connection().ask(QString::fromLatin1(call::kSeries), toJson(asked), this, [this](const Answer &answer) {
        if (answer.error) {
            m_marksTo = 0; // asked for again with the next iteration
            return;
        }
        m_marks = fromJson<SeriesPage>(answer.ok).marks;
        translate(m_marks);
        drawDurations();
    });
}

// Of those that are shown and have ended, beside the time after which one is given up.
void IterationHistory::drawDurations()
{
    ChartData shown;
    QList<QPointF> line;
    for (const Iteration &iteration : m_iterations.rows()) {
        if (iteration.endedAt)
            line.append(QPointF(static_cast<double>(iteration.startedAt),
                                static_cast<double>(*iteration.endedAt - iteration.startedAt)));
    }
    std::sort(line.begin(), line.end(), [](const QPointF &a, const QPointF &b) { return a.x() < b.x(); });
    if (!line.isEmpty()) {
        shown.from = static_cast<qint64>(line.first().x());
        shown.to = std::max(static_cast<qint64>(line.last().x()), shown.from + 1'000);
    }
    shown.lines = {line};
    shown.marks = m_marks;
    readMarks(shown.from, shown.to);
    if (const WorkerState *worker = state().workers().find(m_worker))
        m_chart->setThreshold(static_cast<double>(worker->timeoutMs), tr("timeout"));
    m_chart->setData(shown);
}

} // namespace turnpike::console

#include "moc_iterationhistory.cpp"
