// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/databasecalls.h"

#include "consolecalls/databaselooks.h"
#include "db/connectionpool.h"
#include "protocol/calls.h"
#include "protocol/hello.h"

#include <algorithm>
#include <array>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

// What a look gets: whoever looks again in three seconds must not stand in a queue.
constexpr std::chrono::milliseconds kLookTime{2'500};
// Of an order, whose audit row may wait for a lock itself.
constexpr std::chrono::milliseconds kSignalTime{5'000};
constexpr int kMostSessions = 100;
constexpr int kMostStatements = 50;
constexpr int kMostTables = 100;
constexpr qsizetype kMostOfAuditedStatement = 500;
constexpr auto kLeaderProgram = "turnpike leader"; // of the session that replicas::LeaderLock keeps

bool isSqlite(db::Database &database)
{
    return database.pool().dialect().isSqlite();
}

template<class Work>
auto look(db::Database &database, const Deadline &deadline, Work &&work)
{
    return database.read(db::Demand::Operations, "database page", deadline.within(kLookTime),
                         std::forward<Work>(work));
}

WriteLockState writeLockOf(const db::ConnectionPool &pool)
{
    const db::WriteQueue::Standing standing = pool.writeQueue().standing();
    WriteLockState state;
    if (standing.isBusy) {
        state.holder = QString::fromUtf8(standing.holder);
        state.demand = standing.demand;
    }
    state.heldMs = standing.held.count();
    state.waiting = standing.waiting;
    state.turns = standing.turns;
    state.busyMs = standing.busy.count();
    state.longestMs = standing.longest.count();
    state.countedMs = standing.since.count();
    return state;
}

SessionPage sessionPage(db::Database &database, const Deadline &deadline)
{
    SessionPage page;
    if (isSqlite(database)) {
        page.engine = Engine::Sqlite;
        page.writeLock = writeLockOf(database.pool());
        return page;
    }
    page.engine = Engine::Postgres;
    look(database, deadline, [&](db::Transaction &tx) {
        page.gaps = databaselooks::gaps(tx);
        page.items = databaselooks::sessions(tx, kMostSessions + 1);
    });
    page.gaps.removeAll(Choice<DatabaseGap>(DatabaseGap::StatStatements)); // of another list
    page.hasMore = page.items.size() > kMostSessions;
    page.items.resize(std::min<qsizetype>(page.items.size(), kMostSessions));
    for (const db::LeaseInfo &lease : database.pool().leases()) {
        for (SessionState &session : page.items) {
            if (lease.session != 0 && lease.session == session.pid)
                session.holder = lease.holder;
        }
    }
    return page;
}

double inMs(std::chrono::steady_clock::duration time)
{
    return std::chrono::duration<double, std::milli>(time).count();
}

StatementPage ownStatements(const db::ConnectionPool &pool)
{
    StatementPage page;
    page.source = StatementSource::Instance;
    for (const db::StatementTimes::Times &times : pool.statementTimes().slowest(kMostStatements)) {
        const double total = inMs(times.total);
        page.items.append({QString::fromUtf8(times.sql).simplified(), times.count, total,
                           total / static_cast<double>(times.count), inMs(times.max)});
    }
    return page;
}

// What PostgreSQL says of pg_stat_statements that cannot be read: installed and not loaded, not for our role,
// with columns of another version, or gone since we looked.
bool isOfStatStatements(const DatabaseError &error)
{
    constexpr std::array kStates{"55000", "42501", "42703", "42P01"};
    return std::any_of(kStates.begin(), kStates.end(),
                       [&error](const char *state) { return error.sqlState() == state; });
}

// What PostgreSQL has counted; otherwise, and while the database does not answer, what this process has.
StatementPage statementPage(db::Database &database, const Deadline &deadline)
{
    StatementPage own = ownStatements(database.pool());
    if (isSqlite(database))
        return own;
    StatementPage page{StatementSource::Server, {}, {}};
    bool isThere = false; // as far as the catalogue says
    try {
        look(database, deadline, [&](db::Transaction &tx) {
            own.gaps = databaselooks::gaps(tx);
            own.gaps.removeAll(Choice<DatabaseGap>(DatabaseGap::SignalBackend));
            isThere = !own.gaps.contains(Choice<DatabaseGap>(DatabaseGap::StatStatements));
            if (isThere)
                page.items = databaselooks::statements(tx, kMostStatements);
        });
        page.gaps = own.gaps;
        return isThere ? page : own;
    } catch (const DatabaseError &error) {
        const bool isMissing = isThere && isOfStatStatements(error);
        own.gaps.append(Choice<DatabaseGap>(isMissing ? DatabaseGap::StatStatements : DatabaseGap::NoAnswer));
    } catch (const DeadlineExceeded &) {
        own.gaps.append(Choice<DatabaseGap>(DatabaseGap::NoAnswer));
    }
    return own;
}

SizePage sizePage(db::Database &database, const Deadline &deadline)
{
    SizePage page;
    page.engine = isSqlite(database) ? Engine::Sqlite : Engine::Postgres;
    look(database, deadline, [&](db::Transaction &tx) {
        if (isSqlite(database)) {
            page.file = databaselooks::file(tx, database.pool().url().database());
            page.bytes = page.file->bytes + page.file->logBytes;
            return;
        }
        page.items = databaselooks::tables(tx, kMostTables);
        page.bytes = databaselooks::databaseBytes(tx);
    });
    return page;
}

// A connection of this process by which operators look and change things, this one included.
bool isOfOperations(const db::ConnectionPool &pool, qint64 pid)
{
    const std::vector<db::LeaseInfo> leases = pool.leases();
    return std::any_of(leases.begin(), leases.end(), [pid](const db::LeaseInfo &lease) {
        return lease.session == pid &&
               (lease.demand == Demand::Operations || lease.demand == Demand::Control);
    });
}

void checkOrder(const SessionState &session)
{
    if (session.program == QLatin1String(kLeaderProgram))
        throw CallRefused(ErrorCode::Refused, {SentenceId::SessionKeepsLead, session.pid});
    if (!session.mayBeEnded)
        throw CallRefused(ErrorCode::Refused, {SentenceId::SessionOfAnother, session.pid, session.user});
}

QString auditedAs(const SessionState &session)
{
    return u"%1@%2 %3 (%4): %5"_s.arg(session.user, session.address.isEmpty() ? u"local"_s : session.address,
                                      session.program, session.status.word(),
                                      session.statement.left(kMostOfAuditedStatement));
}

QJsonObject signalSession(const CallRequest &request, const Changes &changes, db::Database &database,
                          const Deadline &deadline)
{
    const auto order = request.as<SessionOrder>();
    const bool isCancel = request.call == QLatin1String(call::kCancelSession);
    const QString subject = u"session:%1"_s.arg(order.pid);
    const auto gone = [&] { return CallRefused(ErrorCode::NotFound, {SentenceId::NoSession, order.pid}); };
    return changes.run(
        request, subject, order.reason, deadline.within(kSignalTime), [&](db::Transaction &tx) {
            if (isSqlite(database))
                throw CallRefused(ErrorCode::Refused, Sentence(SentenceId::SqliteHasNoSessions));
            if (isOfOperations(database.pool(), order.pid))
                throw CallRefused(ErrorCode::Refused, {SentenceId::SessionServesConsole, order.pid});
            const std::optional<SessionState> session =
                databaselooks::session(tx, order.pid, order.startedAt);
            if (!session)
                throw gone();
            checkOrder(*session);
            if (!(isCancel ? databaselooks::cancel(tx, order.pid) : databaselooks::end(tx, order.pid)))
                throw gone();
            return Changes::Effect{subject, auditedAs(*session),
                                   isCancel ? u"its statement is cancelled"_s : u"ended"_s,
                                   toJson(Accepted{true, QString::number(order.pid)}), std::nullopt};
        });
}

} // namespace

void addDatabaseCalls(CallTable &calls, const Changes &changes, db::Database &database)
{
    calls.addMessage(call::kSessions, [&database](const CallRequest &, const Deadline &deadline) {
        return sessionPage(database, deadline);
    });
    calls.addMessage(call::kStatements, [&database](const CallRequest &, const Deadline &deadline) {
        return statementPage(database, deadline);
    });
    calls.addMessage(call::kSizes, [&database](const CallRequest &, const Deadline &deadline) {
        return sizePage(database, deadline);
    });
    for (const char *name : {call::kCancelSession, call::kEndSession})
        calls.add(name, [&changes, &database](const CallRequest &request, const Deadline &deadline) {
            return signalSession(request, changes, database, deadline);
        });
}

} // namespace turnpike::consolecalls
