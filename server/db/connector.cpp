// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

// The part of ConnectionPool that runs on the connector's thread: opens, retires and closes connections.

#include "base/thread.h"
#include "db/connectionpool.h"
#include "db/leaserecord.h"
#include "db/log.h"

#include <QRandomGenerator>

#include <algorithm>
#include <iterator>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// Whoever wants a connection, or gives back one that is of no use, wakes the connector. What only time brings
// about is looked at so often, and after a sixth of what is bounded at the latest.
constexpr std::chrono::milliseconds kShortestLook{1'000};
constexpr std::chrono::milliseconds kLongestLook{5'000};
constexpr std::chrono::milliseconds kFirstBackoff{50};
// A button press lives 150 s and is redelivered at about 62 and 126 s: be ready. And what people at the
// controls change is to take effect within a second of the database's return, connecting included.
constexpr std::chrono::milliseconds kLongestBackoff{250};
constexpr std::chrono::seconds kDownLogEvery{60};
constexpr qint64 kSkewWarningMs = 2000;
// Beyond this, a measurement of the database's clock says too little.
constexpr qint64 kUsefulUncertaintyMs = 250;

// `duration`, up to 10 % more or less.
std::chrono::milliseconds jittered(std::chrono::milliseconds duration)
{
    const double factor = 0.9 + 0.2 * QRandomGenerator::global()->generateDouble();
    return std::chrono::milliseconds(static_cast<qint64>(static_cast<double>(duration.count()) * factor));
}

} // namespace

void ConnectionPool::runConnector()
{
    setCurrentThreadName("db-connector");
    std::unique_lock lock(m_mutex);
    while (!m_ending) {
        const auto now = std::chrono::steady_clock::now();
        sweepIdle(now);
        warnOfLongLeases(now);
        closeGarbage(lock);
        if (wantsConnection() && now >= m_nextAttempt) {
            openOne(lock);
            continue;
        }
        // Checked again with the lock held: closing let it go.
        if (m_ending || !m_garbage.empty())
            continue;
        const auto look = std::clamp(std::min(m_options.idleTimeout, m_options.holdWarning) / 6,
                                     kShortestLook, kLongestLook);
        const auto until = wantsConnection() ? std::max(m_nextAttempt, now) : now + look;
        m_wakeConnector.wait_until(lock, std::min(until, now + look));
    }
    const DatabaseError closed(DatabaseError::Kind::Connection, "08003", u"the pool is closed"_s);
    for (Waiter *waiter : m_waiters) {
        waiter->refused = closed;
        waiter->changed.notify_all();
    }
    closeGarbage(lock);
}

void ConnectionPool::sweepIdle(TimePoint now)
{
    int surplus = size() - m_options.minSize;
    std::vector<Pooled> kept;
    for (Pooled &pooled : m_idle) {
        const bool isUnused = surplus > 0 && now - pooled.idleSince > m_options.idleTimeout;
        if (now >= pooled.expiresAt || isUnused) {
            m_garbage.push_back(std::move(pooled));
            --surplus;
        } else {
            kept.push_back(std::move(pooled));
        }
    }
    m_idle = std::move(kept);
}

void ConnectionPool::warnOfLongLeases(TimePoint now)
{
    for (Lease::Record &record : m_used) {
        if (record.warned || now - record.since < m_options.holdWarning)
            continue;
        record.warned = true;
        log::warning(lcDb(), "connection lease held long")
            .with("holder", record.holder)
            .with("demand", toWord(record.demand))
            .with("thread", record.threadId)
            .with("seconds", std::chrono::duration_cast<std::chrono::seconds>(now - record.since).count())
            .with("statement", record.pooled.connection->running().sql);
    }
}

bool ConnectionPool::wantsConnection() const
{
    if (size() >= m_options.places.total())
        return false;
    // A failure is looked into until it is over, so that what is said of it stays true.
    if (m_down || sizeFor(Demand::Handler) < m_options.minSize)
        return true;
    // With a free connection, everybody for whom there is a place has been served.
    return std::any_of(m_waiters.begin(), m_waiters.end(), [this](const Waiter *waiter) {
        return hasPlace(waiter->demand) && !canGrant(waiter->demand);
    });
}

std::unique_ptr<Connection> ConnectionPool::tryToOpen(const ConnectionSettings &settings,
                                                      std::optional<DatabaseError> *failure)
{
    try {
        checkFile();
        ConnectionSettings told = settings;
        told.statementTimes = &m_statementTimes;
        Connection::Opening opening;
        // libpq bounds connecting; a peer that goes silent in the middle of the session's first statements
        // needs the reaper.
        const Reaper::Watch watch(m_reaper, Deadline::in(settings.connectTimeout), settings.connectTimeout,
                                  [&opening] { return opening.cutOff(); });
        return std::make_unique<Connection>(m_url, told, &opening);
    } catch (const DatabaseError &error) {
        *failure = error;
        return nullptr;
    }
}

void ConnectionPool::openOne(std::unique_lock<std::mutex> &lock)
{
    lock.unlock();
    std::optional<DatabaseError> failure;
    std::unique_ptr<Connection> connection = tryToOpen(m_options.connection, &failure);
    if (!connection && m_url.hasSeveralHosts()) {
        // None of them takes writes, or none is there: one that reads will do for operations and control.
        ConnectionSettings any = m_options.connection;
        any.mustTakeWrites = false;
        std::optional<DatabaseError> ignored;
        connection = tryToOpen(any, &ignored);
    }
    if (connection) {
        reportClock(*connection);
        connection->detach();
    }
    lock.lock();
    if (!connection)
        connectFailed(*failure, false);
    else if (connection->takesWrites())
        connected(std::move(connection));
    else
        connectedForReading(std::move(connection));
}

void ConnectionPool::keep(std::unique_ptr<Connection> connection)
{
    ++m_counters.opened;
    const auto now = std::chrono::steady_clock::now();
    m_idle.push_back({std::move(connection), now + jittered(m_options.maxLifetime), now});
    grantWaiters();
    m_wentUp.notify_all();
}

void ConnectionPool::connected(std::unique_ptr<Connection> connection)
{
    if (m_down)
        log::info(lcDb(), "database is back").with("database", m_url.display());
    m_down.reset();
    m_blind.reset();
    m_backoff = std::chrono::milliseconds(0);
    m_nextAttempt = {};
    // Sessions from before only read, whatever the database does now.
    const auto reading = std::stable_partition(
        m_idle.begin(), m_idle.end(), [](const Pooled &pooled) { return pooled.connection->takesWrites(); });
    std::move(reading, m_idle.end(), std::back_inserter(m_garbage));
    m_idle.erase(reading, m_idle.end());
    keep(std::move(connection));
}

// A database that takes no writes just now, as in a failover: tried again like one that is away.
void ConnectionPool::connectedForReading(std::unique_ptr<Connection> connection)
{
    // Beside sessions that write it is of no use: whoever is lent one does not say whether it will write.
    const int places = m_options.places.operations + m_options.places.control;
    const bool isOfUse = sizeFor(Demand::Handler) == 0 && size() < places;
    const DatabaseError refusal(DatabaseError::Kind::Connection, "25006", u"the database is read-only"_s);
    connectFailed(refusal, true);
    if (isOfUse)
        keep(std::move(connection));
    else
        m_garbage.push_back({std::move(connection), {}, {}});
}

void ConnectionPool::connectFailed(const DatabaseError &error, bool canRead)
{
    const auto now = std::chrono::steady_clock::now();
    ++m_counters.connectFailures;
    if (!m_down || now - m_lastDownLog > kDownLogEvery) {
        m_lastDownLog = now;
        log::error(lcDb(), "cannot connect to the database").with(error).with("open", size());
    }
    m_down = error;
    m_blind = canRead ? std::nullopt : m_down;
    m_backoff = std::clamp(m_backoff * 2, kFirstBackoff, kLongestBackoff);
    m_nextAttempt = now + std::min(jittered(m_backoff), kLongestBackoff);
    refuseWaitersWhileDown();
}

void ConnectionPool::refuseWaitersWhileDown()
{
    for (Waiter *waiter : m_waiters) {
        const auto &down = downFor(waiter->demand);
        // With connections left, the server is only full: those who wait get one that is given back.
        if (!down || sizeFor(waiter->demand) > 0)
            continue;
        waiter->refused = *down;
        waiter->changed.notify_all();
    }
}

void ConnectionPool::closeGarbage(std::unique_lock<std::mutex> &lock)
{
    if (m_garbage.empty())
        return;
    std::vector<Pooled> garbage = std::exchange(m_garbage, {});
    lock.unlock();
    for (Pooled &pooled : garbage)
        pooled.connection->attach();
    garbage.clear();
    lock.lock();
}

void ConnectionPool::reportClock(const Connection &connection)
{
    const auto offset = connection.clockOffset();
    if (!offset || offset->uncertaintyMs > kUsefulUncertaintyMs)
        return;
    const bool isSkewed = std::abs(offset->ms) > kSkewWarningMs;
    if (isSkewed && !std::exchange(m_clockWarned, true))
        log::warning(lcDb(), "this machine's clock differs from the database's")
            .with("offset_ms", offset->ms);
    if (!isSkewed)
        m_clockWarned = false;
    // Within the error of measurement there is no difference.
    if (m_options.onClockOffset)
        m_options.onClockOffset(std::abs(offset->ms) <= offset->uncertaintyMs ? 0 : offset->ms);
}

} // namespace turnpike::db
