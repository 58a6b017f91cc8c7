// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/serverconnection.h"
#include "models/columns.h"
#include "models/freshness.h"
#include "models/logfollower.h"
#include "models/recordmodel.h"
#include "protocol/timestamp.h"

#include <QTimer>

namespace turnpike::console {

// The last known state of the shop, as one connection tells it: fed by snapshots and events, shown by every
// page. Stays when the connection breaks. What comes in hundreds a second (log lines, iterations, audit rows)
// reaches the models ten times a second, and every list is bounded. Lives on the main thread.
class ShopState : public QObject
{
    Q_OBJECT

public:
    static constexpr int kLogLines = 10'000;
    static constexpr int kIterations = 500;
    static constexpr int kAuditRows = 500;

    explicit ShopState(ServerConnection &connection, QObject *parent = nullptr);

    bool isKnown() const { return m_isKnown; }
    const protocol::Gauges &gauges() const { return m_gauges; }
    // Of what is told of `sources`: of several the one that is worst. Gone while there is no live connection,
    // and when the server itself has not read it lately; of a server of the version before, as the gauges.
    Freshness freshness(std::initializer_list<protocol::FigureSource> sources) const;
    // Of what was read at `readAt` (ms UTC of the server; absent: never) and counts as of now for `lastsMs`;
    // `isGone`: it cannot be read now.
    Freshness judged(std::optional<Timestamp> readAt, qint64 lastsMs, bool isGone = false) const;
    // Of protocol::Gauges::checks; null when it is not among them.
    const protocol::Check *check(const QString &name) const;
    // Alerts that are neither over, nor acknowledged, nor muted.
    int openAlerts() const;

    RecordModel<protocol::WorkerState> &workers() { return m_workers; }
    RecordModel<protocol::Iteration> &iterations() { return m_iterations; } // that ended; newest first
    RecordModel<protocol::FlagState> &flags() { return m_flags; }
    RecordModel<protocol::AlertState> &alerts() { return m_alerts; }
    RecordModel<protocol::InstanceState> &instances() { return m_instances; }
    RecordModel<protocol::LeaseState> &leases() { return m_leases; }
    RecordModel<protocol::WaiterState> &waiters() { return m_waiters; }
    RecordModel<protocol::LogLine> &logs() { return m_logs; }    // oldest first, of one epoch
    RecordModel<protocol::AuditRow> &audit() { return m_audit; } // since the console began; newest first
    // Log lines that the server had to leave out for us.
    qint64 missedLogLines() const { return m_missedLogLines; }
    // Lines that were asked for, of that epoch, in any order.
    void addLogs(const QString &epoch, QList<protocol::LogLine> lines);
    LogFollower &logFollower() { return m_logFollower; }

    // What waits for the next tick goes into the models now.
    void flush();

Q_SIGNALS:
    void gaugesChanged();
    // Time passes, and no gauges come: what is shown ages. Each second.
    void aged();
    void workerChanged(const QString &worker);
    void iterationEnded(const turnpike::protocol::Iteration &iteration);
    void flagChanged(const turnpike::protocol::FlagState &flag);
    // Begins, is seen again, handled, or over.
    void alertsChanged();
    // Was not there, or was over, and is there now; not for those that were there before we came.
    void alertBegan(const turnpike::protocol::AlertState &alert);
    // What became of an order that a process was given.
    void orderEnded(const turnpike::protocol::OrderResult &order);

private:
    void onGreeted(const protocol::Hello &hello);
    void onHappened(const protocol::Event &event);
    void take(const protocol::Snapshot &snapshot);
    void takeIteration(const protocol::Iteration &iteration);
    void takePool(const protocol::PoolState &pool);

    ServerConnection &m_connection;
    bool m_isKnown = false;
    QString m_epoch;
    protocol::Gauges m_gauges;
    RecordModel<protocol::WorkerState> m_workers;
    RecordModel<protocol::Iteration> m_iterations;
    RecordModel<protocol::FlagState> m_flags;
    RecordModel<protocol::AlertState> m_alerts;
    RecordModel<protocol::InstanceState> m_instances;
    RecordModel<protocol::LeaseState> m_leases;
    RecordModel<protocol::WaiterState> m_waiters;
    RecordModel<protocol::LogLine> m_logs;
    RecordModel<protocol::AuditRow> m_audit;
    qint64 m_missedLogLines = 0;
    LogFollower m_logFollower;

    QTimer m_tick;
    QTimer m_second;
    QList<protocol::LogLine> m_newLogs;
    QList<protocol::Iteration> m_newIterations; // newest first
    QList<protocol::AuditRow> m_newAudit;       // newest first
};

} // namespace turnpike::console
