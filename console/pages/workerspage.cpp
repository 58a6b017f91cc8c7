// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/workerspage.h"

#include "models/numbertone.h"
#include "pages/iterationhistory.h"
#include "pages/registration.h"
#include "protocol/calls.h"
#include "protocol/hello.h"
#include "protocol/numbers.h"
#include "protocol/updates.h"
#include "protocol/waiting.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QPushButton>
#include <QSplitter>

#include <algorithm>
#include <memory>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kMinuteMs = 60'000;
constexpr int kUntilResumed = 0;
constexpr int kUntilMoment = -1;

// For how long a worker is paused.
class PauseForm : public QWidget
{
public:
    PauseForm()
        : m_span(new QComboBox(this))
        , m_until(new QDateTimeEdit(QDateTime::currentDateTime().addSecs(3600), this))
    {
        m_span->setObjectName(u"span"_s);
        m_span->addItem(WorkersPage::tr("for 15 minutes"), 15);
        m_span->addItem(WorkersPage::tr("for an hour"), 60);
        m_span->addItem(WorkersPage::tr("for 8 hours"), 8 * 60);
        m_span->addItem(WorkersPage::tr("until a moment"), kUntilMoment);
        m_span->addItem(WorkersPage::tr("until somebody resumes it"), kUntilResumed);
        m_until->setCalendarPopup(true);
        m_until->setDisplayFormat(u"dd.MM.yyyy HH:mm '%1'"_s.arg(wording::zone(wording::serverNow())));
        m_until->setMinimumDateTime(QDateTime::currentDateTime());
        m_until->hide();
        auto *layout = new QFormLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addRow(WorkersPage::tr("&Pause it"), m_span);
        layout->addRow(QString(), m_until);
        connect(m_span, &QComboBox::currentIndexChanged, this,
                [this] { m_until->setVisible(m_span->currentData().toInt() == kUntilMoment); });
        setFocusProxy(m_span);
    }

    // ms UTC of the server; absent: until resumed.
    std::optional<Timestamp> until() const
    {
        const int minutes = m_span->currentData().toInt();
        if (minutes == kUntilResumed)
            return std::nullopt;
        if (minutes == kUntilMoment)
            return m_until->dateTime().toMSecsSinceEpoch();
        return wording::serverNow() + minutes * kMinuteMs;
    }

private:
    QComboBox *m_span;
    QDateTimeEdit *m_until;
};

bool wantsAttention(const WorkerState &worker)
{
    return worker.state == WorkerStatus::Stuck || isReached(numbers::kWorkerFailures, worker.failuresInARow);
}

// Whether it is the one by which customers get their keys.
bool makesKeys(const QString &worker)
{
    return worker == "activation_worker"_L1;
}

// Whether it is the one that looks which keys the VPN API has.
bool comparesKeys(const QString &worker)
{
    return worker == "vpn_reconciliation"_L1;
}

} // namespace

WorkersPage::WorkersPage(const Desk &desk, QWidget *parent)
    : Page(desk, u"workers"_s, tr("Workers"), parent)
    , m_table(new Table(u"workers.table"_s, &state().workers(), this))
    , m_run(new QPushButton(tr("&Run now…"), this))
    , m_pause(new QPushButton(tr("&Pause…"), this))
    , m_resume(new QPushButton(tr("Re&sume…"), this))
    , m_keys(new QPushButton(tr("Set all &keys again…"), this))
    , m_history(new IterationHistory(desk, this))
{
    m_table->setAccessibleName(tr("Workers"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->sortFirst(0, Qt::AscendingOrder);
    m_table->setSource([this] { return state().freshness({FigureSource::Workers}); });
    m_table->setEmptyText(tr("No worker is known yet."));
    m_run->setToolTip(tr("An iteration as by its timer, now"));
    m_keys->setToolTip(tr("For a VPN host that was restored from an old copy"));
    m_keys->hide();

    auto *bar = new QHBoxLayout;
    bar->addWidget(m_run);
    bar->addWidget(m_pause);
    bar->addWidget(m_resume);
    bar->addWidget(m_keys);
    bar->addStretch(1);
    auto *top = new QWidget(this);
    auto *topLayout = new QVBoxLayout(top);
    topLayout->setContentsMargins(0, 0, 0, 0);
    topLayout->addWidget(m_table, 1);
    topLayout->addLayout(bar);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(u"workers.splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(top);
    splitter->addWidget(m_history);
    splitter->setSizes({260, 440});
    splitter->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(splitter);

    m_second.setInterval(1'000);
    connect(&m_second, &QTimer::timeout, this, [this] { state().workers().touch(); });
    connect(m_table, &Table::currentKeyChanged, this, &WorkersPage::showCurrent);
    connect(m_run, &QPushButton::clicked, this, &WorkersPage::runNow);
    connect(m_pause, &QPushButton::clicked, this, &WorkersPage::pause);
    connect(m_resume, &QPushButton::clicked, this, &WorkersPage::resume);
    connect(m_keys, &QPushButton::clicked, this, &WorkersPage::setAllKeysAgain);
    connect(&state(), &ShopState::orderEnded, this, &WorkersPage::onOrderEnded);
    connect(m_history, &IterationHistory::jumpRequested, this, &Page::jumpRequested);
    connect(m_history, &IterationHistory::told, this, &Page::told);
    connect(&state(), &ShopState::workerChanged, this, [this](const QString &worker) {
        if (worker == m_table->currentKey())
            changes().update();
        const auto &rows = state().workers().rows();
        const int count = static_cast<int>(std::count_if(rows.begin(), rows.end(), wantsAttention));
        if (std::exchange(m_attention, count) != count)
            Q_EMIT attentionChanged();
    });
    const auto isPaused = [this] { return current() && current()->pausedAt; };
    changes().guard(m_run, call::kRunWorker, [this] { return current() && !current()->runningSince; });
    changes().guard(m_pause, call::kPauseWorker, [this, isPaused] { return current() && !isPaused(); });
    changes().guard(m_resume, call::kResumeWorker, isPaused);
    changes().guard(m_keys, call::kSetAllAgain,
                    [this] { return current() && comparesKeys(current()->worker); });
}

void WorkersPage::activate()
{
    m_second.start();
    m_table->selectFirst();
}

void WorkersPage::deactivate()
{
    m_second.stop();
}

void WorkersPage::refresh()
{
    m_history->refresh();
}

void WorkersPage::focusSearch()
{
    m_history->focusFilter();
}

void WorkersPage::open(const QString &target)
{
    m_table->selectKey(target);
    m_table->setFocus();
}

QList<Jump> WorkersPage::jumps() const
{
    QList<Jump> all;
    for (const WorkerState &worker : state().workers().rows())
        all.append({tr("Worker %1").arg(worker.worker), key(), worker.worker});
    return all;
}

Freshness WorkersPage::attentionFreshness() const
{
    return state().freshness({FigureSource::Workers});
}

int WorkersPage::attention() const
{
    return m_attention;
}

const WorkerState *WorkersPage::current() const
{
    return state().workers().find(m_table->currentKey());
}

void WorkersPage::showCurrent()
{
    m_history->setWorker(m_table->currentKey());
    m_keys->setVisible(comparesKeys(m_table->currentKey()));
    changes().update();
}

void WorkersPage::propose(const char *call, const QString &title, const QString &effect, const QString &verb)
{
    Change change;
    change.call = QString::fromLatin1(call);
    change.title = title;
    change.effect = effect;
    change.verb = verb;
    change.args = [worker = m_table->currentKey()](const QString &reason) {
        return toJson(WorkerOrder{worker, std::nullopt, reason});
    };
    change.success = tr("%1: the leader is told.").arg(title);
    changes().propose(this, std::move(change));
}

void WorkersPage::runNow()
{
    const WorkerState *worker = current();
    if (!worker)
        return;
    const bool isOff = worker->state == WorkerStatus::FlagOff;
    if (!isOff && makesKeys(worker->worker) && state().gauges().shop.waitingForKey.value_or(0) > 0) {
        runActivations(*worker);
        return;
    }
    propose(call::kRunWorker, tr("Run %1").arg(worker->worker),
            isOff ? tr("Its feature flag is off: the iteration will say that it was skipped.")
                  : tr("The leader begins an iteration within a second, on the same path as its timer does."),
            tr("Run"));
}

// An iteration takes only what is due, and in an outage each waits for its own time.
void WorkersPage::runActivations(const WorkerState &worker)
{
    const int waiting = static_cast<int>(state().gauges().shop.waitingForKey.value_or(0));
    const QList<BreakerState> &breakers = state().gauges().breakers;
    const bool isBroken = std::any_of(breakers.begin(), breakers.end(), [](const BreakerState &breaker) {
        return breaker.dependency == "vpn_api"_L1 && breaker.state != BreakerPhase::Closed;
    });
    QStringList effect{tr("%n customer(s) wait(s) for a key, the next of them until %1.", nullptr, waiting)
                           .arg(wording::moment(worker.nextRunAt)),
                       tr("An iteration takes those only whose time has come.")};
    if (isBroken)
        effect.append(tr("The breaker of the VPN API is open: until it tries again nobody is served. It is "
                         "reset on the overview."));
    auto *atOnce = new QCheckBox(tr("Go &ahead with all of them at once"));
    atOnce->setObjectName(u"atOnce"_s);
    const auto given = std::make_shared<std::optional<QString>>(); // the reason, where all are wanted
    Change change;
    change.call = QString::fromLatin1(call::kRunWorker);
    change.title = tr("Run %1").arg(worker.worker);
    change.effect = effect.join(u' ');
    change.verb = tr("Run");
    change.form = atOnce;
    change.args = [name = worker.worker, atOnce, given](const QString &reason) {
        *given = atOnce->isChecked() ? std::optional(reason) : std::nullopt;
        return toJson(WorkerOrder{name, std::nullopt, reason});
    };
    change.success = tr("%1: the leader is told.").arg(change.title);
    change.done = [this, given](const QJsonObject &) {
        if (!*given)
            return;
        WaitingOrder all;
        all.all = true;
        all.reason = **given;
        ask<BulkResult>(call::kRetryWaiting, all, [this](const BulkResult &result) {
            Q_EMIT told(Tone::Good, tr("%n activation(s) due now.", nullptr, static_cast<int>(result.done)));
        });
    };
    changes().propose(this, std::move(change));
}

void WorkersPage::resume()
{
    const WorkerState *worker = current();
    if (!worker)
        return;
    propose(
        call::kResumeWorker, tr("Resume %1").arg(worker->worker),
        tr("Paused by %1 (%2). It runs by its schedule again.").arg(worker->pausedBy, worker->pauseReason),
        tr("Resume"));
}

void WorkersPage::pause()
{
    const WorkerState *worker = current();
    if (!worker)
        return;
    auto *form = new PauseForm;
    Change change;
    change.call = QString::fromLatin1(call::kPauseWorker);
    change.title = tr("Pause %1").arg(worker->worker);
    change.effect =
        tr("No iteration of it begins while it is paused; one that runs ends between two items. What it "
           "has to do waits, and nothing of it is lost.");
    change.verb = tr("Pause");
    change.isDestructive = true;
    change.form = form;
    change.args = [name = worker->worker, form](const QString &reason) {
        return toJson(WorkerOrder{name, form->until(), reason});
    };
    change.success = tr("%1: the leader is told.").arg(change.title);
    changes().propose(this, std::move(change));
}

void WorkersPage::setAllKeysAgain()
{
    Change change;
    change.call = QString::fromLatin1(call::kSetAllAgain);
    change.title = tr("Set all keys again");
    change.effect =
        tr("The VPN API is told again until when each key is good, 20 a second, whoever waits for a key "
           "first. For a host that was restored from an old copy: its list does not tell of old ends.");
    change.verb = tr("Set again");
    change.args = [](const QString &reason) { return toJson(Reason{reason}); };
    change.success = tr("%1: the leader is told.").arg(change.title);
    changes().propose(this, std::move(change));
}

void WorkersPage::onOrderEnded(const OrderResult &order)
{
    if (order.call != QLatin1String(call::kSetAllAgain))
        return;
    if (order.isDone())
        Q_EMIT told(Tone::Good, tr("All keys are due and are set again now, 20 a second."));
    else
        Q_EMIT told(Tone::Warning, tr("Not all keys are set again: %1").arg(order.result));
}

} // namespace turnpike::console

namespace turnpike::console::pages::workerspage {

Registration registration()
{
    return {"workers", [](const Desk &desk) -> Page * { return new WorkersPage(desk); }};
}

} // namespace turnpike::console::pages::workerspage

#include "moc_workerspage.cpp"
