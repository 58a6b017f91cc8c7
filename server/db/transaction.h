// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "db/durability.h"
#include "db/outcome.h"
#include "db/plan.h"

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

namespace turnpike::db {

class Connection;
class Dialect;
class Transaction;

// How many rows a statement changed, a number to whoever reads it. With PostgreSQL the statement waits until
// then or, where nobody reads it, for the next question or the commit, which then throw what it failed of. To
// be read within its transaction; throws as the statement does.
class Changed
{
public:
    Changed(Transaction &tx, std::shared_ptr<const Outcome> outcome)
        : m_tx(tx)
        , m_outcome(std::move(outcome))
    {}
    Changed(const Changed &) = delete;
    Changed &operator=(const Changed &) = delete;

    operator int() const; // NOLINT(google-explicit-constructor): a number, as before

private:
    Transaction &m_tx;
    const std::shared_ptr<const Outcome> m_outcome;
};

// How far an after-commit hook reaches. What leaves the process, or lives longer than it (a message, a state
// in Redis), must not know more than a database that has crashed. What is only in this process may: a kick, a
// log line.
enum class HookReach { Process, Outside };

// What a unit of work returns, when it returns a number that is still to be read.
template<class Result>
using Settled = std::conditional_t<std::is_same_v<Result, Changed>, int, Result>;

// A question whose answer nobody needs yet, so that several travel together. To be read within its
// transaction; throws as the statement does.
class Asked
{
public:
    Asked(Transaction &tx, std::shared_ptr<const Outcome> outcome, qint64 changes)
        : m_tx(&tx)
        , m_outcome(std::move(outcome))
        , m_changes(changes)
    {}

    const std::vector<Row> &rows() const;
    // The first row of the answer, if there is one.
    std::optional<Row> row() const;
    // The transaction has changed nothing since it asked.
    bool isFresh() const;

private:
    Transaction *m_tx;
    std::shared_ptr<const Outcome> m_outcome;
    qint64 m_changes;
};

// One database transaction on a leased connection, made by Database::write() and Database::read() and used by
// the thread that runs the unit of work. The same SQL text serves both databases, with `?` for parameters
// (cast them if PostgreSQL cannot infer a type: `CAST(? AS bigint)`), and these words that the Dialect fills
// in: {for_update} and {skip_locked} (FOR UPDATE [SKIP LOCKED]; nothing on SQLite, which has one writer).
// Statements are prepared once for each connection. Each function throws DatabaseError, or DeadlineExceeded
// or Cancelled when the deadline of the transaction is over before the statement starts. With PostgreSQL the
// failure of a statement whose outcome nobody has read comes out of a later call, or of the commit.
class Transaction
{
public:
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;

    // Runs a statement, and returns the number of rows it changed.
    template<class... Args>
    Changed exec(const char *sql, const Args &...args)
    {
        return execWith(sql, {Value(args)...});
    }
    // A question for later: it is sent with the next whose answer is needed.
    template<class... Args>
    Asked ask(const char *sql, const Args &...args)
    {
        return askWith(sql, {Value(args)...});
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

    Changed execWith(const QByteArray &sql, const std::vector<Value> &values);
    Asked askWith(const QByteArray &sql, const std::vector<Value> &values);
    std::vector<Row> queryWith(const QByteArray &sql, const std::vector<Value> &values);
    std::optional<Row> oneWith(const QByteArray &sql, const std::vector<Value> &values);

    // Runs `hook` once the transaction is committed and its connection given back, on the same thread, in the
    // order of the calls. Never after a rollback. A hook that throws is logged; the others still run. With
    // one that reaches outside, which is what is taken for granted, the commit is synchronous.
    void afterCommit(std::function<void()> hook, HookReach reach = HookReach::Outside);
    // Whatever was said at the beginning: the commit is synchronous. For what must not happen a second time
    // in another way, as when money comes in or somebody at the controls is told that it is done.
    void waitForDisk() { m_durability = Durability::Synchronous; }

    const Deadline &deadline() const { return m_deadline; }
    const Dialect &dialect() const;

private:
    friend class Asked;
    friend class Changed;
    friend class Database;
    Transaction(Connection &connection, const Deadline &deadline);
    void explain(const QByteArray &sql, const std::vector<Value> &values);
    // For whoever reads the rows after the commit.
    std::shared_ptr<const Outcome> sendWith(const QByteArray &sql, const std::vector<Value> &values);
    void settle(const Outcome &outcome);
    void noteStatement(const QByteArray &sql);
    void begin(bool writes, std::chrono::milliseconds commandTimeout, bool tellsLocks);

    Connection &m_connection;
    Deadline m_deadline;
    // Set when statements are explained instead of run.
    std::vector<ExplainedStatement> *m_explained = nullptr;
    ExplainOptions m_explainOptions;
    qint64 m_changes = 0; // statements that may have changed something
    Durability m_durability = Durability::Synchronous;
    std::vector<std::function<void()>> m_hooks;
};

// "(?, ?), (?, ?)": `row` repeated `count` times, for a multi-row VALUES.
QByteArray repeated(const char *row, int count);

} // namespace turnpike::db
