// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/messagefilter.h"

#include "db/like.h"
#include "telemetry/log.h"

namespace turnpike::consolecalls::messagefilter {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr int kMostGroups = 200;
constexpr int kMostGrouped = 50'000; // rows of a state
// Rows looked at for one page when a filter leaves most of them out.
constexpr int kMostLookedAt = 5'000;
constexpr int kMostSearched = 50'000; // for a text, which few of them have

constexpr char kFromAll[] = " FROM outbox";
constexpr char kFromNewest[] = R"(
    FROM (SELECT * FROM outbox WHERE id <= ? AND created_at <= ? ORDER BY id DESC LIMIT CAST(? AS integer)) AS newest)";
constexpr char kMatching[] = R"(
    WHERE id > ? AND id <= ? AND (CAST(? AS text) = '' OR status = ?) AND (CAST(? AS integer) < 0 OR class = ?)
        AND created_at BETWEEN ? AND ? AND coalesce(finished_at, created_at) <= ?
        AND (CAST(? AS text) = '' OR method = ?)
        AND (CAST(? AS text) = '' OR coalesce(cause, nullif(last_error, ''), 'unknown') = ?)
        AND lower(method || ' ' || coalesce(last_error, '') || ' ' || coalesce(correlation_id, '')) LIKE ? ESCAPE '!')";
// For their indexes. That of what is pending begins with the class: where none is named, SQLite reads all
// messages by their numbers.
constexpr char kIsPending[] = " AND status = 'pending' AND class IN (0, 1, 2)";
constexpr char kIsFailed[] = " AND status = 'failed'";
constexpr char kIsGivenUp[] = " AND status = 'dropped' AND cause IS NOT NULL";
constexpr char kIsOfChat[] = " AND chat_id = ?";
constexpr char kNewestFirst[] = " ORDER BY id DESC LIMIT CAST(? AS integer)";
constexpr char kOldestFirst[] = " ORDER BY id LIMIT CAST(? AS integer)";

constexpr char kGroupsOf[] = R"(
    SELECT g.method, g.state, g.cause, g.members, g.first_at, g.last_at, g.newest, coalesce(o.last_error, '')
    FROM (SELECT f.method, f.state, f.why AS cause, count(*) AS members, min(f.ended_at) AS first_at,
                 max(f.ended_at) AS last_at, max(f.id) AS newest
          FROM (SELECT * FROM ()";
constexpr char kOfGroup[] = R"(
    SELECT id, method, status AS state, coalesce(finished_at, created_at) AS ended_at,
           coalesce(cause, nullif(last_error, ''), 'unknown') AS why)";
constexpr char kAndGivenUp[] = ") AS failed UNION ALL SELECT * FROM (";
constexpr char kByCause[] = R"() AS given_up) AS f
          GROUP BY f.method, f.state, f.why) AS g
    JOIN outbox o ON o.id = g.newest
    ORDER BY g.members DESC, g.newest DESC LIMIT CAST(? AS integer))";
constexpr char kLastId[] = "SELECT id FROM outbox WHERE id > 0 ORDER BY id DESC LIMIT 1";

// From FROM to the end of WHERE.
struct Matching
{
    QByteArray sql;
    std::vector<db::Value> values;
};

void addMatching(Matching &all, const MessageQuery &query, const Range &range, const char *more)
{
    const auto known = query.messageClass.known();
    const int number = known ? static_cast<int>(*known) : -1; // as the column holds it
    const QString state = query.state.word();
    const QString method = query.method.value_or(QString());
    const QString cause = query.cause.value_or(QString());
    all.sql += kMatching;
    for (const db::Value &value : std::initializer_list<db::Value>{
             range.after, range.last, state, state, number, number, query.from.value_or(0),
             query.to.value_or(std::numeric_limits<qint64>::max()), range.endedUntil, method, method, cause,
             cause, db::patternOfText(query.text)})
        all.values.push_back(value);
    all.sql += more;
    if (query.chatId) {
        all.sql += kIsOfChat;
        all.values.emplace_back(*query.chatId);
    }
}

const char *indexOf(const MessageQuery &query)
{
    if (query.state == MessageState::Pending)
        return kIsPending;
    return query.state == MessageState::Failed ? kIsFailed : kIsGivenUp;
}

Matching matching(const MessageQuery &query, const Range &range)
{
    const bool isWhole = isCountable(query);
    Matching all;
    if (isWhole || query.chatId) {
        all.sql = kFromAll;
    } else {
        const bool isSearch = !query.text.isEmpty() || query.method || query.cause;
        all.sql = kFromNewest;
        all.values = {range.last, query.to.value_or(std::numeric_limits<qint64>::max()),
                      isSearch ? kMostSearched : kMostLookedAt};
    }
    addMatching(all, query, range, isWhole ? indexOf(query) : "");
    return all;
}

} // namespace

bool isCountable(const MessageQuery &query)
{
    return query.state == MessageState::Pending || query.state == MessageState::Failed ||
           (query.state == MessageState::Dropped && query.cause);
}

std::vector<db::Row> newest(db::Transaction &tx, const char *select, const MessageQuery &query,
                            const Range &range, int limit)
{
    Matching all = matching(query, range);
    all.values.emplace_back(limit);
    return tx.queryWith(select + all.sql + kNewestFirst, all.values);
}

std::vector<qint64> ids(db::Transaction &tx, const MessageQuery &query, const Range &range, int limit)
{
    std::vector<qint64> ids;
    if (!isCountable(query))
        return ids;
    Matching all = matching(query, range);
    all.values.emplace_back(limit);
    for (const db::Row &row : tx.queryWith("SELECT id" + all.sql + kOldestFirst, all.values))
        ids.push_back(row.int64(0));
    return ids;
}

qint64 count(db::Transaction &tx, const MessageQuery &query, const Range &range)
{
    if (!isCountable(query))
        return 0;
    const Matching all = matching(query, range);
    const auto row = tx.oneWith("SELECT count(*)" + all.sql, all.values); // none where plans are explained
    return row ? row->int64(0) : 0;
}

qint64 lastId(db::Transaction &tx)
{
    const auto row = tx.one(kLastId);
    return row ? row->int64(0) : 0;
}

CauseGroups groups(db::Transaction &tx, const MessageQuery &query)
{
    Matching all{QByteArray(kGroupsOf) + kOfGroup + kFromAll, {}};
    addMatching(all, query, {}, kIsFailed);
    all.values.emplace_back(kMostGrouped);
    all.sql += QByteArray(kNewestFirst) + kAndGivenUp + kOfGroup + kFromAll;
    addMatching(all, query, {}, kIsGivenUp);
    all.values.emplace_back(kMostGrouped);
    all.values.emplace_back(kMostGroups);
    all.sql += QByteArray(kNewestFirst) + kByCause;
    CauseGroups groups;
    qint64 counted = 0;
    for (const db::Row &row : tx.queryWith(all.sql, all.values)) {
        groups.items.append({row.text(0), row.text(1), row.text(2), row.int64(3), row.int64(4), row.int64(5),
                             row.int64(6), log::redact(row.text(7))});
        counted += row.int64(3);
    }
    groups.isAll = groups.items.size() < kMostGroups && counted < kMostGrouped;
    return groups;
}

} // namespace turnpike::consolecalls::messagefilter
