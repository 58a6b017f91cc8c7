#pragma once

#include "base/alerts.h"

#include <QStringList>

#include <mutex>

namespace turnpike::test {

// Keeps the alerts that were raised, in order. Thread-safe.
class RecordingAlerts : public AlertSink
{
public:
    void raise(const Alert &alert) override
    {
        const std::lock_guard lock(m_mutex);
        m_keys << alert.key;
    }
    QStringList keys() const
    {
        const std::lock_guard lock(m_mutex);
        return m_keys;
    }
    void clear()
    {
        const std::lock_guard lock(m_mutex);
        m_keys.clear();
    }

private:
    mutable std::mutex m_mutex;
    QStringList m_keys;
};

} // namespace turnpike::test
