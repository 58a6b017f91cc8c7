// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "state/memorystatestore.h"

namespace turnpike::state {

MemoryStateStore::MemoryStateStore(const Clock &clock, size_t capacity)
    : m_clock(clock)
    , m_capacity(std::max<size_t>(capacity, 1))
{}

std::optional<ConversationState> MemoryStateStore::load(TelegramId user, const Deadline &)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_byUser.find(user.value());
    if (found == m_byUser.end())
        return std::nullopt;
    const auto entry = found->second;
    if (entry->forgetAt <= m_clock.nowMs()) {
        erase(entry);
        return std::nullopt;
    }
    m_entries.splice(m_entries.begin(), m_entries, entry);
    return entry->state;
}

void MemoryStateStore::save(TelegramId user, const ConversationState &state, const Deadline &)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_byUser.find(user.value());
    if (found != m_byUser.end())
        erase(found->second);
    m_entries.push_front({user.value(), state, m_clock.nowMs() + kStateLifetimeMs});
    m_byUser[user.value()] = m_entries.begin();
    while (m_entries.size() > m_capacity)
        erase(std::prev(m_entries.end()));
}

void MemoryStateStore::clear(TelegramId user, const Deadline &)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_byUser.find(user.value());
    if (found != m_byUser.end())
        erase(found->second);
}

size_t MemoryStateStore::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_entries.size();
}

void MemoryStateStore::erase(Entries::iterator entry)
{
    m_byUser.erase(entry->user);
    m_entries.erase(entry);
}

} // namespace turnpike::state
