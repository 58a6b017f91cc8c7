// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "db/dialect.h"
#include "db/durability.h"
#include "db/outcome.h"

#include <QByteArray>
#include <QSqlDatabase>

#include <limits>
#include <memory>
#include <mutex>
#include <vector>

namespace turnpike::db {

class Pipeline;
class SqliteStatements;

// One open connection with its prepared statements, kept by their SQL text. Owned by the ConnectionPool,
// which lends it to one thread at a time: that thread calls attach() first and detach() last, so that the
// driver follows. Only interrupt(), cancel(), running() and session() may be called by other threads.
class Connection
{
public:
    // Connects and sets up the session. Throws DatabaseError (Kind::Connection). Until it returns, `opening`
    // (when given) lets another thread disconnect a peer that does not answer.
    class Opening;
    Connection(const DatabaseUrl &url, const ConnectionSettings &settings, Opening *opening = nullptr);
    ~Connection();
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    // Move the driver to the calling thread, and away from it.
    void attach();
    void detach();

    // Starts a transaction whose statements end by `deadline` and take at most `commandTimeout` each.
    // `tellsLocks`: see Dialect::beginning(). PostgreSQL hears of it with the first statement.
    void begin(bool writes, const Deadline &deadline, std::chrono::milliseconds commandTimeout,
               bool tellsLocks = false);
    // Sends what still waits, too. Throws DatabaseError. Kind::Connection here means that it is not known
    // whether the commit took place. Asynchronous: PostgreSQL alone knows the difference.
    void commit(Durability durability = Durability::Synchronous);
    // Never throws: a connection that cannot roll back is broken.
    void rollback() noexcept;

    bool inTransaction() const { return m_deadline.has_value(); }

    // Statements whose outcome nobody needs yet. PostgreSQL gets them together, with whatever is sent next,
    // which then throws what they failed of; on SQLite, and outside of a transaction, they run at once.
    std::shared_ptr<const Outcome> post(const QByteArray &sql, const std::vector<Value> &values);
    std::shared_ptr<const Outcome> ask(const QByteArray &sql, const std::vector<Value> &values,
                                       Wants wants = Wants::Rows);
    // Sends what waits and reads the answers.
    void settle();

    int exec(const QByteArray &sql, const std::vector<Value> &values);
    // The rows of the answer, at most `limit` (the rest is discarded).
    std::vector<Row> query(const QByteArray &sql, const std::vector<Value> &values,
                           size_t limit = std::numeric_limits<size_t>::max());
    // Statements that only read, outside of a transaction: PostgreSQL gets them all at once, and nothing
    // else. They end by `deadline`: see Database::look().
    std::vector<std::vector<Row>> readTogether(const std::vector<BoundStatement> &statements,
                                               const Deadline &deadline,
                                               std::chrono::milliseconds commandTimeout);
    // How a statement would be, or is, carried out.
    Plan explain(const QByteArray &sql, const std::vector<Value> &values, const ExplainOptions &options);
    // Any number of statements without parameters.
    void runScript(const QByteArray &sql);
    // A round trip that must complete within `budget`; false if it does not (the connection is then broken).
    bool ping();

    // True once the connection cannot be used any more.
    bool isBroken() const { return m_broken; }
    // False from the start for a read-only session: whoever has to write needs another one.
    bool takesWrites() const { return m_takesWrites; }
    // A session that accepted writes at first has since refused one as read-only.
    bool turnedReadOnly() const { return m_turnedReadOnly; }
    // Without a round trip.
    bool looksAlive() const;
    const Dialect &dialect() const { return m_dialect; }
    std::chrono::steady_clock::time_point openedAt() const { return m_openedAt; }
    std::optional<Dialect::ClockOffset> clockOffset() const { return m_clockOffset; }
    // Any thread: the server's number of the session; 0 where there is none.
    int session() const { return m_session; }
    size_t cachedStatements() const;

    // Any thread: ends whatever the connection is waiting for. With PostgreSQL the connection is broken
    // afterwards.
    void interrupt();
    // Any thread: the same when a single call has lasted longer than the server itself allows one, `grace`
    // included: the peer is silent. False when it has not.
    bool interruptOverdue(std::chrono::milliseconds grace);
    // Any thread: the same, but only for a statement, never for a commit on its way alone.
    void cancel();
    // Any thread: the statement that is running, and since when. Empty text when none is.
    struct Running
    {
        QByteArray sql;
        std::chrono::steady_clock::time_point since;
    };
    Running running() const;

private:
    // LastWrites: statements with a COMMIT behind them, which the server may have reached.
    enum class Phase { Idle, Statement, LastWrites, Commit };
    // Whether and why the connection was cut off from our side.
    enum class Cut { No, Late, Cancelled };
    class PhaseScope;

    std::shared_ptr<Outcome> add(const QByteArray &sql, const std::vector<Value> &values, Wants wants,
                                 size_t limit);
    std::vector<QByteArray> preamble();
    void noteStatement(const QByteArray &sql, bool isCommit);
    [[noreturn]] void fail(const DatabaseError &error);
    void noteRefusal(const DatabaseError &error);
    template<class Call>
    void guarded(Phase phase, const QByteArray &what, Call &&call);

    const Dialect &m_dialect;
    QSqlDatabase m_database;
    void *m_handle = nullptr; // PGconn or sqlite3: the driver's
    int m_session = 0;
    int m_socket = -1; // our own duplicate, so that its number stays ours until we close it
    std::chrono::steady_clock::time_point m_openedAt;
    std::optional<Dialect::ClockOffset> m_clockOffset;
    StatementTimes *const m_times; // or none

    // One of the two.
    std::unique_ptr<Pipeline> m_pipeline;
    std::unique_ptr<SqliteStatements> m_statements;
    std::vector<QByteArray> m_ranTogether; // in the call that is under way

    bool m_broken = false;
    bool m_takesWrites = true;
    bool m_turnedReadOnly = false;
    bool m_writes = true;
    bool m_tellsLocks = false;
    std::optional<Deadline> m_deadline;
    bool m_isBegun = false; // the database has heard of the transaction
    std::chrono::milliseconds m_commandTimeout{0};
    std::chrono::milliseconds m_limit{0}; // what the server was told last

    mutable std::mutex m_phaseMutex; // guards what follows
    Phase m_phase = Phase::Idle;
    Running m_running;
    std::chrono::milliseconds m_allowed{0}; // m_commandTimeout of what is running
    Cut m_cut = Cut::No;
    std::atomic<bool> m_stop{false}; // for the statement that runs
};

// A connection attempt, for the thread that watches over it.
class Connection::Opening
{
public:
    // Cuts the attempt off. Call only after the driver's own connect timeout must have struck: then it is
    // one of the driver's first statements that hangs. False when there was nothing to cut.
    bool cutOff();

private:
    friend class Connection;
    std::mutex m_mutex;
    const Dialect *m_dialect = nullptr;
    const QSqlDriver *m_driver = nullptr;
};

} // namespace turnpike::db
