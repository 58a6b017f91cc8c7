// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/ids.h"
#include "outbox/outbox.h"

namespace turnpike::outbox {

// One message of Telegram for each alert in each chat of operators: sent when the alert begins, given new
// words while it goes on, and told over in its place. Holds no state but that of the outbox; thread-safe.
class AlertMessages
{
public:
    struct Place
    {
        ChatId chat;
        qint64 topic = 0; // of a group; 0: none
    };

    // `outbox` must outlive it. Each instance changes the messages that it has sent.
    AlertMessages(const Outbox &outbox, QString instanceId);

    // Within the caller's transaction. `text` is what the alert says, in the language of the chat. Rings for
    // what is critical alone. `keyboard`: the InlineKeyboardMarkup under it; empty: none.
    void tell(db::Transaction &tx, const Place &place, const Alert &alert, const QString &text,
              const QJsonObject &keyboard = {}) const;

private:
    const Outbox &m_outbox;
    const QString m_instanceId;
};

} // namespace turnpike::outbox
