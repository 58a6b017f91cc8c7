#include "consolehub/refusals.h"

namespace turnpike::consolehub {

namespace {

constexpr qint64 kRowEvery = kMinuteMs;
constexpr qsizetype kMaxKeys = 1'000;
constexpr size_t kMaxReturned = 1'000;
const QString kOthers = QStringLiteral("others");

} // namespace

Refusals::Refusals(const Clock &clock)
    : m_clock(clock)
{}

void Refusals::note(const QString &key, const control::AuditEntry &entry)
{
    const std::lock_guard lock(m_mutex);
    const bool isRoom = m_seen.contains(key) || m_seen.size() < kMaxKeys;
    Seen &seen = m_seen[isRoom ? key : kOthers];
    seen.entry = entry;
    seen.count += 1;
}

std::vector<control::AuditEntry> Refusals::takeDue()
{
    const std::lock_guard lock(m_mutex);
    std::vector<control::AuditEntry> due = std::exchange(m_returned, {});
    const qint64 now = m_clock.nowMs();
    m_seen.removeIf([&](const auto &it) { return it.value().count == 0 && it.value().nextAt <= now; });
    for (Seen &seen : m_seen) {
        if (seen.count == 0 || seen.nextAt > now)
            continue;
        due.push_back(seen.entry);
        if (seen.count > 1)
            due.back().result += QStringLiteral(" (%1 times)").arg(seen.count);
        seen.count = 0;
        seen.nextAt = now + kRowEvery;
    }
    return due;
}

void Refusals::giveBack(const std::vector<control::AuditEntry> &entries)
{
    const std::lock_guard lock(m_mutex);
    for (const control::AuditEntry &entry : entries) {
        if (m_returned.size() < kMaxReturned)
            m_returned.push_back(entry);
    }
}

} // namespace turnpike::consolehub
