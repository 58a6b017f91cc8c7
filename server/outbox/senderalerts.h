// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "outbox/answerpolicy.h"

#include <optional>

namespace turnpike::outbox {

// What the sender tells operators.

// Whether an alert with this key should not go to an operators' chat: it is about Telegram as a whole, or
// about that chat. What another chat did not receive is reported there.
bool isNotFor(ChatId operatorChat, const QString &alertKey);

// A message about a key or money will not arrive, or it is not known whether it did; absent if neither is the
// case. Regardless of its class: a payment notice that replaces a menu is an interactive message.
std::optional<Alert> lossAlert(const Completion &completion);
// Telegram has answered nothing for this many ms.
Alert silenceAlert(qint64 silentMs, const protocol::Sentence &why);
// Nothing can be sent at all.
Alert barAlert(Bar bar, const QString &why);
// An operators' chat was not reached, or has another id now.
Alert chatNotReachedAlert(ChatId chat, const QString &why);
Alert chatMovedAlert(ChatId chat, ChatId movedTo);

} // namespace turnpike::outbox
