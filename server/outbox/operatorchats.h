// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "outbox/outboxrepository.h"

#include <map>
#include <mutex>
#include <set>
#include <vector>

namespace turnpike::outbox {

// Chats where alerts go. An alert that Telegram does not deliver must not be lost silently: the other alert
// channels report it. Used by the sender's thread, except for notReached().
class OperatorChats
{
public:
    // `alerts` must outlive it.
    OperatorChats(const std::vector<ChatId> &chats, AlertSink &alerts);

    // A call for this message has ended; calls to chats not in the list are ignored.
    void onEnded(const LeasedMessage &message, const Completion &completion);

    // The chats that the last message did not reach, and why. Any thread.
    std::map<ChatId, QString> notReached() const;

private:
    AlertSink &m_alerts;
    std::set<ChatId> m_chats; // also those that such a group has become
    mutable std::mutex m_mutex;
    std::map<ChatId, QString> m_notReached; // guarded
};

} // namespace turnpike::outbox
