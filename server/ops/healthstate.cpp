// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/healthstate.h"

#include "protocol/gauges.h"

#include <algorithm>

namespace turnpike::ops {

void HealthState::note(const std::vector<std::pair<QString, Finding>> &findings, Timestamp nowMs)
{
    const std::lock_guard lock(m_mutex);
    std::vector<CheckState> next;
    for (const auto &[name, finding] : findings) {
        const auto before =
            std::find_if(m_checks.begin(), m_checks.end(),
                         [&name = name](const CheckState &state) { return state.name == name; });
        // A breaker that is tried again warns for a moment: that is the same trouble.
        const auto isWell = [](const Finding &found) { return found.status == Finding::Status::Pass; };
        const bool isSame = before != m_checks.end() && isWell(before->finding) == isWell(finding);
        next.push_back({name, finding, isSame ? before->since : nowMs});
    }
    m_checks = std::move(next);
}

std::vector<CheckState> HealthState::checks() const
{
    const std::lock_guard lock(m_mutex);
    return m_checks;
}

HealthState::Verdict HealthState::verdict() const
{
    const std::lock_guard lock(m_mutex);
    const auto worst =
        std::max_element(m_checks.begin(), m_checks.end(), [](const CheckState &a, const CheckState &b) {
            return a.finding.status < b.finding.status;
        });
    QList<protocol::Check> checks;
    for (const CheckState &state : m_checks)
        checks.append({state.name, state.finding.status, state.finding.note.english(), state.since,
                       state.finding.isConfigured, state.finding.note});
    Verdict verdict{Finding::Status::Pass, protocol::Sentence(protocol::SentenceId::Healthy), std::nullopt};
    if (worst == m_checks.end() || worst->finding.status == Finding::Status::Pass)
        return verdict;
    verdict.status = worst->finding.status;
    verdict.since = worst->since;
    verdict.text = protocol::verdictOf(checks);
    return verdict;
}

} // namespace turnpike::ops
