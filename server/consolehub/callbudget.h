// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>

namespace turnpike::consolehub {

// How fast somebody may ask: so many times a second, after a burst. A value.
class CallBudget
{
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    CallBudget(double perSecond, double burst, TimePoint now)
        : m_perSecond(perSecond)
        , m_burst(burst)
        , m_left(burst)
        , m_at(now)
    {}

    // Whether something that counts as `cost`, at most the burst, may happen now; then it is counted.
    bool take(TimePoint now, double cost = 1)
    {
        const double seconds = std::chrono::duration<double>(now - m_at).count();
        m_left = std::min(m_burst, m_left + m_perSecond * std::max(0.0, seconds)); // a clock may be set back
        m_at = now;
        if (m_left < cost)
            return false;
        m_left -= cost;
        return true;
    }

private:
    double m_perSecond;
    double m_burst;
    double m_left;
    TimePoint m_at;
};

} // namespace turnpike::consolehub
