// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

namespace turnpike::console {

// How long to wait before the next try: twice as long each time, up to a bound, and a quarter more or less at
// random, so that consoles that lost the same server do not come back as one.
class Backoff
{
public:
    struct Bounds
    {
        int firstMs = 1'000;
        int lastMs = 30'000; // never more than this
    };
    explicit Backoff(const Bounds &bounds)
        : m_bounds(bounds)
    {}

    // Milliseconds.
    int next();
    void reset() { m_steps = 0; }

private:
    Bounds m_bounds;
    int m_steps = 0;
};

} // namespace turnpike::console
