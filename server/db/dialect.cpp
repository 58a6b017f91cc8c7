// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/dialect.h"

#include "db/postgresdialect.h"
#include "db/sqlitedialect.h"

namespace turnpike::db {

const Dialect &Dialect::of(Kind kind)
{
    static const PostgresDialect postgres;
    static const SqliteDialect sqlite;
    if (kind == Kind::Postgres)
        return postgres;
    return sqlite;
}

QByteArray Dialect::expand(QByteArray sql) const
{
    if (sql.contains('{')) {
        sql.replace("{for_update}", forUpdate());
        sql.replace("{skip_locked}", skipLocked());
    }
    return sql;
}

bool Dialect::takesWrites(void *) const
{
    return true;
}

// Classes and codes: postgresql.org/docs/current/errcodes-appendix.html.
DatabaseError::Kind kindOfSqlState(const QByteArray &sqlState)
{
    using Kind = DatabaseError::Kind;
    // 25P03: the server ended a session that idled inside its transaction. 25006: it takes no writes. 42501:
    // our role may not, or the server's own file system is read-only (EROFS). 58: its disk fails. None of
    // these is the fault of what was to be written.
    if (sqlState.startsWith("08") || sqlState.startsWith("57P0") || sqlState.startsWith("53") ||
        sqlState.startsWith("58") || sqlState == "25P03" || sqlState == "25006" || sqlState == "42501")
        return Kind::Connection;
    if (sqlState == "40001" || sqlState == "40P01" || sqlState == kLockNotAvailable)
        return Kind::Serialization;
    if (sqlState == "57014")
        return Kind::Timeout;
    if (sqlState.startsWith("22") || sqlState.startsWith("23"))
        return Kind::Data;
    return Kind::Other;
}

} // namespace turnpike::db
