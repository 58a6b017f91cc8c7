// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/auditbuffer.h"

namespace turnpike::consolehub {

using namespace Qt::StringLiterals;

namespace {

const QString kRest = u"\n"_s;      // no key of a kind: a group has a name
constexpr qsizetype kMostKey = 400; // UTF-16 units: names of calls come from anywhere

} // namespace

AuditBuffer::AuditBuffer(const Clock &clock)
    : m_clock(clock)
{}

control::AuditEntry AuditBuffer::Row::counted() const
{
    control::AuditEntry row = entry;
    if (isMixed)
        row.result += u" (%1 times, this and others)"_s.arg(count);
    else if (count > 1)
        row.result += u" (%1 times)"_s.arg(count);
    return row;
}

void AuditBuffer::note(const Kind &kind, const control::AuditEntry &entry)
{
    control::AuditEntry first = control::Audit::bounded(entry);
    if (!first.at)
        first.at = m_clock.nowMs();
    const std::lock_guard lock(m_mutex);
    Seen &seen = seenOf(kind);
    if (seen.count == 0)
        seen.entry = std::move(first);
    seen.count += 1;
}

// With m_mutex.
AuditBuffer::Seen &AuditBuffer::seenOf(const Kind &kind)
{
    const QString key = QString(kind.group + u'\n' + kind.name).left(kMostKey);
    if (const auto known = m_seen.find(key); known != m_seen.end())
        return *known;
    int &ofGroup = m_groups[kind.group];
    if (m_seen.size() < kMaxKinds && ofGroup < kMaxOfGroup) {
        ofGroup += 1;
        Seen &seen = m_seen[key];
        seen.group = kind.group;
        seen.windowMs = kind.windowMs;
        return seen;
    }
    const bool hasRoom = m_seen.size() < 2 * kMaxKinds || m_seen.contains(kind.group);
    return m_seen[hasRoom ? kind.group : kRest];
}

std::vector<AuditBuffer::Row> AuditBuffer::takeDue()
{
    return take(true);
}

std::vector<AuditBuffer::Row> AuditBuffer::takeAll()
{
    return take(false);
}

std::vector<AuditBuffer::Row> AuditBuffer::take(bool onlyDue)
{
    const std::lock_guard lock(m_mutex);
    const Timestamp now = m_clock.nowMs();
    m_seen.removeIf([&](const auto &it) { return it.value().count == 0 && it.value().nextAt <= now; });
    m_groups.clear();
    std::vector<Row> rows;
    for (auto it = m_seen.begin(); it != m_seen.end(); ++it) {
        Seen &seen = it.value();
        if (!seen.group.isEmpty())
            m_groups[seen.group] += 1;
        if (seen.count == 0 || (onlyDue && seen.nextAt > now) || rows.size() >= kMostAtOnce)
            continue;
        rows.push_back({it.key(), seen.entry, seen.count, seen.group.isEmpty()});
        seen.count = 0;
        seen.nextAt = now + seen.windowMs;
    }
    return rows;
}

void AuditBuffer::giveBack(const std::vector<Row> &rows)
{
    const std::lock_guard lock(m_mutex);
    for (const Row &row : rows) {
        Seen &seen = m_seen[row.key];
        seen.entry = row.entry; // before whatever came meanwhile
        seen.count += row.count;
        seen.nextAt = 0;
    }
}

} // namespace turnpike::consolehub
