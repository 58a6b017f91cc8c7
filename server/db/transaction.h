// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "db/plan.h"
#include "db/value.h"

#include <functional>
#include <optional>
#include <vector>

namespace turnpike::db {

class Connection;
class Dialect;

// One database transaction on a leased connection, made by Database::write() and Database::read() and used by
// the thread that runs the unit of work. The same SQL text serves both databases, with `?` for parameters
// (cast them if PostgreSQL cannot infer a type: `CAST(? AS bigint)`), and these words that the Dialect fills
// in: {for_update} and {skip_locked} (FOR UPDATE [SKIP LOCKED]; nothing on SQLite, which has one writer).
// Statements are prepared once for each connection. Each function throws DatabaseError, or DeadlineExceeded
// or Cancelled when the deadline of the transaction is over before the statement starts.
class Transaction
{
public:
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    // Runs a statement, and returns the number of rows it changed.
    template<class... Args>
    int exec(const char *sql, const Args &...args)
    {
        return execWith(sql, {Value(args)...});
    }
    // All rows of the answer. Bound it with LIMIT.
    template<class... Args>
    std::vector<Row> query(const char *sql, const Args &...args)
    {
        return queryWith(sql, {Value(args)...});
    }
    // The first row of the answer, if there is one.
    template<class... Args>
    std::optional<Row> one(const char *sql, const Args &...args)
    {
        return oneWith(sql, {Value(args)...});
    }

    int execWith(const QByteArray &sql, const std::vector<Value> &values);
    std::vector<Row> queryWith(const QByteArray &sql, const std::vector<Value> &values);
    std::optional<Row> oneWith(const QByteArray &sql, const std::vector<Value> &values);

    // Runs `hook` once the transaction is committed and its connection given back, on the same thread, in the
    // order of the calls. Never after a rollback. A hook that throws is logged; the others still run.
    void afterCommit(std::function<void()> hook);

    const Deadline &deadline() const { return m_deadline; }
    const Dialect &dialect() const;

private:
    friend class Database;
    Transaction(Connection &connection, const Deadline &deadline);
    void explain(const QByteArray &sql, const std::vector<Value> &values);
    void begin(bool writes, std::chrono::milliseconds commandTimeout, bool tellsLocks);

    Connection &m_connection;
    Deadline m_deadline;
    // Set when statements are explained instead of run.
    std::vector<ExplainedStatement> *m_explained = nullptr;
    ExplainOptions m_explainOptions;
    std::vector<std::function<void()>> m_hooks;
};

// "(?, ?), (?, ?)": `row` repeated `count` times, for a multi-row VALUES.
QByteArray repeated(const char *row, int count);

} // namespace turnpike::db
