// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "db/transaction.h"
#include "protocol/operationchoices.h"

#include <type_traits>

namespace turnpike::db {

class ConnectionPool;

// Whose work it is: decides which reserved places of the pool may be used. Control is for changes that
// operators make and wait for (flags, revocations, orders), and for reporting that this instance is alive:
// none of it waits for other operations, such as a console's slow query.
using protocol::Demand;

// The way to the database for every repository and job: units of work on leased connections. Thread-safe;
// blocks the calling thread, never past the deadline (1 s later at the very worst, when the network is
// silent), so never call it on the main thread.
class Database
{
public:
    explicit Database(ConnectionPool &pool);

    // Runs `work(Transaction &)` in one write transaction, commits, gives the connection back, runs the
    // after-commit hooks, and returns what `work` returned. An exception rolls back and passes through.
    // Serialization failures and deadlocks run `work` again, at most 3 times, so it must be repeatable: no
    // effect outside the transaction and its hooks. `holder` names the lease for operators. For handlers,
    // failing to get a lock in time is distinguished from other time-outs (55P03, PostgreSQL).
    template<class Work>
    auto write(Demand demand, const char *holder, const Deadline &deadline, Work &&work)
        -> Settled<std::invoke_result_t<Work, Transaction &>>
    {
        return run(demand, holder, deadline, Access::Write, std::forward<Work>(work));
    }
    // The same with a commit that need not wait for the disk, where kAsynchronousWork has the holder (throws
    // std::logic_error where it has not), and nothing in `work` asks for it: Transaction::waitForDisk(), a
    // hook that reaches outside. On SQLite every commit waits.
    template<class Work>
    auto write(Demand demand, const char *holder, const Deadline &deadline, Durability durability,
               Work &&work) -> Settled<std::invoke_result_t<Work, Transaction &>>
    {
        const Access access =
            durability == Durability::Asynchronous ? Access::WriteAsynchronously : Access::Write;
        return run(demand, holder, deadline, access, std::forward<Work>(work));
    }

    // The same for reading only: one consistent snapshot, no write lock on SQLite.
    template<class Work>
    auto read(Demand demand, const char *holder, const Deadline &deadline, Work &&work)
        -> Settled<std::invoke_result_t<Work, Transaction &>>
    {
        return run(demand, holder, deadline, Access::Read, std::forward<Work>(work));
    }

    // The same for statements that are known beforehand: one round trip with PostgreSQL, BEGIN and COMMIT
    // included. The rows of each statement's answer, for few bytes: see Wants::RowsAsText.
    std::vector<std::vector<Row>> writeInOneTrip(Demand demand, const char *holder, const Deadline &deadline,
                                                 const std::vector<BoundStatement> &statements);

    // The same for reading only.
    std::vector<std::vector<Row>> readInOneTrip(Demand demand, const char *holder, const Deadline &deadline,
                                                const std::vector<BoundStatement> &statements);
    // The same without a transaction: nothing but the statements travels, so that what is asked all the time
    // costs little. Each sees a state of its own. What a lock holds up is given up by the deadline at the
    // cost of the connection.
    std::vector<std::vector<Row>> look(Demand demand, const char *holder, const Deadline &deadline,
                                       const std::vector<BoundStatement> &statements);

    // How the database carries out the statements of `work`, which calls repositories as any job does. None
    // of them returns or changes a row: what is measured is rolled back.
    std::vector<ExplainedStatement> explain(const Deadline &deadline, const ExplainOptions &options,
                                            const std::function<void(Transaction &)> &work);

    ConnectionPool &pool() { return m_pool; }

private:
    enum class Access { Read, Write, WriteAsynchronously };

    template<class Work>
    auto run(Demand demand, const char *holder, const Deadline &deadline, Access access, Work &&work)
        -> Settled<std::invoke_result_t<Work, Transaction &>>
    {
        using Result = Settled<std::invoke_result_t<Work, Transaction &>>;
        if constexpr (std::is_void_v<Result>) {
            runErased(demand, holder, deadline, access, [&](Transaction &tx) { work(tx); });
        } else {
            std::optional<Result> result;
            runErased(demand, holder, deadline, access, [&](Transaction &tx) { result.emplace(work(tx)); });
            return std::move(*result);
        }
    }

    std::vector<std::vector<Row>> inOneTrip(Demand demand, const char *holder, const Deadline &deadline,
                                            Access access, const std::vector<BoundStatement> &statements);
    void runErased(Demand demand, const char *holder, const Deadline &deadline, Access access,
                   const std::function<void(Transaction &)> &work);
    // One attempt; call what it returns once the connection has been given back.
    std::vector<std::function<void()>> attempt(Demand demand, const char *holder, const Deadline &deadline,
                                               Access access, const std::function<void(Transaction &)> &work);

    ConnectionPool &m_pool;
};

} // namespace turnpike::db
