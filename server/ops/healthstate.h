// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "ops/health.h"
#include "protocol/timestamp.h"

#include <QString>

#include <mutex>
#include <vector>

namespace turnpike::ops {

// One part of the house, how it is, and since when.
struct CheckState
{
    QString name;
    Finding finding;
    Timestamp since = 0; // ms UTC: since it passes, or since it does not
};

// Remembers since when each check passes or does not, and says the whole in one sentence. Thread-safe.
class HealthState
{
public:
    // A round of findings, taken together.
    void note(const std::vector<std::pair<QString, Finding>> &findings, Timestamp nowMs);

    std::vector<CheckState> checks() const;
    // The worst of all: "Healthy", "Degraded: redis: away" or "Failing: database: …", with the names of
    // further ones.
    struct Verdict
    {
        Finding::Status status = Finding::Status::Pass;
        protocol::Sentence text;
        std::optional<Timestamp> since;
    };
    Verdict verdict() const;

private:
    mutable std::mutex m_mutex;
    std::vector<CheckState> m_checks; // guarded by m_mutex
};

} // namespace turnpike::ops
