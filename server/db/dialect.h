// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/errors.h"
#include "db/databaseurl.h"
#include "db/plan.h"
#include "db/value.h"
#include "protocol/literals.h"

#include <QByteArray>

#include <atomic>
#include <chrono>
#include <optional>
#include <vector>

class QSqlDatabase;
class QSqlDriver;

namespace turnpike::db {

class StatementTimes;

// What a connection is told when it is opened.
struct ConnectionSettings
{
    // How long connecting may take; whole seconds, at least 2 with PostgreSQL.
    std::chrono::milliseconds connectTimeout{3000};
    // No statement may take longer, whatever its deadline (PostgreSQL; on SQLite only the deadline counts).
    std::chrono::milliseconds commandTimeout{30000};
    // If there are several hosts, only accept one that takes writes (PostgreSQL).
    bool mustTakeWrites = true;
    QString applicationName = u"turnpike"_s;
    // SQLite: whether a missing file is created. Not in a running shop: there SqliteFile decides.
    bool mayCreate = true;
    // Told of each statement that has ended; must outlive the connection.
    StatementTimes *statementTimes = nullptr;
};

// Everything that differs between PostgreSQL and SQLite. Two stateless objects that live for ever; the
// functions that take a connection's handle (the driver's PGconn or sqlite3) are called by the thread that
// uses it.
class Dialect
{
public:
    using Kind = DatabaseUrl::Kind;

    static const Dialect &of(Kind kind);
    virtual ~Dialect() = default;

    virtual Kind kind() const = 0;
    // "postgres" or "sqlite".
    virtual const char *name() const = 0;
    // The part of a migration's file name that says it is for this database only: "pg" or "sqlite".
    virtual const char *fileTag() const = 0;
    bool isSqlite() const { return kind() == Kind::Sqlite; }
    // Fills in {for_update} and {skip_locked}.
    QByteArray expand(QByteArray sql) const;
    // How long after its deadline a statement is cut off by us: PostgreSQL ends it itself by
    // statement_timeout, and only a silent network makes this necessary.
    virtual std::chrono::milliseconds interruptGrace() const = 0;

    // --- connecting
    virtual const char *driverName() const = 0;
    virtual void prepareToOpen(QSqlDatabase &database, const DatabaseUrl &url,
                               const ConnectionSettings &settings) const = 0;
    // The driver's own handle, or nullptr while there is none.
    virtual void *handleOf(const QSqlDriver &driver) const = 0;
    // Session settings. Throws DatabaseError.
    virtual void setUp(void *handle, const ConnectionSettings &settings) const = 0;
    // Whether the session may write: false on a standby, and on a database that was made read-only. Throws
    // DatabaseError.
    virtual bool takesWrites(void *handle) const;
    // While `stop` is true, statements of this connection end. For cases in which interrupt() may come too
    // early.
    virtual void heed(void *handle, const std::atomic<bool> &stop) const = 0;
    // The socket of the connection; -1 where there is none.
    virtual int socketOf(void *handle) const = 0;
    // The server's number of the session, as in pg_stat_activity; 0 where there is none.
    virtual int sessionOf(void *) const { return 0; }
    // How far the database's clock is ahead of this machine's, in ms, and how uncertain that is.
    struct ClockOffset
    {
        qint64 ms = 0;
        qint64 uncertaintyMs = 0;
    };
    virtual std::optional<ClockOffset> measureClock(void *handle) const = 0;

    // --- working
    // The commands that begin a transaction whose statements end after `limit`. `tellsLocks`: a statement
    // that waits for a lock ends a little earlier, with 55P03, so that a lock can be recognised as the cause
    // (PostgreSQL).
    virtual std::vector<QByteArray> beginning(void *handle, bool writes, std::chrono::milliseconds limit,
                                              bool tellsLocks) const = 0;
    // Those after which the commit of this transaction does not wait for the disk; none where every commit
    // does.
    virtual std::vector<QByteArray> notWaitingForDisk() const { return {}; }
    // Those that give the rest of the transaction less time than beginning() did.
    virtual std::vector<QByteArray> limits(std::chrono::milliseconds limit, bool tellsLocks) const = 0;
    // True when the connection can be used again.
    virtual bool rollback(void *handle) const = 0;
    // Any number of statements, separated by semicolons; the database's own parser splits them.
    virtual void runScript(void *handle, const QByteArray &sql) const = 0;
    // How a statement would be carried out, or is, within the transaction. Throws DatabaseError.
    virtual Plan explain(void *handle, const QByteArray &sql, const std::vector<Value> &values,
                         const ExplainOptions &options) const = 0;
    // Cheap, without a round trip: false when the peer has closed (or sent something unasked, as a server
    // does when it ends a session).
    virtual bool looksAlive(void *handle) const = 0;
    // Any thread: ends the statement that is running. `socket` is what socketOf() said.
    virtual void interrupt(void *handle, int socket) const = 0;

protected:
    virtual QByteArray forUpdate() const = 0;
    virtual QByteArray skipLocked() const = 0;
};

// So many statements a connection keeps prepared: multi-row inserts of every length must not fill the
// server's memory.
constexpr size_t kMaxStatements = 256;

// A lock was not available in time (or at once, if that was asked for).
constexpr auto kLockNotAvailable = "55P03";

// The kind of failure that an SQLSTATE stands for.
DatabaseError::Kind kindOfSqlState(const QByteArray &sqlState);

} // namespace turnpike::db
