// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/migrator.h"

#include "db/log.h"
#include "resources/resources.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QRandomGenerator>
#include <QRegularExpression>

#include <algorithm>
#include <utility>

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

const char *const kCreateTable = "CREATE TABLE IF NOT EXISTS schema_migrations ("
                                 " number integer PRIMARY KEY,"
                                 " name text NOT NULL,"
                                 " checksum text NOT NULL,"
                                 " min_binary text NOT NULL,"
                                 " applied_at bigint NOT NULL)";
const char *const kSelectApplied =
    "SELECT number, name, checksum, min_binary, applied_at FROM schema_migrations";
const char *const kIsRecordedPostgres = "SELECT 1 WHERE to_regclass('schema_migrations') IS NOT NULL";
const char *const kIsRecordedSqlite = "SELECT 1 FROM sqlite_master WHERE name = 'schema_migrations'";
const char *const kInsertApplied =
    "INSERT INTO schema_migrations (number, name, checksum, min_binary, applied_at) VALUES (?, ?, ?, ?, ?)";
// Any number that nobody else uses; released with the transaction. SQLite's BEGIN IMMEDIATE is a lock itself.
// Asked for again and again: whoever waited within a statement would be a transaction that CREATE INDEX
// CONCURRENTLY of the one who has it waits for in turn.
const char *const kTryLock = "SELECT 1 WHERE pg_try_advisory_xact_lock(7288650501)";
// The same lock without a transaction.
const char *const kTrySessionLock = "SELECT 1 WHERE pg_try_advisory_lock(7288650501)";
const char *const kUnlockSession = "SELECT pg_advisory_unlock(7288650501)";
// Between two statements nothing is waited for: a peer that is silent then must not keep the lock. PostgreSQL
// 14 and newer.
const char *const kLimitIdling =
    "SELECT set_config(name, '10000', false) FROM pg_settings WHERE name = 'idle_session_timeout'";
const char *const kUnlimitIdling =
    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name = 'idle_session_timeout'";
constexpr std::chrono::milliseconds kBusyPause{100};
// Everybody queues behind a step that waits for a lock: a second of that is bearable for the version that
// serves.
const char *const kLimitLockWaits = "SET LOCAL lock_timeout = 1000";
// Until it asks again: a long reader ends, and those who queued have had their turn.
constexpr std::chrono::milliseconds kLockPause{1500};

Migration readMigration(const QString &path, int number, const QString &name)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw ConfigError(u"cannot read the migration %1: %2"_s.arg(path, file.errorString()));
    Migration migration{number, name, file.readAll(), {}, u"0"_s};
    migration.checksum = QCryptographicHash::hash(migration.sql, QCryptographicHash::Sha256).toHex();
    static const QRegularExpression minBinary(u"^-- min-binary: *([0-9.]+)"_s,
                                              QRegularExpression::MultilineOption);
    const auto match = minBinary.match(QString::fromUtf8(migration.sql));
    if (match.hasMatch())
        migration.minBinary = match.captured(1);
    static const QRegularExpression noTransaction(u"^-- no-transaction *\\r?$"_s,
                                                  QRegularExpression::MultilineOption);
    migration.isOutsideTransaction = noTransaction.match(QString::fromUtf8(migration.sql)).hasMatch();
    return migration;
}

// Several statements in one message are one transaction for PostgreSQL.
std::vector<QByteArray> statementsOf(const QByteArray &sql)
{
    std::vector<QByteArray> statements{QByteArray()};
    for (const QByteArray &line : sql.split('\n')) {
        statements.back() += line + '\n';
        if (line.trimmed().endsWith(';'))
            statements.emplace_back();
    }
    return statements;
}

// A session that keeps the replicas' lock and whose statements may last, until destroyed; with PostgreSQL.
class StepSession
{
public:
    explicit StepSession(Connection &connection)
        : m_connection(connection)
        , m_isLocked(!connection.query(kTrySessionLock, {}).empty())
    {
        if (!m_isLocked)
            return;
        try {
            m_timeout = connection.query("SELECT current_setting('statement_timeout')", {}).at(0).text(0);
            connection.runScript("SET statement_timeout = 0");
            connection.runScript(kLimitIdling);
        } catch (...) {
            end();
            throw;
        }
    }
    ~StepSession() { end(); }
    StepSession(const StepSession &) = delete;
    StepSession &operator=(const StepSession &) = delete;

    bool isLocked() const { return m_isLocked; }

private:
    void end() noexcept
    {
        if (!m_isLocked || m_connection.isBroken())
            return;
        try {
            m_connection.runScript(kUnlockSession);
            m_connection.runScript(kUnlimitIdling);
            if (!m_timeout.isEmpty())
                m_connection.runScript("SET statement_timeout = '" + m_timeout.toLatin1() + "'");
        } catch (const std::exception &error) {
            log::warning(lcDb(), "a migration's session could not be set back").with(error);
        }
    }

    Connection &m_connection;
    const bool m_isLocked;
    QString m_timeout;
};

} // namespace

Migrator::Migrator(ConnectionPool &pool, const Clock &clock, const QString &folder,
                   const QVersionNumber &binary)
    : m_pool(pool)
    , m_clock(clock)
    , m_binary(binary)
{
    initResources();
    read(folder);
}

QVersionNumber Migrator::ownVersion()
{
    return QVersionNumber::fromString(QStringLiteral(TURNPIKE_VERSION));
}

void Migrator::read(const QString &folder)
{
    static const QRegularExpression pattern(u"^(\\d{4})_([a-z0-9_]+)(?:\\.(pg|sqlite))?\\.sql$"_s);
    const QStringList names = QDir(folder).entryList({u"*.sql"_s}, QDir::Files, QDir::Name);
    for (const QString &name : names) {
        const auto match = pattern.match(name);
        if (!match.hasMatch())
            throw ConfigError(u"migration %1: expected NNNN_name[.pg|.sqlite].sql"_s.arg(name));
        const QString tag = match.captured(3);
        if (!tag.isEmpty() && tag != QLatin1String(m_pool.dialect().fileTag()))
            continue;
        const int number = match.captured(1).toInt();
        if (!m_known.empty() && m_known.back().number == number)
            throw ConfigError(u"two migrations have the number %1"_s.arg(number));
        m_known.push_back(readMigration(folder + u'/' + name, number, match.captured(2)));
    }
    if (m_known.empty())
        throw ConfigError(u"no migrations in %1"_s.arg(folder));
}

int Migrator::migrate(const Deadline &deadline, const Deadline &waiting)
{
    Lease lease = m_pool.acquire(Demand::Operations, "migrator", deadline);
    Connection &connection = lease.connection();
    const Reaper::Watch watch(m_pool.reaper(), deadline, m_pool.dialect().interruptGrace(), [&connection] {
        connection.interrupt();
        return true;
    });
    Cancellation::Subscription subscription;
    if (deadline.cancellation())
        subscription = deadline.cancellation()->onCancel([&connection] { connection.cancel(); });
    int count = 0;
    while (tryNext(connection, deadline, waiting))
        ++count;
    return count;
}

bool Migrator::tryNext(Connection &connection, const Deadline &deadline, const Deadline &waiting)
{
    bool isBusyTold = false;
    for (bool isTold = false;;) {
        try {
            const Outcome outcome = applyNext(connection, deadline);
            if (outcome != Outcome::Busy)
                return outcome == Outcome::Applied;
            if (!std::exchange(isBusyTold, true))
                log::info(lcDb(), "another replica migrates the database: waiting for it");
            waiting.check("another replica migrates the database");
            deadline.sleep(kBusyPause);
            continue;
        } catch (const DatabaseError &error) {
            connection.rollback();
            if (error.kind() != DatabaseError::Kind::Serialization || waiting.isOver())
                throw;
            if (!std::exchange(isTold, true))
                log::warning(lcDb(), "a migration waits for somebody's lock and lets others go first")
                    .with(error);
        } catch (...) {
            connection.rollback();
            throw;
        }
        deadline.sleep(kLockPause + std::chrono::milliseconds(QRandomGenerator::global()->bounded(500)));
    }
}

std::vector<Migrator::Step> Migrator::status(const Deadline &deadline)
{
    Lease lease = m_pool.acquire(Demand::Operations, "migrator", deadline);
    Connection &connection = lease.connection();
    connection.begin(false, deadline, deadline.remaining());
    const auto done = isRecorded(connection) ? applied(connection) : std::map<int, Applied>();
    connection.commit();
    std::map<int, Step> steps;
    for (const Migration &migration : m_known)
        steps[migration.number] = {migration, Step::State::Pending, std::nullopt};
    for (const auto &[number, found] : done) {
        const auto [place, isNewer] = steps.try_emplace(number);
        Step &step = place->second;
        if (isNewer)
            step = {{number, found.name, {}, found.checksum, found.minBinary}, Step::State::Newer, {}};
        else
            step.state =
                step.migration.checksum == found.checksum ? Step::State::Applied : Step::State::Edited;
        step.appliedAt = found.at;
    }
    std::vector<Step> list;
    for (auto &[number, step] : steps)
        list.push_back(std::move(step));
    return list;
}

bool Migrator::accepts(const QString &minBinary) const
{
    return QVersionNumber::fromString(minBinary) <= m_binary;
}

bool Migrator::isRecorded(Connection &connection) const
{
    return !connection.query(m_pool.dialect().isSqlite() ? kIsRecordedSqlite : kIsRecordedPostgres, {})
                .empty();
}

Migrator::Outcome Migrator::applyNext(Connection &connection, const Deadline &deadline)
{
    deadline.check("migrating the database");
    const bool isSqlite = connection.dialect().isSqlite();
    WriteQueue::Turn turn;
    if (isSqlite)
        turn = m_pool.writeQueue().enter(Demand::Operations, deadline, "migration");
    // A long step may take what the deadline allows, not what one statement of the shop may.
    connection.begin(true, deadline, deadline.remaining());
    if (!isSqlite && connection.query(kTryLock, {}).empty()) {
        connection.rollback();
        return Outcome::Busy;
    }
    connection.runScript(kCreateTable);
    if (!isSqlite)
        connection.runScript(kLimitLockWaits);
    const Migration *step = next(connection);
    if (!step) {
        connection.commit();
        return Outcome::Nothing;
    }
    if (step->isOutsideTransaction && !isSqlite) {
        connection.commit();
        return applyOutside(connection, *step, deadline);
    }
    log::info(lcDb(), "migrating").with("number", step->number).with("name", step->name);
    connection.runScript(step->sql);
    record(connection, *step);
    connection.commit();
    return Outcome::Applied;
}

const Migration *Migrator::next(Connection &connection)
{
    const std::map<int, Applied> done = applied(connection);
    check(done);
    const auto found = std::find_if(m_known.begin(), m_known.end(), [&](const Migration &migration) {
        return !done.contains(migration.number);
    });
    return found == m_known.end() ? nullptr : &*found;
}

Migrator::Outcome Migrator::applyOutside(Connection &connection, const Migration &step,
                                         const Deadline &deadline)
{
    const StepSession session(connection);
    // Another replica may have been quicker while nobody had the lock.
    if (!session.isLocked() || next(connection) != &step)
        return Outcome::Busy;
    log::info(lcDb(), "migrating outside a transaction").with("number", step.number).with("name", step.name);
    for (const QByteArray &statement : statementsOf(step.sql)) {
        deadline.check("migrating the database");
        connection.runScript(statement);
    }
    record(connection, step);
    return Outcome::Applied;
}

void Migrator::record(Connection &connection, const Migration &step)
{
    connection.exec(kInsertApplied, {step.number, step.name, QString::fromLatin1(step.checksum),
                                     step.minBinary, m_clock.nowMs()});
}

std::map<int, Migrator::Applied> Migrator::applied(Connection &connection)
{
    std::map<int, Applied> done;
    for (const Row &row : connection.query(kSelectApplied, {}))
        done[row.int32(0)] = {row.text(1), row.text(2).toLatin1(), row.text(3), row.int64(4)};
    return done;
}

void Migrator::check(const std::map<int, Applied> &applied) const
{
    for (const Migration &migration : m_known) {
        const auto found = applied.find(migration.number);
        if (found != applied.end() && found->second.checksum != migration.checksum)
            throw ConfigError(u"migration %1 (%2) was edited after it had been applied to this "
                              "database: restore the file and write a new migration"_s.arg(migration.number)
                                  .arg(migration.name));
    }
    for (const auto &[number, migration] : applied) {
        if (!accepts(migration.minBinary))
            throw ConfigError(u"this is Turnpike %1, but the database's schema (migration %2, %3) "
                              "needs %4 or newer: deploy a newer version"_s.arg(m_binary.toString())
                                  .arg(number)
                                  .arg(migration.name, migration.minBinary));
    }
}

} // namespace turnpike::db
