// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "protocol/broadcasts.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>
#include <vector>

namespace turnpike::broadcasts {

// Whom one message of a broadcast goes to.
struct Recipient
{
    TelegramId user;
    QString language;              // empty until the customer has chosen
    std::optional<qint64> topicId; // of the private chat
};

// Who is in an audience: whoever was a customer at a moment (ms UTC), can be reached and is not blocked. Each
// is part of the caller's transaction. The audience has a segment and a value that content::faultOf() lets
// pass.
namespace audience {

// How many there are: the statement of after(), counted.
qint64 count(db::Transaction &tx, const protocol::BroadcastAudience &audience, Timestamp at);

// The next ones after `last` in the order of their ids, at most `limit`.
std::vector<Recipient> after(db::Transaction &tx, const protocol::BroadcastAudience &audience, Timestamp at,
                             TelegramId last, int limit);

} // namespace audience

} // namespace turnpike::broadcasts
