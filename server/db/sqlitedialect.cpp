// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/sqlitedialect.h"

#include <QSqlDatabase>
#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlResult>
#include <QUrl>

#include <sqlite3.h>

#include <algorithm>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// How long an outsider (the CLI beside a running server) may hold the write lock before we are told.
constexpr int kBusyTimeoutMs = 5000;

// How often a statement looks whether it should stop: steps of SQLite's virtual machine, well under 1 ms.
constexpr int kProgressSteps = 2000;

sqlite3 *sqliteOf(void *handle)
{
    return static_cast<sqlite3 *>(handle);
}

// The nearest SQLSTATE for a result code of SQLite (sqlite.org/rescode.html).
QByteArray sqlStateOf(int extended)
{
    switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return "23505";
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return "23503";
    case SQLITE_CONSTRAINT_NOTNULL:
        return "23502";
    case SQLITE_CONSTRAINT_CHECK:
        return "23514";
    default:
        break;
    }
    switch (extended & 0xff) {
    case SQLITE_CONSTRAINT:
        return "23000";
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH:
        return "22000";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL: // too many at once in the log's locks
        return "40001";
    case SQLITE_INTERRUPT:
        return "57014";
    case SQLITE_FULL:
        return "53100";
    case SQLITE_NOMEM:
        return "53200";
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return "08006";
    case SQLITE_READONLY:
        return "25006";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return "XX001";
    default:
        return "HY000";
    }
}

// A file that is no database any more is the database being away: no update is at fault.
DatabaseError::Kind kindOfFileState(const QByteArray &state)
{
    return state == "XX001" ? DatabaseError::Kind::Connection : kindOfSqlState(state);
}

DatabaseError errorNow(sqlite3 *connection)
{
    const QByteArray state = sqlStateOf(sqlite3_extended_errcode(connection));
    return {kindOfFileState(state), state, QString::fromUtf8(sqlite3_errmsg(connection))};
}

QString uriOf(const QString &path, const char *mode)
{
    QString absolute = path;
    while (absolute.startsWith(u"//"))
        absolute.remove(0, 1); // would name a host
    return u"file:%1?mode=%2"_s.arg(QString::fromLatin1(QUrl::toPercentEncoding(absolute, "/")),
                                    QLatin1String(mode));
}

void run(sqlite3 *connection, const QByteArray &sql)
{
    if (sqlite3_exec(connection, sql.constData(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw errorNow(connection);
}

} // namespace

const char *SqliteDialect::fileTag() const
{
    return "sqlite";
}

std::chrono::milliseconds SqliteDialect::interruptGrace() const
{
    return std::chrono::milliseconds(0);
}

const char *SqliteDialect::driverName() const
{
    return "QSQLITE";
}

void SqliteDialect::prepareToOpen(QSqlDatabase &database, const DatabaseUrl &url,
                                  const ConnectionSettings &settings) const
{
    // The driver always says SQLITE_OPEN_CREATE, which only a URI can take back (sqlite.org/uri.html).
    database.setDatabaseName(uriOf(url.database(), settings.mayCreate ? "rwc" : "rw"));
    database.setConnectOptions(u"QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=%1"_s.arg(kBusyTimeoutMs));
}

void *SqliteDialect::handleOf(const QSqlDriver &driver) const
{
    const QVariant handle = driver.handle();
    if (qstrcmp(handle.typeName(), "sqlite3*") != 0)
        return nullptr;
    return *static_cast<sqlite3 *const *>(handle.constData());
}

void SqliteDialect::setUp(void *handle, const ConnectionSettings &) const
{
    sqlite3 *connection = sqliteOf(handle);
    sqlite3_extended_result_codes(connection, 1);
    // SQLite opens what it may not write for reading, and would refuse the first write only.
    if (sqlite3_db_readonly(connection, "main") == 1)
        throw DatabaseError(DatabaseError::Kind::Connection, "25006", u"the file may not be written"_s);
    run(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
}

void SqliteDialect::heed(void *handle, const std::atomic<bool> &stop) const
{
    // sqlite3_interrupt does nothing for a statement that is just about to start.
    const auto shouldStop = [](void *flag) {
        return static_cast<const std::atomic<bool> *>(flag)->load(std::memory_order_relaxed) ? 1 : 0;
    };
    sqlite3_progress_handler(sqliteOf(handle), kProgressSteps, shouldStop,
                             const_cast<std::atomic<bool> *>(&stop));
}

int SqliteDialect::socketOf(void *) const
{
    return -1;
}

std::optional<Dialect::ClockOffset> SqliteDialect::measureClock(void *) const
{
    return std::nullopt; // the same machine
}

std::vector<QByteArray> SqliteDialect::beginning(void *handle, bool writes, std::chrono::milliseconds limit,
                                                 bool) const
{
    // Inside this process writers queue in turn (WriteQueue): only an outsider can be in the way.
    sqlite3_busy_timeout(sqliteOf(handle), static_cast<int>(std::min<qint64>(limit.count(), kBusyTimeoutMs)));
    // A deferred transaction that upgrades fails at once, whatever the busy timeout.
    return {writes ? "BEGIN IMMEDIATE" : "BEGIN"};
}

std::vector<QByteArray> SqliteDialect::limits(std::chrono::milliseconds, bool) const
{
    return {};
}

bool SqliteDialect::rollback(void *handle) const
{
    sqlite3 *connection = sqliteOf(handle);
    // An interrupted write has rolled back the whole transaction already.
    return sqlite3_get_autocommit(connection) != 0 ||
           sqlite3_exec(connection, "ROLLBACK", nullptr, nullptr, nullptr) == SQLITE_OK;
}

void SqliteDialect::runScript(void *handle, const QByteArray &sql) const
{
    run(sqliteOf(handle), sql);
}

bool SqliteDialect::looksAlive(void *) const
{
    return true;
}

bool SqliteDialect::changesData(const QSqlQuery &prepared) const
{
    const QVariant handle = prepared.result()->handle();
    if (qstrcmp(handle.typeName(), "sqlite3_stmt*") != 0)
        return false;
    auto *statement = *static_cast<sqlite3_stmt *const *>(handle.constData());
    return statement && sqlite3_stmt_readonly(statement) == 0;
}

DatabaseError SqliteDialect::errorOf(void *handle, const QSqlError &error) const
{
    const int extended = sqlite3_extended_errcode(sqliteOf(handle));
    const QByteArray state = sqlStateOf(extended == SQLITE_OK ? error.nativeErrorCode().toInt() : extended);
    return {kindOfFileState(state), state, error.text().trimmed()};
}

void SqliteDialect::interrupt(void *handle, int) const
{
    sqlite3_interrupt(sqliteOf(handle));
}

QByteArray SqliteDialect::forUpdate() const
{
    return {};
}

QByteArray SqliteDialect::skipLocked() const
{
    return {};
}

} // namespace turnpike::db
