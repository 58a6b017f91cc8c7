// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "inbox/deadletters.h"

#include "db/like.h"
#include "inbox/inboxlooks.h"

#include <limits>

namespace turnpike::inbox {

using namespace Qt::StringLiterals;

namespace {

constexpr char kColumns[] = R"(
SELECT seq, update_id, kind, user_id, lane, attempts, crashes, COALESCE(last_error, ''), received_at, handled_at)";
constexpr char kList[] = R"(
FROM inbox WHERE status = 'dead' AND seq < ? AND received_at BETWEEN ? AND ?
    AND lower(kind || ' ' || lane || ' ' || COALESCE(last_error, '')) LIKE ? ESCAPE '!'
ORDER BY seq DESC LIMIT CAST(? AS integer))";
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

} // namespace

DeadLetters::DeadLetters(const Clock &clock, Kicker &kicker)
    : m_clock(clock)
    , m_kicker(kicker)
{}

std::vector<DeadLetter> DeadLetters::list(db::Transaction &tx, int limit, std::optional<qint64> beforeSeq,
                                          const LetterFilter &filter) const
{
    constexpr qint64 kEver = std::numeric_limits<qint64>::max();
    std::vector<DeadLetter> letters;
    for (const db::Row &row :
         tx.queryWith(QByteArray(kColumns) + kList,
                      {beforeSeq.value_or(kEver), filter.from.value_or(0), filter.to.value_or(kEver),
                       db::patternOfText(filter.text), limit}))
        letters.push_back(letterFrom(row));
    return letters;
}

qint64 DeadLetters::count(db::Transaction &tx) const
{
    return repository::deadLetters(tx);
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
    tx.afterCommit([this] { m_kicker.kick(Work::Inbox); });
    return true;
}

bool DeadLetters::discard(db::Transaction &tx, qint64 seq, const QString &reason) const
{
    return tx.exec(kDiscard, m_clock.nowMs(), u"discarded: "_s + reason, seq) == 1;
}

} // namespace turnpike::inbox
