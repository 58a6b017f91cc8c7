// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/dialect.h"
#include "db/outcome.h"

#include <functional>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

struct pg_conn;
struct pg_result;

namespace turnpike::db {

// The statements of one PostgreSQL connection: gathered until somebody needs an answer, then sent together in
// libpq's pipeline mode, so that they cost one round trip. Prepared once each, and the ones used last are
// kept. Owned by the Connection, used by the thread that has it. Between two calls the connection is in no
// pipeline, so that libpq's other calls work.
// (postgresql.org/docs/current/libpq-pipeline-mode.html: after a failure the server skips what follows up to
// the end of the pipeline.)
class Pipeline
{
public:
    // Told of each statement (BEGIN and its limits are none) before its answer is waited for, of the first
    // one before any.
    using Progress = std::function<void(const QByteArray &sql, bool isCommit)>;

    Pipeline(const Dialect &dialect, pg_conn *connection, Progress progress);

    // From now on until commit() or drop(), what fails ends everything.
    void begin();
    // Puts a statement behind those that wait. `limit`: of the rows that are kept.
    std::shared_ptr<Outcome> add(const QByteArray &sql, const std::vector<Value> &values, Wants wants,
                                 size_t limit);
    bool isEmpty() const { return m_waiting.empty(); }
    // No more should wait, for the sake of memory.
    bool isFull() const { return m_waiting.size() >= kMostWaiting; }
    // The statement that was added last and still waits; empty when none does.
    QByteArray newest() const;

    // Sends `preamble` (commands without parameters) and what waits, and reads all answers. Throws
    // DatabaseError: the first failure, with the statement that failed where that is not the last one. What
    // waited is gone then, and its outcomes stay unknown.
    void settle(const std::vector<QByteArray> &preamble);
    // The same, and COMMIT behind it. Throws also where PostgreSQL has rolled back instead (25P02).
    void commit(const std::vector<QByteArray> &preamble);
    // Forgets what waits; the transaction is over.
    void drop();

    size_t cachedStatements() const { return m_prepared.size(); }

private:
    static constexpr size_t kMostWaiting = 128;

    struct Prepared;
    struct Step;
    using PreparedPtr = std::shared_ptr<Prepared>;
    struct Item
    {
        QByteArray sql;
        std::vector<Value> values;
        Wants wants = Wants::Count;
        size_t limit = 0;
        bool isCommand = false; // sent as it is, and not prepared
        std::shared_ptr<Outcome> outcome;
    };
    using Items = std::list<Item>;

    void run(const std::vector<QByteArray> &preamble, bool commits);
    Items::iterator trip(Items::iterator first, Items::iterator last);
    Items::iterator sendAll(Items::iterator first, Items::iterator last, std::vector<Step> &steps);
    void sendCommand(const QByteArray &sql);
    void check(int sent) const;
    std::optional<DatabaseError> readAll(std::vector<Step> &steps);
    static std::optional<DatabaseError> take(const Step &step, pg_result *result);
    DatabaseError failed(const Step &step, const pg_result *result, bool isLast);
    PreparedPtr prepared(const QByteArray &sql, bool *isNew);
    void forget(const QByteArray &sql);

    const Dialect &m_dialect;
    pg_conn *const m_connection;
    const Progress m_progress;
    Items m_waiting;
    bool m_isInTransaction = false;
    bool m_hasFailed = false; // in this transaction

    std::list<PreparedPtr> m_prepared; // most recently used first
    std::unordered_map<std::string, std::list<PreparedPtr>::iterator> m_bySql;
    std::vector<QByteArray> m_unneeded; // names that the server still knows
    qint64 m_names = 0;
};

} // namespace turnpike::db
