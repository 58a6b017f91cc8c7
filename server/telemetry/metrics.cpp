// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telemetry/metrics.h"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <limits>

namespace turnpike {

prometheus::ClientMetric &MetricFamilies::add(const char *name, const char *help, prometheus::MetricType type,
                                              const Labels &labels)
{
    auto family = std::find_if(m_families.begin(), m_families.end(),
                               [&](const prometheus::MetricFamily &one) { return one.name == name; });
    if (family == m_families.end())
        family = m_families.insert(family, {name, help, type, {}});
    prometheus::ClientMetric metric;
    for (const auto &[label, value] : labels)
        metric.label.push_back({label, value});
    return family->metric.emplace_back(std::move(metric));
}

void MetricFamilies::counter(const char *name, const char *help, double value, const Labels &labels)
{
    add(name, help, prometheus::MetricType::Counter, labels).counter.value = value;
}

void MetricFamilies::gauge(const char *name, const char *help, double value, const Labels &labels)
{
    add(name, help, prometheus::MetricType::Gauge, labels).gauge.value = value;
}

void MetricFamilies::histogram(const char *name, const char *help, const Distribution &distribution,
                               const Labels &labels)
{
    prometheus::ClientMetric::Histogram &histogram =
        add(name, help, prometheus::MetricType::Histogram, labels).histogram;
    double seen = 0;
    for (size_t i = 0; i < distribution.counts.size(); ++i) {
        seen += distribution.counts[i];
        const double bound =
            i < distribution.bounds.size() ? distribution.bounds[i] : std::numeric_limits<double>::infinity();
        histogram.bucket.push_back({static_cast<std::uint64_t>(seen), bound});
    }
    histogram.sample_count = static_cast<std::uint64_t>(seen);
    histogram.sample_sum = distribution.sum;
}

MetricRegistry::MetricRegistry()
    : m_registry(std::make_unique<prometheus::Registry>())
{}

MetricRegistry::~MetricRegistry() = default;

prometheus::Family<prometheus::Counter> &MetricRegistry::counters(const char *name, const char *help)
{
    return prometheus::BuildCounter().Name(name).Help(help).Register(*m_registry);
}

prometheus::Family<prometheus::Histogram> &MetricRegistry::histograms(const char *name, const char *help)
{
    return prometheus::BuildHistogram().Name(name).Help(help).Register(*m_registry);
}

const std::vector<double> &MetricRegistry::secondsBounds()
{
    static const std::vector<double> bounds{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                            1,     2.5,  5,     10,   30,  60,   120};
    return bounds;
}

void MetricRegistry::addCollector(Collector collector)
{
    m_collectors.push_back(std::move(collector));
}

QByteArray MetricRegistry::text() const
{
    MetricFamilies collected;
    for (const Collector &collector : m_collectors)
        collector(collected);
    std::vector<prometheus::MetricFamily> families = collected.take();
    for (prometheus::MetricFamily &family : m_registry->Collect())
        families.push_back(std::move(family));
    return QByteArray::fromStdString(prometheus::TextSerializer().Serialize(families));
}

} // namespace turnpike
