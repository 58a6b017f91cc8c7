// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/connection.h"

#include "db/log.h"
#include "db/pipeline.h"
#include "db/sqlitestatements.h"
#include "db/statementtimes.h"
#include "telemetry/activity.h"

#include <QSqlDriver>
#include <QThread>

#include <algorithm>
#include <utility>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// A statement that starts with this much less time than the server was told tells it again.
constexpr std::chrono::milliseconds kLimitSlack{250};

constexpr auto kReadOnly = "25006";

// No place left (53), a failing disk (58) or a right that is missing are no fault of the session.
bool endsSession(const DatabaseError &error)
{
    const QByteArray &state = error.sqlState();
    return error.kind() == DatabaseError::Kind::Connection && !state.startsWith("53") &&
           !state.startsWith("58") && state != "42501";
}

void checkTexts(const std::vector<Value> &values)
{
    for (const Value &value : values) {
        if (value.variant().typeId() == QMetaType::QString &&
            value.variant().toString().contains(QChar(u'\0')))
            throw DatabaseError(DatabaseError::Kind::Data, "22021", u"a text with U+0000 cannot be stored"_s);
    }
}

} // namespace

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
        connection.m_running = {what, m_begun};
        connection.m_allowed = connection.m_commandTimeout;
        connection.m_ranTogether.clear();
    }
    ~PhaseScope()
    {
        Running last;
        {
            const std::lock_guard lock(m_connection.m_phaseMutex);
            m_connection.m_phase = Phase::Idle;
            last = std::exchange(m_connection.m_running, {});
        }
        if (m_connection.m_ranTogether.empty())
            m_connection.m_ranTogether.push_back(last.sql);
        noteTimes();
    }

private:
    void noteTimes() const
    {
        if (!m_connection.m_times)
            return;
        const auto count = static_cast<qint64>(m_connection.m_ranTogether.size());
        const auto share = (std::chrono::steady_clock::now() - m_begun) / count;
        for (const QByteArray &sql : m_connection.m_ranTogether) {
            if (!sql.isEmpty()) // a transaction that was only begun
                m_connection.m_times->add(sql, share);
        }
    }

    Connection &m_connection;
    WaitScope m_wait;
    const std::chrono::steady_clock::time_point m_begun = std::chrono::steady_clock::now();
};

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
    if ((phase == Phase::Statement || phase == Phase::LastWrites) && m_deadline)
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
    if (m_cut == Cut::Cancelled && m_phase == Phase::Statement)
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
    m_isBegun = false;
    if (m_pipeline) {
        m_pipeline->begin();
        return;
    }
    guarded(Phase::Statement, "BEGIN"_ba, [&] {
        for (const QByteArray &command : preamble())
            m_dialect.runScript(m_handle, command);
    });
}

// What is to be said before anything else: BEGIN with its limits, or narrower ones where time has passed.
std::vector<QByteArray> Connection::preamble()
{
    if (!m_deadline)
        return {};
    const auto remaining = std::min(m_deadline->remaining(), m_commandTimeout);
    if (!std::exchange(m_isBegun, true)) {
        m_limit = remaining;
        return m_dialect.beginning(m_handle, m_writes, remaining, m_tellsLocks);
    }
    if (remaining + kLimitSlack >= m_limit)
        return {};
    m_limit = remaining;
    return m_dialect.limits(remaining, m_tellsLocks);
}

// The next of several statements that were sent together.
void Connection::noteStatement(const QByteArray &sql, bool isCommit)
{
    m_ranTogether.push_back(sql);
    const std::lock_guard lock(m_phaseMutex);
    m_running = {sql, std::chrono::steady_clock::now()};
    if (isCommit)
        m_phase = Phase::Commit;
}

void Connection::commit(Durability durability)
{
    const bool isLast = m_pipeline && !m_pipeline->isEmpty();
    guarded(isLast ? Phase::LastWrites : Phase::Commit, "COMMIT"_ba, [&] {
        if (m_pipeline) {
            std::vector<QByteArray> commands = preamble();
            // At the last moment, in the same round trip: until then anything may ask for a commit that
            // waits.
            if (durability == Durability::Asynchronous && m_writes) {
                for (QByteArray &command : m_dialect.notWaitingForDisk())
                    commands.push_back(std::move(command));
            }
            m_pipeline->commit(commands);
        } else {
            m_dialect.runScript(m_handle, "COMMIT"_ba);
        }
    });
    m_deadline.reset();
    if (m_statements)
        m_statements->freeForgotten();
}

void Connection::rollback() noexcept
{
    m_deadline.reset();
    if (m_pipeline)
        m_pipeline->drop();
    // What is broken on SQLite still holds its lock.
    if (m_broken && !m_dialect.isSqlite())
        return;
    const PhaseScope scope(*this, Phase::Commit, "ROLLBACK"_ba);
    if (!m_dialect.rollback(m_handle))
        m_broken = true;
    else if (m_statements)
        m_statements->freeForgotten();
}

std::shared_ptr<Outcome> Connection::add(const QByteArray &sql, const std::vector<Value> &values, Wants wants,
                                         size_t limit)
{
    checkTexts(values);
    if (m_pipeline) {
        auto outcome = m_pipeline->add(sql, values, wants, limit);
        if (!inTransaction() || m_pipeline->isFull())
            settle();
        return outcome;
    }
    auto outcome = std::make_shared<Outcome>();
    guarded(Phase::Statement, sql, [&] {
        if (wants == Wants::Count)
            outcome->changed = m_statements->exec(sql, values, m_writes);
        else
            outcome->rows = m_statements->query(sql, values, limit, m_writes);
    });
    outcome->isKnown = true;
    return outcome;
}

std::shared_ptr<const Outcome> Connection::post(const QByteArray &sql, const std::vector<Value> &values)
{
    return add(sql, values, Wants::Count, 0);
}

std::shared_ptr<const Outcome> Connection::ask(const QByteArray &sql, const std::vector<Value> &values,
                                               Wants wants)
{
    return add(sql, values, wants, std::numeric_limits<size_t>::max());
}

void Connection::settle()
{
    if (!m_pipeline)
        return;
    guarded(Phase::Statement, m_pipeline->newest(), [&] { m_pipeline->settle(preamble()); });
}

int Connection::exec(const QByteArray &sql, const std::vector<Value> &values)
{
    const auto outcome = add(sql, values, Wants::Count, 0);
    settle();
    return outcome->changed;
}

std::vector<Row> Connection::query(const QByteArray &sql, const std::vector<Value> &values, size_t limit)
{
    const auto outcome = add(sql, values, Wants::Rows, limit);
    settle();
    return std::move(outcome->rows);
}

std::vector<std::vector<Row>> Connection::readTogether(const std::vector<BoundStatement> &statements,
                                                       const Deadline &deadline,
                                                       std::chrono::milliseconds commandTimeout)
{
    m_writes = false;
    m_commandTimeout = commandTimeout;
    std::vector<std::vector<Row>> answers;
    answers.reserve(statements.size());
    if (m_pipeline) {
        std::vector<std::shared_ptr<const Outcome>> outcomes;
        m_pipeline->drop(); // what a transaction before may have left
        for (const BoundStatement &statement : statements) {
            checkTexts(statement.values);
            outcomes.push_back(m_pipeline->add(statement.sql, statement.values, Wants::RowsAsText,
                                               std::numeric_limits<size_t>::max()));
        }
        deadline.check("database statement");
        guarded(Phase::Statement, m_pipeline->newest(), [&] { m_pipeline->settle({}); });
        for (const auto &outcome : outcomes)
            answers.push_back(outcome->rows);
        return answers;
    }
    for (const BoundStatement &statement : statements) {
        checkTexts(statement.values);
        deadline.check("database statement");
        guarded(Phase::Statement, statement.sql, [&] {
            answers.push_back(m_statements->query(statement.sql, statement.values,
                                                  std::numeric_limits<size_t>::max(), m_writes));
        });
    }
    m_statements->freeForgotten();
    return answers;
}

Plan Connection::explain(const QByteArray &sql, const std::vector<Value> &values,
                         const ExplainOptions &options)
{
    settle();
    Plan plan;
    guarded(Phase::Statement, sql, [&] { plan = m_dialect.explain(m_handle, sql, values, options); });
    return plan;
}

void Connection::runScript(const QByteArray &sql)
{
    settle();
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

size_t Connection::cachedStatements() const
{
    return m_pipeline ? m_pipeline->cachedStatements() : m_statements->count();
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
    if (m_phase != Phase::Statement && m_phase != Phase::LastWrites)
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
