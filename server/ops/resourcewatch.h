// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "ops/processgauges.h"
#include "protocol/timestamp.h"

#include <QSet>

#include <deque>

namespace turnpike::ops {

// Alerts before memory or file descriptors run out: memory at both of its thresholds (warning,
// critical), and when the growth of the last six hours would reach the container's limit within a day;
// descriptors at theirs. Each is told when it begins, and again only after it has clearly ended. Used by one
// thread.
class ResourceWatch
{
public:
    ResourceWatch(const Clock &clock, AlertSink &alerts);

    // Call every half a minute or so.
    void look(const ProcessGauges &gauges);

private:
    struct Sample
    {
        Timestamp at = 0;
        double bytes = 0;
    };
    // Raises when `value` reaches `threshold`; ends when it is a twentieth of it below.
    void watch(const Alert &alert, double value, double threshold);
    void watchSlope(const ProcessGauges &gauges);
    double bytesPerMs() const;

    const Clock &m_clock;
    AlertSink &m_alerts;
    QSet<QString> m_raised;
    std::deque<Sample> m_samples; // of six hours, one in five minutes
};

} // namespace turnpike::ops
