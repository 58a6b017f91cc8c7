#include "ops/liveness.h"

namespace turnpike::ops {

Liveness::Liveness(const Clock &clock)
    : m_clock(clock)
{}

void Liveness::noteUpdate(qint64 receivedAt)
{
    const std::lock_guard lock(m_mutex);
    if (m_newestUpdateAt && *m_newestUpdateAt >= receivedAt)
        return;
    m_newestUpdateAt = receivedAt;
    if (!m_lastProbeAt || receivedAt > *m_lastProbeAt)
        m_trouble.reset();
}

void Liveness::noteInOrder()
{
    const std::lock_guard lock(m_mutex);
    m_lastProbeAt = m_clock.nowMs();
    m_trouble.reset();
}

bool Liveness::isProbeDue() const
{
    const std::lock_guard lock(m_mutex);
    if (!m_newestUpdateAt && !m_lastProbeAt)
        return false;
    return m_clock.nowMs() - std::max(m_newestUpdateAt.value_or(0), m_lastProbeAt.value_or(0)) >=
           kQuiet.count();
}

std::optional<QString> Liveness::judge(const WebhookProbe &probe)
{
    const std::lock_guard lock(m_mutex);
    m_trouble = wrongWith(probe);
    m_lastProbeAt = m_clock.nowMs();
    return m_trouble;
}

std::optional<QString> Liveness::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

std::optional<QString> Liveness::wrongWith(const WebhookProbe &probe) const
{
    const qint64 heardAt = std::max(m_newestUpdateAt.value_or(0), m_lastProbeAt.value_or(0));
    const QString quiet = QStringLiteral("No update for %1 minutes, and ")
                              .arg((m_clock.nowMs() - m_newestUpdateAt.value_or(heardAt)) / kMinuteMs);
    if (!probe.pointsHere)
        return quiet + QStringLiteral("Telegram's webhook pointed elsewhere");
    if (probe.pendingUpdates > 0)
        return quiet + QStringLiteral("%1 wait at Telegram (its last error: %2)")
                           .arg(probe.pendingUpdates)
                           .arg(probe.lastError.isEmpty() ? QStringLiteral("none") : probe.lastError);
    // Telegram keeps its last error for ever: only what came since we last heard of it counts. Its times are
    // whole seconds.
    if (probe.lastErrorAt / kSecondMs > heardAt / kSecondMs)
        return quiet + QStringLiteral("Telegram could not deliver: %1").arg(probe.lastError);
    return std::nullopt;
}

} // namespace turnpike::ops
