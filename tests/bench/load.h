// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bench.h"
#include "loaddriver.h"

namespace turnpike::bench {

// What a run of the load program came to.
struct Loaded
{
    std::vector<Sent> sent; // in the order of the answers
    double seconds = 0;     // from the first byte to the last answer
    qint64 firstDueAt = 0;  // µs since 1970
    qint64 acknowledged = 0;
    qint64 refused = 0;

    double perSecond() const { return static_cast<double>(acknowledged) / seconds; }
    // Of what was acknowledged: from when it was due, in ms.
    double latencyMs(double part) const;
};

// Runs the load program and waits for it; the event loop runs meanwhile. `folder`: for what it writes. Throws
// Broken, also when nothing was acknowledged.
Loaded load(const Tools &tools, const QString &folder, const Sending &sending);

} // namespace turnpike::bench
