#include "app/consoles.h"

#include "consolehub/owncalls.h"
#include "protocol/calls.h"

#include <QCoreApplication>

namespace turnpike::app {

using namespace std::chrono_literals;
using ops::PeriodicJobs;

namespace {

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
    , m_hub({parts.clock, m_operators, m_calls, *this, m_auditBuffer, log::ring()}, optionsFor(parts))
    , m_gatekeeper(parts.clock, m_operators, m_auditBuffer,
                   [this](const auto &access) { return m_hub.whyClosed(access); })
    , m_door(m_gatekeeper, m_hub)
{
    m_operators.setListener([this] { m_hub.checkRightsSoon(); });
    consolehub::addOperatorCalls(m_calls, m_operators, m_changes, parts.database);
    consolehub::addAuditCalls(m_calls, m_audit);
    consolehub::addLogCalls(m_calls, log::ring());
    consolehub::auditReads(m_calls, m_auditBuffer);
    m_door.attach(parts.frontend);
}

void Consoles::addJobs(PeriodicJobs &jobs)
{
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("audit"), {1s, 5s},
             [this](const Deadline &deadline) { tellOfAudit(deadline); });
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("consoles"), {1s, 5s},
             [this](const Deadline &deadline) { writeUses(deadline); });
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("audit of consoles"), {1s, 5s},
             [this](const Deadline &deadline) { writeAudit(m_auditBuffer.takeDue(), deadline); });
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
