// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/libpqresult.h"
#include "db/postgresdialect.h"

#include "base/deadline.h"

#include <algorithm>

// A write transaction as one round trip, by libpq's pipeline mode:
// postgresql.org/docs/current/libpq-pipeline-mode.html.
namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

// First of all, since a role's default of the isolation level can be changed before any snapshot only.
const QByteArray kTripBegins = "BEGIN ISOLATION LEVEL READ COMMITTED"_ba;
// What SET LOCAL does, with a value. Said in each trip, for the reason that PostgresDialect::begin() has.
const QByteArray kTripTerms =
    "SELECT set_config('synchronous_commit', 'on', true), set_config('statement_timeout', ?, true)"_ba;
const QByteArray kTripEnds = "COMMIT"_ba;

// The values of one statement as libpq takes them: bytes as they are, all else as text. Bytes are not copied
// until libpq puts them into its own buffer.
class Parameters
{
public:
    explicit Parameters(const std::vector<Value> &values)
    {
        m_kept.reserve(values.size());
        for (const Value &value : values) {
            const QVariant &variant = value.variant();
            const bool isBytes = variant.typeId() == QMetaType::QByteArray;
            m_kept.push_back(isBytes ? variant.toByteArray() : variant.toString().toUtf8());
            m_values.push_back(variant.isValid() ? m_kept.back().constData() : nullptr);
            m_lengths.push_back(static_cast<int>(m_kept.back().size()));
            m_formats.push_back(isBytes ? 1 : 0);
        }
    }

    int count() const { return static_cast<int>(m_values.size()); }
    const char *const *values() const { return m_values.data(); }
    const int *lengths() const { return m_lengths.data(); }
    const int *formats() const { return m_formats.data(); }

private:
    std::vector<QByteArray> m_kept;
    std::vector<const char *> m_values;
    std::vector<int> m_lengths;
    std::vector<int> m_formats;
};

QVariant valueOf(const PGresult *result, int row, int column)
{
    constexpr Oid kInt8 = 20; // of pg_type, fixed for ever
    constexpr Oid kInt2 = 21;
    constexpr Oid kInt4 = 23;
    if (PQgetisnull(result, row, column))
        return {};
    const QByteArray text(PQgetvalue(result, row, column));
    const Oid type = PQftype(result, column);
    if (type == kInt8 || type == kInt4 || type == kInt2)
        return text.toLongLong();
    return QString::fromUtf8(text);
}

std::vector<Row> rowsOf(const PGresult *result)
{
    std::vector<Row> rows;
    const int columns = PQnfields(result);
    for (int row = 0; row < PQntuples(result); ++row) {
        std::vector<QVariant> values;
        for (int column = 0; column < columns; ++column)
            values.push_back(valueOf(result, row, column));
        rows.emplace_back(std::move(values));
    }
    return rows;
}

// Statements that are sent without waiting, and then all their answers. Where one fails, the server skips
// those behind it, COMMIT among them.
class RoundTrip
{
public:
    // What a statement's answer is to us.
    enum class Wanted { Nothing, Rows };

    RoundTrip(PGconn *connection, PreparedNames &names)
        : m_connection(connection)
        , m_names(names)
    {
        must(PQenterPipelineMode(connection));
    }

    void send(const QByteArray &sql, const std::vector<Value> &values, Wanted wanted = Wanted::Nothing)
    {
        QByteArray &name = m_names.bySql[sql];
        if (name.isEmpty()) {
            name = "trip" + QByteArray::number(++m_names.last);
            must(PQsendPrepare(m_connection, name.constData(), libpq::numbered(sql).constData(), 0, nullptr));
            m_sent.push_back({sql, true, Wanted::Nothing});
        }
        const Parameters parameters(values);
        must(PQsendQueryPrepared(m_connection, name.constData(), parameters.count(), parameters.values(),
                                 parameters.lengths(), parameters.formats(), 0));
        m_sent.push_back({sql, false, wanted});
    }

    // The rows of what was wanted, in its order. Throws DatabaseError; the transaction is to be rolled back
    // then, by ordinary means.
    std::vector<std::vector<Row>> finish()
    {
        must(PQpipelineSync(m_connection));
        for (const Sent &sent : m_sent)
            takeAnswer(sent);
        if (PQstatus(m_connection) == CONNECTION_BAD) {
            const bool isTold = m_failure && m_failure->kind() == DatabaseError::Kind::Connection;
            throw isTold ? *m_failure : libpq::lostConnection(m_connection);
        }
        const libpq::Result end(PQgetResult(m_connection));
        must(PQresultStatus(end.get()) == PGRES_PIPELINE_SYNC);
        must(PQexitPipelineMode(m_connection));
        if (m_failure)
            throw *m_failure;
        // COMMIT of a transaction in which a statement failed succeeds, as a rollback.
        if (m_lastTag != kTripEnds)
            throw DatabaseError(DatabaseError::Kind::Other, "25P02",
                                u"commit after a failed statement: rolled back"_s);
        return std::move(m_answers);
    }

private:
    struct Sent
    {
        QByteArray sql;
        bool isPreparation = false;
        Wanted wanted = Wanted::Nothing;
    };

    // Libpq itself failed: the connection is gone, or nobody knows what state it is in.
    void must(bool succeeded) const
    {
        if (!succeeded)
            throw libpq::lostConnection(m_connection);
    }

    // An answer ends with no result.
    void takeAnswer(const Sent &sent)
    {
        bool isGood = false;
        while (const libpq::Result result{PQgetResult(m_connection)}) {
            const ExecStatusType status = PQresultStatus(result.get());
            isGood = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
            m_lastTag = PQcmdStatus(result.get());
            if (isGood && sent.wanted == Wanted::Rows)
                m_answers.push_back(rowsOf(result.get()));
            if (!isGood && !m_failure)
                fail(sent, libpq::errorOf(m_connection, result.get()));
        }
        if (!isGood && sent.isPreparation)
            m_names.bySql.erase(sent.sql);
    }

    void fail(const Sent &sent, const DatabaseError &error)
    {
        m_failure = error;
        // A plan that a migration has made invalid, or a statement that somebody has let go of: it gets
        // another name.
        if (error.sqlState() == "0A000" || error.sqlState() == "26000")
            m_names.bySql.erase(sent.sql);
    }

    PGconn *const m_connection;
    PreparedNames &m_names;
    std::vector<Sent> m_sent;
    std::vector<std::vector<Row>> m_answers;
    QByteArray m_lastTag;
    std::optional<DatabaseError> m_failure; // the first: those behind it were skipped
};

} // namespace

// Not an implicit transaction with settings of the session: what a commit is worth is said in the transaction
// that it ends, as everywhere, and the isolation with it; a few bytes more on the same way.
std::vector<std::vector<Row>> PostgresDialect::writeInOneTrip(void *handle, PreparedNames &names,
                                                              const std::vector<BoundStatement> &statements,
                                                              std::chrono::milliseconds limit) const
{
    const qint64 ms = deadlinesStandStill() ? 0 : std::max<qint64>(1, limit.count());
    RoundTrip trip(libpq::connectionOf(handle), names);
    trip.send(kTripBegins, {});
    trip.send(kTripTerms, {QString::number(ms)});
    for (const BoundStatement &statement : statements)
        trip.send(expand(statement.sql), statement.values, RoundTrip::Wanted::Rows);
    trip.send(kTripEnds, {});
    return trip.finish();
}

} // namespace turnpike::db
