// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/databaselooks.h"

#include "telemetry/log.h"

#include <QFileInfo>
#include <QHash>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>
#include <utility>

namespace turnpike::consolecalls::databaselooks {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

// Whose rows come and go all the time.
constexpr std::array kQueues{"inbox", "outbox", "orders", "vpn_removals", "waiting_refunds", "alerts"};

// What pg_stat_activity says in place of the statement of a session that our role may not see.
constexpr auto kHidden = "<insufficient privilege>";

// All that are shown, or the one with this pid. Who waits is asked of pg_locks, which shows everybody to
// everybody. Without pg_read_all_stats a session of another role has nothing but its pid, user and program.
constexpr const char *kReadSessions = R"(
    WITH waiting AS (
        SELECT DISTINCT ON (l.pid) l.pid, l.mode, l.locktype, l.relation, l.waitstart FROM pg_locks AS l
        WHERE NOT l.granted
            AND l.pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())
        ORDER BY l.pid LIMIT 200),
    blocked AS (SELECT w.*, pg_blocking_pids(w.pid) AS blockers FROM waiting AS w),
    involved AS (SELECT pid FROM blocked UNION SELECT unnest(blockers) FROM blocked)
    SELECT a.pid, CAST(floor(extract(epoch FROM a.backend_start) * 1000) AS bigint),
        CAST(a.usename AS text), a.application_name, host(a.client_addr), a.state,
        CAST(floor(extract(epoch FROM statement_timestamp() - a.xact_start) * 1000) AS bigint),
        CAST(floor(extract(epoch FROM statement_timestamp() - CASE WHEN a.state = 'active'
            THEN a.query_start ELSE a.state_change END) * 1000) AS bigint),
        CAST(floor(extract(epoch FROM statement_timestamp() - b.waitstart) * 1000) AS bigint),
        b.mode, coalesce(CAST(CAST(b.relation AS regclass) AS text), b.locktype),
        array_to_string(b.blockers, ','), left(a.query, 4000), a.backend_type,
        CASE WHEN me.rolsuper THEN 1 WHEN a.usesysid IS NULL OR them.rolsuper THEN 0
            WHEN pg_has_role(a.usesysid, 'USAGE')
                OR pg_has_role(CAST('pg_signal_backend' AS name), 'USAGE') THEN 1 ELSE 0 END
    FROM pg_stat_activity AS a LEFT JOIN blocked AS b ON b.pid = a.pid
        LEFT JOIN pg_roles AS them ON them.oid = a.usesysid
        CROSS JOIN (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS me
    WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
        AND CASE WHEN CAST(? AS bigint) <> 0 THEN a.pid = CAST(? AS bigint)
            ELSE a.pid IN (SELECT pid FROM involved)
                OR a.xact_start < statement_timestamp() - interval '1 second' END
    ORDER BY a.pid IN (SELECT pid FROM involved) DESC, a.xact_start NULLS LAST, a.pid
    LIMIT CAST(? AS bigint))";

constexpr const char *kReadGaps = R"(
    SELECT CASE WHEN pg_has_role(CAST('pg_read_all_stats' AS name), 'USAGE') THEN 1 ELSE 0 END,
        CASE WHEN pg_has_role(CAST('pg_signal_backend' AS name), 'USAGE') THEN 1 ELSE 0 END,
        CASE WHEN to_regclass('pg_stat_statements') IS NULL THEN 0 ELSE 1 END)";

// Times in µs.
constexpr const char *kReadStatements = R"(
    SELECT left(s.query, 2000), CAST(sum(s.calls) AS bigint),
        CAST(sum(s.total_exec_time) * 1000 AS bigint), CAST(max(s.max_exec_time) * 1000 AS bigint)
    FROM pg_stat_statements AS s
    WHERE s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND s.query <> '<insufficient privilege>'
    GROUP BY 1 ORDER BY 3 DESC LIMIT CAST(? AS bigint))";

// Pages as of the last vacuum or analyze: to have them as of now, a function would open the table, and wait
// where it is locked.
constexpr const char *kReadTables = R"(
    SELECT CAST(c.relname AS text), (c.relpages + coalesce(t.relpages, 0)) * block.bytes,
        coalesce(i.pages, 0) * block.bytes, s.n_live_tup, s.n_dead_tup,
        CAST(floor(extract(epoch FROM greatest(s.last_vacuum, s.last_autovacuum)) * 1000) AS bigint),
        CAST(floor(extract(epoch FROM greatest(s.last_analyze, s.last_autoanalyze)) * 1000) AS bigint)
    FROM pg_class AS c LEFT JOIN pg_class AS t ON t.oid = c.reltoastrelid AND c.reltoastrelid <> 0
        LEFT JOIN LATERAL (
            SELECT sum(x.relpages) AS pages FROM pg_index AS d JOIN pg_class AS x ON x.oid = d.indexrelid
            WHERE d.indrelid IN (c.oid, t.oid)) AS i ON true
        LEFT JOIN pg_stat_user_tables AS s ON s.relid = c.oid
        CROSS JOIN (SELECT CAST(current_setting('block_size') AS bigint) AS bytes) AS block
    WHERE c.relkind = 'r'
        AND c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
    ORDER BY c.relpages DESC, 1 LIMIT CAST(? AS bigint))";
constexpr const char *kReadDatabaseBytes = "SELECT pg_database_size(current_database())";

constexpr const char *kCancelBackend =
    "SELECT CASE WHEN pg_cancel_backend(CAST(? AS integer)) THEN 1 ELSE 0 END";
constexpr const char *kEndBackend =
    "SELECT CASE WHEN pg_terminate_backend(CAST(? AS integer)) THEN 1 ELSE 0 END";

constexpr const char *kReadPages = R"(
    SELECT page_size, page_count, freelist_count
    FROM pragma_page_size(), pragma_page_count(), pragma_freelist_count())";

// An age, which two clocks of one server may make negative.
std::optional<qint64> ageIn(const db::Row &row, int column)
{
    const std::optional<qint64> ms = row.optionalInt64(column);
    return ms ? std::optional(std::max<qint64>(0, *ms)) : std::nullopt;
}

SessionStatus statusOf(const QString &state, const QString &statement, bool isWaiting)
{
    if (isWaiting)
        return SessionStatus::WaitingForLock;
    if (statement == QLatin1String(kHidden) || state.isEmpty() || state == "disabled"_L1)
        return SessionStatus::Unseen;
    if (state == "idle"_L1)
        return SessionStatus::Idle;
    if (state == "idle in transaction"_L1)
        return SessionStatus::InTransaction;
    return state.startsWith("idle in"_L1) ? SessionStatus::Failed : SessionStatus::Running;
}

SessionState sessionOf(const db::Row &row)
{
    SessionState session;
    session.pid = row.int64(0);
    session.startedAt = row.int64(1);
    session.user = row.text(2);
    session.program = row.text(3).isEmpty() ? row.text(13) : row.text(3);
    session.address = row.text(4);
    session.status = statusOf(row.text(5), row.text(12), !row.isNull(9));
    session.transactionMs = ageIn(row, 6);
    session.statementMs = ageIn(row, 7);
    session.waitMs = ageIn(row, 8);
    if (!row.isNull(9))
        session.wants = u"%1 · %2"_s.arg(row.text(9), row.text(10));
    QSet<qint64> blockers; // a parallel query names them several times
    for (const QString &pid : row.text(11).split(u',', Qt::SkipEmptyParts))
        blockers.insert(pid.toLongLong());
    session.blockedBy = blockers.values();
    std::sort(session.blockedBy.begin(), session.blockedBy.end());
    if (row.text(12) != QLatin1String(kHidden))
        session.statement = withoutTexts(row.text(12));
    session.mayBeEnded = row.boolean(14);
    return session;
}

// How many wait for each, directly or for somebody who does.
void countBlocked(QList<SessionState> &sessions)
{
    QHash<qint64, QList<qint64>> blockersOf;
    for (const SessionState &session : std::as_const(sessions))
        blockersOf.insert(session.pid, session.blockedBy);
    QHash<qint64, qint64> blocks;
    for (const SessionState &session : std::as_const(sessions)) {
        QSet<qint64> seen{session.pid};
        QList<qint64> next = session.blockedBy;
        while (!next.isEmpty()) {
            const qint64 pid = next.takeLast();
            if (seen.contains(pid))
                continue;
            seen.insert(pid);
            ++blocks[pid];
            next += blockersOf.value(pid);
        }
    }
    for (SessionState &session : sessions)
        session.blocks = blocks.value(session.pid);
}

double msOf(qint64 microseconds)
{
    return static_cast<double>(microseconds) / 1000;
}

} // namespace

QString withoutTexts(const QString &statement)
{
    // E'…' with \' within it, '…' with '' within it, or $tag$…$tag$; the end may be cut off. An apostrophe in
    // a comment or in a quoted name begins no text. Comments may say anything, and go as well.
    static const QRegularExpression text(u"--[^\\n]*|/\\*.*?(?:\\*/|\\z)|(\"(?:[^\"]|\"\")*+(?:\"|\\z))|"
                                         "\\b[eE]'(?:[^'\\\\]|\\\\.|'')*+(?:'|\\z)|'(?:[^']|'')*+(?:'|\\z)|"
                                         "\\$((?:[A-Za-z_]\\w*)?)\\$.*?(?:\\$\\2\\$|\\z)"_s,
                                         QRegularExpression::DotMatchesEverythingOption);
    QString shown;
    qsizetype end = 0;
    for (auto it = text.globalMatch(statement); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        shown += QStringView(statement).mid(end, match.capturedStart() - end);
        const QString found = match.captured();
        if (!match.captured(1).isEmpty())
            shown += found; // a name
        else if (found.startsWith(u"--") || found.startsWith(u"/*"))
            shown += u"/*…*/"_s;
        else
            shown += u"'…'"_s;
        end = match.capturedEnd();
    }
    shown += QStringView(statement).mid(end);
    return log::redact(shown);
}

QList<SessionState> sessions(db::Transaction &tx, int limit)
{
    QList<SessionState> all;
    for (const db::Row &row : tx.query(kReadSessions, 0, 0, limit))
        all.append(sessionOf(row));
    countBlocked(all);
    std::stable_sort(all.begin(), all.end(),
                     [](const SessionState &a, const SessionState &b) { return a.blocks > b.blocks; });
    return all;
}

std::optional<SessionState> session(db::Transaction &tx, qint64 pid, Timestamp startedAt)
{
    if (pid <= 0) // would be all of them
        return std::nullopt;
    const std::optional<db::Row> row = tx.one(kReadSessions, pid, pid, 1);
    if (!row)
        return std::nullopt;
    SessionState session = sessionOf(*row);
    return session.startedAt == startedAt ? std::optional(std::move(session)) : std::nullopt;
}

QList<Choice<DatabaseGap>> gaps(db::Transaction &tx)
{
    const std::optional<db::Row> row = tx.one(kReadGaps);
    QList<Choice<DatabaseGap>> missing;
    int column = 0;
    for (const DatabaseGap gap :
         {DatabaseGap::ReadAllStats, DatabaseGap::SignalBackend, DatabaseGap::StatStatements}) {
        if (row && !row->boolean(column++))
            missing.append(Choice<DatabaseGap>(gap));
    }
    return missing;
}

QList<StatementState> statements(db::Transaction &tx, int limit)
{
    QList<StatementState> all;
    for (const db::Row &row : tx.query(kReadStatements, limit)) {
        StatementState state;
        state.statement = withoutTexts(row.text(0));
        state.count = row.int64(1);
        state.totalMs = msOf(row.int64(2));
        state.meanMs = state.count > 0 ? state.totalMs / static_cast<double>(state.count) : 0;
        state.maxMs = msOf(row.int64(3));
        all.append(state);
    }
    return all;
}

QList<TableState> tables(db::Transaction &tx, int limit)
{
    QList<TableState> all;
    for (const db::Row &row : tx.query(kReadTables, limit)) {
        TableState table;
        table.name = row.text(0);
        table.isQueue = std::any_of(kQueues.begin(), kQueues.end(),
                                    [&](const char *queue) { return table.name == QLatin1String(queue); });
        table.bytes = row.int64(1);
        table.indexBytes = row.int64(2);
        table.rows = row.int64(3);
        table.deadRows = row.int64(4);
        table.vacuumedAt = row.optionalInt64(5);
        table.analyzedAt = row.optionalInt64(6);
        all.append(table);
    }
    return all;
}

qint64 databaseBytes(db::Transaction &tx)
{
    const std::optional<db::Row> row = tx.one(kReadDatabaseBytes);
    return row ? row->int64(0) : 0;
}

bool cancel(db::Transaction &tx, qint64 pid)
{
    const std::optional<db::Row> row = tx.one(kCancelBackend, pid);
    return row && row->boolean(0);
}

bool end(db::Transaction &tx, qint64 pid)
{
    const std::optional<db::Row> row = tx.one(kEndBackend, pid);
    return row && row->boolean(0);
}

DatabaseFile file(db::Transaction &tx, const QString &path)
{
    DatabaseFile file;
    file.path = path;
    file.bytes = QFileInfo(path).size();
    file.logBytes = QFileInfo(path + u"-wal"_s).size();
    if (const std::optional<db::Row> row = tx.one(kReadPages)) {
        file.pageBytes = row->int64(0);
        file.pages = row->int64(1);
        file.freePages = row->int64(2);
    }
    return file;
}

} // namespace turnpike::consolecalls::databaselooks
