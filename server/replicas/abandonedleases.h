// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "db/database.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QHash>

namespace turnpike::replicas {

// Takes the row leases of instances that are gone back at once, so that a customer whose invoice, key or
// message a killed process had in its hands does not wait until they run out (60 s). Who is gone: instances
// that have noted their end, or have not been seen for 15 s; on a database that is ours alone, everybody
// else. What a process had sent to the database before it died may be committed after it: those that went
// lately are looked at again. A mistake costs no more than a lease that runs out: work is completed only by
// the owner of its lease. The leader's; lives on an operations thread.
class AbandonedLeases
{
public:
    // `isAlone`: no other process can use this database (SQLite). What is passed must outlive this object.
    AbandonedLeases(db::Database &database, const Clock &clock, QString instanceId, bool isAlone);

    // Costs one look at the instances when nobody went lately. Returns how many leases were taken back, a
    // bounded number in each transaction. Throws DatabaseError.
    int takeBack(const Deadline &deadline);

    static constexpr int kRowsATime = 200;

private:
    // Ids, each with when the instance was last seen (ms UTC).
    using Gone = QHash<QString, qint64>;

    Gone gone(const Deadline &deadline) const;
    bool isToLookAt(const QString &id, Timestamp lastSeenAt, Timestamp now) const;
    int takeBackOf(const QString &id, const Deadline &deadline);
    int takeBackSome(const QString &id, size_t table, const Deadline &deadline);

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_instanceId;
    const bool m_isAlone;
    QHash<QString, Timestamp> m_lookedAt; // those that are gone; ms UTC
};

} // namespace turnpike::replicas
