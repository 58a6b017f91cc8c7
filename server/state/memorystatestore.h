// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/timestamp.h"
#include "state/statestore.h"

#include <list>
#include <unordered_map>

namespace turnpike::state {

// Conversation states in this process: for one replica. Holds at most `capacity` of them and forgets the
// least recently used first, so that memory stays bounded whatever customers do. Thread-safe.
class MemoryStateStore : public StateStore
{
public:
    explicit MemoryStateStore(const Clock &clock, size_t capacity = 20'000);

    std::optional<ConversationState> load(TelegramId user, const Deadline &deadline) override;
    void save(TelegramId user, const ConversationState &state, const Deadline &deadline) override;
    void clear(TelegramId user, const Deadline &deadline) override;

    size_t size() const;

private:
    struct Entry
    {
        qint64 user;
        ConversationState state;
        Timestamp forgetAt; // ms UTC
    };
    using Entries = std::list<Entry>;

    void erase(Entries::iterator entry);

    const Clock &m_clock;
    const size_t m_capacity;
    mutable std::mutex m_mutex;
    Entries m_entries; // the most recently used first
    std::unordered_map<qint64, Entries::iterator> m_byUser;
};

} // namespace turnpike::state
