#pragma once

#include "base/ids.h"
#include "db/transaction.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace turnpike::inbox {

// An update as the webhook took it in, before it has a place in our order.
struct IncomingUpdate
{
    UpdateId updateId;
    QString kind; // as InboxUpdate::kind
    std::optional<TelegramId> user;
    QString lane;          // see lanes.h
    QByteArray body;       // as Telegram sent it
    qint64 receivedAt = 0; // ms UTC
};

// What tells two updates of one id apart (64 hexadecimal digits).
QString bodyHash(const QByteArray &body);

namespace repository {

// Inserts what is not there yet, in the order given, and says of each whether it was new. An update is there
// when its id is, with the same body; an id that comes with another body was used again by Telegram, and the
// row that had it keeps its place under the id minus its seq. `updates` are sorted by their ids, so that two
// replicas that store the same ones lock them in the same order.
std::vector<bool> insertNew(db::Transaction &tx, const std::vector<const IncomingUpdate *> &updates);

// Puts a row in and takes it out again: when `tx` could be committed, an update can be stored now.
void rehearse(db::Transaction &tx);

} // namespace repository

} // namespace turnpike::inbox
