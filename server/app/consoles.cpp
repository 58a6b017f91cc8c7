// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "app/consoles.h"

#include "app/changewatch.h"
#include "consolecalls/broadcastcalls.h"
#include "consolecalls/databasecalls.h"
#include "consolecalls/flagcalls.h"
#include "consolecalls/messagecalls.h"
#include "consolecalls/promocalls.h"
#include "consolecalls/refundactions.h"
#include "consolecalls/refundcalls.h"
#include "consolecalls/salescalls.h"
#include "consolecalls/supportcalls.h"
#include "consolecalls/updatecalls.h"
#include "consolecalls/workercalls.h"
#include "consolehub/owncalls.h"
#include "protocol/calls.h"

#include <QCoreApplication>

namespace turnpike::app {

using namespace std::chrono_literals;
using namespace Qt::StringLiterals;
using ops::PeriodicJobs;

namespace {

// New rows of the audit, while no console is there to show them.
constexpr auto kUnseenAudit = 10s;
const QString kAuditJob = u"audit"_s;

consolehub::ConsoleHub::Options optionsFor(const Consoles::Parts &parts)
{
    consolehub::ConsoleHub::Options options;
    options.serverVersion = QCoreApplication::applicationVersion();
    options.instanceId = parts.instanceId;
    options.environment = parts.config.env;
    return options;
}

} // namespace

Consoles::Consoles(const Parts &parts)
    : m_parts(parts)
    , m_operators(parts.clock, parts.config.consoleBootstrapToken)
    , m_auditBuffer(parts.clock)
    , m_changes(parts.database, parts.shop.audit)
    , m_audit(parts.database)
    , m_hub({parts.clock, m_operators, m_calls, m_state, m_auditBuffer, log::ring()}, optionsFor(parts))
    , m_gatekeeper(parts.clock, m_operators, m_auditBuffer,
                   [this](const auto &access) { return m_hub.whyClosed(access); })
    , m_door(m_gatekeeper, m_hub)
    , m_bulk(parts.database, parts.clock)
    , m_customers(consolecalls::CustomerCalls::Parts{
          parts.database, parts.clock, m_changes, parts.shop.access, parts.shop.activations,
          parts.shop.notices, parts.shop.catalog, parts.shop.balance, parts.shop.payments})
    , m_feed({parts.clock,
              parts.instanceId,
              parts.database,
              parts.shop.flags,
              parts.shop.reconciliation,
              parts.leader.panel(),
              parts.frontend,
              parts.writer,
              parts.liveness,
              parts.leader,
              parts.leadership,
              parts.dependencies,
              parts.observation.backlog(),
              parts.observation.shop(),
              parts.observation.consequences(),
              parts.observation.health(),
              parts.observation.loopLag(),
              parts.alerts,
              m_hub,
              parts.isReady})
{
    m_operators.setListener([this] { m_hub.checkRightsSoon(); });
    parts.leader.setIterationListener(
        [this](const workers::Iteration &iteration, const std::optional<workers::Ending> &ending) {
            m_feed.onIteration(iteration, ending);
        });
    addCalls();
    m_feed.addState(m_state);
    m_door.attach(parts.frontend);
}

Consoles::~Consoles()
{
    m_hub.endCalls(); // before the feed, which they use
}

// Those of the hub itself, of the shop, and of the feed.
void Consoles::addCalls()
{
    consolehub::addStateCalls(m_calls, m_state);
    consolehub::addOperatorCalls(m_calls, m_operators, m_changes, m_parts.database);
    consolehub::addAuditCalls(m_calls, m_audit);
    consolehub::addLogCalls(m_calls, log::ring(), log::archive());
    consolehub::auditReads(m_calls, m_auditBuffer);
    consolecalls::addFlagCalls(m_calls, m_changes, m_audit, m_parts.shop.flags);
    consolecalls::addWorkerCalls(m_calls, m_changes, m_parts.database, m_parts.clock,
                                 m_parts.leader.workerNames());
    consolecalls::addDatabaseCalls(m_calls, m_changes, m_parts.database);
    consolecalls::addUpdateCalls(m_calls, m_changes, m_parts.database, m_parts.clock, m_parts.kicks);
    consolecalls::addMessageCalls(m_calls, m_changes, m_parts.database, m_parts.clock, m_parts.kicks);
    consolecalls::addUpdateRuns(m_bulk, m_parts.clock, m_parts.kicks);
    consolecalls::addMessageRuns(m_bulk, m_parts.clock, m_parts.kicks);
    m_bulk.addCalls(m_calls, m_changes);
    consolecalls::addPromoCalls(m_calls, m_changes, m_parts.database, m_parts.clock, m_parts.shop.promos,
                                m_parts.shop.catalog);
    consolecalls::addRefundCalls(m_calls, m_changes, m_parts.database, m_parts.shop.refunds);
    consolecalls::addSalesCalls(m_calls, m_parts.database);
    consolecalls::addSupportCalls(m_calls, m_changes, m_parts.database, m_parts.shop.helpdesk);
    m_customers.addTo(m_calls);
    consolehub::Actions refunds;
    consolecalls::addRefundActions(refunds, m_parts.shop.refunds, m_parts.shop.payments);
    refunds.addTo(m_calls, m_changes);
    consolecalls::addBroadcastCalls(
        m_calls, m_changes, m_parts.database,
        broadcastRules(m_parts.config, m_parts.shop.texts, m_parts.shop.catalog, m_parts.shop.broadcasts));
    m_feed.addCalls(m_calls, m_changes);
}

void Consoles::addJobs(PeriodicJobs &jobs)
{
    PeriodicJobs::Rhythm rhythm{1s, 5s};
    rhythm.pace = [this] { return PeriodicJobs::Milliseconds(m_hub.isWatched() ? 1s : kUnseenAudit); };
    jobs.add(PeriodicJobs::kPicture, kAuditJob, rhythm,
             [this](const Deadline &deadline) { tellOfAudit(deadline); });
    m_hub.setWatchedListener([this, &jobs] {
        m_feed.onWatched(jobs);
        jobs.kick(PeriodicJobs::kPicture, kAuditJob);
    });
    jobs.add(PeriodicJobs::kPicture, u"consoles"_s, {1s, 5s},
             [this](const Deadline &deadline) { writeUses(deadline); });
    jobs.add(PeriodicJobs::kPicture, u"audit of consoles"_s, {1s, 5s},
             [this](const Deadline &deadline) { writeAudit(m_auditBuffer.takeDue(), deadline); });
    jobs.add(PeriodicJobs::kBulk, QString::fromLatin1(kBulkJob), {1s, 10s, 0ms, ChangeWatch::kUnwatched},
             [this](const Deadline &deadline) { m_bulk.poll(deadline); });
    m_feed.addJobs(jobs);
}

void Consoles::tellOfAudit(const Deadline &deadline)
{
    for (const protocol::AuditRow &row : m_audit.news(deadline))
        m_hub.publish(protocol::event::kAudit, {}, protocol::toJson(row));
}

// When each token was last used.
void Consoles::writeUses(const Deadline &deadline)
{
    if (!m_operators.hasUses())
        return;
    m_parts.database.write(db::Demand::Operations, "operators", deadline,
                           [&](db::Transaction &tx) { m_operators.writeUses(tx); });
}

void Consoles::writeAudit(const std::vector<consolehub::AuditBuffer::Row> &rows, const Deadline &deadline)
{
    if (rows.empty())
        return;
    try {
        m_parts.database.write(db::Demand::Operations, "console audit", deadline, [&](db::Transaction &tx) {
            for (const consolehub::AuditBuffer::Row &row : rows)
                m_parts.shop.audit.record(tx, row.counted());
        });
    } catch (...) {
        m_auditBuffer.giveBack(rows);
        throw;
    }
}

void Consoles::collect(MetricFamilies &metrics) const
{
    m_hub.collect(metrics);
    for (const auto &[reason, count] : m_gatekeeper.refused())
        metrics.counter("turnpike_console_refused_total", "Upgrades of consoles that were refused, by why.",
                        static_cast<double>(count), {{"reason", reason.toStdString()}});
}

} // namespace turnpike::app
