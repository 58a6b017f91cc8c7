// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <algorithm>

namespace turnpike::sandbox {

// So many events in so many seconds, evenly refilled, as tdlib/td has it (FloodControlFast.h): the first
// `count` may come at once, then one each `seconds / count`. A value; times are a clock's seconds.
class FloodControl
{
public:
    FloodControl(double seconds, double count)
        : m_capacity(count - 1)
        , m_perSecond(count / seconds)
        , m_volume(m_capacity)
    {}

    // When the next event may come.
    double nextAt() const { return m_nextAt; }
    // Not before nextAt().
    void add(double now)
    {
        m_volume = std::min(m_volume + (now - m_volumeAt) * m_perSecond, m_capacity);
        m_volumeAt = now;
        if (m_volume >= 1) {
            m_volume -= 1;
            return;
        }
        m_nextAt = now + (1 - m_volume) / m_perSecond;
        m_volumeAt = m_nextAt;
        m_volume = 0;
    }

private:
    double m_capacity;
    double m_perSecond;
    double m_volume;
    double m_volumeAt = 0;
    double m_nextAt = 0;
};

} // namespace turnpike::sandbox
