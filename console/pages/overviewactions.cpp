// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "pages/overviewactions.h"

#include "models/foreigntext.h"
#include "protocol/calls.h"
#include "protocol/updates.h"

#include <QBoxLayout>
#include <QMenu>
#include <QPushButton>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

QString text(const char *latin1)
{
    return QString::fromLatin1(latin1);
}

std::function<QJsonObject(const QString &)> onlyReason()
{
    return [](const QString &reason) { return toJson(Reason{reason}); };
}

} // namespace

OverviewActions::OverviewActions(const Desk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_hold(new QPushButton(this))
    , m_retry(new QPushButton(tr("Retry failed activations…"), this))
    , m_stepDown(new QPushButton(tr("Leader steps down…"), this))
    , m_reset(new QPushButton(tr("Reset a breaker"), this))
    , m_breakers(new QMenu(this))
{
    m_hold->setObjectName(u"hold"_s);
    m_hold->setToolTip(tr("While the outbox is held, nothing is sent to Telegram"));
    m_retry->setToolTip(tr("Customers who paid and whose key could not be made: tries each again at once"));
    m_stepDown->setToolTip(tr("Another instance takes over the workers and the sending"));
    m_reset->setToolTip(tr("Calls to a service that failed are made again at once"));
    m_breakers->setObjectName(u"breakers"_s);
    m_reset->setMenu(m_breakers);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QPushButton *button : {m_hold, m_retry, m_reset, m_stepDown})
        layout->addWidget(button);
    connect(m_hold, &QPushButton::clicked, this, &OverviewActions::proposeHold);
    connect(m_retry, &QPushButton::clicked, this, &OverviewActions::proposeRetry);
    connect(m_stepDown, &QPushButton::clicked, this, &OverviewActions::proposeStepDown);
    connect(&desk.state, &ShopState::orderEnded, this, &OverviewActions::onOrderEnded);
    // Holding and releasing are for the same role.
    desk.changes.guard(m_hold, call::kHoldOutbox, [this] { return m_desk.state.isKnown(); });
    desk.changes.guard(m_retry, call::kRetryActivations,
                       [this] { return m_desk.state.gauges().shop.activationsFailed > 0; });
    desk.changes.guard(m_reset, call::kResetBreaker, [this] { return m_desk.state.isKnown(); });
    desk.changes.guard(m_stepDown, call::kStepDown, [this] { return m_desk.state.isKnown(); });
    showState();
}

// Those that the server has.
void OverviewActions::showBreakers()
{
    QStringList names;
    for (const BreakerState &breaker : m_desk.state.gauges().breakers)
        names.append(breaker.dependency);
    if (names == m_dependencies)
        return;
    m_dependencies = names;
    m_breakers->clear();
    for (const QString &dependency : std::as_const(m_dependencies)) {
        QAction *action = m_breakers->addAction(tr("%1…").arg(foreign::button(wording::part(dependency))),
                                                this, [this, dependency] { proposeReset(dependency); });
        m_desk.changes.guard(action, call::kResetBreaker, [this, dependency] {
            const QList<BreakerState> &all = m_desk.state.gauges().breakers;
            return std::any_of(all.begin(), all.end(), [&](const BreakerState &breaker) {
                return breaker.dependency == dependency && breaker.state != BreakerPhase::Closed;
            });
        });
    }
}

void OverviewActions::showState()
{
    const bool isHeld = m_desk.state.gauges().outbox.held;
    showBreakers();
    m_hold->setText(isHeld ? tr("Release the outbox…") : tr("Hold the outbox…"));
    m_desk.changes.update();
}

void OverviewActions::proposeHold()
{
    const OutboxGauges &outbox = m_desk.state.gauges().outbox;
    Change change;
    change.args = onlyReason();
    if (outbox.held) {
        change.call = text(call::kReleaseOutbox);
        change.title = tr("Release the outbox");
        change.effect = tr("Sending goes on: %n message(s) are queued and go out as fast as Telegram allows.",
                           nullptr, static_cast<int>(outbox.pending));
        change.verb = tr("Release");
        change.success = tr("The leader was asked to release the outbox.");
    } else {
        change.call = text(call::kHoldOutbox);
        change.title = tr("Hold the outbox");
        change.effect =
            tr("Nothing is sent to customers until the outbox is released, whoever leads: no keys, "
               "no answers, no reminders. Messages are kept and go out afterwards.");
        change.verb = tr("Hold");
        change.isDestructive = true;
        change.success = tr("The leader was asked to hold the outbox.");
    }
    m_desk.changes.propose(this, std::move(change));
}

void OverviewActions::proposeRetry()
{
    Change change;
    change.call = text(call::kRetryActivations);
    change.title = tr("Retry failed activations");
    change.effect = tr("%n activation(s) that failed are tried again at once, for customers who have paid.",
                       nullptr, static_cast<int>(m_desk.state.gauges().shop.activationsFailed));
    change.verb = tr("Retry");
    change.args = onlyReason();
    change.success = tr("Failed activations are due again.");
    change.done = [this](const QJsonObject &ok) {
        const auto result = fromJson<BulkResult>(ok);
        Q_EMIT told(Tone::Good,
                    tr("%n activation(s) are tried again now.", nullptr, static_cast<int>(result.done)));
    };
    m_desk.changes.propose(this, std::move(change));
}

void OverviewActions::proposeStepDown()
{
    Change change;
    change.call = text(call::kStepDown);
    change.title = tr("Leader steps down");
    change.effect =
        tr("The leader ends its workers in order and gives up leading; an instance that stands by "
           "takes over, within seconds. Where nobody stands by it is refused.");
    change.verb = tr("Step down");
    change.isDestructive = true;
    change.args = onlyReason();
    change.success = tr("The leader was asked to step down.");
    m_desk.changes.propose(this, std::move(change));
}

void OverviewActions::proposeReset(const QString &dependency)
{
    const auto &hello = m_desk.connection.hello();
    if (!hello)
        return;
    Change change;
    change.call = text(call::kResetBreaker);
    change.title = tr("Reset the breaker of %1").arg(wording::part(dependency));
    change.effect = tr("Calls to %1 are made again at once, by the instance this console is connected to. If "
                       "they fail again, the breaker opens again.")
                        .arg(wording::part(dependency));
    change.verb = tr("Reset");
    change.args = [dependency, instance = hello->instanceId](const QString &reason) {
        return toJson(BreakerOrder{instance, dependency, reason});
    };
    change.success = tr("The instance was asked to reset the breaker.");
    m_desk.changes.propose(this, std::move(change));
}

void OverviewActions::onOrderEnded(const OrderResult &order)
{
    const auto is = [&order](const char *name) { return order.call == QLatin1String(name); };
    QString done;
    if (is(call::kHoldOutbox))
        done = tr("The outbox is held.");
    else if (is(call::kReleaseOutbox))
        done = tr("The outbox is released.");
    else if (is(call::kStepDown))
        done = tr("The leader steps down.");
    else if (is(call::kResetBreaker))
        done = tr("The breaker is reset.");
    else
        return; // of another page
    if (order.isDone())
        Q_EMIT told(Tone::Good, done);
    else
        Q_EMIT told(Tone::Warning,
                    tr("%1, asked by %2, did not happen: %3").arg(order.call, order.askedBy, order.result));
}

} // namespace turnpike::console

#include "moc_overviewactions.cpp"
