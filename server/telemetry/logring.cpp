// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telemetry/logring.h"

#include <algorithm>

namespace turnpike::log {

qint64 LogRing::add(Severity severity, const QByteArray &json)
{
    const std::lock_guard lock(m_mutex);
    m_lines.push_back({++m_lastSeq, severity, json});
    m_bytes += json.size();
    while (m_lines.size() > kMaxLines || m_bytes > kMaxBytes) {
        m_bytes -= m_lines.front().json.size();
        m_lines.pop_front();
    }
    return m_lastSeq;
}

qint64 LogRing::lastSeq() const
{
    const std::lock_guard lock(m_mutex);
    return m_lastSeq;
}

std::vector<LogRing::Line> LogRing::after(qint64 seq, size_t limit) const
{
    const std::lock_guard lock(m_mutex);
    const auto wanted = static_cast<size_t>(std::max<qint64>(0, m_lastSeq - seq));
    const size_t count = std::min({wanted, limit, m_lines.size()});
    return {m_lines.end() - static_cast<std::ptrdiff_t>(count), m_lines.end()};
}

} // namespace turnpike::log
