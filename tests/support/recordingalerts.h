// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"

#include <QStringList>

#include <mutex>
#include <utility>
#include <vector>

namespace turnpike::test {

// Keeps the alerts that were raised, in order. Thread-safe.
class RecordingAlerts : public AlertSink
{
public:
    void raise(const Alert &alert) override
    {
        const std::lock_guard lock(m_mutex);
        m_alerts.push_back(alert);
    }
    void end(const QString &key) override
    {
        const std::lock_guard lock(m_mutex);
        m_ended << key;
    }
    // The keys of what was said to be well again, as often as it was said.
    QStringList ended() const
    {
        const std::lock_guard lock(m_mutex);
        return m_ended;
    }
    std::vector<Alert> all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_alerts;
    }
    QStringList keys() const
    {
        QStringList keys;
        for (const Alert &alert : all())
            keys << alert.key;
        return keys;
    }
    // Those since it was asked last.
    std::vector<Alert> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_alerts, {});
    }
    void clear() { take(); }

private:
    mutable std::mutex m_mutex;
    std::vector<Alert> m_alerts; // guarded by m_mutex
    QStringList m_ended;         // the same
};

} // namespace turnpike::test
