#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "ops/processgauges.h"

#include <QSet>

#include <deque>

namespace turnpike::ops {

// Alerts before memory or file descriptors run out: memory at 70 % (warning) and 85 % (critical) of the
// container's limit, and when the growth of the last six hours would reach the limit within a day;
// descriptors at 80 % of what the process may open. Each is told when it begins, and again only after it has
// clearly ended. Used by one thread.
class ResourceWatch
{
public:
    ResourceWatch(const Clock &clock, AlertSink &alerts);

    // Call every half a minute or so.
    void look(const ProcessGauges &gauges);

private:
    struct Sample
    {
        qint64 at = 0;
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
