// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/messagecalls.h"

#include "consolecalls/messagefilter.h"
#include "consolecalls/updatecalls.h"
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
constexpr int kMostCounted = 100'000;

constexpr const char *kShownOfMessage = R"(
    SELECT id, chat_id, class, method, payload, status, attempts, coalesce(last_error, ''), created_at, not_before,
           expires_at, finished_at, lease_until, coalesce(correlation_id, ''))";
constexpr const char *kOfChatBefore = R"(
    SELECT id, chat_id, class, method, payload, status, attempts, coalesce(last_error, ''), created_at, not_before,
           expires_at, finished_at, lease_until, coalesce(correlation_id, '')
    FROM outbox WHERE chat_id = ? AND created_at <= ? AND (created_at < ? OR id < ?)
    ORDER BY created_at DESC, id DESC LIMIT ?)";
constexpr const char *kOne = R"(
    SELECT id, chat_id, class, method, payload, status, attempts, coalesce(last_error, ''), created_at, not_before,
           expires_at, finished_at, lease_until, coalesce(correlation_id, '')
    FROM outbox WHERE id = ? AND chat_id = ?)";
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
    "'replaced', cause = NULL, finished_at = ? "
    "WHERE id = ? AND status IN ('failed', 'dropped') AND coalesce(end_reason, '') <> 'replaced' AND chat_id "
    "<> 0";
constexpr const char *kDrop = R"(
    UPDATE outbox SET status = 'dropped', last_error = ?, cause = 'operator', finished_at = ?
    WHERE id = ? AND status = 'pending' AND (lease_until IS NULL OR lease_until < ?))";

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
    const messagefilter::Range older{0, std::max<qint64>(before, 1) - 1};
    const auto rows = query.wholeId ? tx.query(kOne, *query.wholeId, query.chatId.value_or(0))
                                    : messagefilter::newest(tx, kShownOfMessage, query, older, limit + 1);
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

bool tryAgain(db::Transaction &tx, qint64 id, Timestamp now)
{
    if (tx.exec(kAgain, now, now, kInteractiveMs, kDayMs, now, id) != 1)
        return false;
    if (tx.exec(kReplaced, now, id) == 1)
        return true;
    throw CallRefused(ErrorCode::Conflict, {SentenceId::MessageTriedAgain, id});
}

// The same for one of many, which may have gone another way meanwhile.
bool sendAgain(db::Transaction &tx, qint64 id, Timestamp now)
{
    if (tx.exec(kReplaced, now, id) != 1)
        return false;
    return tx.exec(kAgain, now, now, kInteractiveMs, kDayMs, now, id) == 1;
}

QString dropReason(const QString &who, const QString &reason)
{
    return u"dropped by %1: %2"_s.arg(who, reason);
}

MessageQuery queryOf(const BulkRuns::Order &order)
{
    return fromJson<MessageQuery>(order.filter);
}

MatchCount matching(db::Transaction &tx, const MessageQuery &query, Timestamp now)
{
    const qint64 last = messagefilter::lastId(tx);
    return {messagefilter::count(tx, query, {0, last, now}), last, now};
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
        const Timestamp now = clock.nowMs();
        const QString why = dropReason(request.caller.name, order.reason.trimmed());
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
        tx.afterCommit([&kicker] { kicker.kick(Work::Outbox); }, db::HookReach::Process);
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

QList<OutboxMessage> messagesBefore(db::Transaction &tx, qint64 chatId, Timestamp at, qint64 id, int limit)
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
    calls.addMessage(call::kMessageGroups, [&database](const CallRequest &request, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
            return messagefilter::groups(tx, request.as<MessageQuery>());
        });
    });
    calls.addMessage(call::kMessageCount, [&](const CallRequest &request, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline, [&](db::Transaction &tx) {
            return matching(tx, request.as<MessageQuery>(), clock.nowMs());
        });
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

void addMessageRuns(BulkRuns &runs, const Clock &clock, Kicker &kicker)
{
    using Order = BulkRuns::Order;
    const auto count = [](db::Transaction &tx, const Order &order) {
        return messagefilter::count(tx, queryOf(order), {0, order.lastId, order.failedUntil});
    };
    const auto next = [](db::Transaction &tx, const Order &order, qint64 after, int limit) {
        return messagefilter::ids(tx, queryOf(order), {after, order.lastId, order.failedUntil}, limit);
    };
    const auto again = [&](db::Transaction &tx, const Order &, qint64 id) {
        tx.afterCommit([&kicker] { kicker.kick(Work::Outbox); });
        return sendAgain(tx, id, clock.nowMs());
    };
    const auto drop = [&clock](db::Transaction &tx, const Order &order, qint64 id) {
        const Timestamp now = clock.nowMs();
        return tx.exec(kDrop, dropReason(order.askedBy, order.reason), now, id, now) == 1;
    };
    runs.add(call::kRetryMatchingMessages, u"messages"_s, {count, next, again});
    runs.add(call::kDropMatchingMessages, u"messages"_s, {count, next, drop});
}

} // namespace turnpike::consolecalls
