// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <optional>

namespace turnpike::sandbox {

// Updates of one queue are delivered one after another, those of different queues beside each other.
struct QueueId
{
    qint64 number = 0; // the Bot API server's own; among queues that are due together the lowest goes first
    QString name;      // for people: "chat:5", "callback:5", …

    bool operator==(const QueueId &) const = default;
};

// What Client.cpp of the Bot API server says about the kinds of updates: which are sent unless asked for
// otherwise, which queue they stand in, how long they live. Free functions over one table.

// In the order in which getWebhookInfo names them.
const QStringList &updateKinds();
// Those a bot gets that never asked.
const QStringList &defaultUpdateKinds();

// What a bot gets that asks for these kinds (UpdateKinds in getWebhookInfo's order): unknown names do not
// count, and where none is left it is the default. Nothing when `asked` is no array of texts: then nothing
// changes (Client.cpp, get_allowed_update_types).
std::optional<QStringList> allowedKinds(const QJsonValue &asked);

QueueId queueOf(const QString &kind, const QJsonObject &content);
// Seconds that an update made now is to live: most until 24 h after the date of what it tells. Not above zero
// when that is older.
double lifetimeOf(const QString &kind, const QJsonObject &content);

} // namespace turnpike::sandbox
