// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"

#include <QtGlobal>

#include <atomic>

namespace turnpike {

// Wall-clock time as whole milliseconds since 1970 UTC: what every `_at` column holds. Passed to
// constructors, so that a test can substitute a fake one. Thread-safe. For waiting use Deadline.
class Clock
{
public:
    virtual ~Clock() = default;
    virtual Timestamp nowMs() const = 0;
};

// The system's clock, corrected by its offset from the database's clock, so that replicas on machines whose
// clocks differ agree on what is due.
class SystemClock : public Clock
{
public:
    Timestamp nowMs() const override;
    // What to add to this machine's clock, in milliseconds; measured when connecting to the database.
    void setOffsetMs(qint64 offset) { m_offset.store(offset, std::memory_order_relaxed); }
    qint64 offsetMs() const { return m_offset.load(std::memory_order_relaxed); }

private:
    std::atomic<qint64> m_offset{0};
};

constexpr qint64 kSecondMs = 1000;
constexpr qint64 kMinuteMs = 60 * kSecondMs;
constexpr qint64 kHourMs = 60 * kMinuteMs;
constexpr qint64 kDayMs = 24 * kHourMs;

} // namespace turnpike
