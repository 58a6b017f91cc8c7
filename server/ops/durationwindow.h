// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/poolstats.h"
#include "protocol/timestamp.h"

#include <deque>
#include <optional>

namespace turnpike::ops {

// Percentiles of durations over about the last minute, from counts that only grow: what was counted now minus
// what was counted a minute ago, interpolated within a bucket. Not thread-safe.
class DurationWindow
{
public:
    struct Percentiles
    {
        double p50 = -1; // milliseconds; -1: nothing was measured within the window
        double p95 = -1;
        double p99 = -1;
    };

    // Takes a reading of `counts` at `nowMs` and gives the percentiles since the oldest one kept.
    Percentiles add(const db::DurationHistogram &counts, Timestamp nowMs);

private:
    struct Reading
    {
        Timestamp at = 0;
        db::DurationHistogram counts;
    };
    std::deque<Reading> m_readings; // the oldest first, a minute of them
};

} // namespace turnpike::ops
