// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/eventlog.h"

#include "base/ids.h"
#include "protocol/calls.h"

namespace turnpike::consolehub {

EventLog::EventLog(const Clock &clock, const Limits &limits, std::function<void()> wake)
    : m_clock(clock)
    , m_limits(limits)
    , m_wake(std::move(wake))
    , m_epoch(randomHex(8))
{}

void EventLog::publish(const char *event, const QString &subject, const QJsonObject &data)
{
    const QString name = QString::fromLatin1(event);
    {
        const std::lock_guard lock(m_mutex);
        if (protocol::isState(name)) {
            keepState(name + QLatin1Char(' ') + subject,
                      protocol::encode(protocol::Event{name, m_lastSeq, m_clock.nowMs(), data}));
        } else {
            m_lastSeq += 1;
            keepEvent(protocol::encode(protocol::Event{name, m_lastSeq, m_clock.nowMs(), data}));
        }
    }
    if (!m_isWoken.exchange(true))
        m_wake();
}

void EventLog::keepEvent(QByteArray frame)
{
    m_eventBytes += frame.size();
    m_events.push_back(std::move(frame));
    while (m_events.size() > m_limits.maxEvents || m_eventBytes > m_limits.maxBytes) {
        m_eventBytes -= m_events.front().size();
        m_events.pop_front();
    }
}

void EventLog::keepState(const QString &key, QByteArray frame)
{
    if (const auto known = m_versions.constFind(key); known != m_versions.cend())
        m_states.erase(*known);
    m_lastVersion += 1;
    m_versions.insert(key, m_lastVersion);
    m_states.emplace(m_lastVersion, State{key, std::move(frame)});
    if (m_states.size() > m_limits.maxStates) {
        m_versions.remove(m_states.begin()->second.key);
        m_states.erase(m_states.begin());
    }
}

qint64 EventLog::lastSeq() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastSeq;
}

EventLog::Cursor EventLog::end() const
{
    const std::lock_guard lock(m_mutex);
    return {m_lastSeq, m_lastVersion, false};
}

std::optional<EventLog::Cursor> EventLog::resume(const QString &epoch, qint64 seq) const
{
    const std::lock_guard lock(m_mutex);
    const qint64 oldest = m_lastSeq - static_cast<qint64>(m_events.size()); // the last that is gone
    if (epoch != m_epoch || seq < oldest || seq > m_lastSeq)
        return std::nullopt;
    return Cursor{seq, 0, false};
}

std::optional<QByteArray> EventLog::take(Cursor &cursor)
{
    const std::lock_guard lock(m_mutex);
    if (cursor.seq < m_lastSeq) {
        const qint64 oldest = m_lastSeq - static_cast<qint64>(m_events.size());
        if (cursor.seq < oldest) {
            cursor.isLost = true;
            return std::nullopt;
        }
        m_counters.sent += 1;
        return m_events[static_cast<size_t>(cursor.seq++ - oldest)];
    }
    const auto next = m_states.upper_bound(cursor.version);
    if (next == m_states.end())
        return std::nullopt;
    // The versions in between were replaced before this console took them.
    if (cursor.version != 0)
        m_counters.conflated += next->first - cursor.version - 1;
    cursor.version = next->first;
    m_counters.sent += 1;
    return next->second.frame;
}

EventLog::Counters EventLog::counters() const
{
    const std::lock_guard lock(m_mutex);
    return m_counters;
}

} // namespace turnpike::consolehub
