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

DatabaseError::Kind kindOfSqlState(const QByteArray &sqlState)
{
    using Kind = DatabaseError::Kind;
    // 25P03: the server ended a session that idled inside its transaction.
    if (sqlState.startsWith("08") || sqlState.startsWith("57P0") || sqlState.startsWith("53") ||
        sqlState == "25P03")
        return Kind::Connection;
    if (sqlState == "40001" || sqlState == "40P01" || sqlState == "55P03")
        return Kind::Serialization;
    if (sqlState == "57014")
        return Kind::Timeout;
    if (sqlState.startsWith("22") || sqlState.startsWith("23"))
        return Kind::Data;
    return Kind::Other;
}

} // namespace turnpike::db
