// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// How a connection is opened and closed: further members of Connection.

#include "db/connection.h"
#include "db/pipeline.h"
#include "db/sqlitedialect.h"
#include "db/sqlitestatements.h"

#include <QSqlDriver>
#include <QSqlError>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// Qt's list of connections is one for the process; its locks are invisible to ThreadSanitizer.
std::mutex &registryMutex()
{
    static std::mutex mutex;
    return mutex;
}

QSqlDatabase registerConnection(const Dialect &dialect)
{
    static int number = 0;
    const std::lock_guard lock(registryMutex());
    return QSqlDatabase::addDatabase(QLatin1String(dialect.driverName()), u"turnpike-%1"_s.arg(++number));
}

} // namespace

Connection::Connection(const DatabaseUrl &url, const ConnectionSettings &settings, Opening *opening)
    : m_dialect(Dialect::of(url.kind()))
    , m_database(registerConnection(m_dialect))
    , m_openedAt(std::chrono::steady_clock::now())
    , m_times(settings.statementTimes)
    , m_commandTimeout(settings.commandTimeout)
{
    const QString name = m_database.connectionName();
    const auto giveUp = [&](const QString &text) -> DatabaseError {
        m_database = QSqlDatabase();
        const std::lock_guard lock(registryMutex());
        QSqlDatabase::removeDatabase(name);
        return {DatabaseError::Kind::Connection, "08001", text};
    };
    if (!m_database.isValid())
        throw giveUp(u"Qt's plugin for %1 is not installed"_s.arg(m_dialect.driverName()));
    m_dialect.prepareToOpen(m_database, url, settings);
    const auto setOpening = [opening](const Dialect *dialect, const QSqlDriver *driver) {
        if (!opening)
            return;
        const std::lock_guard lock(opening->m_mutex);
        opening->m_dialect = dialect;
        opening->m_driver = driver;
    };
    setOpening(&m_dialect, m_database.driver());
    const bool isOpen = m_database.open();
    m_handle = isOpen ? m_dialect.handleOf(*m_database.driver()) : nullptr;
    try {
        if (!m_handle)
            throw DatabaseError(DatabaseError::Kind::Connection, "08001",
                                url.withoutPassword(m_database.lastError().databaseText().trimmed()));
        if (const int socket = m_dialect.socketOf(m_handle); socket >= 0)
            m_socket = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
        m_session = m_dialect.sessionOf(m_handle);
        m_dialect.setUp(m_handle, settings);
        m_takesWrites = m_dialect.takesWrites(m_handle);
        m_dialect.heed(m_handle, m_stop);
        m_clockOffset = m_dialect.measureClock(m_handle);
        setOpening(nullptr, nullptr);
    } catch (const DatabaseError &error) {
        setOpening(nullptr, nullptr);
        if (m_socket >= 0)
            ::close(m_socket);
        throw giveUp(u"%1: %2"_s.arg(url.display(), error.message()));
    }
    if (m_dialect.isSqlite())
        m_statements = std::make_unique<SqliteStatements>(static_cast<const SqliteDialect &>(m_dialect),
                                                          m_database, m_handle);
    else
        m_pipeline = std::make_unique<Pipeline>(
            m_dialect, static_cast<pg_conn *>(m_handle),
            [this](const QByteArray &sql, bool isCommit) { noteStatement(sql, isCommit); });
}

Connection::~Connection()
{
    // Nothing may wait for a silent peer here: a server takes the end of the file as a goodbye.
    if (m_socket >= 0)
        ::shutdown(m_socket, SHUT_RDWR);
    const QString name = m_database.connectionName();
    m_database = QSqlDatabase();
    {
        const std::lock_guard lock(registryMutex());
        QSqlDatabase::removeDatabase(name);
    }
    if (m_socket >= 0)
        ::close(m_socket);
}

bool Connection::Opening::cutOff()
{
    const std::lock_guard lock(m_mutex);
    void *handle = m_driver ? m_dialect->handleOf(*m_driver) : nullptr;
    if (handle)
        m_dialect->interrupt(handle, m_dialect->socketOf(handle));
    return handle != nullptr;
}

} // namespace turnpike::db
