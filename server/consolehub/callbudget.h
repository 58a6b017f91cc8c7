#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>

namespace turnpike::consolehub {

// How fast a console may ask: so many calls a second, after a burst. A value.
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

    bool take(TimePoint now)
    {
        m_left = std::min(m_burst, m_left + m_perSecond * std::chrono::duration<double>(now - m_at).count());
        m_at = now;
        if (m_left < 1)
            return false;
        m_left -= 1;
        return true;
    }

private:
    double m_perSecond;
    double m_burst;
    double m_left;
    TimePoint m_at;
};

} // namespace turnpike::consolehub
