// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolecalls/alertcalls.h"
#include "consolecalls/instancedirectory.h"
#include "consolecalls/orders.h"
#include "consolecalls/seriescalls.h"
#include "consolecalls/workerfeed.h"
#include "consolefeed/flagteller.h"
#include "consolefeed/gaugesampler.h"
#include "consolefeed/markwatch.h"
#include "consolefeed/outboxhold.h"
#include "consolehub/statetable.h"
#include "ops/alertbook.h"
#include "ops/alerthub.h"
#include "ops/periodicjobs.h"
#include "protocol/timestamp.h"

#include <QTimer>

#include <atomic>

namespace turnpike::access {
class Panel;
class Reconciliation;
} // namespace turnpike::access

namespace turnpike::consolefeed {

// What consoles see of this process and of the shop: takes the gauges of everything once a second, keeps them
// as series, and tells of workers, instances, alerts and orders. What costs a look at the database is read by
// jobs on an operations thread. Knows the hub and the calls, neither of which knows it. Lives on the main
// thread.
class ConsoleFeed
{
public:
    // What it looks at. All must outlive it.
    struct Parts
    {
        const Clock &clock;
        QString instanceId;
        db::Database &database;
        const control::FeatureFlags &flags;
        const access::Reconciliation &reconciliation;
        const access::Panel &panel;
        const http::HttpFrontend &frontend;
        const inbox::InboxWriter &writer;
        const inbox::WebhookLiveness &liveness;
        Leading &leading;
        replicas::Leadership &leadership;
        const ops::Dependencies &dependencies;
        const ops::BacklogSampler &backlog;
        const ops::ShopSampler &shop;
        const ops::Consequences &consequences;
        const ops::HealthEndpoint &health;
        const ops::LoopLag &loopLag;
        ops::AlertHub &alerts;
        consolehub::ConsoleHub &hub;
        std::function<bool()> isReady;
    };
    explicit ConsoleFeed(const Parts &parts);
    ConsoleFeed(const ConsoleFeed &) = delete;
    ConsoleFeed &operator=(const ConsoleFeed &) = delete;

    // Before the frontend listens. Calls must have ended before this object does: ConsoleHub::endCalls().
    void addCalls(consolehub::CallTable &calls, const consolehub::Changes &changes);
    void addState(consolehub::StateTable &state) const;
    // Before the jobs begin. They outlive this object.
    void addJobs(ops::PeriodicJobs &jobs);
    // The first console is there: what it is about to see is of now. Main thread.
    void onWatched(ops::PeriodicJobs &jobs);
    // Whether an order waits for this instance, and whether messages are held back: see Orders and
    // OutboxHold. Whoever asks kicks the jobs of these names.
    static constexpr const char *kOrdersJob = "orders";
    static constexpr const char *kHoldJob = "outbox hold";
    db::BoundStatement ordersLook() const { return m_orders.openLook(); }
    static db::BoundStatement holdLook() { return OutboxHold::look(); }

    // Whether anybody sees what this instance tells of itself: a console that is connected, or other
    // instances. Otherwise what it tells is older by seconds. Thread-safe.
    bool isLookedAt() const { return m_hasCompany || m_parts.hub.isWatched(); }
    // Other instances live. Thread-safe.
    void noteCompany(bool hasCompany) { m_hasCompany = hasCompany; }

    // A flag was changed, here or elsewhere: consoles are told at once. Thread-safe.
    void onFlagChanged() { m_flags.tellSoon(); }
    // An iteration begins (no ending) or ends; on its worker's thread.
    void onIteration(const workers::Iteration &iteration, const std::optional<workers::Ending> &ending)
    {
        m_workers.onIteration(iteration, ending);
    }

    // What this instance leaves of itself in its row; thread-safe.
    QByteArray picture() const;

private:
    void tick();
    QList<protocol::SeriesMark> alertMarks() const;
    void keepAlertBook(const Deadline &deadline);
    void readHistory(const Deadline &deadline);

    const Parts m_parts;
    const consolecalls::Publish m_publish;
    ops::AlertBook m_alertBook;
    consolecalls::AlertFeed m_alerts;
    consolecalls::InstanceDirectory m_instances;
    consolecalls::Orders m_orders;
    consolecalls::SeriesStore m_series;
    consolecalls::SeriesArchive m_archive;
    MarkWatch m_marks;
    consolecalls::WorkerFeed m_workers;
    GaugeSampler m_sampler;
    OutboxHold m_hold;
    FlagTeller m_flags;
    Timestamp m_lastPointAt = 0;  // ms UTC; of the main thread
    bool m_isHistoryRead = false; // of the operations thread
    std::atomic<bool> m_hasCompany{false};
    QTimer m_timer;
};

} // namespace turnpike::consolefeed
