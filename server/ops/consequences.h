// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "ops/healthstate.h"
#include "ops/symptoms.h"
#include "protocol/gauges.h"
#include "protocol/timestamp.h"

#include <map>
#include <mutex>

namespace turnpike::ops {

// What customers feel, from look to look: one consequence a cause, with one beginning that stays while the
// cause comes and goes. Consoles, /health and alerts say what this says. Thread-safe.
class Consequences
{
public:
    // A symptom is a consequence once it is so old, and found by each look until then: from a moment's hiccup
    // nothing follows. Soon enough for red within 5 s.
    static constexpr qint64 kBeginsAfterMs = 1'500;
    // It is over once no look has found it for so long; till then it warns, and says that it is well again.
    // And so long after a look found a failure it is one, though it is found to be a warning. Longer than a
    // breaker is open before it is tried again.
    static constexpr qint64 kEndsAfterMs = 35'000;

    // What one look has found: about once a second, with times that grow. `nowMs` is UTC.
    void note(const std::vector<Symptom> &symptoms, Timestamp nowMs);

    // Failures first, then in the order of their kinds.
    QList<protocol::Consequence> felt() const;
    bool isFelt(const QString &cause) const;
    // The first of them, or the verdict of the checks where there is none, or where they are worse.
    protocol::Headline headline(const HealthState::Verdict &checks) const;

private:
    struct Entry
    {
        Symptom symptom;     // as it was found last
        Timestamp since = 0; // ms UTC, like the other times
        Timestamp foundAt = 0;
        std::optional<Timestamp> failedAt; // when it was a failure last
        bool hasBegun = false;
    };
    protocol::Consequence consequenceOf(const Entry &entry) const;

    mutable std::mutex m_mutex;
    std::map<QString, Entry> m_entries; // by cause; guarded by m_mutex, as is the next
    Timestamp m_lookedAt = 0;
};

} // namespace turnpike::ops
