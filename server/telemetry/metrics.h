// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>

#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace prometheus {
class Registry;
}

namespace turnpike {

// What a collector fills in at a scrape. Names begin with "turnpike_" (process metrics with "process_"), in
// base units: seconds, bytes; counters end in "_total". No label ever names a user.
class MetricFamilies
{
public:
    using Labels = std::vector<std::pair<std::string, std::string>>;

    // A count that only grows while the process lives.
    void counter(const char *name, const char *help, double value, const Labels &labels = {});
    void gauge(const char *name, const char *help, double value, const Labels &labels = {});
    // `counts[i]` is how many lay at or below `bounds[i]` and above the bound before; the last one, beyond
    // all bounds, may be there too.
    struct Distribution
    {
        std::vector<double> bounds;
        std::vector<double> counts;
        double sum = 0;
    };
    void histogram(const char *name, const char *help, const Distribution &distribution,
                   const Labels &labels = {});

    std::vector<prometheus::MetricFamily> take() { return std::move(m_families); }

private:
    prometheus::ClientMetric &add(const char *name, const char *help, prometheus::MetricType type,
                                  const Labels &labels);

    std::vector<prometheus::MetricFamily> m_families;
};

// Everything that is measured, in Prometheus' text format. What rooms count for themselves is collected at a
// scrape; what nobody counts gets an instrument of its own. Passed to constructors; thread-safe.
class MetricRegistry
{
public:
    MetricRegistry();
    ~MetricRegistry();

    // Instruments: kept as long as this object; adding to one is lock-free or nearly.
    prometheus::Family<prometheus::Counter> &counters(const char *name, const char *help);
    prometheus::Family<prometheus::Histogram> &histograms(const char *name, const char *help);
    // Bounds in seconds that suit calls and iterations: 5 ms to 120 s.
    static const std::vector<double> &secondsBounds();

    // Called at each scrape on the scraping thread: must not block. Before the first scrape.
    using Collector = std::function<void(MetricFamilies &)>;
    void addCollector(Collector collector);

    QByteArray text() const;
    static constexpr const char *kContentType = "text/plain; version=0.0.4; charset=utf-8";

private:
    std::unique_ptr<prometheus::Registry> m_registry;
    std::vector<Collector> m_collectors;
};

} // namespace turnpike
