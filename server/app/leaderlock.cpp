#include "app/leaderlock.h"

#include "base/errors.h"
#include "telemetry/log.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>

namespace turnpike::app {

namespace {

// Ours among the advisory locks of a database: "turnpike" as bytes.
constexpr const char *kAcquire = "SELECT pg_try_advisory_lock(8391736953461107557)";
constexpr const char *kPing = "SELECT 1";
constexpr const char *kOptions = "-c idle_session_timeout=10s -c statement_timeout=5s";

} // namespace

LeaderLock::LeaderLock(const db::DatabaseUrl &url)
    : m_connectionString(url.connectionString())
{}

LeaderLock::~LeaderLock()
{
    close();
}

void LeaderLock::close()
{
    if (m_connection)
        PQfinish(m_connection);
    m_connection = nullptr;
}

void LeaderLock::fail(const char *what)
{
    const QString text = QString::fromUtf8(m_connection ? PQerrorMessage(m_connection) : "out of memory");
    close();
    throw DatabaseError(
        DatabaseError::Kind::Connection, "08000",
        log::redact(QStringLiteral("leader's connection: %1: %2").arg(QLatin1String(what), text.trimmed())));
}

void LeaderLock::waitFor(short events, const Deadline &deadline)
{
    pollfd descriptor{PQsocket(m_connection), events, 0};
    while (true) {
        if (deadline.isOver()) {
            close();
            deadline.check("leader's connection");
        }
        // In slices, so that a cancellation is noticed.
        const auto slice = std::min<qint64>(deadline.remaining().count(), 200);
        if (::poll(&descriptor, 1, static_cast<int>(slice)) > 0)
            return;
    }
}

void LeaderLock::connect(const Deadline &deadline)
{
    const char *keys[] = {"dbname", "options", "application_name", nullptr};
    const char *values[] = {m_connectionString.constData(), kOptions, "turnpike leader", nullptr};
    m_connection = PQconnectStartParams(keys, values, 1);
    if (!m_connection || PQstatus(m_connection) == CONNECTION_BAD)
        fail("connect");
    for (PostgresPollingStatusType state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK;
         state = PQconnectPoll(m_connection)) {
        if (state == PGRES_POLLING_FAILED)
            fail("connect");
        waitFor(state == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline);
    }
    PQsetnonblocking(m_connection, 1);
}

QString LeaderLock::run(const char *sql, const Deadline &deadline)
{
    if (!PQsendQuery(m_connection, sql))
        fail("send");
    while (PQflush(m_connection) > 0)
        waitFor(POLLOUT, deadline);
    QString answer;
    bool failed = false;
    while (true) {
        while (PQisBusy(m_connection)) {
            waitFor(POLLIN, deadline);
            if (!PQconsumeInput(m_connection))
                fail("receive");
        }
        PGresult *result = PQgetResult(m_connection);
        if (!result)
            break;
        if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) > 0)
            answer = QString::fromUtf8(PQgetvalue(result, 0, 0));
        else
            failed = true;
        PQclear(result);
    }
    if (failed)
        fail("statement");
    return answer;
}

bool LeaderLock::tryAcquire(const Deadline &deadline)
{
    if (!m_connection)
        connect(deadline);
    return run(kAcquire, deadline) == u"t";
}

void LeaderLock::ping(const Deadline &deadline)
{
    if (!m_connection)
        throw DatabaseError(DatabaseError::Kind::Connection, "08003",
                            QStringLiteral("leader's connection is closed"));
    run(kPing, deadline);
}

} // namespace turnpike::app
