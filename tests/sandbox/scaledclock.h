// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QElapsedTimer>

#include <chrono>
#include <cmath>

namespace turnpike::sandbox {

// Telegram's time as the sandbox plays it: real time that runs `scale` times as fast, so that a test need not
// wait 24 h for an update to die. In seconds. A value; copies agree with each other.
class ScaledClock
{
public:
    explicit ScaledClock(double scale)
        : m_scale(scale)
    {
        m_since.start();
    }

    // Seconds since it was made.
    double now() const { return static_cast<double>(m_since.nsecsElapsed()) / 1e9 * m_scale; }
    // How long one has to wait for so many of its seconds.
    std::chrono::milliseconds real(double seconds) const
    {
        return std::chrono::milliseconds(
            static_cast<qint64>(std::ceil(std::max(0.0, seconds) * 1000.0 / m_scale)));
    }

private:
    double m_scale;
    QElapsedTimer m_since;
};

} // namespace turnpike::sandbox
