// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "protocol/operationchoices.h"
#include "protocol/timestamp.h"

#include <QStringList>

namespace turnpike::replicas {

// This process among all that serve the shop: its row in `instances`, with when it was last seen and how it
// ended, and the rows of those that could not say how they ended. Thread-safe.
class InstanceRow
{
public:
    // How a process ended, as its row tells: "clean", "failed: why", "watchdog: what hung", "crash".
    enum class Exit { Clean, Failed, Watchdog };

    // `instanceId` as newId() makes it. What is passed must outlive this object.
    InstanceRow(db::Database &database, const Clock &clock, QString instanceId, const QString &version);

    // "host-pid-place-random". Containers may share a host's name, and each has its pid 1: the place is where
    // that pid is this process and no other.
    static QString newId();

    // Begins or refreshes the row. `gauges` is the small picture that other instances show of this one,
    // a JSON object. Throws DatabaseError.
    void note(protocol::InstanceRole role, const QByteArray &gauges, const Deadline &deadline);
    // The last words: with the state dump when there is one. Throws DatabaseError.
    void noteEnd(Exit exit, const QString &why, const QString &dump, const Deadline &deadline);

    // Marks as crashed who ended without a word: processes of this place that are no more, and whoever has
    // not been seen for half a minute. Returns their ids. Throws DatabaseError.
    QStringList markCrashed(const Deadline &deadline);

    // Whether other instances live, which may add to the queues without a word to this one: a statement of
    // one number, 1 or NULL.
    db::BoundStatement companyLook() const;

private:
    bool isGoneHere(const QString &instanceId) const;

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_instanceId;
    const QString m_version;
    const Timestamp m_startedAt;
};

} // namespace turnpike::replicas
