// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/deadletters.h"

#include "db/like.h"
#include "inbox/inboxlooks.h"

#include <algorithm>
#include <limits>

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

namespace {

constexpr char kColumns[] = R"(
SELECT seq, update_id, kind, user_id, lane, attempts, crashes, COALESCE(last_error, ''), received_at, handled_at)";
// Of lists, counts, groups and orders alike.
constexpr char kMatching[] = R"(
FROM inbox WHERE status = 'dead' AND seq > ? AND seq <= ? AND received_at BETWEEN ? AND ?
    AND coalesce(handled_at, received_at) <= ? AND (CAST(? AS text) = '' OR kind = ?)
    AND (CAST(? AS text) = '' OR coalesce(cause, nullif(last_error, ''), 'unknown') = ?)
    AND lower(kind || ' ' || lane || ' ' || COALESCE(last_error, '')) LIKE ? ESCAPE '!')";
constexpr char kNewestFirst[] = " ORDER BY seq DESC LIMIT CAST(? AS integer)";
constexpr char kOldestFirst[] = " ORDER BY seq LIMIT CAST(? AS integer)";
constexpr char kGroups[] = R"(
SELECT g.kind, g.cause, g.members, g.first_at, g.last_at, g.newest, coalesce(i.last_error, '')
FROM (SELECT d.kind, d.why AS cause, count(*) AS members, min(d.died_at) AS first_at, max(d.died_at) AS last_at,
             max(d.seq) AS newest
      FROM (SELECT seq, kind, coalesce(cause, nullif(last_error, ''), 'unknown') AS why,
                   coalesce(handled_at, received_at) AS died_at)";
constexpr char kOfGroups[] = R"() AS d
      GROUP BY d.kind, d.why) AS g
JOIN inbox i ON i.seq = g.newest
ORDER BY g.members DESC, g.newest DESC LIMIT CAST(? AS integer))";
constexpr char kLastSeq[] = "SELECT seq FROM inbox WHERE seq > 0 ORDER BY seq DESC LIMIT 1";
constexpr char kInspect[] = R"(, body
FROM inbox WHERE status = 'dead' AND seq = ?)";
// What has killed a process before still runs alone.
constexpr char kRetry[] = R"(
UPDATE inbox SET status = 'pending', attempts = 0, crashes = CASE WHEN crashes > 0 THEN 1 ELSE 0 END,
    picked_by = NULL, picked_alone = 0, next_attempt_at = 0, handled_at = NULL
WHERE status = 'dead' AND seq = ?)";
constexpr char kDiscard[] = R"(
UPDATE inbox SET status = 'done', handled_at = ?, last_error = ? WHERE status = 'dead' AND seq = ?)";

DeadLetter letterFrom(const db::Row &row)
{
    DeadLetter letter;
    letter.seq = row.int64(0);
    letter.updateId = UpdateId(row.int64(1));
    letter.kind = row.text(2);
    if (!row.isNull(3))
        letter.user = row.telegramId(3);
    letter.lane = row.text(4);
    letter.attempts = row.int32(5);
    letter.crashes = row.int32(6);
    letter.lastError = row.text(7);
    letter.receivedAt = row.int64(8);
    letter.diedAt = row.optionalInt64(9);
    return letter;
}

// In the order of kMatching.
std::vector<db::Value> valuesOf(const LetterFilter &filter)
{
    constexpr qint64 kEver = std::numeric_limits<qint64>::max();
    return {filter.afterSeq,
            filter.lastSeq,
            filter.from.value_or(0),
            filter.to.value_or(kEver),
            filter.diedUntil,
            filter.kind,
            filter.kind,
            filter.cause,
            filter.cause,
            db::patternOfText(filter.text)};
}

std::vector<db::Value> valuesOf(const LetterFilter &filter, int limit)
{
    std::vector<db::Value> values = valuesOf(filter);
    values.emplace_back(limit);
    return values;
}

} // namespace

DeadLetters::DeadLetters(const Clock &clock, Kicker &kicker)
    : m_clock(clock)
    , m_kicker(kicker)
{}

std::vector<DeadLetter> DeadLetters::list(db::Transaction &tx, int limit, std::optional<qint64> beforeSeq,
                                          const LetterFilter &filter) const
{
    LetterFilter older = filter;
    if (beforeSeq)
        older.lastSeq = std::min(filter.lastSeq, std::max<qint64>(*beforeSeq, 1) - 1);
    std::vector<DeadLetter> letters;
    const QByteArray sql = QByteArray(kColumns) + kMatching + kNewestFirst;
    for (const db::Row &row : tx.queryWith(sql, valuesOf(older, limit)))
        letters.push_back(letterFrom(row));
    return letters;
}

std::vector<qint64> DeadLetters::seqs(db::Transaction &tx, int limit, const LetterFilter &filter) const
{
    std::vector<qint64> seqs;
    const QByteArray sql = QByteArray("SELECT seq ") + kMatching + kOldestFirst;
    for (const db::Row &row : tx.queryWith(sql, valuesOf(filter, limit)))
        seqs.push_back(row.int64(0));
    return seqs;
}

qint64 DeadLetters::count(db::Transaction &tx) const
{
    return repository::deadLetters(tx);
}

qint64 DeadLetters::count(db::Transaction &tx, const LetterFilter &filter) const
{
    // None where plans are explained.
    const auto row = tx.oneWith(QByteArray("SELECT count(*) ") + kMatching, valuesOf(filter));
    return row ? row->int64(0) : 0;
}

std::vector<DeadLetterGroup> DeadLetters::groups(db::Transaction &tx, int limit, int rows,
                                                 const LetterFilter &filter) const
{
    std::vector<DeadLetterGroup> groups;
    std::vector<db::Value> values = valuesOf(filter, rows);
    values.emplace_back(limit);
    const QByteArray sql = QByteArray(kGroups) + kMatching + kNewestFirst + kOfGroups;
    for (const db::Row &row : tx.queryWith(sql, values))
        groups.push_back(
            {row.text(0), row.text(1), row.int64(2), row.int64(3), row.int64(4), row.int64(5), row.text(6)});
    return groups;
}

qint64 DeadLetters::lastSeq(db::Transaction &tx) const
{
    const auto row = tx.one(kLastSeq);
    return row ? row->int64(0) : 0;
}

std::optional<DeadLetter> DeadLetters::inspect(db::Transaction &tx, qint64 seq) const
{
    const auto row = tx.oneWith(QByteArray(kColumns) + kInspect, {seq});
    if (!row)
        return std::nullopt;
    DeadLetter letter = letterFrom(*row);
    letter.body = row->bytes(10);
    return letter;
}

bool DeadLetters::retry(db::Transaction &tx, qint64 seq) const
{
    if (tx.exec(kRetry, seq) != 1)
        return false;
    tx.afterCommit([this] { m_kicker.kick(Work::Inbox); }, db::HookReach::Process);
    return true;
}

bool DeadLetters::discard(db::Transaction &tx, qint64 seq, const QString &reason) const
{
    return tx.exec(kDiscard, m_clock.nowMs(), u"discarded: "_s + reason, seq) == 1;
}

} // namespace turnpike::inbox
