// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/plainsession.h"

#include "base/errors.h"
#include "db/dialect.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <memory>

namespace turnpike::db {

using namespace Qt::StringLiterals;

PlainSession::PlainSession(const DatabaseUrl &url, const QByteArray &name)
    : m_url(url)
    , m_name(name)
{}

PlainSession::~PlainSession()
{
    close();
}

void PlainSession::close()
{
    if (m_connection)
        PQfinish(m_connection);
    m_connection = nullptr;
}

void PlainSession::fail(const char *what, const QByteArray &sqlState, const QString &text)
{
    close();
    const QString message = u"%1: %2: %3"_s.arg(QString::fromUtf8(m_name), QLatin1String(what),
                                                m_url.withoutPassword(text.trimmed()));
    throw DatabaseError(kindOfSqlState(sqlState), sqlState, message);
}

void PlainSession::lost(const char *what)
{
    const char *const text = m_connection ? PQerrorMessage(m_connection) : "out of memory";
    fail(what, "08000"_ba, QString::fromUtf8(text));
}

void PlainSession::waitFor(short events, const Deadline &deadline)
{
    pollfd descriptor{PQsocket(m_connection), events, 0};
    while (true) {
        if (deadline.isOver()) {
            close();
            deadline.check("a session of its own");
        }
        // In slices, so that a cancellation is noticed.
        const auto slice = std::min<qint64>(deadline.remaining().count(), 200);
        if (::poll(&descriptor, 1, static_cast<int>(slice)) > 0)
            return;
    }
}

void PlainSession::open(const Deadline &deadline)
{
    close();
    const QByteArray connectionString = m_url.connectionString();
    const char *keys[] = {"dbname", "application_name", "target_session_attrs", nullptr};
    const char *values[] = {connectionString.constData(), m_name.constData(),
                            m_url.hasSeveralHosts() ? "read-write" : "any", nullptr};
    m_connection = PQconnectStartParams(keys, values, 1);
    if (!m_connection || PQstatus(m_connection) == CONNECTION_BAD)
        lost("connect");
    for (PostgresPollingStatusType state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK;
         state = PQconnectPoll(m_connection)) {
        if (state == PGRES_POLLING_FAILED)
            lost("connect");
        waitFor(state == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline);
    }
    PQsetnonblocking(m_connection, 1);
}

QStringList PlainSession::run(const QByteArray &sql, const Deadline &deadline)
{
    if (!m_connection)
        throw DatabaseError(DatabaseError::Kind::Connection, "08003",
                            u"%1: the session is closed"_s.arg(QString::fromUtf8(m_name)));
    if (!PQsendQuery(m_connection, sql.constData()))
        lost("send");
    while (PQflush(m_connection) > 0)
        waitFor(POLLOUT, deadline);
    QStringList row;
    while (true) {
        while (PQisBusy(m_connection)) {
            waitFor(POLLIN, deadline);
            if (!PQconsumeInput(m_connection))
                lost("receive");
        }
        const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(m_connection), &PQclear);
        if (!result)
            return row;
        const ExecStatusType status = PQresultStatus(result.get());
        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
            const QByteArray state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
            fail("statement", state.isEmpty() ? "08006"_ba : state,
                 QString::fromUtf8(PQresultErrorMessage(result.get())));
        }
        if (status != PGRES_TUPLES_OK || PQntuples(result.get()) == 0)
            continue;
        row.clear();
        for (int column = 0; column < PQnfields(result.get()); ++column)
            row << QString::fromUtf8(PQgetvalue(result.get(), 0, column));
    }
}

} // namespace turnpike::db
