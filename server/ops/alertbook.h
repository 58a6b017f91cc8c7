// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/alerts.h"
#include "base/clock.h"
#include "db/database.h"
#include "protocol/timestamp.h"

#include <QHash>

#include <mutex>

namespace turnpike::ops {

// An alert as the people on duty see it.
struct AlertEntry
{
    Alert alert;
    Timestamp firstAt = 0; // ms UTC
    Timestamp lastAt = 0;  // ms UTC
    qint64 count = 0;
    std::optional<Timestamp> resolvedAt; // what it was about is well again
    QString acknowledgedBy;
    QString note;
    std::optional<Timestamp> acknowledgedAt;
    std::optional<Timestamp> mutedUntil;
    QString instanceId; // who raised it last

    bool operator==(const AlertEntry &other) const;
};

// Keeps the alerts of all replicas and what people said of them in one table, and in memory, so that they are
// seen while the database is away. An alert is over once what it was about is well, or an hour after it was
// last raised; raised again it begins anew. Thread-safe.
class AlertBook
{
public:
    static constexpr qint64 kOverMs = kHourMs;

    AlertBook(db::Database &database, const Clock &clock, QString instanceId);

    // Raised here: seen at once, written by the next sync().
    void note(const Alert &alert);
    // What alerts of this key are about is well again. Nothing happens when none is open.
    void resolve(const QString &key);

    // Writes what was noted, reads what others wrote, forgets what is older than 30 days. Each second on an
    // operations thread. Throws what the database throws; what was noted then stays for the next time.
    void sync(const Deadline &deadline);
    // Whether sync() has something to write.
    bool isUnwritten() const;

    // When those of all replicas were last read, ms UTC; nothing: never.
    std::optional<Timestamp> readAt() const;
    // Newest first, a week of them, 200 at most.
    std::vector<AlertEntry> entries() const;
    bool isOver(const AlertEntry &entry) const;
    // Nobody wants to hear of it for now.
    bool isMuted(const QString &key) const;
    // It goes on, and somebody has said that they are at it.
    bool isAcknowledged(const QString &key) const;

    // Within the caller's transaction, which writes the audit row; false when there is no such alert.
    bool acknowledge(db::Transaction &tx, const QString &key, const QString &by, const QString &note) const;
    bool mute(db::Transaction &tx, const QString &key, Timestamp until) const;
    std::optional<AlertEntry> find(db::Transaction &tx, const QString &key) const;

private:
    struct Pending
    {
        Alert alert;
        Timestamp firstAt = 0;
        Timestamp lastAt = 0;
        qint64 count = 0;
    };
    void write(db::Transaction &tx, const QHash<QString, Pending> &noted,
               const QHash<QString, qint64> &resolved) const;

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_instanceId;
    Timestamp m_cleanedAt = 0;  // ms UTC; of the operations thread
    mutable std::mutex m_mutex; // guards what follows
    QHash<QString, Pending> m_noted;
    QHash<QString, qint64> m_resolved;
    QHash<QString, AlertEntry> m_entries;
    std::optional<Timestamp> m_readAt;
};

} // namespace turnpike::ops
