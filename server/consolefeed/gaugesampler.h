// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolecalls/instancedirectory.h"
#include "consolefeed/leading.h"
#include "consolehub/consolehub.h"
#include "inbox/inboxwriter.h"
#include "inbox/webhookliveness.h"
#include "ops/alertbook.h"
#include "ops/backlog.h"
#include "ops/consequences.h"
#include "ops/dependencies.h"
#include "ops/durationwindow.h"
#include "ops/healthstate.h"
#include "ops/processgauges.h"
#include "ops/shopsampler.h"
#include "protocol/gauges.h"
#include "protocol/timestamp.h"
#include "replicas/leadership.h"

#include <deque>
#include <mutex>

namespace turnpike::consolefeed {

// Reads everything that consoles are shown of this process and of the shop, without ever waiting: what costs
// a look at the database was read by others before. Lives on the main thread.
class GaugeSampler
{
public:
    // What it looks at. All outlive it.
    struct Parts
    {
        const Clock &clock;
        db::Database &database;
        const http::HttpFrontend &frontend;
        const inbox::InboxWriter &writer;
        const inbox::WebhookLiveness &liveness;
        const Leading &leading;
        const replicas::Leadership &leadership;
        const ops::Dependencies &dependencies;
        const ops::BacklogSampler &backlog;
        const ops::ShopSampler &shop;
        const ops::Consequences &consequences;
        const ops::HealthEndpoint &health;
        const ops::LoopLag &loopLag;
        const consolehub::ConsoleHub &hub;
        const ops::AlertBook &alerts;
        const consolecalls::InstanceDirectory &instances;
        std::function<bool()> isReady;
    };
    explicit GaugeSampler(const Parts &parts);
    GaugeSampler(const GaugeSampler &) = delete;
    GaugeSampler &operator=(const GaugeSampler &) = delete;

    // Main thread, once a second: rates and percentiles are taken from what was read before.
    protocol::Gauges sample();
    // The last ones; thread-safe.
    protocol::Gauges latest() const;
    // How each check is, and since when; thread-safe.
    std::vector<ops::CheckState> checks() const { return m_checks.checks(); }

    // What of them is charted.
    static protocol::SeriesPoint pointOf(const protocol::Gauges &gauges);

private:
    void readInbox(protocol::Gauges &gauges);
    void readOutbox(protocol::Gauges &gauges);
    void readPool(protocol::Gauges &gauges);
    void readProcess(protocol::Gauges &gauges);
    void readShop(protocol::Gauges &gauges) const;
    void readChecks(protocol::Gauges &gauges);
    void readSources(protocol::Gauges &gauges) const;

    const Parts m_parts;
    ops::HealthState m_checks;

    // Of the main thread: what rates and percentiles are taken from.
    ops::DurationWindow m_acknowledge, m_handle, m_wait, m_use;
    struct Rate
    {
        // Per second since `since`, which is about a minute back.
        double of(quint64 count, Timestamp nowMs);
        std::deque<std::pair<qint64, quint64>> readings;
    };
    Rate m_updates, m_handled, m_sent;
    double m_cpuSeconds = 0;
    Timestamp m_cpuAt = 0;

    mutable std::mutex m_mutex;
    protocol::Gauges m_gauges; // guarded by m_mutex: the last ones
};

} // namespace turnpike::consolefeed
