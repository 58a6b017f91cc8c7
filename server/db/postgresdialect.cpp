// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/postgresdialect.h"

#include "base/deadline.h"
#include "db/libpqresult.h"

#include <QDateTime>
#include <QSqlDatabase>
#include <QSqlDriver>

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

using libpq::connectionOf;
using libpq::errorOf;
using libpq::Result;

Result run(PGconn *connection, const QByteArray &sql)
{
    Result result(PQexec(connection, sql.constData()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
        throw errorOf(connection, result.get());
    return result;
}

// By so much a wait for a lock ends before the statement would: the server must get to say that it was a
// lock.
constexpr qint64 kLockMarginMs = 200;

std::vector<QByteArray> timeoutSettings(std::chrono::milliseconds limit, bool tellsLocks)
{
    // Zero would mean no limit. A debugger must find its transaction where it stopped.
    if (deadlinesStandStill())
        return {"SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0"};
    const qint64 ms = limit.count();
    std::vector<QByteArray> commands{"SET LOCAL statement_timeout = " +
                                     QByteArray::number(std::max<qint64>(1, ms))};
    if (tellsLocks) {
        const qint64 wait = ms - std::min(kLockMarginMs, ms / 4);
        commands.push_back("SET LOCAL lock_timeout = " + QByteArray::number(std::max<qint64>(1, wait)));
    }
    return commands;
}

// Said at every begin, whatever the defaults of the server, the database or the role are: connections are
// pooled, and what is acknowledged or acted on outside must not depend on what somebody has set there. Which
// of the two holds counts at the commit alone.
constexpr const char *kBeginWriting = "BEGIN ISOLATION LEVEL READ COMMITTED";
constexpr const char *kWaitForDisk = "SET LOCAL synchronous_commit = on";
constexpr const char *kDoNotWaitForDisk = "SET LOCAL synchronous_commit = off";
constexpr const char *kBeginReading = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

} // namespace

const char *PostgresDialect::fileTag() const
{
    return "pg";
}

std::chrono::milliseconds PostgresDialect::interruptGrace() const
{
    return std::chrono::seconds(1);
}

const char *PostgresDialect::driverName() const
{
    return "QPSQL";
}

void PostgresDialect::prepareToOpen(QSqlDatabase &database, const DatabaseUrl &url,
                                    const ConnectionSettings &settings) const
{
    database.setHostName(url.host());
    database.setPort(url.port());
    database.setDatabaseName(url.database());
    database.setUserName(url.user());
    database.setPassword(url.password());
    const auto seconds = std::max<qint64>(2, (settings.connectTimeout.count() + 999) / 1000);
    QString options = u"connect_timeout=%1;keepalives_idle=30;keepalives_interval=10;"
                      "keepalives_count=3;tcp_user_timeout=10000;application_name='%2'"_s.arg(seconds)
                          .arg(settings.applicationName);
    if (url.hasSeveralHosts())
        options +=
            settings.mustTakeWrites ? u";target_session_attrs=read-write"_s : u";target_session_attrs=any"_s;
    for (const auto &[name, value] : url.parameters())
        options += u";%1=%2"_s.arg(name, DatabaseUrl::quoted(value));
    database.setConnectOptions(options);
}

void *PostgresDialect::handleOf(const QSqlDriver &driver) const
{
    const QVariant handle = driver.handle();
    // Qt 6 names the type by the structure, Qt 5 and documentation by its typedef.
    if (qstrcmp(handle.typeName(), "pg_conn*") != 0 && qstrcmp(handle.typeName(), "PGconn*") != 0)
        return nullptr;
    return *static_cast<PGconn *const *>(handle.constData());
}

void PostgresDialect::setUp(void *handle, const ConnectionSettings &settings) const
{
    PGconn *connection = connectionOf(handle);
    const bool patient = deadlinesStandStill();
    QByteArray sql = "SET statement_timeout = " +
                     QByteArray::number(patient ? 0 : qint64(settings.commandTimeout.count())) +
                     "; SET idle_in_transaction_session_timeout = " + (patient ? "0" : "10000") +
                     "; SET lock_timeout = 0; SET client_min_messages = warning";
    // Lets the server notice within a second that the caller of a long statement is gone.
    if (PQserverVersion(connection) >= 140000)
        sql += "; SET client_connection_check_interval = 1000; SET idle_session_timeout = 0";
    // 17 has a time for a whole transaction: a migration may take longer than a role's.
    if (PQserverVersion(connection) >= 170000)
        sql += "; SET transaction_timeout = 0";
    run(connection, sql);
}

// What target_session_attrs=read-write asks (libpq, fe-connect.c), but of the server itself: a pooler tells
// libpq what it was told when it made its first connection (PgBouncer, welcome_msg), and a session that only
// reads is still of use to operations.
bool PostgresDialect::takesWrites(void *handle) const
{
    const Result result = run(connectionOf(handle), "SHOW transaction_read_only");
    return qstrcmp(PQgetvalue(result.get(), 0, 0), "off") == 0;
}

void PostgresDialect::heed(void *, const std::atomic<bool> &) const
{
    // A socket that is shut down stays so.
}

int PostgresDialect::socketOf(void *handle) const
{
    return PQsocket(connectionOf(handle));
}

// Behind a pooler it is the pooler's number, which no session of the server has.
int PostgresDialect::sessionOf(void *handle) const
{
    return PQbackendPID(connectionOf(handle));
}

std::optional<Dialect::ClockOffset> PostgresDialect::measureClock(void *handle) const
{
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    const Result result =
        run(connectionOf(handle), "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)");
    const qint64 after = QDateTime::currentMSecsSinceEpoch();
    const qint64 theirs = QByteArray(PQgetvalue(result.get(), 0, 0)).toLongLong();
    return ClockOffset{theirs - (before + after) / 2, (after - before) / 2 + 1};
}

std::vector<QByteArray> PostgresDialect::beginning(void *, bool writes, std::chrono::milliseconds limit,
                                                   bool tellsLocks) const
{
    std::vector<QByteArray> commands{writes ? kBeginWriting : kBeginReading};
    if (writes)
        commands.emplace_back(kWaitForDisk);
    for (QByteArray &command : timeoutSettings(limit, tellsLocks))
        commands.push_back(std::move(command));
    return commands;
}

std::vector<QByteArray> PostgresDialect::notWaitingForDisk() const
{
    return {kDoNotWaitForDisk};
}

std::vector<QByteArray> PostgresDialect::limits(std::chrono::milliseconds limit, bool tellsLocks) const
{
    return timeoutSettings(limit, tellsLocks);
}

bool PostgresDialect::rollback(void *handle) const
{
    PGconn *connection = connectionOf(handle);
    if (PQstatus(connection) != CONNECTION_OK)
        return false;
    if (PQtransactionStatus(connection) == PQTRANS_IDLE)
        return true;
    const Result result(PQexec(connection, "ROLLBACK"));
    return PQresultStatus(result.get()) == PGRES_COMMAND_OK;
}

void PostgresDialect::runScript(void *handle, const QByteArray &sql) const
{
    run(connectionOf(handle), sql);
}

bool PostgresDialect::looksAlive(void *handle) const
{
    if (PQstatus(connectionOf(handle)) != CONNECTION_OK)
        return false;
    pollfd socket{PQsocket(connectionOf(handle)), POLLIN, 0};
    return ::poll(&socket, 1, 0) == 0;
}

void PostgresDialect::interrupt(void *, int socket) const
{
    // Not PQcancel: it opens a connection of its own and hangs like the first when the network is silent.
    ::shutdown(socket, SHUT_RDWR);
}

QByteArray PostgresDialect::forUpdate() const
{
    return "FOR UPDATE";
}

QByteArray PostgresDialect::skipLocked() const
{
    return "SKIP LOCKED";
}

} // namespace turnpike::db
