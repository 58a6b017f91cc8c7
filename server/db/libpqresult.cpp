// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/libpqresult.h"

namespace turnpike::db::libpq {

DatabaseError lostConnection(PGconn *connection)
{
    return {DatabaseError::Kind::Connection, "08006",
            QString::fromUtf8(PQerrorMessage(connection)).trimmed()};
}

DatabaseError errorOf(PGconn *connection, const PGresult *result)
{
    const QByteArray state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    if (PQstatus(connection) == CONNECTION_BAD && kindOfSqlState(state) != DatabaseError::Kind::Connection)
        return lostConnection(connection);
    return {kindOfSqlState(state), state, QString::fromUtf8(PQresultErrorMessage(result)).trimmed()};
}

QByteArray numbered(const QByteArray &sql)
{
    QByteArray text;
    int number = 0;
    char quote = 0;
    for (const char c : sql) {
        if (quote != 0)
            quote = c == quote ? char(0) : quote;
        else if (c == '\'' || c == '"')
            quote = c;
        else if (c == '?') {
            text += '$' + QByteArray::number(++number);
            continue;
        }
        text += c;
    }
    return text;
}

} // namespace turnpike::db::libpq
