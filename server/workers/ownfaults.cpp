// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "workers/ownfaults.h"

namespace turnpike::workers {

namespace {

// In an outage there may be many, none of whom it will matter for.
constexpr qsizetype kMostRemembered = 10'000;

} // namespace

void OwnFaults::served(const QString &uuid)
{
    ++m_served;
    m_failed.remove(uuid);
}

bool OwnFaults::isOwn(const QString &uuid)
{
    if (m_failed.size() >= kMostRemembered)
        m_failed.clear();
    const auto before = m_failed.constFind(uuid);
    const bool isOwn = m_served > (before == m_failed.constEnd() ? m_servedAtBegin : *before);
    m_failed.insert(uuid, m_served);
    return isOwn;
}

} // namespace turnpike::workers
