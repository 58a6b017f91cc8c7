// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/gauges.h"

#include <algorithm>

namespace turnpike::protocol {

namespace {

// How bad it is, worst last.
CheckStatus rankOf(const Check &check)
{
    return check.status.known().value_or(CheckStatus::Fail);
}

} // namespace

Sentence verdictOf(const QList<Check> &checks)
{
    if (checks.isEmpty())
        return {};
    const auto worst = std::max_element(checks.begin(), checks.end(),
                                        [](const Check &a, const Check &b) { return rankOf(a) < rankOf(b); });
    if (rankOf(*worst) == CheckStatus::Pass)
        return Sentence(SentenceId::Healthy);
    PartNames others;
    for (const Check &check : checks) {
        if (&check != &*worst && rankOf(check) != CheckStatus::Pass)
            others.names.append(check.name);
    }
    const Sentence verdict(rankOf(*worst) == CheckStatus::Warn ? SentenceId::Degraded : SentenceId::Failing,
                           PartNames{{worst->name}},
                           worst->sentence.isEmpty() ? Sentence::thatReads(worst->text)
                                                     : worst->sentence.brief());
    return others.names.isEmpty() ? verdict : Sentence(SentenceId::AlsoOthers, verdict, others);
}

} // namespace turnpike::protocol
