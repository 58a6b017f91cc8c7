#include "app/consoles.h"

#include "consolehub/owncalls.h"
#include "protocol/calls.h"

#include <QCoreApplication>

namespace turnpike::app {

using namespace std::chrono_literals;

namespace {

consolehub::ConsoleHub::Options optionsFor(const Consoles::Parts &parts)
{
    consolehub::ConsoleHub::Options options;
    options.serverVersion = QCoreApplication::applicationVersion();
    options.instanceId = parts.instanceId;
    options.environment = toString(parts.config.env);
    return options;
}

} // namespace

Consoles::Consoles(const Parts &parts)
    : m_parts(parts)
    , m_operators(parts.clock, parts.config.consoleBootstrapToken)
    , m_refusals(parts.clock)
    , m_changes(parts.database, parts.shop.audit)
    , m_audit(parts.database)
    , m_hub({parts.clock, m_operators, m_calls, *this, m_refusals, log::ring()}, optionsFor(parts))
    , m_gatekeeper(parts.clock, m_operators, m_refusals,
                   [this](const auto &access) { return m_hub.whyClosed(access); })
    , m_door(m_gatekeeper, m_hub)
{
    m_operators.setListener([this] { m_hub.checkRightsSoon(); });
    consolehub::addOperatorCalls(m_calls, m_operators, m_changes, parts.database);
    consolehub::addAuditCalls(m_calls, m_audit);
    consolehub::addLogCalls(m_calls, log::ring());
    m_door.attach(parts.frontend);
}

void Consoles::addJobs(PeriodicJobs &jobs)
{
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("audit"), {1s, 5s},
             [this](const Deadline &deadline) { tellOfAudit(deadline); });
    jobs.add(PeriodicJobs::kPicture, QStringLiteral("consoles"), {1s, 5s},
             [this](const Deadline &deadline) { writeUses(deadline); });
}

void Consoles::tellOfAudit(const Deadline &deadline)
{
    for (const protocol::AuditRow &row : m_audit.news(deadline))
        m_hub.publish(protocol::event::kAudit, {}, protocol::toJson(row));
}

// Who came in, and who was refused.
void Consoles::writeUses(const Deadline &deadline)
{
    const std::vector<control::AuditEntry> refused = m_refusals.takeDue();
    if (refused.empty() && !m_operators.hasUses())
        return;
    try {
        m_parts.database.write(db::Demand::Operations, "operators", deadline, [&](db::Transaction &tx) {
            m_operators.writeUses(tx);
            for (const control::AuditEntry &entry : refused)
                m_parts.shop.audit.record(tx, entry);
        });
    } catch (const Error &) {
        m_refusals.giveBack(refused);
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
