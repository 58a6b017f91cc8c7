// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/connection.h"

#include "db/log.h"
#include "db/statementtimes.h"
#include "telemetry/activity.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QThread>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// Multi-row inserts of every length must not fill the server's memory.
constexpr size_t kMaxStatements = 256;
// A statement that starts with this much less time than the server was told tells it again.
constexpr std::chrono::milliseconds kLimitSlack{250};

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

constexpr auto kReadOnly = "25006";

// No place left (53), a failing disk (58) or a right that is missing are no fault of the session.
bool endsSession(const DatabaseError &error)
{
    const QByteArray &state = error.sqlState();
    return error.kind() == DatabaseError::Kind::Connection && !state.startsWith("53") &&
           !state.startsWith("58") && state != "42501";
}

void checkText(const Value &value)
{
    if (value.variant().typeId() == QMetaType::QString && value.variant().toString().contains(QChar(u'\0')))
        throw DatabaseError(DatabaseError::Kind::Data, "22021", u"a text with U+0000 cannot be stored"_s);
}

} // namespace

struct Connection::Statement
{
    explicit Statement(const QSqlDatabase &database)
        : query(database)
    {}

    QByteArray sql;
    QSqlQuery query;
    bool changesData = false;
};

// Lets go of the values when the statement is done: what one customer sent stays neither in memory nor shared
// with the thread that uses the connection next.
class Connection::Unbind
{
public:
    Unbind(Connection &connection, Statement &statement, size_t count)
        : m_connection(connection)
        , m_statement(statement)
        , m_count(static_cast<int>(count))
    {}
    ~Unbind()
    {
        m_statement.query.finish();
        m_connection.m_dialect.finish(m_connection.m_handle);
        for (int i = 0; i < m_count; ++i)
            m_statement.query.bindValue(i, QVariant());
    }
    Unbind(const Unbind &) = delete;
    Unbind &operator=(const Unbind &) = delete;

private:
    Connection &m_connection;
    Statement &m_statement;
    int m_count;
};

// Says what the connection is busy with, for the threads that watch.
class Connection::PhaseScope
{
public:
    PhaseScope(Connection &connection, Phase phase, const QByteArray &what)
        : m_connection(connection)
        , m_wait("statement")
    {
        const std::lock_guard lock(connection.m_phaseMutex);
        connection.m_phase = phase;
        connection.m_stop = false;
        connection.m_running = {what, std::chrono::steady_clock::now()};
        connection.m_allowed = connection.m_commandTimeout;
    }
    ~PhaseScope()
    {
        Running ended;
        {
            const std::lock_guard lock(m_connection.m_phaseMutex);
            m_connection.m_phase = Phase::Idle;
            ended = std::exchange(m_connection.m_running, {});
        }
        if (m_connection.m_times)
            m_connection.m_times->add(ended.sql, std::chrono::steady_clock::now() - ended.since);
    }

private:
    Connection &m_connection;
    WaitScope m_wait;
};

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
                                m_database.lastError().databaseText().trimmed());
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
}

Connection::~Connection()
{
    // Nothing may wait for a silent peer here: a server takes the end of the file as a goodbye, and queries
    // whose driver is gone send no DEALLOCATE.
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

void Connection::attach()
{
    m_database.driver()->moveToThread(QThread::currentThread());
}

void Connection::detach()
{
    m_database.driver()->moveToThread(nullptr);
}

template<class Call>
void Connection::guarded(Phase phase, const QByteArray &what, Call &&call)
{
    const PhaseScope scope(*this, phase, what);
    // Cancelled before the phase said that there is a statement to cancel.
    if (phase == Phase::Statement && m_deadline)
        m_deadline->check("database statement");
    try {
        call();
    } catch (const DatabaseError &error) {
        fail(error);
    }
}

void Connection::noteRefusal(const DatabaseError &error)
{
    if (!endsSession(error))
        return;
    const bool isReadOnly = error.sqlState() == kReadOnly;
    // One that never took writes goes on reading, for operations and control.
    m_broken = m_broken || !isReadOnly || m_takesWrites;
    m_turnedReadOnly = m_turnedReadOnly || (isReadOnly && m_takesWrites);
}

void Connection::fail(const DatabaseError &error)
{
    // In a transaction of ours that only reads it says nothing of the database: the statement is wrong.
    if (error.sqlState() == kReadOnly && m_deadline && !m_writes)
        throw DatabaseError(DatabaseError::Kind::Other, error.sqlState(), error.message());
    noteRefusal(error);
    const std::lock_guard lock(m_phaseMutex);
    if (m_cut == Cut::No || m_dialect.isSqlite())
        throw error;
    m_broken = true;
    if (m_cut == Cut::Cancelled)
        throw DatabaseError(DatabaseError::Kind::Timeout, "57014", u"cancelled while it ran"_s);
    throw DatabaseError(DatabaseError::Kind::Connection, "08006",
                        u"cut off: the database did not answer in time"_s);
}

void Connection::begin(bool writes, const Deadline &deadline, std::chrono::milliseconds commandTimeout,
                       bool tellsLocks)
{
    m_writes = writes;
    m_tellsLocks = tellsLocks;
    m_deadline = deadline;
    m_commandTimeout = commandTimeout;
    m_limit = std::min(deadline.remaining(), commandTimeout);
    guarded(Phase::Statement, "BEGIN"_ba, [&] { m_dialect.begin(m_handle, writes, m_limit, tellsLocks); });
}

void Connection::commit()
{
    guarded(Phase::Commit, "COMMIT"_ba, [&] { m_dialect.commit(m_handle); });
    m_deadline.reset();
    m_forgotten.clear();
}

std::vector<std::vector<Row>> Connection::write(const std::vector<BoundStatement> &statements,
                                                const Deadline &deadline,
                                                std::chrono::milliseconds commandTimeout)
{
    std::vector<std::vector<Row>> answers;
    if (!m_dialect.takesTrips()) {
        begin(true, deadline, commandTimeout);
        for (const BoundStatement &statement : statements)
            answers.push_back(query(statement.sql, statement.values));
        commit();
        return answers;
    }
    m_writes = true;
    m_tellsLocks = false;
    m_deadline = deadline;
    m_commandTimeout = commandTimeout;
    m_limit = std::min(deadline.remaining(), commandTimeout);
    // A statement's phase, though the commit is under way with it: an operator may end one that hangs.
    guarded(Phase::Statement, statements.empty() ? QByteArray() : statements.front().sql, [&] {
        for (const BoundStatement &statement : statements)
            std::for_each(statement.values.begin(), statement.values.end(), checkText);
        answers = m_dialect.writeInOneTrip(m_handle, m_preparedNames, statements, m_limit);
    });
    m_deadline.reset();
    m_forgotten.clear();
    return answers;
}

void Connection::rollback() noexcept
{
    m_deadline.reset();
    // What is broken on SQLite still holds its lock.
    if (m_broken && !m_dialect.isSqlite())
        return;
    const PhaseScope scope(*this, Phase::Commit, "ROLLBACK"_ba);
    if (!m_dialect.rollback(m_handle))
        m_broken = true;
    else
        m_forgotten.clear();
}

Connection::Statement &Connection::prepared(const QByteArray &sql)
{
    const std::string_view key(sql.constData(), static_cast<size_t>(sql.size()));
    if (const auto found = m_bySql.find(std::string(key)); found != m_bySql.end()) {
        m_statements.splice(m_statements.begin(), m_statements, found->second);
        return *m_statements.front();
    }
    auto statement = std::make_unique<Statement>(m_database);
    statement->sql = sql;
    // Rows are not kept by the driver, which would keep them until the statement runs again.
    statement->query.setForwardOnly(true);
    if (!statement->query.prepare(QString::fromUtf8(m_dialect.expand(sql))))
        throw m_dialect.errorOf(m_handle, statement->query.lastError());
    statement->changesData = m_dialect.changesData(statement->query);
    if (m_statements.size() >= kMaxStatements)
        forget(m_statements.back()->sql);
    m_statements.push_front(std::move(statement));
    m_bySql.emplace(key, m_statements.begin());
    return *m_statements.front();
}

void Connection::forget(const QByteArray &sql)
{
    const auto found = m_bySql.find(sql.toStdString());
    if (found == m_bySql.end())
        return;
    // Only put aside: freeing it is a statement, which a failed transaction refuses.
    m_forgotten.splice(m_forgotten.end(), m_statements, found->second);
    m_bySql.erase(found);
}

DatabaseError Connection::failed(const QByteArray &sql, const QSqlError &error)
{
    DatabaseError failure = m_dialect.errorOf(m_handle, error);
    // A plan that a migration has made invalid; and Qt cannot run a failed statement of SQLite again.
    if (m_dialect.isSqlite() || failure.sqlState() == "0A000" || failure.sqlState() == "26000")
        forget(sql);
    return failure;
}

void Connection::limitStatement()
{
    if (!m_deadline)
        return;
    const auto remaining = std::min(m_deadline->remaining(), m_commandTimeout);
    if (remaining + kLimitSlack >= m_limit)
        return;
    m_dialect.limitStatements(m_handle, remaining, m_tellsLocks);
    m_limit = remaining;
}

void Connection::run(Statement &statement, const std::vector<Value> &values)
{
    if (statement.changesData && !m_writes)
        throw DatabaseError(DatabaseError::Kind::Other, "25006",
                            u"a reading transaction must not change data"_s);
    for (int i = 0; i < static_cast<int>(values.size()); ++i) {
        checkText(values[static_cast<size_t>(i)]);
        statement.query.bindValue(i, values[static_cast<size_t>(i)].variant());
    }
    if (!statement.query.exec())
        throw failed(statement.sql, statement.query.lastError());
}

int Connection::exec(const QByteArray &sql, const std::vector<Value> &values)
{
    int changed = 0;
    guarded(Phase::Statement, sql, [&] {
        limitStatement();
        Statement &statement = prepared(sql);
        const Unbind unbind(*this, statement, values.size());
        run(statement, values);
        changed = statement.query.numRowsAffected();
    });
    return changed;
}

std::vector<Row> Connection::query(const QByteArray &sql, const std::vector<Value> &values, size_t limit)
{
    std::vector<Row> rows;
    guarded(Phase::Statement, sql, [&] {
        limitStatement();
        Statement &statement = prepared(sql);
        const Unbind unbind(*this, statement, values.size());
        run(statement, values);
        const int columns = statement.query.record().count();
        while (rows.size() < limit && statement.query.next()) {
            std::vector<QVariant> row;
            row.reserve(static_cast<size_t>(columns));
            for (int column = 0; column < columns; ++column)
                row.push_back(statement.query.value(column));
            rows.emplace_back(std::move(row));
        }
        // SQLite steps while rows are read, so that is where it can be interrupted.
        const QSqlError error = statement.query.lastError();
        if (error.isValid())
            throw failed(sql, error);
    });
    return rows;
}

Plan Connection::explain(const QByteArray &sql, const std::vector<Value> &values,
                         const ExplainOptions &options)
{
    Plan plan;
    guarded(Phase::Statement, sql, [&] {
        limitStatement();
        plan = m_dialect.explain(m_handle, sql, values, options);
    });
    return plan;
}

void Connection::runScript(const QByteArray &sql)
{
    guarded(Phase::Statement, sql, [&] { m_dialect.runScript(m_handle, sql); });
}

bool Connection::ping()
{
    try {
        runScript("SELECT 1"_ba);
        return true;
    } catch (const DatabaseError &error) {
        log::info(lcDb(), "idle connection was dead").with(error);
        m_broken = true;
        return false;
    }
}

bool Connection::looksAlive() const
{
    return !m_broken && m_dialect.looksAlive(m_handle);
}

void Connection::interrupt()
{
    const std::lock_guard lock(m_phaseMutex);
    if (m_dialect.isSqlite() && m_phase != Phase::Statement)
        return;
    m_cut = m_cut == Cut::No ? Cut::Late : m_cut;
    m_stop = true;
    m_dialect.interrupt(m_handle, m_socket);
}

bool Connection::interruptOverdue(std::chrono::milliseconds grace)
{
    {
        const std::lock_guard lock(m_phaseMutex);
        const auto lasted = std::chrono::steady_clock::now() - m_running.since;
        if (m_dialect.isSqlite() || m_phase == Phase::Idle || lasted < m_allowed + grace)
            return false;
    }
    // What ends in between leaves a connection that is thrown away for nothing: no harm.
    interrupt();
    return true;
}

void Connection::cancel()
{
    const std::lock_guard lock(m_phaseMutex);
    if (m_phase != Phase::Statement)
        return;
    m_cut = m_cut == Cut::No ? Cut::Cancelled : m_cut;
    m_stop = true;
    m_dialect.interrupt(m_handle, m_socket);
}

Connection::Running Connection::running() const
{
    const std::lock_guard lock(m_phaseMutex);
    return m_running;
}

} // namespace turnpike::db
