// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"
#include "protocol/hello.h"
#include "protocol/timestamp.h"

#include <QHash>
#include <QSet>

#include <deque>
#include <mutex>
#include <utility>

namespace turnpike::consolecalls {

// Orders that aim at one process, or at whoever leads: written by the process that a console is connected to,
// with their audit row, and carried out by their target within a second, at most once and never after they
// have expired. The caller hears “accepted”; the effect is an event. Thread-safe.
class Orders
{
public:
    // Carries an order out and gives its result for people; "done" when there is no more to say. On an
    // operations thread; an Error becomes the result.
    using Action = std::function<protocol::Sentence(const QJsonObject &args, const Deadline &deadline)>;
    // What became of an order, on an operations thread.
    using Listener = std::function<void(const protocol::OrderResult &result)>;

    Orders(db::Database &database, const Clock &clock, QString instanceId, std::function<bool()> isLeader);

    // Before the first poll(). `target` names the instance that an order is for; an order for the leader
    // needs none.
    void addForInstance(const char *call, Action action);
    void addForLeader(const char *call, Action action);
    void setListener(Listener listener) { m_listener = std::move(listener); }
    // Serves the calls of all orders that were added.
    void addCalls(consolehub::CallTable &calls, const consolehub::Changes &changes);

    // Called when one was accepted here, once it is committed, on the caller's thread. Before the first call.
    void setKick(std::function<void()> kick) { m_kick = std::move(kick); }
    // Whether poll() has something to do: a statement of one number, 1 or NULL.
    db::BoundStatement openLook() const;

    // Carries out what is ours, and tells of that. A few times a second on a thread of its own. Throws what
    // the database throws.
    void poll(const Deadline &deadline);
    // Tells of what others have carried out. Every two seconds on an operations thread; throws the same.
    void tellOfFinished(const Deadline &deadline);

private:
    struct Entry
    {
        Action action;
        bool isForLeader = false;
    };
    struct Order
    {
        QString changeId;
        QString target;
        QString call;
        QJsonObject args;
        QString askedBy;
    };
    QJsonObject accept(const consolehub::CallRequest &request, const consolehub::Changes &changes,
                       const Deadline &deadline) const;
    static Order orderOf(const db::Row &row);
    void claim(const Deadline &deadline);
    void takeUnawares(const Deadline &deadline);
    void take(const std::vector<Order> &claimed);
    protocol::Sentence carryOut(const Order &order, const Deadline &deadline) const;
    void tell(const Order &order, const protocol::Sentence &result);
    void writeResults(const Deadline &deadline);
    std::vector<protocol::OrderResult> newsIn(const std::vector<db::Row> &rows);

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_instanceId;
    const std::function<bool()> m_isLeader;
    QHash<QString, Entry> m_entries;
    Listener m_listener;
    std::function<void()> m_kick;
    // Of poll() alone:
    QHash<QString, qint64> m_uncertain; // what a claim may have made ours, and the `done_at` that it writes
    std::deque<Order> m_ours;           // claimed, to be carried out
    std::deque<std::pair<QString, protocol::Sentence>> m_results; // of orders by their ids, to be written
    Timestamp m_toldUntil; // ms UTC: what was done before has been told; of tellOfFinished()
    std::mutex m_mutex;
    QSet<QString> m_told;     // guarded by m_mutex: of those that the last look has seen
    QSet<QString> m_toldHere; // guarded by m_mutex: by poll(), not seen by a look yet
};

} // namespace turnpike::consolecalls
