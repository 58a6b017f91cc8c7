// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "inbox/inboxwriter.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>

namespace turnpike::test {

// Collects what the inbox answers about updates that are to be stored, and waits for it. Thread-safe; all
// that is expected has to come before it goes.
class StoreAnswers
{
public:
    inbox::InboxWriter::Callback expect(qint64 id)
    {
        return [this, id](inbox::StoreResult result) {
            const std::lock_guard lock(m_mutex);
            m_answers.emplace(id, result);
            m_changed.notify_all();
        };
    }
    // Whether so many have come, within 60 s.
    bool waitFor(size_t count)
    {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::seconds(60), [&] { return m_answers.size() >= count; });
    }
    int count(inbox::StoreResult result)
    {
        const std::lock_guard lock(m_mutex);
        return static_cast<int>(std::count_if(m_answers.begin(), m_answers.end(),
                                              [&](const auto &entry) { return entry.second == result; }));
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::multimap<qint64, inbox::StoreResult> m_answers; // guarded by m_mutex
};

} // namespace turnpike::test
