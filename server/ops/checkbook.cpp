#include "ops/checkbook.h"

#include <algorithm>

namespace turnpike::ops {

void Checkbook::note(const std::vector<std::pair<QString, Finding>> &findings, qint64 nowMs)
{
    const std::lock_guard lock(m_mutex);
    std::vector<CheckState> next;
    for (const auto &[name, finding] : findings) {
        const auto before =
            std::find_if(m_checks.begin(), m_checks.end(),
                         [&name = name](const CheckState &state) { return state.name == name; });
        const bool isSame = before != m_checks.end() && before->finding.status == finding.status;
        next.push_back({name, finding, isSame ? before->since : nowMs});
    }
    m_checks = std::move(next);
}

std::vector<CheckState> Checkbook::checks() const
{
    const std::lock_guard lock(m_mutex);
    return m_checks;
}

Checkbook::Verdict Checkbook::verdict() const
{
    const std::lock_guard lock(m_mutex);
    const auto worst =
        std::max_element(m_checks.begin(), m_checks.end(), [](const CheckState &a, const CheckState &b) {
            return a.finding.status < b.finding.status;
        });
    Verdict verdict{Finding::Status::Pass, QStringLiteral("Healthy"), std::nullopt};
    if (worst == m_checks.end() || worst->finding.status == Finding::Status::Pass)
        return verdict;
    QStringList others;
    for (const CheckState &state : m_checks) {
        if (&state != &*worst && state.finding.status != Finding::Status::Pass)
            others += state.name;
    }
    verdict.status = worst->finding.status;
    verdict.since = worst->since;
    verdict.text = QStringLiteral("%1: %2: %3")
                       .arg(worst->finding.status == Finding::Status::Fail ? QStringLiteral("Failing")
                                                                           : QStringLiteral("Degraded"),
                            worst->name, worst->finding.note);
    if (!others.isEmpty())
        verdict.text += QStringLiteral("; also %1").arg(others.join(u", "));
    return verdict;
}

} // namespace turnpike::ops
