// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "rig.h"

namespace turnpike::chaos {

constexpr qint64 kInTimeMs = 2'000;

// The part of the updates made within `span` that was handled within kInTimeMs of being made; 0–1.
double partInTime(Rig &rig, std::chrono::milliseconds span);

// How long the updates made within `span` take from being made until they are handled, but for the slowest of
// a hundred: the 99th percentile, in ms. For each of `rigs`, in the same moments; the crowd of each is open.
std::vector<qint64> slowestMs(const std::vector<Rig *> &rigs, std::chrono::milliseconds span);

// How fast a shop is against its twin, to which nothing is done: both get as many updates as come at the same
// moment, and what each has handled by the time one of them is done is compared. Whatever else the machine is
// busy with slows both. The customers of both must be away.
class Race
{
public:
    // `window`: how many races in a row make one measurement; even, so that neither is favoured.
    Race(Rig *shop, Rig *twin, size_t window);

    // One more burst.
    void run();
    // Over the last window: what is slow just after the harm does not count for ever.
    double relative() const;
    bool isMeasured() const { return m_rounds.size() == m_window; }
    // Of the shop, from the customers' hands to handled, while the twin does the same.
    double updatesPerSecond() const;

private:
    Rig *m_rig;
    Rig *m_twinRig;
    bool m_twinFirst = false; // each is given its burst first in every other race
    struct Round
    {
        double shop = 0; // updates handled by its end
        double twin = 0;
        double seconds = 0;
    };
    Round sum() const;
    const size_t m_window;
    std::deque<Round> m_rounds; // the last ones, m_window at most
};

} // namespace turnpike::chaos
