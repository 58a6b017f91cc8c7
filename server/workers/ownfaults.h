// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QHash>
#include <QString>

namespace turnpike::workers {

// Tells a uuid at which a service always fails from a service that is away: others were served meanwhile. Of
// one worker, on its thread.
class OwnFaults
{
public:
    // A batch of calls begins.
    void begin() { m_servedAtBegin = m_served; }
    void served(const QString &uuid);
    // It has failed for this one, and the others of the batch have had their end: whether that is its own
    // fault.
    bool isOwn(const QString &uuid);

private:
    quint64 m_served = 0;
    quint64 m_servedAtBegin = 0;
    QHash<QString, quint64> m_failed; // how many had been served when it failed last
};

} // namespace turnpike::workers
