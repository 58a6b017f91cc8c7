// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "consolecalls/publish.h"
#include "consolehub/calltable.h"
#include "db/database.h"
#include "protocol/gauges.h"
#include "protocol/timestamp.h"
#include "protocol/workers.h"

#include <mutex>

namespace turnpike::consolecalls {

// All processes of the shop, as their rows say: read every few seconds, so that a console connected to any of
// them shows all. Also the way in which a standby knows what the leader's workers do. Thread-safe.
class InstanceDirectory
{
public:
    InstanceDirectory(db::Database &database, const Clock &clock, Publish publish, QString instanceId);

    // "instances.dump".
    void addCalls(consolehub::CallTable &calls);
    // On an operations thread. Tells of the list when it has changed. Throws what the database throws; what
    // was read last then stays.
    void read(const Deadline &deadline);

    QList<protocol::InstanceState> instances() const;
    // When the rows were last read, ms UTC; nothing: never.
    std::optional<Timestamp> readAt() const;
    // What the leader left of its workers; empty when nobody leads, or this instance does.
    QList<protocol::WorkerState> leadersWorkers() const;

    // What an instance leaves of itself in its row, and what others read there.
    static QByteArray picture(const QJsonObject &values, const QList<protocol::WorkerState> &workers);

private:
    db::Database &m_database;
    const Clock &m_clock;
    const Publish m_publish;
    const QString m_instanceId;
    mutable std::mutex m_mutex; // guards what follows
    QList<protocol::InstanceState> m_instances;
    QList<protocol::WorkerState> m_leadersWorkers;
    std::optional<Timestamp> m_readAt;
};

} // namespace turnpike::consolecalls
