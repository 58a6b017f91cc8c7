// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/database.h"

#include "base/errors.h"
#include "db/connectionpool.h"
#include "db/log.h"

#include <QRandomGenerator>

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

} // namespace

Database::Database(ConnectionPool &pool)
    : m_pool(pool)
{}

void Database::runErased(Demand demand, const char *holder, const Deadline &deadline, bool writes,
                         const std::function<void(Transaction &)> &work)
{
    std::vector<std::function<void()>> hooks;
    for (int retry = 0;; ++retry) {
        try {
            hooks = attempt(demand, holder, deadline, writes, work);
            break;
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
    runHooks(hooks);
}

std::vector<ExplainedStatement> Database::explain(const Deadline &deadline, const ExplainOptions &options,
                                                  const std::function<void(Transaction &)> &work)
{
    struct RollBack
    {};
    std::vector<ExplainedStatement> explained;
    try {
        attempt(Demand::Operations, "explain", deadline, options.measure, [&](Transaction &tx) {
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
                                                     const Deadline &deadline, bool writes,
                                                     const std::function<void(Transaction &)> &work)
{
    const NestingGuard guard;
    Lease lease = m_pool.acquire(demand, holder, deadline);
    WriteQueue::Turn turn;
    if (writes && m_pool.dialect().isSqlite())
        turn = m_pool.writeQueue().enter(demand, deadline, holder);

    Connection &connection = lease.connection();
    const auto grace = m_pool.dialect().interruptGrace();
    const auto commandTimeout = m_pool.options().connection.commandTimeout;
    const Reaper::Watch watch(m_pool.reaper(), deadline, grace, [&connection] {
        connection.interrupt();
        return true;
    });
    // A long unit of work waits for a silent peer no longer than for one statement.
    std::optional<Reaper::Watch> statementWatch;
    if (deadline.remaining() > commandTimeout)
        statementWatch.emplace(m_pool.reaper(), deadline.within(commandTimeout), grace,
                               [&connection, grace] { return connection.interruptOverdue(grace); });
    Cancellation::Subscription subscription;
    if (deadline.cancellation())
        subscription = deadline.cancellation()->onCancel([&connection] { connection.cancel(); });

    Transaction transaction(connection, deadline);
    try {
        deadline.check("beginning a transaction");
        // What a handler failed of decides whether its update becomes a dead letter.
        transaction.begin(writes, commandTimeout, demand == Demand::Handler);
        work(transaction);
        deadline.check("committing");
        if (writes)
            m_pool.checkFile();
        connection.commit();
    } catch (...) {
        connection.rollback();
        throw;
    }
    return std::move(transaction.m_hooks);
}

} // namespace turnpike::db
