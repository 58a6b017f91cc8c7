// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/activationworker.h"

#include "access/keywaits.h"
#include "access/subscriptionqueue.h"
#include "workers/activationround.h"
#include "workers/itemloop.h"
#include "workers/outage.h"
#include "workers/registration.h"

namespace turnpike::workers {

using namespace Qt::StringLiterals;

namespace {

// All of them are called at once.
constexpr int kAtOnce = 24;

Worker::Settings activationSettings(std::chrono::milliseconds interval)
{
    Worker::Settings settings;
    settings.name = u"activation_worker"_s;
    settings.interval = interval;
    settings.jitter = interval / 20;
    settings.flags << u"vpn_provisioning"_s;
    settings.kickedBy = Work::Activation;
    return settings;
}

} // namespace

ActivationWorker::ActivationWorker(db::Database &database, const access::Activations &activations,
                                   const access::Panel &panel, AlertSink &alerts, QString owner,
                                   std::chrono::milliseconds interval)
    : Worker(activationSettings(interval))
    , m_database(database)
    , m_activations(activations)
    , m_panel(panel)
    , m_alerts(alerts)
    , m_owner(std::move(owner))
{}

void ActivationWorker::iterate(Iteration &iteration)
{
    if (const std::optional<protocol::Sentence> missing = m_panel.missing()) {
        iteration.degrade(ErrorType::Dependency, *missing);
        return;
    }
    bool isAnyDue = false;
    while (!iteration.shouldStop()) {
        const auto jobs = m_database.write(
            db::Demand::Worker, "activation_worker", iteration.deadline(),
            [&](db::Transaction &tx) { return m_activations.claimDue(tx, m_owner, kAtOnce); });
        if (jobs.empty()) {
            // Who asked for it must not take "success, 0 items" for the end of the wait.
            if (!isAnyDue && iteration.trigger() == Trigger::Console)
                tellWhoWaits(iteration);
            return;
        }
        isAnyDue = true;
        callAndSettle(iteration, jobs);
    }
}

void ActivationWorker::tellWhoWaits(Iteration &iteration) const
{
    m_database.read(db::Demand::Worker, "activation_worker", iteration.deadline(), [&](db::Transaction &tx) {
        const Timestamp now = iteration.startedAt();
        const qint64 waiting = access::keywaits::counts(tx, std::nullopt, now).waiting;
        if (waiting == 0)
            return;
        const qint64 next = std::max<qint64>(m_activations.nextDue(tx).value_or(now) - now, 0);
        iteration.degrade(ErrorType::Dependency,
                          {protocol::SentenceId::NothingDueYet, waiting, std::chrono::milliseconds(next)});
    });
}

void ActivationWorker::callAndSettle(Iteration &iteration, const std::vector<access::ActivationJob> &jobs)
{
    ActivationRound round({m_database, m_activations, m_panel, m_alerts, m_ownFaults}, iteration, jobs);
    round.run();
    if (round.served() == 0 && round.away() > 0 && saysOutage(m_panel.breaker(), round.away()))
        iteration.holdFor(outageHold(m_panel.breaker()));
}

std::optional<std::vector<QByteArray>> ActivationWorker::dueQueries() const
{
    if (m_panel.missing())
        return std::vector<QByteArray>();
    return std::vector<QByteArray>{access::subscriptionqueue::nextDueQuery()};
}

} // namespace turnpike::workers

namespace turnpike::workers::activationworker {

Registration registration()
{
    return {
        [](const WorkerParts &parts, const Registration::Taker &add) {
            add(std::make_unique<ActivationWorker>(parts.database, parts.shop.activations, parts.panel,
                                                   parts.alerts, parts.owner, parts.activationInterval));
        },
        [](const WorkerRules &shop, const QString &owner) -> std::vector<HotQuery> {
            const access::Activations &all = shop.activations;
            return {{"activation: claim",
                     [&all, owner](db::Transaction &tx) { all.claimDue(tx, owner, kBatch); }},
                    {"activation: next due", [&all](db::Transaction &tx) { all.nextDue(tx); }}};
        },
    };
}

} // namespace turnpike::workers::activationworker
