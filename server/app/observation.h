// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/leader.h"
#include "config/config.h"
#include "http/httpfrontend.h"
#include "ops/alerthub.h"
#include "ops/backlog.h"
#include "ops/connectionbudget.h"
#include "ops/consequences.h"
#include "ops/durabilitywatch.h"
#include "ops/health.h"
#include "ops/metricsendpoint.h"
#include "ops/metricsources.h"
#include "ops/periodicjobs.h"
#include "ops/processgauges.h"
#include "ops/resourcewatch.h"
#include "ops/shopsampler.h"
#include "protocol/timestamp.h"

#include <map>

namespace turnpike::app {

// Lets operators and their tools look inside: /metrics and /health, what customers feel, alerts of that and
// when a part of the program fails, and the ping to HEARTBEAT_URL that stops when something does. Reads
// everything and changes nothing. Lives on the main thread.
class Observation
{
public:
    // What it looks at. All must outlive it.
    struct Parts
    {
        const config::Config &config;
        const Clock &clock;
        MetricRegistry &registry;
        http::HttpFrontend &frontend;
        http::HttpClient &client;
        db::Database &database;
        const inbox::InboxWriter &writer;
        const inbox::WebhookLiveness &liveness;
        const Leader &leader;
        state::RedisStateStore *redis; // null: not configured
        const ops::Dependencies &dependencies;
        ops::AlertHub &alerts;
        std::function<bool()> isReady;
        std::function<bool()> isLeader;
    };
    explicit Observation(Parts parts);
    Observation(const Observation &) = delete;
    Observation &operator=(const Observation &) = delete;

    // Call both before what they are added to starts, the jobs once the database is there: until then nobody
    // has been served, and the checks alone tell.
    void addRoutes();
    void addJobs(ops::PeriodicJobs &jobs);

    // For consoles.
    const ops::BacklogSampler &backlog() const { return m_backlog; }
    const ops::ShopSampler &shop() const { return m_shop; }
    const ops::Consequences &consequences() const { return m_consequences; }
    const ops::HealthEndpoint &health() const { return m_health; }
    const ops::LoopLag &loopLag() const { return m_loopLag; }

private:
    void addChecks();
    void collect(MetricFamilies &metrics) const;
    void trimWhenQuiet();
    void lookAtConsequences();
    void alertOnFailures();
    std::map<QString, Alert> failures() const;
    void keepTelling(const std::map<QString, Alert> &found, Timestamp now);
    void tellOfEnds(const std::map<QString, Alert> &found, Timestamp now);
    void ping(const Deadline &deadline);

    // An alert that lasts, with times in ms UTC.
    struct Lasting
    {
        Alert alert;
        Timestamp since = 0;
        Timestamp foundAt = 0;
        std::optional<Timestamp> raisedAt;
    };

    const Parts m_parts;
    ops::BacklogSampler m_backlog;
    ops::ShopSampler m_shop;
    ops::Consequences m_consequences;
    ops::ConnectionBudget m_connections;
    ops::DurabilityWatch m_durability;
    ops::ResourceWatch m_resources;
    ops::LoopLag m_loopLag;
    ops::MetricsEndpoint m_metricsEndpoint;
    ops::HealthEndpoint m_health;
    qint64 m_trimmedTo = 0;               // bytes; of the operations thread that trims
    std::map<QString, Lasting> m_lasting; // by key; of the operations thread that alerts
    std::optional<std::chrono::steady_clock::time_point> m_lastPing; // of the operations thread
};

} // namespace turnpike::app
