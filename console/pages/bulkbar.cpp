// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/bulkbar.h"

#include "protocol/calls.h"
#include "protocol/hello.h"
#include "widgets/label.h"

#include <QBoxLayout>
#include <QProgressBar>
#include <QPushButton>

#include <algorithm>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kOrdersEveryMs = 1'000;

// "Retried", with how many of how many.
QString progressOf(const BulkRun &run)
{
    const QString done = wording::number(run.done), all = wording::number(run.all);
    if (run.call == QLatin1String(call::kRetryMatchingUpdates))
        return BulkBar::tr("Dead letters retried: %1 of %2").arg(done, all);
    if (run.call == QLatin1String(call::kDiscardMatchingUpdates))
        return BulkBar::tr("Dead letters discarded: %1 of %2").arg(done, all);
    if (run.call == QLatin1String(call::kRetryMatchingMessages))
        return BulkBar::tr("Messages sent again: %1 of %2").arg(done, all);
    return BulkBar::tr("Messages dropped: %1 of %2").arg(done, all);
}

QString inWords(const BulkRun &run)
{
    QString text = progressOf(run);
    if (run.failed > 0)
        text += u", "_s + BulkBar::tr("%n could not", nullptr, static_cast<int>(run.failed));
    return text;
}

} // namespace

BulkBar::BulkBar(const Desk &desk, const QString &key, const QStringList &calls, QWidget *parent)
    : Page(desk, key, tr("Orders for many rows"), parent)
    , m_calls(calls)
    , m_text(new Label(this))
    , m_progress(new QProgressBar(this))
    , m_stop(new QPushButton(tr("S&top…"), this))
{
    m_progress->setAccessibleName(tr("How much is done"));
    m_progress->setTextVisible(false);
    m_stop->setToolTip(tr("The rest is left as it is; what is done stays done"));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    layout->addWidget(m_progress, 1);
    layout->addWidget(m_stop);
    m_timer.setInterval(kOrdersEveryMs);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        askAlone<BulkRunList>(call::kBulkRuns, Nothing{}, [this](const BulkRunList &list) { take(list); });
    });
    connect(m_stop, &QPushButton::clicked, this, &BulkBar::proposeStop);
    changes().guard(m_stop, call::kStopBulk, [this] { return !m_run.id.isEmpty(); });
    hide();
}

void BulkBar::refresh()
{
    if (connection().canAsk(QString::fromLatin1(call::kBulkRuns)))
        ask<BulkRunList>(call::kBulkRuns, Nothing{}, [this](const BulkRunList &list) { take(list); });
}

// One that has ended is told only to whoever saw it go on.
void BulkBar::take(const BulkRunList &list)
{
    const auto isOurs = [this](const BulkRun &run) { return m_calls.contains(run.call); };
    for (const BulkRun &run : list.items) {
        if (run.id == m_run.id && run.endedAt) {
            m_run = {};
            tellEnd(run);
            break;
        }
    }
    const auto next = std::find_if(list.items.begin(), list.items.end(),
                                   [&](const BulkRun &run) { return isOurs(run) && !run.endedAt; });
    if (next != list.items.end()) {
        showRun(*next);
        m_timer.start();
    } else {
        m_run = {};
        m_timer.stop();
        hide();
    }
    changes().update();
}

void BulkBar::showRun(const BulkRun &run)
{
    m_run = run;
    m_text->setText(inWords(run));
    m_progress->setMaximum(static_cast<int>(run.all));
    m_progress->setValue(static_cast<int>(run.done + run.failed));
    show();
}

void BulkBar::tellEnd(const BulkRun &run)
{
    QStringList parts{inWords(run) + u'.'};
    const qint64 others = run.all - run.done - run.failed;
    if (!run.stoppedBy.isEmpty())
        parts.append(tr("Stopped by %1; the rest is as it was.").arg(run.stoppedBy));
    else if (others > 0)
        parts.append(tr("With %n somebody else had dealt.", nullptr, static_cast<int>(others)));
    const bool isWhole = run.done == run.all;
    Q_EMIT told(isWhole ? Tone::Good : Tone::Warning, parts.join(u' '));
    Q_EMIT ended();
}

void BulkBar::proposeStop()
{
    Change change;
    change.call = QString::fromLatin1(call::kStopBulk);
    change.title = tr("Stop what goes on");
    change.effect =
        tr("The batch under way is finished. The rest is left as it is; what is done stays done.");
    change.verb = tr("Stop");
    change.args = [id = m_run.id](const QString &reason) { return toJson(BulkStop{id, reason}); };
    change.success = tr("It is stopped.");
    change.done = [this](const QJsonObject &) { refresh(); };
    changes().propose(this, std::move(change));
}

} // namespace turnpike::console

#include "moc_bulkbar.cpp"
