// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/kicker.h"

#include <map>
#include <mutex>

namespace turnpike::test {

// Counts the kicks, and wakes nobody. Thread-safe.
class RecordingKicker : public Kicker
{
public:
    void kick(Work work) override
    {
        const std::lock_guard lock(m_mutex);
        ++m_kicks[work];
    }
    // How often `work` was announced, since it was taken last.
    int count(Work work) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_kicks.find(work);
        return found == m_kicks.end() ? 0 : found->second;
    }
    // The same of all work.
    int count() const
    {
        const std::lock_guard lock(m_mutex);
        int sum = 0;
        for (const auto &[work, kicks] : m_kicks)
            sum += kicks;
        return sum;
    }
    // Whether `work` was announced since it was asked last.
    bool take(Work work)
    {
        const std::lock_guard lock(m_mutex);
        return m_kicks.erase(work) > 0;
    }

private:
    mutable std::mutex m_mutex;
    std::map<Work, int> m_kicks; // guarded by m_mutex
};

} // namespace turnpike::test
