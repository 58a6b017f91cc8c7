// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/dialect.h"

namespace turnpike::db {

// PostgreSQL through libpq: SQLSTATEs, statement_timeout, sockets.
class PostgresDialect : public Dialect
{
public:
    Kind kind() const override { return Kind::Postgres; }
    const char *name() const override { return "postgres"; }
    const char *fileTag() const override;
    std::chrono::milliseconds interruptGrace() const override;

    const char *driverName() const override;
    void prepareToOpen(QSqlDatabase &database, const DatabaseUrl &url,
                       const ConnectionSettings &settings) const override;
    void *handleOf(const QSqlDriver &driver) const override;
    void setUp(void *handle, const ConnectionSettings &settings) const override;
    bool takesWrites(void *handle) const override;
    void heed(void *handle, const std::atomic<bool> &stop) const override;
    int socketOf(void *handle) const override;
    int sessionOf(void *handle) const override;
    std::optional<ClockOffset> measureClock(void *handle) const override;

    std::vector<QByteArray> beginning(void *handle, bool writes, std::chrono::milliseconds limit,
                                      bool tellsLocks) const override;
    std::vector<QByteArray> notWaitingForDisk() const override;
    std::vector<QByteArray> limits(std::chrono::milliseconds limit, bool tellsLocks) const override;
    bool rollback(void *handle) const override;
    void runScript(void *handle, const QByteArray &sql) const override;
    Plan explain(void *handle, const QByteArray &sql, const std::vector<Value> &values,
                 const ExplainOptions &options) const override;
    bool looksAlive(void *handle) const override;
    void interrupt(void *handle, int socket) const override;

protected:
    QByteArray forUpdate() const override;
    QByteArray skipLocked() const override;
};

} // namespace turnpike::db
