#pragma once

#include "base/alerts.h"
#include "outbox/answerpolicy.h"

#include <optional>

namespace turnpike::outbox {

// What the sender tells operators.

// Whether an alert with this key is none for a chat of operators: it is about Telegram as a whole, or about
// that chat. What another chat does not get is told there.
bool isNotFor(ChatId operatorChat, const QString &alertKey);

// A message about a key or money will not arrive, or nobody knows; absent when this is no such end. Whatever
// its class: a notice of a payment in the place of a menu is an interactive one.
std::optional<Alert> lossAlert(const Completion &completion);
// Telegram has answered nothing for so many ms.
Alert silenceAlert(qint64 silentMs, const protocol::Sentence &why);
// Nothing can be sent at all.
Alert barAlert(Bar bar, const QString &why);
// A chat of operators was not reached, or has another id now.
Alert chatNotReachedAlert(ChatId chat, const QString &why);
Alert chatMovedAlert(ChatId chat, ChatId movedTo);

} // namespace turnpike::outbox
