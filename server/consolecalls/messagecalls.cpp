// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/messagecalls.h"

#include "consolecalls/updatecalls.h"
#include "db/like.h"
#include "outbox/outbox.h"
#include "protocol/calls.h"
#include "protocol/version.h"
#include "telemetry/log.h"

#include <QJsonDocument>
#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype kShownText = 200;
constexpr qsizetype kLongestText = 4'096; // that Telegram takes
constexpr qint64 kInteractiveMs = 2 * kMinuteMs;
// Rows looked at for one page when a filter leaves most of them out.
constexpr int kMostLookedAt = 5'000;
constexpr int kMostSearched = 50'000; // for a text, which few of them have
constexpr int kMostCounted = 100'000;

constexpr const char *kNewest = R"(
    SELECT id, chat_id, class, method, payload, status, attempts, coalesce(last_error, ''), created_at, not_before,
           expires_at, finished_at, lease_until, coalesce(correlation_id, '')
    FROM (SELECT * FROM outbox WHERE id < ? AND created_at <= ? ORDER BY id DESC LIMIT ?) AS newest
    WHERE (CAST(? AS text) = '' OR status = ?) AND (CAST(? AS integer) < 0 OR class = ?) AND created_at >= ?
        AND lower(method || ' ' || coalesce(last_error, '') || ' ' || coalesce(correlation_id, '')) LIKE ? ESCAPE '!'
    ORDER BY id DESC LIMIT ?)";
constexpr const char *kOfChat = R"(
    SELECT id, chat_id, class, method, payload, status, attempts, coalesce(last_error, ''), created_at, not_before,
           expires_at, finished_at, lease_until, coalesce(correlation_id, '')
    FROM outbox WHERE chat_id = ? AND id < ? AND (CAST(? AS text) = '' OR status = ?)
        AND (CAST(? AS integer) < 0 OR class = ?) AND created_at BETWEEN ? AND ?
        AND lower(method || ' ' || coalesce(last_error, '') || ' ' || coalesce(correlation_id, '')) LIKE ? ESCAPE '!'
    ORDER BY id DESC LIMIT ?)";
constexpr const char *kOfChatBefore = R"(
    SELECT id, chat_id, class, method, payload, status, attempts, coalesce(last_error, ''), created_at, not_before,
           expires_at, finished_at, lease_until, coalesce(correlation_id, '')
    FROM outbox WHERE chat_id = ? AND created_at <= ? AND (created_at < ? OR id < ?)
    ORDER BY created_at DESC, id DESC LIMIT ?)";
constexpr const char *kOne = R"(
    SELECT id, chat_id, class, method, payload, status, attempts, coalesce(last_error, ''), created_at, not_before,
           expires_at, finished_at, lease_until, coalesce(correlation_id, '')
    FROM outbox WHERE id = ? AND chat_id = ?)";
constexpr const char *kFailed = R"(
    SELECT id, chat_id, class, method, payload, status, attempts, coalesce(last_error, ''), created_at, not_before,
           expires_at, finished_at, lease_until, coalesce(correlation_id, '')
    FROM outbox WHERE status = 'failed' AND id < ? AND (CAST(? AS integer) < 0 OR class = ?)
        AND created_at BETWEEN ? AND ?
        AND lower(method || ' ' || coalesce(last_error, '') || ' ' || coalesce(correlation_id, '')) LIKE ? ESCAPE '!'
    ORDER BY id DESC LIMIT ?)";
// What waits and what failed by their partial indexes; of what was sent the newest alone, all counted up to a
// bound.
constexpr const char *kCountPending = R"(
    SELECT class, count(*) FROM (SELECT class FROM outbox WHERE status = 'pending' LIMIT ?) AS waiting GROUP BY class)";
constexpr const char *kCountFailed = R"(
    SELECT class, count(*) FROM (SELECT class FROM outbox WHERE status = 'failed' LIMIT ?) AS failed GROUP BY class)";

// The same message as a new row: at the end of its chat's queue.
constexpr const char *kAgain = R"(
    INSERT INTO outbox (chat_id, class, method, payload, not_before, expires_at, correlation_id, created_at,
        keep_for_return)
    SELECT chat_id, class, method, payload, CAST(? AS bigint),
           CAST(? AS bigint) + CASE WHEN class = 0 THEN CAST(? AS bigint) ELSE CAST(? AS bigint) END,
           correlation_id, CAST(? AS bigint), keep_for_return
    FROM outbox WHERE id = ? AND status IN ('failed', 'dropped') AND chat_id <> 0)";
// The old row says what became of it, so that it is not tried twice.
constexpr const char *kReplaced =
    "UPDATE outbox SET status = 'dropped', last_error = 'tried again as a new message', end_reason = "
    "'replaced', finished_at = ? "
    "WHERE id = ? AND status IN ('failed', 'dropped') AND coalesce(end_reason, '') <> 'replaced'";
constexpr const char *kDrop = R"(
    UPDATE outbox SET status = 'dropped', last_error = ?, finished_at = ?
    WHERE id = ? AND status = 'pending' AND (lease_until IS NULL OR lease_until < ?))";

// As the column holds it.
int numberOf(const Choice<MessageClass> &messageClass)
{
    const auto known = messageClass.known();
    return known ? static_cast<int>(*known) : -1;
}

// What is read of it: without tags, references as what they stand for.
QString withoutMarkup(QString text)
{
    static const QRegularExpression tag(u"</?[a-zA-Z][^<>]*>"_s);
    text.remove(tag);
    return text.replace("&lt;"_L1, "<"_L1)
        .replace("&gt;"_L1, ">"_L1)
        .replace("&quot;"_L1, "\""_L1)
        .replace("&amp;"_L1, "&"_L1); // last: what it makes is no reference
}

OutboxMessage messageOf(const db::Row &row, qsizetype mostOfText = kShownText)
{
    const QJsonObject payload = QJsonDocument::fromJson(row.bytes(4)).object();
    const bool isHtml = payload.value(u"parse_mode"_s).toString().toLower() == "html"_L1;
    const QString said = payload.value(payload.contains(u"text"_s) ? u"text"_s : u"caption"_s).toString();
    const QString text = isHtml ? withoutMarkup(said) : said;
    OutboxMessage message;
    message.id = row.int64(0);
    message.chatId = row.int64(1);
    message.messageClass = static_cast<MessageClass>(row.int32(2));
    message.method = row.text(3);
    // A key is the customer's secret.
    message.text = text.contains("vless://"_L1) ? u"(a key)"_s : log::redact(text).left(mostOfText);
    message.state = Choice<MessageState>(row.text(5));
    message.attempts = row.int64(6);
    message.lastError = row.text(7);
    message.createdAt = row.int64(8);
    message.notBefore = row.int64(9);
    message.expiresAt = row.int64(10);
    message.finishedAt = row.optionalInt64(11);
    message.leaseUntil = row.optionalInt64(12);
    message.correlationId = row.text(13);
    return message;
}

MessagePage messages(db::Transaction &tx, const MessageQuery &query)
{
    const int limit = std::clamp(query.limit, 1, kMaxPage);
    const qint64 before = query.beforeId.value_or(std::numeric_limits<qint64>::max());
    const int wanted = numberOf(query.messageClass);
    const QString state = query.state.word();
    const qint64 from = query.from.value_or(0);
    const qint64 to = query.to.value_or(std::numeric_limits<qint64>::max());
    const QString text = db::patternOfText(query.text);
    std::vector<db::Row> rows;
    if (query.wholeId)
        rows = tx.query(kOne, *query.wholeId, query.chatId.value_or(0));
    else if (query.chatId)
        rows = tx.query(kOfChat, *query.chatId, before, state, state, wanted, wanted, from, to, text,
                        limit + 1);
    else if (query.state == MessageState::Failed)
        rows = tx.query(kFailed, before, wanted, wanted, from, to, text, limit + 1);
    else
        rows = tx.query(kNewest, before, to, query.text.isEmpty() ? kMostLookedAt : kMostSearched, state,
                        state, wanted, wanted, from, text, limit + 1);
    MessagePage page;
    for (const db::Row &row : rows)
        page.items.append(messageOf(row, query.wholeId ? kLongestText : kShownText));
    page.hasMore = page.items.size() > limit;
    page.items.resize(std::min<qsizetype>(page.items.size(), limit));
    return page;
}

MessageCounts counts(db::Transaction &tx)
{
    MessageCounts counts;
    for (const db::Row &row : tx.query(kCountPending, kMostCounted))
        counts.items.append({static_cast<MessageClass>(row.int32(0)), MessageState::Pending, row.int64(1)});
    for (const db::Row &row : tx.query(kCountFailed, kMostCounted))
        counts.items.append({static_cast<MessageClass>(row.int32(0)), MessageState::Failed, row.int64(1)});
    return counts;
}

bool tryAgain(db::Transaction &tx, qint64 id, qint64 now)
{
    if (tx.exec(kAgain, now, now, kInteractiveMs, kDayMs, now, id) != 1)
        return false;
    if (tx.exec(kReplaced, now, id) == 1)
        return true;
    throw CallRefused(ErrorCode::Conflict, {SentenceId::MessageTriedAgain, id});
}

QJsonObject changeMany(const CallRequest &request, const Changes &changes, const Deadline &deadline,
                       const Clock &clock, Kicker &kicker)
{
    const auto order = request.as<MessageOrder>();
    const QString subject = u"messages:%1"_s.arg(order.ids.size());
    const bool isRetry = request.call == QLatin1String(call::kRetryMessages);
    return changes.run(request, subject, order.reason, deadline, [&](db::Transaction &tx) {
        if (order.ids.isEmpty() || order.ids.size() > kMostRows)
            throw CallRefused(ErrorCode::BadRequest, {SentenceId::NameMessages, kMostRows});
        const qint64 now = clock.nowMs();
        const QString why = u"dropped by %1: %2"_s.arg(request.caller.name, order.reason.trimmed());
        BulkResult result;
        QStringList done;
        for (const qint64 id : order.ids) {
            if (isRetry ? tryAgain(tx, id, now) : tx.exec(kDrop, why, now, id, now) == 1) {
                ++result.done;
                done += QString::number(id);
            } else {
                result.skipped.append(id);
            }
        }
        tx.afterCommit([&kicker] { kicker.kick(Work::Outbox); });
        return Changes::Effect{subject, std::nullopt,
                               (isRetry ? u"pending again: "_s : u"dropped: "_s) + done.join(u", "),
                               toJson(result), std::nullopt};
    });
}

} // namespace

QList<OutboxMessage> messagesOf(db::Transaction &tx, qint64 chatId, int limit)
{
    MessageQuery query;
    query.chatId = chatId;
    query.limit = limit;
    return messages(tx, query).items;
}

QList<OutboxMessage> messagesBefore(db::Transaction &tx, qint64 chatId, qint64 at, qint64 id, int limit)
{
    QList<OutboxMessage> messages;
    for (const db::Row &row : tx.query(kOfChatBefore, chatId, at, at, id, limit))
        messages.append(messageOf(row));
    return messages;
}

void addMessageCalls(CallTable &calls, const Changes &changes, db::Database &database, const Clock &clock,
                     Kicker &kicker)
{
    calls.addMessage(call::kMessages, [&database](const CallRequest &request, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline,
                             [&](db::Transaction &tx) { return messages(tx, request.as<MessageQuery>()); });
    });
    calls.addMessage(call::kMessageCounts, [&database](const CallRequest &, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline,
                             [](db::Transaction &tx) { return counts(tx); });
    });
    for (const char *name : {call::kRetryMessages, call::kDropMessages})
        calls.add(name, [&](const CallRequest &request, const Deadline &deadline) {
            return changeMany(request, changes, deadline, clock, kicker);
        });
}

} // namespace turnpike::consolecalls
