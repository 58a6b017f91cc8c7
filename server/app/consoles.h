// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/observation.h"
#include "app/shop.h"
#include "config/config.h"
#include "consolecalls/bulkruns.h"
#include "consolecalls/customercalls.h"
#include "consolefeed/consolefeed.h"
#include "consolehub/auditbuffer.h"
#include "consolehub/audittrail.h"
#include "consolehub/changes.h"
#include "consolehub/statetable.h"
#include "consolehub/websocketdoor.h"
#include "ops/periodicjobs.h"

namespace turnpike::app {

// Everything that serves consoles, wired in this order: the hub (who may connect, and the order of events),
// the calls (what they may ask for), the feed (what they are told). Each only knows those before it. Lives on
// the main thread.
class Consoles
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
        const inbox::InboxWriter &writer;
        const inbox::WebhookLiveness &liveness;
        Leader &leader;
        replicas::Leadership &leadership;
        const ops::Dependencies &dependencies;
        const Observation &observation;
        ops::AlertHub &alerts;
        Kicker &kicks;
        std::function<bool()> isReady;
    };
    // Before the frontend listens.
    explicit Consoles(const Parts &parts);
    ~Consoles();
    Consoles(const Consoles &) = delete;
    Consoles &operator=(const Consoles &) = delete;

    // Who may connect: takes effect once the transaction is committed.
    void refreshOperators(db::Transaction &tx) { m_operators.refresh(tx); }

    // See ConsoleFeed.
    bool isLookedAt() const { return m_feed.isLookedAt(); }
    void noteCompany(bool hasCompany) { m_feed.noteCompany(hasCompany); }
    db::BoundStatement ordersLook() const { return m_feed.ordersLook(); }
    // Whether an order for many rows waits: see BulkRuns. Whoever asks kicks the job of this name.
    static constexpr const char *kBulkJob = "bulk";
    static db::BoundStatement bulkLook() { return consolecalls::BulkRuns::openLook(); }

    // Before the jobs begin. They outlive this object.
    void addJobs(ops::PeriodicJobs &jobs);
    void startDraining() { m_hub.startDraining(); }
    // Writes what has not reached the audit yet, once the jobs have ended. Any thread. Throws what the
    // database throws; the entries are lost then.
    void writeLast(const Deadline &deadline)
    {
        for (auto rows = m_auditBuffer.takeAll(); !rows.empty(); rows = m_auditBuffer.takeAll())
            writeAudit(rows, deadline);
    }
    void collect(MetricFamilies &metrics) const;

    // A flag was changed, here or elsewhere: consoles are told at once. Thread-safe.
    void onFlagChanged() { m_feed.onFlagChanged(); }
    // What this instance records about itself in its row; thread-safe.
    QByteArray picture() const { return m_feed.picture(); }

private:
    void addCalls();
    void tellOfAudit(const Deadline &deadline);
    void writeUses(const Deadline &deadline);
    void writeAudit(const std::vector<consolehub::AuditBuffer::Row> &rows, const Deadline &deadline);

    const Parts m_parts;
    control::Operators m_operators;
    consolehub::AuditBuffer m_auditBuffer;
    consolehub::CallTable m_calls;
    consolehub::StateTable m_state;
    consolehub::Changes m_changes;
    consolehub::AuditTrail m_audit;
    consolehub::ConsoleHub m_hub;
    consolehub::Gatekeeper m_gatekeeper;
    consolehub::WebSocketDoor m_door;
    consolecalls::BulkRuns m_bulk;
    const consolecalls::CustomerCalls m_customers;
    consolefeed::ConsoleFeed m_feed;
};

} // namespace turnpike::app
