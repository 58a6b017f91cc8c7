// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "scaledclock.h"
#include "updatekinds.h"

#include <QObject>
#include <QRandomGenerator>

#include <map>

namespace turnpike::sandbox {

class Ledger;

// An update that Telegram has for the bot.
struct Update
{
    qint64 order = 0; // of arrival, from 1
    qint64 id = 0;    // update_id
    QString kind;
    QueueId queue;
    QByteArray content;   // "kind":{…}, ASCII
    double life = 0;      // seconds from when it was pushed
    double expiresAt = 0; // of the clock

    // What goes over the wire.
    QByteArray body() const;
};

// What waits for the bot, whether there is a webhook or not: as TQueue.cpp of tdlib/td keeps it for the Bot
// API server. Owned by WebhookSender; lives on its thread.
class UpdateQueue : public QObject
{
    Q_OBJECT

public:
    // TQueue.cpp: MAX_QUEUE_EVENTS, MAX_TOTAL_EVENT_LENGTH, MAX_EVENT_LENGTH.
    struct Room
    {
        qsizetype updates = 100'000;
        qsizetype bytes = 128 * 1024 * 1024;
        qsizetype bytesOfOne = 512 * 1024;
    };

    UpdateQueue(Ledger *ledger, const ScaledClock &clock, qint64 firstId, quint32 seed);

    // The update's id; 0 when there is no room for it: then it is lost, and no id is used up.
    qint64 push(const QString &kind, const QJsonObject &content);
    // The same update once more, in its queue or in one of its own. False when it is not known (the last
    // 20 000 are).
    bool pushAgain(qint64 id, bool inQueueOfItsOwn);
    // The next update gets this id, whether it was used before or not; without one, an id that Telegram would
    // begin with: at random from 2 000 001 to 10^9.
    void restartIds(std::optional<qint64> first);
    qint64 lastId() const { return m_nextId - 1; }

    // What is more than this is lost.
    void setRoom(const Room &room) { m_room = room; }
    const Room &room() const { return m_room; }

    const std::map<qint64, Update> &updates() const { return m_updates; } // by order
    void remove(qint64 order);
    // Those whose time is over, of `order` and later: what is before is a delivery's concern.
    void dropExpired(qint64 order);
    void dropAll(const QString &reason);
    void drop(qint64 order, int failures, const QString &reason);
    // Gives one queue's updates another order among themselves: those of `ids` first, as they stand there.
    // The update of order `fixed` keeps its place.
    void reorder(const QString &queue, const QList<qint64> &ids, qint64 fixed);

Q_SIGNALS:
    void pushed();

private:
    bool hasRoomFor(qsizetype bytes) const;
    void insert(Update update);
    void note(const Update &update, const QString &reason, int failures);

    Ledger *m_ledger;
    ScaledClock m_clock;
    QRandomGenerator m_random;
    Room m_room;
    qint64 m_nextId;
    qint64 m_lastOrder = 0;
    qsizetype m_bytes = 0;
    std::map<qint64, Update> m_updates;
    std::map<qint64, Update> m_history; // by order
    std::map<qint64, qint64> m_latest;  // order of the latest update of an id
};

} // namespace turnpike::sandbox
