// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/consequences.h"

#include <algorithm>

namespace turnpike::ops {

using protocol::Sentence;
using protocol::SentenceId;

void Consequences::note(const std::vector<Symptom> &symptoms, Timestamp nowMs)
{
    const std::lock_guard lock(m_mutex);
    m_lookedAt = nowMs;
    for (const Symptom &symptom : symptoms) {
        const Timestamp since = std::min(nowMs, symptom.since.value_or(nowMs));
        const Entry fresh{symptom, since, nowMs, {}, false};
        Entry &entry = m_entries.try_emplace(symptom.cause, fresh).first->second;
        entry.symptom = symptom;
        if (!entry.hasBegun)
            entry.since = std::min(entry.since, since);
        entry.foundAt = nowMs;
        if (symptom.status == Finding::Status::Fail)
            entry.failedAt = nowMs;
        entry.hasBegun = entry.hasBegun || nowMs - entry.since >= kBeginsAfterMs;
    }
    std::erase_if(m_entries, [nowMs](const auto &named) {
        const Entry &entry = named.second;
        return entry.foundAt < nowMs && (!entry.hasBegun || nowMs - entry.foundAt >= kEndsAfterMs);
    });
}

protocol::Consequence Consequences::consequenceOf(const Entry &entry) const
{
    const Symptom &symptom = entry.symptom;
    protocol::Consequence consequence;
    consequence.kind = symptom.kind;
    consequence.cause = symptom.cause;
    consequence.count = symptom.count;
    consequence.since = entry.since;
    consequence.status = Finding::Status::Warn;
    consequence.sentence = symptom.text;
    if (entry.foundAt < m_lookedAt) {
        consequence.sentence = Sentence(SentenceId::WellAgainFor, symptom.text,
                                        std::chrono::milliseconds(m_lookedAt - entry.foundAt));
    } else {
        consequence.until = symptom.until;
        if (entry.failedAt && m_lookedAt - *entry.failedAt < kEndsAfterMs)
            consequence.status = Finding::Status::Fail;
    }
    consequence.text = consequence.sentence.english();
    return consequence;
}

QList<protocol::Consequence> Consequences::felt() const
{
    QList<protocol::Consequence> felt;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto &[cause, entry] : m_entries) {
            if (entry.hasBegun)
                felt.append(consequenceOf(entry));
        }
    }
    std::stable_sort(felt.begin(), felt.end(), [](const auto &one, const auto &other) {
        if (one.status.known() != other.status.known())
            return one.status.known() > other.status.known();
        return one.kind.known() < other.kind.known();
    });
    return felt;
}

bool Consequences::isFelt(const QString &cause) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_entries.find(cause);
    return found != m_entries.end() && found->second.hasBegun;
}

protocol::Headline Consequences::headline(const HealthState::Verdict &checks) const
{
    const QList<protocol::Consequence> all = felt();
    if (all.isEmpty() || *all.first().status.known() < checks.status)
        return {checks.status, checks.text.english(), checks.since, checks.text};
    const protocol::Consequence &worst = all.first();
    const Sentence brief = worst.sentence.brief(); // the whole is among what is felt
    return {worst.status, brief.english(), worst.since, brief};
}

} // namespace turnpike::ops
