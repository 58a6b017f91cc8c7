// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "db/connection.h"
#include "db/poolstats.h"
#include "db/reaper.h"
#include "db/statementtimes.h"
#include "db/writequeue.h"

#include <array>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <thread>
#include <vector>

namespace turnpike::db {

class ConnectionPool;

// How many leases each demand may hold at once. The places are kept apart, so that no burst of one demand
// starves another; together they are the largest size of the pool.
struct PoolPlaces
{
    int handlers = 22;
    int workers = 7;
    int ingest = 2; // batches under way at once
    int sender = 1;
    int operations = 2;
    // One thread each for flags, revocations, orders, changes from consoles, and this instance's row: five,
    // all of them quick. One waits for a place only while four others hang.
    int control = 4;

    int of(Demand demand) const;
    int total() const { return handlers + workers + ingest + sender + operations + control; }
    // A pool of `maxSize`: any difference from the default goes to or comes from the handlers' places, of
    // which there are at least three (two reserved for pre-checkouts); beyond that, the workers share fewer
    // places and take turns. Below 20 only one batch of updates is under way at a time. Throws ConfigError
    // below 14.
    static PoolPlaces forMaximum(int maxSize);
};

struct PoolOptions
{
    PoolPlaces places;
    // Connections kept open even while nobody needs them.
    int minSize = 2;
    // The longest wait for a lease, when the caller's deadline is later.
    std::chrono::milliseconds acquireTimeout{10'000};
    // Beyond this many waiting threads, the next is refused at once.
    int maxWaiting = 256;
    // A connection is replaced at this age (± 10 %, so that they are not all replaced together).
    std::chrono::milliseconds maxLifetime{30 * 60'000};
    // Above minSize, a connection that nobody has used for this long is closed.
    std::chrono::milliseconds idleTimeout{5 * 60'000};
    // A connection idle for longer must answer a ping before it is lent.
    std::chrono::milliseconds validateAfter{30'000};
    // A lease held for longer causes a warning.
    std::chrono::milliseconds holdWarning{30'000};
    ConnectionSettings connection;
    // Called with how far the database's clock is ahead, in milliseconds, after each connect (PostgreSQL). On
    // the connector's thread.
    std::function<void(qint64)> onClockOffset;
    // SQLite: throws DatabaseError while the file may not be used (SqliteFile::check).
    std::function<void()> checkFile;
};

// The right to use one connection until destroyed, on the thread that acquired it. Movable, never copied.
class Lease
{
public:
    struct Record; // what the pool keeps about it

    Lease(Lease &&other) noexcept;
    Lease &operator=(Lease &&other) noexcept;
    ~Lease() { release(); }

    Connection &connection() const;
    // Gives the connection back before the end of the lease's life. Rolls back what is not committed.
    void release();

private:
    friend class ConnectionPool;
    Lease(ConnectionPool *pool, Record *record);

    ConnectionPool *m_pool = nullptr;
    Record *m_record = nullptr;
};

// Lends connections to threads: limited for each demand, first come first served, and ingest before others
// when connections themselves are short. A connector thread opens and closes connections, so no caller ever
// waits for a connect that hangs; while the database is away callers fail at once and the connector tries
// again at least once a second. A database that takes no writes is treated as away for every demand except
// operations and control, which may still read: read-only sessions are kept for them until one that can write
// is available, and then discarded. An acquire that finds a free connection costs two uncontended locks and
// no round trip, so nobody needs to keep a lease between two units of work. Thread-safe. All leases must have
// ended before the pool is destroyed.
class ConnectionPool
{
public:
    ConnectionPool(DatabaseUrl url, PoolOptions options);
    ~ConnectionPool();
    ConnectionPool(const ConnectionPool &) = delete;
    ConnectionPool &operator=(const ConnectionPool &) = delete;

    // A lease for the calling thread. `holder` names it for operators. Throws DatabaseError
    // (Kind::PoolTimeout: none within the acquire timeout or the deadline, or too many waiting;
    // Kind::Connection: the database is away), Cancelled, or DeadlineExceeded when over beforehand.
    Lease acquire(Demand demand, const char *holder, const Deadline &deadline);
    // Waits until a connection is open; false when `deadline` ends first.
    bool waitUntilUp(const Deadline &deadline);

    PoolStats stats() const;
    std::vector<LeaseInfo> leases() const;
    std::vector<WaiterInfo> waiters() const;
    // Ends the statement that this lease is running, for an operator. False when there is no such lease.
    bool cancelStatement(quint64 leaseId);
    // Of all connections, since the pool was made.
    const StatementTimes &statementTimes() const { return m_statementTimes; }

    const DatabaseUrl &url() const { return m_url; }
    const PoolOptions &options() const { return m_options; }
    const Dialect &dialect() const { return m_dialect; }
    Reaper &reaper() { return m_reaper; }
    // Throws DatabaseError while the file of SQLite must not be used. Asked before a connection is opened or
    // lent, and before a commit.
    void checkFile() const;
    // SQLite only: the turn to write.
    WriteQueue &writeQueue() { return m_writeQueue; }
    const WriteQueue &writeQueue() const { return m_writeQueue; }

private:
    friend class Lease;
    friend struct Lease::Record;
    using TimePoint = std::chrono::steady_clock::time_point;

    struct Pooled
    {
        std::unique_ptr<Connection> connection;
        TimePoint expiresAt;
        TimePoint idleSince;
    };
    struct Waiter
    {
        Demand demand;
        const char *holder;
        qint64 threadId;
        TimePoint since;
        std::condition_variable changed;
        Lease::Record *granted = nullptr;
        std::optional<DatabaseError> refused;
    };

    // --- acquire and release (connectionpool.cpp); m_mutex is held where a lock is passed or said
    Lease::Record *take(Demand demand, const char *holder, const Deadline &deadline);
    Lease::Record *takeNow(Demand demand, const char *holder, TimePoint since);
    Lease::Record *waitFor(Waiter &waiter, const Deadline &deadline);
    Lease::Record *grant(Demand demand, const char *holder, qint64 threadId, TimePoint since);
    bool isUsable(Lease::Record &record);
    bool isFileUsable() const;
    void giveBack(Lease::Record *record, bool isGood);
    void grantWaiters();
    bool hasPlace(Demand demand) const;
    // The most recently used free connection that suits.
    std::vector<Pooled>::iterator idleFor(Demand demand);
    bool canGrant(Demand demand) const;
    int size() const;
    // Counts only those that suit.
    int sizeFor(Demand demand) const;
    const std::optional<DatabaseError> &downFor(Demand demand) const;
    void discardIdleBefore(TimePoint openedBefore);

    // --- the connector's thread (connector.cpp)
    void runConnector();
    void sweepIdle(TimePoint now);
    void warnOfLongLeases(TimePoint now);
    bool wantsConnection() const;
    void openOne(std::unique_lock<std::mutex> &lock);
    std::unique_ptr<Connection> tryToOpen(const ConnectionSettings &settings,
                                          std::optional<DatabaseError> *failure);
    void connected(std::unique_ptr<Connection> connection);
    void connectedForReading(std::unique_ptr<Connection> connection);
    void connectFailed(const DatabaseError &error, bool canRead);
    void keep(std::unique_ptr<Connection> connection);
    void refuseWaitersWhileDown();
    void closeGarbage(std::unique_lock<std::mutex> &lock);
    void reportClock(const Connection &connection);

    const DatabaseUrl m_url;
    const PoolOptions m_options;
    const Dialect &m_dialect;
    Reaper m_reaper;
    WriteQueue m_writeQueue;
    StatementTimes m_statementTimes;

    mutable std::mutex m_mutex; // guards everything below
    std::condition_variable m_wakeConnector;
    std::condition_variable m_wentUp;
    std::vector<Pooled> m_idle; // the most recently used is last
    std::list<Lease::Record> m_used;
    std::array<int, 6> m_usedOf{};
    std::list<Waiter *> m_waiters;        // first come first
    std::vector<Pooled> m_garbage;        // to be closed by the connector
    std::optional<DatabaseError> m_down;  // why the last attempt gave no session that writes
    std::optional<DatabaseError> m_blind; // why it gave none that reads either
    TimePoint m_nextAttempt;
    std::chrono::milliseconds m_backoff{0};
    TimePoint m_lastDownLog;
    bool m_clockWarned = false;
    quint64 m_nextLeaseId = 1;
    PoolStats m_counters;
    bool m_ending = false;
    std::thread m_connector; // last: it uses the members above
};

} // namespace turnpike::db
