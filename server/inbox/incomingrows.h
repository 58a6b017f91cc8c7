// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace turnpike::db {
class Database;
}

namespace turnpike::inbox {

// An update as the webhook received it, before it has a place in our order.
struct IncomingUpdate
{
    UpdateId updateId;
    QString kind; // as InboxUpdate::kind
    std::optional<TelegramId> user;
    QString lane;             // see lanes.h
    QByteArray body;          // as Telegram sent it
    Timestamp receivedAt = 0; // ms UTC
};

// Distinguishes two updates with the same id (64 hexadecimal digits).
QString bodyHash(const QByteArray &body);

namespace repository {

// Inserts what is not there yet, in the order given, and says for each whether it was new. An update is there
// if its id is, with the same body; an id that arrives with another body was reused by Telegram, and the row
// that had it keeps its place under the negated value of its seq as id. `updates` are sorted by their ids, so
// that two replicas that store the same ones lock them in the same order.
std::vector<bool> insertNew(db::Transaction &tx, const std::vector<const IncomingUpdate *> &updates);

// The first part of that in a transaction of its own, which costs one round trip: inserts those whose ids are
// free (of equal ids, the first), and says for each whether it was. The others are for insertNew(), which
// finds out what they are. `updates` are not empty, and sorted. PostgreSQL only; blocks.
std::vector<bool> insertFree(db::Database &database, const Deadline &deadline,
                             const std::vector<const IncomingUpdate *> &updates);

// Inserts a row and removes it again: if `tx` can be committed, an update can be stored now.
void rehearse(db::Transaction &tx);

} // namespace repository

} // namespace turnpike::inbox
