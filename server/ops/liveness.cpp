// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/liveness.h"

namespace turnpike::ops {

using namespace Qt::StringLiterals;

using protocol::Sentence;
using protocol::SentenceId;

Liveness::Liveness(const Clock &clock)
    : m_clock(clock)
{}

void Liveness::noteUpdate(Timestamp receivedAt)
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

std::optional<Sentence> Liveness::judge(const WebhookProbe &probe)
{
    const std::lock_guard lock(m_mutex);
    m_trouble = wrongWith(probe);
    m_lastProbeAt = m_clock.nowMs();
    return m_trouble;
}

std::optional<Sentence> Liveness::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

std::optional<Sentence> Liveness::wrongWith(const WebhookProbe &probe) const
{
    const Timestamp heardAt = std::max(m_newestUpdateAt.value_or(0), m_lastProbeAt.value_or(0));
    const std::chrono::milliseconds quiet(m_clock.nowMs() - m_newestUpdateAt.value_or(heardAt));
    const auto silence = [quiet](const Sentence &why) { return Sentence(SentenceId::NoUpdates, quiet, why); };
    if (!probe.pointsHere)
        return silence(Sentence(SentenceId::WebhookElsewhere));
    if (probe.pendingUpdates > 0)
        return silence({SentenceId::UpdatesWaitAtTelegram, probe.pendingUpdates,
                        probe.lastError.isEmpty() ? u"none"_s : probe.lastError});
    // Telegram keeps its last error for ever: only what came since we last heard of it counts. Its times are
    // whole seconds.
    if (probe.lastErrorAt / kSecondMs > heardAt / kSecondMs)
        return silence({SentenceId::DeliveryFailed, probe.lastError});
    return std::nullopt;
}

} // namespace turnpike::ops
