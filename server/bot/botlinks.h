// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "protocol/timestamp.h"

// Links that open the bot with something in them (Registration::links). Parts of the caller's transaction.
namespace turnpike::bot::botlinks {

// Where the bot is found, as Telegram has told us: "https://t.me/…". `now`: ms UTC.
void remember(db::Transaction &tx, const QString &chatUrl, Timestamp now);

// What opens the bot with `payload` in it; as long as we do not know the bot's name, what is to be typed
// there in its place.
QString to(db::Transaction &tx, const QString &payload);

// Telegram's own dialog that sends such a link, with `text` under it, to a chat that the customer chooses.
// Empty for what is no link.
QString sharing(const QString &link, const QString &text);

} // namespace turnpike::bot::botlinks
