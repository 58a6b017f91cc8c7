// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace turnpike::telegram {

// What must be known of an update in order to store it and to queue it behind the right others.
struct UpdateEnvelope
{
    UpdateId updateId;
    // The Bot API's name of the field ("message", "callback_query", …); "successful_payment" or
    // "refunded_payment" for a message that carries one. New kinds have their name too; "unknown" is what
    // cannot be read: nothing that looks like a name, or a known kind in another shape.
    QString kind;
    std::optional<TelegramId> user; // who caused it
    std::optional<ChatId> chat;     // where
};

// Reads no more than that, and forgives all the rest: an update of an odd shape is stored too, and becomes a
// dead letter later, because refusing it would only jam Telegram's queue. Nothing for what is not a JSON
// object with an update_id from 0 to 2^53. What is nested deeper than kMaxJsonDepth is not parsed:
// its update_id is found by a scan without recursion, its kind is "unknown".
std::optional<UpdateEnvelope> readEnvelope(const QByteArray &body);

} // namespace turnpike::telegram
