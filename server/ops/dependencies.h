// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "http/circuitbreaker.h"
#include "ops/health.h"
#include "protocol/gauges.h"
#include "protocol/timestamp.h"
#include "telemetry/metrics.h"

#include <functional>
#include <optional>
#include <vector>

namespace turnpike::ops {

// Something outside that this program calls, and what is known of it.
struct Dependency
{
    QString name;             // as its calls are counted: "vpn_api"
    bool isConfigured = true; // false: this shop does without it
    // Its calls go by it; null: they have none. Outlives the list, like what `check` looks at.
    http::CircuitBreaker *breaker = nullptr;
    // What /health says of it while it is configured; empty: nothing. Thread-safe, does not block.
    std::function<Finding()> check = {};
    bool hasTile = false; // on the overview of consoles
    // What customers feel when it fails; nothing: it is none of their business.
    std::optional<protocol::ConsequenceKind> felt = std::nullopt;
};

// A configured dependency that customers feel.
struct FeltDependency
{
    QString name;
    protocol::ConsequenceKind felt = protocol::ConsequenceKind::NoAnswers;
    http::CircuitBreaker::Streak failed; // the last calls, in a row, while its breaker is closed
};

// All that this program calls outside, each once: health, metrics, consoles and the order that closes a
// breaker read this list. Filled before anything starts and only read then: thread-safe from there on.
class Dependencies
{
public:
    // `dependency.name` is new to the list.
    void add(Dependency dependency) { m_all.push_back(std::move(dependency)); }

    // Null when there is none of this name.
    const Dependency *find(const QString &name) const;
    // Closes a breaker: an operator's order. False when there is none of this name.
    bool resetBreaker(const QString &name) const;

    // For /health; what is not configured passes.
    void addChecks(HealthEndpoint &health) const;
    // For what customers feel: those by which they get keys, and pay.
    std::vector<FeltDependency> felt(http::CircuitBreaker::TimePoint now) const;
    // For /metrics: the breakers.
    void collect(MetricFamilies &metrics) const;
    // For consoles. `nowMs` is UTC.
    QList<protocol::DependencyState> states() const;
    QList<protocol::BreakerState> breakers(Timestamp nowMs) const;

private:
    std::vector<Dependency> m_all;
};

} // namespace turnpike::ops
