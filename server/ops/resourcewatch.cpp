// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/resourcewatch.h"

#include "protocol/numbers.h"

namespace turnpike::ops {

using namespace Qt::StringLiterals;

using protocol::Sentence;
using protocol::SentenceId;

namespace {

constexpr qint64 kSampleEveryMs = 5 * kMinuteMs;
constexpr qint64 kTrendMs = 6 * kHourMs;
constexpr qint64 kAheadMs = kDayMs;
// Less than that within the window is what caches do.
constexpr double kLeastGrowth = 0.05;

constexpr double kEndsBelow = 0.95;

Alert alertOf(const char *key, const Sentence &text)
{
    return {QString::fromLatin1(key), text, u"memory"_s};
}

int percent(double part)
{
    return static_cast<int>(part * 100);
}

} // namespace

ResourceWatch::ResourceWatch(const Clock &clock, AlertSink &alerts)
    : m_clock(clock)
    , m_alerts(alerts)
{}

void ResourceWatch::look(const ProcessGauges &gauges)
{
    if (gauges.memoryLimitBytes > 0) {
        const double used = protocol::percentOf(static_cast<double>(gauges.residentBytes),
                                                static_cast<double>(gauges.memoryLimitBytes));
        const int percentage = static_cast<int>(used);
        watch(alertOf("memory", {SentenceId::MemoryHigh, percentage}), used,
              protocol::numbers::kMemoryUsed.warn);
        watch(alertOf("memory_critical", {SentenceId::MemoryAlmostFull, percentage}), used,
              protocol::numbers::kMemoryUsed.fail);
        watchSlope(gauges);
    }
    if (gauges.maxFds > 0)
        watch(alertOf("file_descriptors", {SentenceId::DescriptorsUsed, gauges.openFds, gauges.maxFds}),
              protocol::percentOf(gauges.openFds, gauges.maxFds), protocol::numbers::kDescriptorsUsed.warn);
}

void ResourceWatch::watch(const Alert &alert, double value, double threshold)
{
    const bool isRaised = m_raised.contains(alert.key);
    if (!isRaised && value >= threshold) {
        m_raised.insert(alert.key);
        m_alerts.raise(alert);
    } else if (isRaised && value < threshold * kEndsBelow) {
        m_raised.remove(alert.key);
        m_alerts.end(alert.key);
    }
}

void ResourceWatch::watchSlope(const ProcessGauges &gauges)
{
    const Timestamp now = m_clock.nowMs();
    if (!m_samples.empty() && now - m_samples.back().at < kSampleEveryMs)
        return;
    m_samples.push_back({now, static_cast<double>(gauges.residentBytes)});
    if (now - m_samples.front().at < kTrendMs)
        return; // a start is all growth
    while (now - m_samples.front().at > kTrendMs)
        m_samples.pop_front();
    const double slope = bytesPerMs();
    const auto limit = static_cast<double>(gauges.memoryLimitBytes);
    const bool grows = slope * static_cast<double>(kTrendMs) >= limit * kLeastGrowth;
    const double ahead = static_cast<double>(gauges.residentBytes) + slope * static_cast<double>(kAheadMs);
    watch(alertOf("memory_growth",
                  {SentenceId::MemoryGrows, percent(slope * static_cast<double>(kTrendMs) / limit)}),
          grows ? ahead / limit : 0, 1);
}

// Least squares: one peak at either end does not decide.
double ResourceWatch::bytesPerMs() const
{
    if (m_samples.size() < 2)
        return 0;
    const auto count = static_cast<double>(m_samples.size());
    const qint64 first = m_samples.front().at;
    double meanAt = 0;
    double meanBytes = 0;
    for (const Sample &sample : m_samples) {
        meanAt += static_cast<double>(sample.at - first) / count;
        meanBytes += sample.bytes / count;
    }
    double covariance = 0;
    double variance = 0;
    for (const Sample &sample : m_samples) {
        const double at = static_cast<double>(sample.at - first) - meanAt;
        covariance += at * (sample.bytes - meanBytes);
        variance += at * at;
    }
    return variance > 0 ? covariance / variance : 0;
}

} // namespace turnpike::ops
