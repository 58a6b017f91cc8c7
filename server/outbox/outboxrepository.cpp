// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/outboxrepository.h"

#include "protocol/causetext.h"

#include <bit>
#include <limits>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

Stream LeasedMessage::stream() const
{
    if (chat == ChatId())
        return Stream::Answers;
    switch (messageClass) {
    case MessageClass::Interactive:
        return Stream::Interactive;
    case MessageClass::Transactional:
        return Stream::Transactional;
    case MessageClass::Bulk:
        break;
    }
    return Stream::Bulk;
}

const char *toString(EndReason reason)
{
    switch (reason) {
    case EndReason::None:
        break;
    case EndReason::Expired:
        return "expired";
    case EndReason::Unreachable:
        return "unreachable";
    case EndReason::Refused:
        return "refused";
    case EndReason::UnknownOutcome:
        return "unknown_outcome";
    case EndReason::Replaced:
        return "replaced";
    }
    return "";
}

} // namespace turnpike::outbox

namespace turnpike::outbox::repository {

namespace {

// Jumps from chat to chat in the partial index (a loose index scan). ORDER BY … LIMIT 1 and not min(): where
// few rows are expected the planner would read them all for a minimum, and a plan outlives the figures it was
// made from.
constexpr char kQueueHeads[] = R"(
WITH RECURSIVE chats (chat, n) AS (
    SELECT (SELECT o.chat_id FROM outbox o
            WHERE o.status = 'pending' AND o.class = CAST(? AS integer) AND o.chat_id > ? AND o.chat_id <> 0
            ORDER BY o.chat_id LIMIT 1), 1
    UNION ALL
    SELECT (SELECT o.chat_id FROM outbox o
            WHERE o.status = 'pending' AND o.class = CAST(? AS integer) AND o.chat_id > c.chat AND o.chat_id <> 0
            ORDER BY o.chat_id LIMIT 1), c.n + 1
    FROM chats c WHERE c.chat IS NOT NULL AND c.n < CAST(? AS integer)
), heads (id) AS (
    SELECT (SELECT o.id FROM outbox o
            WHERE o.status = 'pending' AND o.class = CAST(? AS integer) AND o.chat_id = c.chat ORDER BY o.id LIMIT 1)
    FROM chats c WHERE c.chat IS NOT NULL
)
SELECT o.id, o.chat_id, o.not_before, o.expires_at, o.lease_until
FROM heads h JOIN outbox o ON o.id = h.id
ORDER BY o.chat_id)";

// A head without an attempt that counts waits because of Telegram's 429, or as a screen that is late. One
// that has failed is overtaken by nothing: while Telegram is away it is not to be asked twice as often.
constexpr char kEditsBehind[] = R"(
WITH edits (id) AS (
    SELECT (SELECT o.id FROM outbox o
            WHERE o.status = 'pending' AND o.class = h.class AND o.chat_id = h.chat_id AND o.id > h.id
              AND o.method = 'editMessageText' ORDER BY o.id LIMIT 1)
    FROM outbox h
    WHERE h.id IN (%1) AND h.status = 'pending' AND h.attempts = 0 AND h.method <> 'editMessageText'
)
SELECT o.id, o.chat_id, o.not_before, o.expires_at, o.lease_until
FROM edits e JOIN outbox o ON o.id = e.id)";

// A range of the partial index and in its order, so that neither database reads the table for it, however
// many are expected.
constexpr char kDue[] = R"(
SELECT 1 FROM outbox
WHERE status = 'pending' AND class >= 0 AND not_before <= ? AND (lease_until IS NULL OR lease_until <= ?)
ORDER BY class, chat_id, id LIMIT 1)";

constexpr char kDueAnswers[] = R"(
SELECT id, chat_id, not_before, expires_at, lease_until FROM outbox
WHERE status = 'pending' AND class = CAST(? AS integer) AND chat_id = 0 AND not_before <= ?
  AND (lease_until IS NULL OR lease_until <= ?)
ORDER BY id LIMIT CAST(? AS integer))";

constexpr char kLease[] = R"(
UPDATE outbox SET attempts = attempts + 1, lease_owner = ?, lease_until = ?,
    unknown_outcomes = unknown_outcomes + CASE WHEN lease_owner IS NULL THEN 0 ELSE 1 END
WHERE id IN (SELECT id FROM outbox
             WHERE id IN (%1) AND status = 'pending' AND (lease_until IS NULL OR lease_until <= ?) {for_update} {skip_locked})
RETURNING id, chat_id, class, method, payload, attempts, expires_at, COALESCE(correlation_id, ''), unknown_outcomes,
    keep_for_return)";

constexpr char kDropExpired[] = R"(
UPDATE outbox SET status = 'dropped', last_error = 'expired', end_reason = 'expired', cause = 'expired', finished_at = ?, lease_owner = NULL, lease_until = NULL
WHERE status = 'pending' AND class = CAST(? AS integer) AND chat_id = ? AND expires_at <= ?
  AND keep_for_return = 0 AND (lease_until IS NULL OR lease_until <= ?))";

constexpr char kMarkUnreachable[] =
    "UPDATE users SET is_reachable = 0, unreachable_since = ? WHERE telegram_id = ? AND is_reachable = 1";
constexpr char kDropChat[] = R"(
UPDATE outbox SET status = 'dropped', last_error = ?, end_reason = 'unreachable', cause = 'unreachable', finished_at = ?, lease_owner = NULL, lease_until = NULL
WHERE status = 'pending' AND chat_id = ? AND class BETWEEN 0 AND 2)";

constexpr char kSent[] = R"(
WITH v (id, attempt, message_id) AS (VALUES %1)
UPDATE outbox SET status = 'sent', finished_at = ?, message_id = v.message_id, last_error = NULL,
    lease_owner = NULL, lease_until = NULL
FROM v WHERE outbox.id = v.id AND outbox.status = 'pending' AND outbox.lease_owner = ? AND outbox.attempts = v.attempt)";

constexpr char kEnded[] = R"(
UPDATE outbox SET status = ?, finished_at = ?, last_error = ?, end_reason = ?, cause = ?, unknown_outcomes = unknown_outcomes + ?,
    lease_owner = NULL, lease_until = NULL
WHERE id = ? AND status = 'pending' AND lease_owner = ? AND attempts = ?)";

constexpr char kAgain[] = R"(
UPDATE outbox SET not_before = ?, attempts = ?, last_error = COALESCE(?, last_error), lease_owner = NULL,
    lease_until = NULL, method = COALESCE(?, method), payload = COALESCE(?, payload), chat_id = COALESCE(?, chat_id),
    unknown_outcomes = unknown_outcomes + ?
WHERE id = ? AND status = 'pending' AND lease_owner = ? AND attempts = ?)";

constexpr char kRelease[] = R"(
UPDATE outbox SET lease_owner = NULL, lease_until = NULL, attempts = attempts - 1
WHERE status = 'pending' AND id NOT IN (%1) AND lease_owner = ?)";

// Rows of one statement that writes back what was sent.
constexpr size_t kMaxSentRows = 128;

// A power of two of places, so that the statements are few; the last id fills those left over.
QByteArray withPlaces(const char *sql, const std::vector<qint64> &ids, std::vector<db::Value> &values)
{
    const size_t places = std::bit_ceil(ids.size());
    for (size_t i = 0; i < places; ++i)
        values.emplace_back(ids[std::min(i, ids.size() - 1)]);
    return QByteArray(sql).replace("%1", db::repeated("?", static_cast<int>(places)));
}

void completeSent(db::Transaction &tx, const QString &owner, const std::vector<const Completion *> &sent,
                  Timestamp now)
{
    for (size_t begin = 0; begin < sent.size();) {
        const size_t rows = std::min(kMaxSentRows, std::bit_floor(sent.size() - begin));
        const QByteArray sql = QByteArray(kSent).replace(
            "%1", db::repeated("(CAST(? AS bigint), CAST(? AS integer), CAST(? AS bigint))",
                               static_cast<int>(rows)));
        std::vector<db::Value> values;
        for (size_t i = begin; i < begin + rows; ++i) {
            values.emplace_back(sent[i]->id);
            values.emplace_back(sent[i]->attempt);
            values.emplace_back(sent[i]->messageId);
        }
        values.emplace_back(now);
        values.emplace_back(owner);
        tx.execWith(sql, values);
        begin += rows;
    }
}

// What Telegram said tells refusals apart; of the others there is no more to say.
QString causeOf(const Completion &one)
{
    const QString reason = QString::fromLatin1(toString(one.reason));
    switch (one.reason) {
    case EndReason::Expired:
    case EndReason::Unreachable:
    case EndReason::Replaced:
        return reason;
    case EndReason::None:
    case EndReason::Refused:
    case EndReason::UnknownOutcome:
        break;
    }
    const QString said = protocol::causeOfText(one.error);
    return reason.isEmpty() ? said : u"%1: %2"_s.arg(reason, said);
}

void completeOne(db::Transaction &tx, const QString &owner, const Completion &one, Timestamp now)
{
    if (one.end == Completion::End::Again) {
        const auto error = db::nullIfEmpty(one.error);
        tx.exec(kAgain, one.notBefore, one.counted ? one.attempt : one.attempt - 1, error, one.method,
                one.payload, one.chat, one.unknownOutcome ? 1 : 0, one.id, owner, one.attempt);
        return;
    }
    tx.exec(kEnded, one.end == Completion::End::Failed ? "failed" : "dropped", now, one.error,
            toString(one.reason), causeOf(one), one.unknownOutcome ? 1 : 0, one.id, owner, one.attempt);
}

} // namespace

db::BoundStatement dueLook(Timestamp now)
{
    return {kDue, {now, now}};
}

std::vector<QueueHead> headsIn(const std::vector<db::Row> &rows)
{
    std::vector<QueueHead> heads;
    heads.reserve(rows.size());
    for (const db::Row &row : rows)
        heads.push_back(
            {row.int64(0), ChatId(row.int64(1)), row.int64(2), row.int64(3), row.optionalInt64(4)});
    return heads;
}

db::BoundStatement queueHeadsQuery(MessageClass messageClass, qint64 after, int limit)
{
    const int number = static_cast<int>(messageClass);
    return {kQueueHeads, {number, after, number, limit, number}};
}

std::vector<QueueHead> queueHeads(db::Transaction &tx, MessageClass messageClass, qint64 after, int limit)
{
    const db::BoundStatement query = queueHeadsQuery(messageClass, after, limit);
    return headsIn(tx.queryWith(query.sql, query.values));
}

std::vector<QueueHead> editsBehind(db::Transaction &tx, const std::vector<qint64> &heads)
{
    if (heads.empty())
        return {};
    std::vector<db::Value> values;
    const QByteArray sql = withPlaces(kEditsBehind, heads, values);
    return headsIn(tx.queryWith(sql, values));
}

db::BoundStatement dueAnswersQuery(Timestamp now, int limit)
{
    return {kDueAnswers, {static_cast<int>(MessageClass::Interactive), now, now, limit}};
}

std::vector<QueueHead> dueAnswers(db::Transaction &tx, Timestamp now, int limit)
{
    const db::BoundStatement query = dueAnswersQuery(now, limit);
    return headsIn(tx.queryWith(query.sql, query.values));
}

db::BoundStatement leaseQuery(const QString &owner, const std::vector<qint64> &ids, Timestamp now,
                              Timestamp until)
{
    std::vector<db::Value> values{owner, until};
    const QByteArray sql = withPlaces(kLease, ids, values);
    values.emplace_back(now);
    return {sql, values};
}

std::vector<LeasedMessage> leasedIn(const std::vector<db::Row> &rows, Timestamp until)
{
    std::vector<LeasedMessage> leased;
    for (const db::Row &row : rows) {
        LeasedMessage message;
        message.id = row.int64(0);
        message.chat = ChatId(row.int64(1));
        message.messageClass = static_cast<MessageClass>(row.int32(2));
        message.method = row.text(3);
        message.payload = row.bytes(4);
        message.attempt = row.int32(5);
        message.expiresAt = row.int64(6);
        message.leaseUntil = until;
        message.correlationId = row.text(7);
        message.unknownOutcomes = row.int32(8);
        message.keepForReturn = row.int32(9) == 1;
        leased.push_back(std::move(message));
    }
    return leased;
}

std::vector<LeasedMessage> lease(db::Transaction &tx, const QString &owner, const std::vector<qint64> &ids,
                                 Timestamp now, Timestamp until)
{
    if (ids.empty())
        return {};
    const db::BoundStatement query = leaseQuery(owner, ids, now, until);
    return leasedIn(tx.queryWith(query.sql, query.values), until);
}

int dropExpired(db::Transaction &tx, MessageClass messageClass, ChatId chat, Timestamp now)
{
    return tx.exec(kDropExpired, now, static_cast<int>(messageClass), chat, now, now);
}

int dropChat(db::Transaction &tx, ChatId chat, const QString &reason, Timestamp now)
{
    tx.exec(kMarkUnreachable, now, chat);
    return tx.exec(kDropChat, reason, now, chat);
}

int release(db::Transaction &tx, const QString &owner, std::vector<qint64> kept)
{
    if (kept.empty())
        kept.push_back(0); // no message's id
    std::vector<db::Value> values;
    const QByteArray sql = withPlaces(kRelease, kept, values);
    values.emplace_back(owner);
    return tx.execWith(sql, values);
}

void complete(db::Transaction &tx, const QString &owner, const std::vector<Completion> &completions,
              Timestamp now)
{
    std::vector<const Completion *> sent;
    for (const Completion &one : completions) {
        if (one.end == Completion::End::Sent)
            sent.push_back(&one);
    }
    completeSent(tx, owner, sent, now);
    for (const Completion &one : completions) {
        if (one.end != Completion::End::Sent)
            completeOne(tx, owner, one, now);
    }
}

} // namespace turnpike::outbox::repository
