// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/durationwindow.h"

#include "base/clock.h"

namespace turnpike::ops {

namespace {

constexpr qint64 kWindowMs = kMinuteMs;
// Readings closer together than this are not kept: a dozen make the minute.
constexpr qint64 kEveryMs = 5 * kSecondMs;

using Buckets = decltype(db::DurationHistogram::buckets);

// The duration below which `share` of the counted ones stay. Within a bucket they are taken to lie evenly;
// what is above the last bound counts as that bound.
double percentile(const Buckets &counts, qint64 total, double share)
{
    const double rank = share * static_cast<double>(total);
    double below = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
        const auto here = static_cast<double>(counts[i]);
        if (here > 0 && below + here >= rank) {
            const auto &bounds = db::DurationHistogram::kBoundsMs;
            if (i == bounds.size())
                return bounds.back();
            const double low = i == 0 ? 0 : bounds[i - 1];
            return low + (bounds[i] - low) * (rank - below) / here;
        }
        below += here;
    }
    return -1;
}

} // namespace

DurationWindow::Percentiles DurationWindow::add(const db::DurationHistogram &counts, Timestamp nowMs)
{
    while (m_readings.size() > 1 && nowMs - m_readings[1].at >= kWindowMs)
        m_readings.pop_front();
    Buckets since = counts.buckets;
    qint64 total = counts.count;
    if (!m_readings.empty()) {
        const db::DurationHistogram &before = m_readings.front().counts;
        for (size_t i = 0; i < since.size(); ++i)
            since[i] -= before.buckets[i];
        total -= before.count;
    }
    if (m_readings.empty() || nowMs - m_readings.back().at >= kEveryMs)
        m_readings.push_back({nowMs, counts});
    if (total <= 0)
        return {};
    return {percentile(since, total, 0.50), percentile(since, total, 0.95), percentile(since, total, 0.99)};
}

} // namespace turnpike::ops
