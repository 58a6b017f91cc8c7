// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/dependencies.h"

#include "ops/metricsources.h"

#include <algorithm>

namespace turnpike::ops {

const Dependency *Dependencies::find(const QString &name) const
{
    const auto found = std::find_if(m_all.begin(), m_all.end(), [&name](const Dependency &dependency) {
        return dependency.name == name;
    });
    return found == m_all.end() ? nullptr : &*found;
}

bool Dependencies::resetBreaker(const QString &name) const
{
    const Dependency *dependency = find(name);
    if (!dependency || !dependency->breaker)
        return false;
    dependency->breaker->reset();
    return true;
}

void Dependencies::addChecks(HealthEndpoint &health) const
{
    for (const Dependency &dependency : m_all) {
        if (!dependency.check)
            continue;
        if (dependency.isConfigured)
            health.addCheck(dependency.name, dependency.check);
        else
            health.addCheck(dependency.name, [] { return Finding::notConfigured(); });
    }
}

std::vector<FeltDependency> Dependencies::felt(http::CircuitBreaker::TimePoint now) const
{
    std::vector<FeltDependency> felt;
    for (const Dependency &dependency : m_all) {
        if (!dependency.felt || !dependency.isConfigured)
            continue;
        felt.push_back(
            {dependency.name, *dependency.felt,
             dependency.breaker ? dependency.breaker->snapshot(now).failed : http::CircuitBreaker::Streak()});
    }
    return felt;
}

void Dependencies::collect(MetricFamilies &metrics) const
{
    for (const Dependency &dependency : m_all) {
        if (dependency.breaker)
            collectBreaker(metrics, dependency.name.toUtf8().constData(), *dependency.breaker);
    }
}

QList<protocol::DependencyState> Dependencies::states() const
{
    QList<protocol::DependencyState> states;
    for (const Dependency &dependency : m_all)
        states.append({dependency.name, dependency.isConfigured, dependency.hasTile});
    return states;
}

QList<protocol::BreakerState> Dependencies::breakers(Timestamp nowMs) const
{
    QList<protocol::BreakerState> breakers;
    for (const Dependency &dependency : m_all) {
        if (!dependency.breaker)
            continue;
        const http::CircuitBreaker::Snapshot now =
            dependency.breaker->snapshot(std::chrono::steady_clock::now());
        const qint64 brokenFor = now.brokenFor.count();
        breakers.append({dependency.name, now.state,
                         brokenFor > 0 ? std::optional(nowMs - brokenFor) : std::nullopt, now.timesOpened,
                         now.succeeded ? std::optional(nowMs - now.succeeded->count()) : std::nullopt});
    }
    return breakers;
}

} // namespace turnpike::ops
