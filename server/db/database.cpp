// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/database.h"

#include "base/errors.h"
#include "db/connectionpool.h"
#include "db/log.h"

#include <QRandomGenerator>
#include <QStringList>

#include <optional>

namespace turnpike::db {

Q_LOGGING_CATEGORY(lcDb, "turnpike.db")

namespace {

constexpr int kRetries = 3;
constexpr std::chrono::milliseconds kFirstPause{10};

// A thread that asks for a second connection while it keeps one can lock up the pool, and SQLite's write
// lock at once.
class NestingGuard
{
public:
    NestingGuard()
    {
        if (t_isInside)
            throw std::logic_error("a unit of work begins inside another one");
        t_isInside = true;
    }
    ~NestingGuard() { t_isInside = false; }
    NestingGuard(const NestingGuard &) = delete;
    NestingGuard &operator=(const NestingGuard &) = delete;

private:
    static thread_local bool t_isInside;
};

thread_local bool NestingGuard::t_isInside = false;

// A leased connection with those who watch over the time that it is used for; on SQLite the turn to write.
class WatchedSession
{
public:
    WatchedSession(ConnectionPool &pool, Demand demand, const char *holder, const Deadline &deadline,
                   bool writes)
        : m_lease(pool.acquire(demand, holder, deadline))
        , m_commandTimeout(pool.options().connection.commandTimeout)
    {
        if (writes && pool.dialect().isSqlite())
            m_turn = pool.writeQueue().enter(demand, deadline, holder);
        Connection &leased = m_lease.connection();
        const auto grace = pool.dialect().interruptGrace();
        m_watch.emplace(pool.reaper(), deadline, grace, [&leased] {
            leased.interrupt();
            return true;
        });
        // A long unit of work waits for a silent peer no longer than for one statement.
        if (deadline.remaining() > m_commandTimeout)
            m_statementWatch.emplace(pool.reaper(), deadline.within(m_commandTimeout), grace,
                                     [&leased, grace] { return leased.interruptOverdue(grace); });
        if (deadline.cancellation())
            m_subscription = deadline.cancellation()->onCancel([&leased] { leased.cancel(); });
    }

    Connection &connection() const { return m_lease.connection(); }
    std::chrono::milliseconds commandTimeout() const { return m_commandTimeout; }

private:
    const NestingGuard m_guard;
    Lease m_lease;
    const std::chrono::milliseconds m_commandTimeout;
    WriteQueue::Turn m_turn;
    std::optional<Reaper::Watch> m_watch;
    std::optional<Reaper::Watch> m_statementWatch;
    Cancellation::Subscription m_subscription;
};

// Runs a transaction again that has met another one: 3 times at most.
template<class Attempt>
void untilNobodyIsMet(const char *holder, const Deadline &deadline, Attempt &&attempt)
{
    for (int retry = 0;; ++retry) {
        try {
            attempt();
            return;
        } catch (const DatabaseError &error) {
            // Who did not get a lock has waited for it as long as there was time.
            const bool isWorthIt =
                error.kind() == DatabaseError::Kind::Serialization && error.sqlState() != kLockNotAvailable;
            if (!isWorthIt || retry == kRetries)
                throw;
            log::debug(lcDb(), "unit of work runs again").with("holder", holder).with(error);
        }
        // Those who met go apart.
        const auto longest = kFirstPause.count() * (qint64(1) << (2 * retry));
        deadline.sleep(std::chrono::milliseconds(1 + QRandomGenerator::global()->bounded(longest)));
    }
}

void runHooks(const std::vector<std::function<void()>> &hooks)
{
    for (const auto &hook : hooks) {
        try {
            hook();
        } catch (const std::exception &error) {
            log::error(lcDb(), "after-commit hook failed").with(error);
        }
    }
}

// A fault that the proofs must find, in builds that were made for that alone: commits of the holders that the
// variable names, separated by commas, do not wait for the disk, whatever anybody asks for.
#ifdef TURNPIKE_PLANTED_FAULTS
bool isPlantedAsynchronous(const char *holder)
{
    static const QStringList planted =
        qEnvironmentVariable("TURNPIKE_ASYNCHRONOUS").split(u',', Qt::SkipEmptyParts);
    return planted.contains(QLatin1String(holder));
}
#else
constexpr bool isPlantedAsynchronous(const char *)
{
    return false;
}
#endif

} // namespace

Database::Database(ConnectionPool &pool)
    : m_pool(pool)
{}

void Database::runErased(Demand demand, const char *holder, const Deadline &deadline, Access access,
                         const std::function<void(Transaction &)> &work)
{
    if (access == Access::WriteAsynchronously && !mayCommitAsynchronously(holder))
        throw std::logic_error("a unit of work that must wait for the disk: see kAsynchronousWork");
    std::vector<std::function<void()>> hooks;
    untilNobodyIsMet(holder, deadline, [&] { hooks = attempt(demand, holder, deadline, access, work); });
    runHooks(hooks);
}

std::vector<std::vector<Row>> Database::writeInOneTrip(Demand demand, const char *holder,
                                                       const Deadline &deadline,
                                                       const std::vector<BoundStatement> &statements)
{
    return inOneTrip(demand, holder, deadline, Access::Write, statements);
}

std::vector<std::vector<Row>> Database::readInOneTrip(Demand demand, const char *holder,
                                                      const Deadline &deadline,
                                                      const std::vector<BoundStatement> &statements)
{
    return inOneTrip(demand, holder, deadline, Access::Read, statements);
}

std::vector<std::vector<Row>> Database::inOneTrip(Demand demand, const char *holder, const Deadline &deadline,
                                                  Access access,
                                                  const std::vector<BoundStatement> &statements)
{
    std::vector<std::shared_ptr<const Outcome>> outcomes;
    runErased(demand, holder, deadline, access, [&](Transaction &tx) {
        outcomes.clear(); // of an attempt that met another transaction
        for (const BoundStatement &statement : statements)
            outcomes.push_back(tx.sendWith(statement.sql, statement.values));
    });
    std::vector<std::vector<Row>> answers;
    answers.reserve(outcomes.size());
    for (const auto &outcome : outcomes)
        answers.push_back(outcome->rows);
    return answers;
}

std::vector<std::vector<Row>> Database::look(Demand demand, const char *holder, const Deadline &deadline,
                                             const std::vector<BoundStatement> &statements)
{
    const WatchedSession session(m_pool, demand, holder, deadline, false);
    Connection &connection = session.connection();
    try {
        return connection.readTogether(statements, deadline, session.commandTimeout());
    } catch (const DatabaseError &) {
        connection.rollback(); // forgets what failed
        if (deadline.isCancelled())
            deadline.check("database statement");
        throw;
    }
}

std::vector<ExplainedStatement> Database::explain(const Deadline &deadline, const ExplainOptions &options,
                                                  const std::function<void(Transaction &)> &work)
{
    struct RollBack
    {};
    std::vector<ExplainedStatement> explained;
    try {
        const Access access = options.measure ? Access::Write : Access::Read;
        attempt(Demand::Operations, "explain", deadline, access, [&](Transaction &tx) {
            tx.m_explained = &explained;
            tx.m_explainOptions = options;
            work(tx);
            throw RollBack();
        });
    } catch (const RollBack &) {
        // on purpose: also after the hooks that `work` has added
    }
    return explained;
}

std::vector<std::function<void()>> Database::attempt(Demand demand, const char *holder,
                                                     const Deadline &deadline, Access access,
                                                     const std::function<void(Transaction &)> &work)
{
    const bool writes = access != Access::Read;
    const WatchedSession session(m_pool, demand, holder, deadline, writes);
    Connection &connection = session.connection();
    Transaction transaction(connection, deadline);
    if (access == Access::WriteAsynchronously)
        transaction.m_durability = Durability::Asynchronous;
    try {
        deadline.check("beginning a transaction");
        // What a handler failed of decides whether its update becomes a dead letter.
        transaction.begin(writes, session.commandTimeout(), demand == Demand::Handler);
        work(transaction);
        deadline.check("committing");
        if (writes)
            m_pool.checkFile();
        connection.commit(isPlantedAsynchronous(holder) ? Durability::Asynchronous
                                                        : transaction.m_durability);
    } catch (...) {
        connection.rollback();
        throw;
    }
    return std::move(transaction.m_hooks);
}

} // namespace turnpike::db
