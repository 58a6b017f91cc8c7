// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/reconciliationworker.h"

#include "access/reconciliationschedule.h"
#include "telemetry/log.h"
#include "workers/lcworkers.h"
#include "workers/registration.h"

namespace turnpike::workers {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
namespace reconciliationschedule = access::reconciliationschedule;

namespace {

// Until the list is asked for again that could not be had.
constexpr qint64 kAgainMs = kMinuteMs;

Worker::Settings reconciliationSettings(std::chrono::milliseconds interval)
{
    Worker::Settings settings;
    settings.name = u"vpn_reconciliation"_s;
    settings.interval = interval;
    settings.jitter = interval / 20;
    return settings;
}

} // namespace

ReconciliationWorker::ReconciliationWorker(db::Database &database, const Clock &clock,
                                           const access::Reconciliation &reconciliation,
                                           const access::Panel &panel, AlertSink &alerts,
                                           std::chrono::milliseconds interval)
    : Worker(reconciliationSettings(interval))
    , m_database(database)
    , m_clock(clock)
    , m_reconciliation(reconciliation)
    , m_panel(panel)
    , m_alerts(alerts)
{}

void ReconciliationWorker::iterate(Iteration &iteration)
{
    if (m_panel.missing() || !iteration.mayCall())
        return;
    const Timestamp askedAt = m_clock.nowMs();
    const auto schedule = [&](Timestamp at) {
        m_database.write(db::Demand::Worker, "vpn_reconciliation", iteration.deadline(),
                         [&](db::Transaction &tx) { reconciliationschedule::schedule(tx, askedAt, at); });
    };
    QSet<QString> listed;
    try {
        listed = m_panel.list(iteration.deadline(), [&iteration] { return iteration.mayCall(); });
    } catch (const DependencyError &error) {
        if (error.wasWithheld())
            return; // It is due still, for whoever leads.
        iteration.degrade(ErrorType::Dependency, error.message());
        if (m_panel.isKeyRefused(error))
            m_alerts.raise(m_panel.keyRefused());
        schedule(askedAt + kAgainMs);
        return;
    }
    m_alerts.end(m_panel.keyRefused().key);
    const auto report = m_reconciliation.apply(m_database, listed, askedAt, false, iteration.deadline());
    schedule(askedAt + settings().interval.count());
    tell(iteration, report);
}

void ReconciliationWorker::tell(Iteration &iteration, const access::ReconciliationReport &report)
{
    iteration.itemsDone(report.setAgain + report.takenAway);
    log::info(lcWorkers(), "the VPN API was compared with the customers")
        .with("listed", report.listed)
        .with("set_again", report.setAgain)
        .with("taken_away", report.takenAway)
        .with("unknown", static_cast<qint64>(report.unknown.size()));
    if (report.hasDifferences())
        m_alerts.raise(
            {u"vpn_reconciled"_s,
             protocol::Sentence(protocol::SentenceId::KeysReconciled, report.setAgain, report.takenAway),
             u"vpn-reconciled"_s});
}

std::optional<std::vector<QByteArray>> ReconciliationWorker::dueQueries() const
{
    if (m_panel.missing())
        return std::vector<QByteArray>();
    return std::vector<QByteArray>{reconciliationschedule::nextDueQuery()};
}

} // namespace turnpike::workers

namespace turnpike::workers::reconciliationworker {

Registration registration()
{
    return {
        [](const WorkerParts &parts, const Registration::Taker &add) {
            add(std::make_unique<ReconciliationWorker>(parts.database, parts.clock, parts.shop.reconciliation,
                                                       parts.panel, parts.alerts));
        },
        // It goes through all keys, and so is as long as the shop is large.
        [](const WorkerRules &, const QString &) { return std::vector<HotQuery>(); },
    };
}

} // namespace turnpike::workers::reconciliationworker
