// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/operatorchats.h"

#include "outbox/senderalerts.h"

namespace turnpike::outbox {

OperatorChats::OperatorChats(const std::vector<ChatId> &chats, AlertSink &alerts)
    : m_alerts(alerts)
    , m_chats(chats.begin(), chats.end())
{}

void OperatorChats::onEnded(const LeasedMessage &message, const Completion &completion)
{
    if (!m_chats.contains(message.chat))
        return;
    if (completion.end == Completion::End::Again) {
        if (!completion.chat)
            return;
        m_chats.insert(*completion.chat);
        m_alerts.raise(chatMovedAlert(message.chat, *completion.chat));
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        if (completion.end == Completion::End::Sent)
            m_notReached.erase(message.chat);
        else
            m_notReached.insert_or_assign(message.chat, completion.error);
    }
    if (completion.end != Completion::End::Sent)
        m_alerts.raise(chatNotReachedAlert(message.chat, completion.error));
}

std::map<ChatId, QString> OperatorChats::notReached() const
{
    const std::lock_guard lock(m_mutex);
    return m_notReached;
}

} // namespace turnpike::outbox
