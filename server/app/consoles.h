#pragma once

#include "app/shop.h"
#include "config/config.h"
#include "consolehub/auditbuffer.h"
#include "consolehub/audittrail.h"
#include "consolehub/changes.h"
#include "consolehub/websocketdoor.h"
#include "ops/periodicjobs.h"

namespace turnpike::app {

// Everything that serves consoles, wired: who may come in, what they may ask for, and what they are told.
// Lives on the main thread.
class Consoles : private consolehub::StateSource
{
public:
    // What it works with. All must outlive it.
    struct Parts
    {
        const config::Config &config;
        const Clock &clock;
        QString instanceId;
        db::Database &database;
        Shop &shop;
        http::HttpFrontend &frontend;
        // What a console begins with: from memory, thread-safe.
        std::function<protocol::Snapshot()> snapshot;
    };
    explicit Consoles(const Parts &parts);
    Consoles(const Consoles &) = delete;
    Consoles &operator=(const Consoles &) = delete;

    // For what is to be asked: before the frontend listens.
    consolehub::CallTable &calls() { return m_calls; }
    const consolehub::Changes &changes() const { return m_changes; }
    const consolehub::AuditTrail &audit() const { return m_audit; }
    // For what is to be told.
    consolehub::ConsoleHub &hub() { return m_hub; }

    // Who may come in: in force once the transaction is committed.
    void refreshOperators(db::Transaction &tx) { m_operators.refresh(tx); }

    // Before the jobs begin.
    void addJobs(ops::PeriodicJobs &jobs);
    void startDraining() { m_hub.startDraining(); }
    // What the audit has not been given yet, once the jobs have ended: on any thread. Throws what the
    // database throws; it is lost then.
    void writeLast(const Deadline &deadline)
    {
        for (auto rows = m_auditBuffer.takeAll(); !rows.empty(); rows = m_auditBuffer.takeAll())
            writeAudit(rows, deadline);
    }
    void collect(MetricFamilies &metrics) const;

private:
    protocol::Snapshot snapshot() const override { return m_parts.snapshot(); }
    void tellOfAudit(const Deadline &deadline);
    void writeUses(const Deadline &deadline);
    void writeAudit(const std::vector<consolehub::AuditBuffer::Row> &rows, const Deadline &deadline);

    const Parts m_parts;
    control::Operators m_operators;
    consolehub::AuditBuffer m_auditBuffer;
    consolehub::CallTable m_calls;
    consolehub::Changes m_changes;
    consolehub::AuditTrail m_audit;
    consolehub::ConsoleHub m_hub;
    consolehub::Gatekeeper m_gatekeeper;
    consolehub::WebSocketDoor m_door;
};

} // namespace turnpike::app
