// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/connectionpool.h"

#include "db/leaserecord.h"
#include "db/log.h"
#include "telemetry/activity.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// A ping of an idle connection has this long.
constexpr std::chrono::milliseconds kPingBudget{1000};

size_t indexOf(Demand demand)
{
    return static_cast<size_t>(demand);
}

qint64 currentThreadId()
{
    static thread_local const qint64 id = ::syscall(SYS_gettid);
    return id;
}

// Whom a session that only reads is of use to: operators look around, and what they had decided before
// (flags, orders) is read on.
bool canDoWithReading(Demand demand)
{
    return demand == Demand::Operations || demand == Demand::Control;
}

bool suits(const Connection &connection, Demand demand)
{
    return canDoWithReading(demand) || connection.takesWrites();
}

std::chrono::milliseconds since(std::chrono::steady_clock::time_point begin)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
}

} // namespace

void DurationHistogram::add(std::chrono::steady_clock::duration duration)
{
    const double ms = std::chrono::duration<double, std::milli>(duration).count();
    const auto bucket =
        std::find_if(kBoundsMs.begin(), kBoundsMs.end(), [ms](int bound) { return ms <= bound; });
    ++buckets[static_cast<size_t>(bucket - kBoundsMs.begin())];
    ++count;
    sumMs += ms;
}

int PoolPlaces::of(Demand demand) const
{
    switch (demand) {
    case Demand::Handler:
        return handlers;
    case Demand::Worker:
        return workers;
    case Demand::Ingest:
        return ingest;
    case Demand::Sender:
        return sender;
    case Demand::Operations:
        return operations;
    case Demand::Control:
        return control;
    }
    return 0;
}

PoolPlaces PoolPlaces::forMaximum(int maxSize)
{
    constexpr int kSmallest = 14;
    constexpr int kFewestHandlers = 3;
    constexpr int kTwoBatches = 20;
    if (maxSize < kSmallest)
        throw ConfigError(u"DB_POOL_MAX_SIZE is %1; ingest, sender, operations and control need 8 "
                          "connections, workers 3 and handlers 3: set it to %2 or more"_s.arg(maxSize)
                              .arg(kSmallest));
    PoolPlaces places;
    if (maxSize < kTwoBatches)
        places.ingest = 1;
    places.handlers += maxSize - places.total();
    const int lacking = std::max(0, kFewestHandlers - places.handlers);
    places.handlers += lacking;
    places.workers -= lacking;
    return places;
}

// --- Lease

Lease::Lease(ConnectionPool *pool, Record *record)
    : m_pool(pool)
    , m_record(record)
{}

Lease::Lease(Lease &&other) noexcept
    : m_pool(other.m_pool)
    , m_record(std::exchange(other.m_record, nullptr))
{}

Lease &Lease::operator=(Lease &&other) noexcept
{
    if (this != &other) {
        release();
        m_pool = other.m_pool;
        m_record = std::exchange(other.m_record, nullptr);
    }
    return *this;
}

Connection &Lease::connection() const
{
    return *m_record->pooled.connection;
}

void Lease::release()
{
    Record *record = std::exchange(m_record, nullptr);
    if (!record)
        return;
    Connection &connection = *record->pooled.connection;
    if (connection.inTransaction())
        connection.rollback();
    m_pool->giveBack(record, connection.looksAlive());
}

// --- acquire and release

ConnectionPool::ConnectionPool(DatabaseUrl url, PoolOptions options)
    : m_url(std::move(url))
    , m_options(std::move(options))
    , m_dialect(Dialect::of(m_url.kind()))
    , m_connector([this] { runConnector(); })
{}

ConnectionPool::~ConnectionPool()
{
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
        m_wakeConnector.notify_all();
    }
    m_connector.join();
    Q_ASSERT_X(m_used.empty(), "ConnectionPool", "a lease outlives its pool");
    for (Pooled &pooled : m_idle)
        pooled.connection->attach();
}

Lease ConnectionPool::acquire(Demand demand, const char *holder, const Deadline &deadline)
{
    deadline.check("acquiring a database connection");
    const Deadline bound = deadline.within(m_options.acquireTimeout);
    for (;;) {
        Lease::Record *record = take(demand, holder, bound);
        record->pooled.connection->attach();
        if (isUsable(*record))
            return {this, record};
        giveBack(record, false);
    }
}

bool ConnectionPool::isUsable(Lease::Record &record)
{
    Connection &connection = *record.pooled.connection;
    if (!connection.looksAlive() || !isFileUsable())
        return false;
    if (record.since - record.pooled.idleSince < m_options.validateAfter)
        return true;
    const Reaper::Watch watch(m_reaper, Deadline::in(kPingBudget), std::chrono::milliseconds(0),
                              [&connection] {
                                  connection.interrupt();
                                  return true;
                              });
    return connection.ping() && connection.looksAlive();
}

void ConnectionPool::checkFile() const
{
    if (m_options.checkFile)
        m_options.checkFile();
}

bool ConnectionPool::isFileUsable() const
{
    try {
        checkFile();
        return true;
    } catch (const DatabaseError &) {
        return false; // told by the connector, who meets it next
    }
}

Lease::Record *ConnectionPool::take(Demand demand, const char *holder, const Deadline &deadline)
{
    Waiter waiter{demand, holder, currentThreadId(), std::chrono::steady_clock::now(), {}, nullptr, {}};
    {
        const std::lock_guard lock(m_mutex);
        if (Lease::Record *record = takeNow(demand, holder, waiter.since))
            return record;
        m_waiters.push_back(&waiter);
        m_wakeConnector.notify_all();
    }
    return waitFor(waiter, deadline);
}

Lease::Record *ConnectionPool::takeNow(Demand demand, const char *holder, TimePoint since)
{
    if (m_ending)
        throw DatabaseError(DatabaseError::Kind::Connection, "08003", u"the pool is closed"_s);
    // Whoever waits waits for want of a place or of a connection: there is nobody to overtake here.
    if (canGrant(demand))
        return grant(demand, holder, currentThreadId(), since);
    if (const auto &down = downFor(demand); down && sizeFor(demand) == 0)
        throw *down;
    if (static_cast<int>(m_waiters.size()) >= m_options.maxWaiting) {
        ++m_counters.rejected;
        throw DatabaseError(DatabaseError::Kind::PoolTimeout, {},
                            u"%1 threads wait for a connection already"_s.arg(m_waiters.size()));
    }
    return nullptr;
}

Lease::Record *ConnectionPool::waitFor(Waiter &waiter, const Deadline &deadline)
{
    const WaitScope wait("pool");
    // Subscribed without the mutex, which the callback takes; ended without it as well.
    Cancellation::Subscription subscription;
    if (deadline.cancellation())
        subscription = deadline.cancellation()->onCancel([&] {
            const std::lock_guard lock(m_mutex);
            waiter.changed.notify_all();
        });
    std::unique_lock lock(m_mutex);
    while (!waiter.granted && !waiter.refused && !deadline.isOver())
        waiter.changed.wait_until(lock, deadline.timePoint());
    if (waiter.granted)
        return waiter.granted;
    m_waiters.remove(&waiter);
    const QString text = u"no connection for %1 %2 within %3 ms: %4 of %5 in use, %6 waiting"_s
                             .arg(QLatin1String(toWord(waiter.demand)), QString::fromUtf8(waiter.holder))
                             .arg(since(waiter.since).count())
                             .arg(m_usedOf[indexOf(waiter.demand)])
                             .arg(m_options.places.of(waiter.demand))
                             .arg(m_waiters.size());
    if (!waiter.refused && !deadline.isCancelled())
        ++m_counters.timeouts;
    lock.unlock();
    if (waiter.refused)
        throw *waiter.refused;
    if (deadline.isCancelled())
        deadline.check("acquiring a database connection");
    log::warning(lcDb(), "pool timeout").with("what", text);
    throw DatabaseError(DatabaseError::Kind::PoolTimeout, {}, text);
}

Lease::Record *ConnectionPool::grant(Demand demand, const char *holder, qint64 threadId, TimePoint since)
{
    const auto now = std::chrono::steady_clock::now();
    const auto idle = idleFor(demand);
    Lease::Record record{m_nextLeaseId++, demand, holder, threadId, now, std::move(*idle), false};
    m_idle.erase(idle);
    m_used.push_back(std::move(record));
    ++m_usedOf[indexOf(demand)];
    ++m_counters.acquired;
    m_counters.acquireWait.add(now - since);
    return &m_used.back();
}

void ConnectionPool::giveBack(Lease::Record *record, bool isGood)
{
    record->pooled.connection->detach();
    const std::lock_guard lock(m_mutex);
    const auto now = std::chrono::steady_clock::now();
    m_counters.use.add(now - record->since);
    --m_usedOf[indexOf(record->demand)];
    Pooled pooled = std::move(record->pooled);
    const TimePoint lentAt = record->since;
    m_used.remove_if([record](const Lease::Record &other) { return &other == record; });
    pooled.idleSince = now;
    // What one of them heard, the others would hear one after the other.
    if (pooled.connection->turnedReadOnly())
        discardIdleBefore(lentAt);
    const bool isStale = !pooled.connection->takesWrites() && sizeFor(Demand::Handler) > 0;
    if (isGood && !isStale && now < pooled.expiresAt && !m_ending) {
        m_idle.push_back(std::move(pooled));
    } else {
        m_counters.discarded += isGood ? 0 : 1;
        m_garbage.push_back(std::move(pooled));
        refuseWaitersWhileDown();
        m_wakeConnector.notify_all();
    }
    grantWaiters();
}

void ConnectionPool::discardIdleBefore(TimePoint openedBefore)
{
    const auto kept = std::stable_partition(m_idle.begin(), m_idle.end(), [&](const Pooled &pooled) {
        return !pooled.connection->takesWrites() || pooled.connection->openedAt() >= openedBefore;
    });
    std::move(kept, m_idle.end(), std::back_inserter(m_garbage));
    m_idle.erase(kept, m_idle.end());
}

bool ConnectionPool::hasPlace(Demand demand) const
{
    return m_usedOf[indexOf(demand)] < m_options.places.of(demand);
}

std::vector<ConnectionPool::Pooled>::iterator ConnectionPool::idleFor(Demand demand)
{
    const auto found = std::find_if(m_idle.rbegin(), m_idle.rend(), [demand](const Pooled &pooled) {
        return suits(*pooled.connection, demand);
    });
    return found == m_idle.rend() ? m_idle.end() : std::prev(found.base());
}

bool ConnectionPool::canGrant(Demand demand) const
{
    return hasPlace(demand) && std::any_of(m_idle.begin(), m_idle.end(), [demand](const Pooled &pooled) {
               return suits(*pooled.connection, demand);
           });
}

void ConnectionPool::grantWaiters()
{
    for (;;) {
        auto next = std::find_if(m_waiters.begin(), m_waiters.end(), [this](const Waiter *waiter) {
            return waiter->demand == Demand::Ingest && canGrant(waiter->demand);
        });
        if (next == m_waiters.end())
            next = std::find_if(m_waiters.begin(), m_waiters.end(),
                                [this](const Waiter *waiter) { return canGrant(waiter->demand); });
        if (next == m_waiters.end())
            break;
        Waiter *waiter = *next;
        m_waiters.erase(next);
        waiter->granted = grant(waiter->demand, waiter->holder, waiter->threadId, waiter->since);
        waiter->changed.notify_all();
    }
    // A place came free, but no connection: open one.
    if (wantsConnection())
        m_wakeConnector.notify_all();
}

int ConnectionPool::size() const
{
    return static_cast<int>(m_idle.size() + m_used.size());
}

int ConnectionPool::sizeFor(Demand demand) const
{
    const auto isSuitable = [demand](const auto &held) { return suits(*held.connection, demand); };
    const auto isUsedSo = [&](const Lease::Record &record) { return isSuitable(record.pooled); };
    return static_cast<int>(std::count_if(m_idle.begin(), m_idle.end(), isSuitable) +
                            std::count_if(m_used.begin(), m_used.end(), isUsedSo));
}

const std::optional<DatabaseError> &ConnectionPool::downFor(Demand demand) const
{
    return canDoWithReading(demand) ? m_blind : m_down;
}

bool ConnectionPool::waitUntilUp(const Deadline &deadline)
{
    const WaitScope wait("database");
    Cancellation::Subscription subscription;
    if (deadline.cancellation())
        subscription = deadline.cancellation()->onCancel([&] {
            const std::lock_guard lock(m_mutex);
            m_wentUp.notify_all();
        });
    std::unique_lock lock(m_mutex);
    while (size() == 0 && !deadline.isOver())
        m_wentUp.wait_until(lock, deadline.timePoint());
    return size() > 0;
}

// --- for operators

PoolStats ConnectionPool::stats() const
{
    const std::lock_guard lock(m_mutex);
    PoolStats stats = m_counters;
    stats.size = size();
    stats.used = static_cast<int>(m_used.size());
    stats.idle = static_cast<int>(m_idle.size());
    stats.waiting = static_cast<int>(m_waiters.size());
    stats.maxSize = m_options.places.total();
    stats.isUp = size() > 0;
    stats.isReadOnly = size() > 0 && sizeFor(Demand::Handler) == 0;
    stats.lastError = m_down ? m_down->sentence() : protocol::Sentence();
    stats.reaped = m_reaper.reaped();
    stats.writersWaiting = m_writeQueue.waiting();
    return stats;
}

std::vector<LeaseInfo> ConnectionPool::leases() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<LeaseInfo> infos;
    for (const Lease::Record &record : m_used) {
        const Connection::Running running = record.pooled.connection->running();
        infos.push_back({record.id, record.demand, QString::fromUtf8(record.holder), record.threadId,
                         since(record.since), running.sql,
                         running.sql.isEmpty() ? std::chrono::milliseconds(0) : since(running.since),
                         record.pooled.connection->session()});
    }
    return infos;
}

std::vector<WaiterInfo> ConnectionPool::waiters() const
{
    const std::lock_guard lock(m_mutex);
    std::vector<WaiterInfo> infos;
    for (const Waiter *waiter : m_waiters)
        infos.push_back(
            {waiter->demand, QString::fromUtf8(waiter->holder), waiter->threadId, since(waiter->since)});
    return infos;
}

bool ConnectionPool::cancelStatement(quint64 leaseId)
{
    const std::lock_guard lock(m_mutex);
    const auto found = std::find_if(m_used.begin(), m_used.end(),
                                    [leaseId](const Lease::Record &record) { return record.id == leaseId; });
    if (found == m_used.end())
        return false;
    found->pooled.connection->cancel();
    return true;
}

} // namespace turnpike::db
