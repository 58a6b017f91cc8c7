// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "db/serverterms.h"

#include "base/errors.h"
#include "base/ids.h"
#include "db/plainsession.h"

namespace turnpike::db {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kStart = "turnpike start";
// What PgBouncer answers to BEGIN in statement mode: protocol_violation.
constexpr const char *kNoTransactions = "08P01";

// Whether `one` has the same session of the server still when `other` holds a transaction. A pooler in
// transaction mode gives the session that `one` used last to `other`; newer ones keep prepared statements all
// the same, so those tell nothing.
bool keepsItsSession(PlainSession &one, PlainSession &other, const Deadline &deadline)
{
    const QString mark = randomHex(8);
    const QByteArray setMark = "SET turnpike.session = '" + mark.toLatin1() + "'; SELECT pg_backend_pid()";
    const QString pid = one.run(setMark, deadline).value(0);
    try {
        other.run("BEGIN; SELECT 1", deadline);
    } catch (const DatabaseError &error) {
        if (error.sqlState() == kNoTransactions)
            return false;
        throw;
    }
    const QStringList after =
        one.run("SELECT coalesce(current_setting('turnpike.session', true), ''), pg_backend_pid()", deadline);
    other.run("ROLLBACK", deadline);
    return after == QStringList{mark, pid};
}

} // namespace

void checkServerTerms(const DatabaseUrl &url, const Deadline &deadline)
{
    if (url.kind() == DatabaseUrl::Kind::Sqlite)
        return;
    PlainSession first(url, kStart);
    first.open(deadline);
    const QString encoding = first.run("SHOW server_encoding", deadline).value(0);
    if (encoding != u"UTF8")
        throw ConfigError(
            u"The database %1 has the encoding %2, in which not every message can be kept: make "
            "one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0 and name it in "
            "DATABASE_URL."_s.arg(url.database(), encoding));
    PlainSession second(url, kStart);
    second.open(deadline);
    if (!keepsItsSession(first, second, deadline) || !keepsItsSession(second, first, deadline))
        throw ConfigError(
            u"DATABASE_URL leads to a pooler that gives each transaction another session "
            "(PgBouncer with pool_mode=transaction, port 6543 of Supabase, a host with -pooler of "
            "Neon): name PostgreSQL itself, or a pooler with pool_mode=session."_s);
}

} // namespace turnpike::db
