// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "plaindatabase.h"

#include "bench.h"
#include "db/databaseurl.h"

#include <libpq-fe.h>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

namespace {

struct ClearAnswer
{
    void operator()(PGresult *result) const { PQclear(result); }
};

} // namespace

PlainDatabase::PlainDatabase(const QString &url)
    : m_connection(PQconnectdb(db::DatabaseUrl::parse(url).connectionString().constData()))
{
    if (PQstatus(m_connection) == CONNECTION_OK)
        return;
    const QString why = QString::fromUtf8(PQerrorMessage(m_connection)).trimmed();
    PQfinish(m_connection);
    throw Broken(u"the database cannot be reached: "_s + why);
}

PlainDatabase::~PlainDatabase()
{
    PQfinish(m_connection);
}

std::vector<std::vector<QByteArray>> PlainDatabase::rows(const QByteArray &sql)
{
    const std::unique_ptr<PGresult, ClearAnswer> answer(PQexec(m_connection, sql.constData()));
    const ExecStatusType status = PQresultStatus(answer.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        throw Broken(u"%1: %2"_s.arg(QString::fromUtf8(sql.left(120)),
                                     QString::fromUtf8(PQerrorMessage(m_connection)).trimmed()));
    std::vector<std::vector<QByteArray>> found;
    for (int row = 0; row < PQntuples(answer.get()); ++row) {
        std::vector<QByteArray> &columns = found.emplace_back();
        for (int column = 0; column < PQnfields(answer.get()); ++column)
            columns.emplace_back(PQgetvalue(answer.get(), row, column));
    }
    return found;
}

qint64 PlainDatabase::number(const QByteArray &sql)
{
    const auto found = rows(sql);
    return found.empty() || found.front().empty() ? 0 : found.front().front().toLongLong();
}

} // namespace turnpike::bench
