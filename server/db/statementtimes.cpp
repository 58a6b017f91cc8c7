// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/statementtimes.h"

#include <algorithm>

namespace turnpike::db {

void StatementTimes::add(const QByteArray &sql, std::chrono::steady_clock::duration took)
{
    const QByteArray text = sql.size() > kLongestText ? sql.left(kLongestText) : sql;
    const std::lock_guard lock(m_mutex);
    auto found = m_times.find(text);
    if (found == m_times.end()) {
        if (m_times.size() >= kMostTexts)
            m_times.erase(std::min_element(m_times.cbegin(), m_times.cend(),
                                           [](const Times &a, const Times &b) { return a.total < b.total; }));
        found = m_times.insert(text, Times{text});
    }
    ++found->count;
    found->total += took;
    found->max = std::max(found->max, took);
}

std::vector<StatementTimes::Times> StatementTimes::slowest(size_t count) const
{
    std::vector<Times> all;
    {
        const std::lock_guard lock(m_mutex);
        all.assign(m_times.cbegin(), m_times.cend());
    }
    std::sort(all.begin(), all.end(), [](const Times &a, const Times &b) { return a.total > b.total; });
    if (all.size() > count)
        all.resize(count);
    return all;
}

} // namespace turnpike::db
