// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "helpdesk/threads.h"

#include "db/like.h"

#include <algorithm>
#include <array>
#include <limits>

namespace turnpike::helpdesk::threads {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kFind = R"(
    SELECT telegram_id, status, waits_for, topic_id, topic_asked_at, messages, looks, last_at
    FROM support_threads WHERE telegram_id = ?)";
constexpr const char *kLock = R"(
    SELECT telegram_id, status, waits_for, topic_id, topic_asked_at, messages, looks, last_at
    FROM support_threads WHERE telegram_id = ? {for_update})";
constexpr const char *kOfTopic = "SELECT telegram_id FROM support_threads WHERE topic_id = ?";
constexpr const char *kOfStaffMessage =
    "SELECT telegram_id FROM support_messages WHERE staff_message_id = ? AND created_at >= ? "
    "ORDER BY created_at DESC LIMIT 1";

constexpr const char *kEnsure = R"(
    INSERT INTO support_threads (telegram_id, status, waits_for, opened_at, last_at)
    VALUES (?, 'closed', 'customer', ?, ?) ON CONFLICT (telegram_id) DO NOTHING)";
constexpr const char *kStore = R"(
    UPDATE support_threads SET waits_for = ?, topic_id = CAST(? AS bigint), topic_asked_at = CAST(? AS bigint),
        messages = ?, looks = ?, last_at = ?, next_look_at = CAST(? AS bigint)
    WHERE telegram_id = ?)";
constexpr const char *kOpen = R"(
    UPDATE support_threads SET status = 'open', opened_at = ?, closed_at = NULL, closed_by = NULL
    WHERE telegram_id = ? AND status <> 'open')";
constexpr const char *kClose = R"(
    UPDATE support_threads SET status = 'closed', closed_at = ?, closed_by = ?
    WHERE telegram_id = ? AND status = 'open')";

constexpr const char *kAdd = R"(
    INSERT INTO support_messages (telegram_id, number, from_staff, author, content, body, source_message_id,
        staff_message_id, status, created_at)
    VALUES (?, ?, ?, ?, ?, ?, CAST(? AS bigint), CAST(? AS bigint), ?, ?))";
constexpr const char *kSetState = R"(
    UPDATE support_messages SET status = ?, staff_message_id = CAST(? AS bigint), error = ?
    WHERE telegram_id = ? AND number = ?)";
constexpr const char *kUnsettled = R"(
    SELECT telegram_id, number, from_staff, author, content, body, source_message_id, staff_message_id, status,
           coalesce(error, ''), created_at
    FROM support_messages WHERE telegram_id = ? AND status IN ('waiting', 'sending') ORDER BY number LIMIT ?)";
constexpr const char *kNewest = R"(
    SELECT telegram_id, number, from_staff, author, content, body, source_message_id, staff_message_id, status,
           coalesce(error, ''), created_at
    FROM support_messages WHERE telegram_id = ? AND number < ? ORDER BY number DESC LIMIT ?)";

constexpr const char *kEarlier = R"(
    SELECT telegram_id, number, from_staff, author, content, body, source_message_id, staff_message_id, status,
           coalesce(error, ''), created_at
    FROM support_messages WHERE telegram_id = ? AND created_at <= ? AND (created_at < ? OR number < ?)
    ORDER BY created_at DESC, number DESC LIMIT ?)";

constexpr const char *kListOpen = R"(
    SELECT t.telegram_id, coalesce(u.username, ''), u.first_name, t.status, t.waits_for, t.messages, t.opened_at,
           t.last_at, t.closed_at, coalesce(t.closed_by, ''), coalesce(m.content, ''), coalesce(m.body, ''),
           coalesce(m.from_staff, 0)
    FROM support_threads t JOIN users u ON u.telegram_id = t.telegram_id
        LEFT JOIN support_messages m ON m.telegram_id = t.telegram_id AND m.number = t.messages
    WHERE t.status = 'open' AND t.last_at <= ? AND (t.last_at < ? OR t.telegram_id < ?)
        AND (CAST(? AS text) = '' OR t.waits_for = ?)
        AND lower(coalesce(u.username, '') || ' ' || u.first_name || ' ' || CAST(t.telegram_id AS text) || ' '
                  || coalesce(m.body, '')) LIKE ? ESCAPE '!'
    ORDER BY t.last_at DESC, t.telegram_id DESC LIMIT ?)";
constexpr const char *kList = R"(
    SELECT t.telegram_id, coalesce(u.username, ''), u.first_name, t.status, t.waits_for, t.messages, t.opened_at,
           t.last_at, t.closed_at, coalesce(t.closed_by, ''), coalesce(m.content, ''), coalesce(m.body, ''),
           coalesce(m.from_staff, 0)
    FROM (SELECT * FROM support_threads WHERE last_at <= ? AND (last_at < ? OR telegram_id < ?)
          ORDER BY last_at DESC, telegram_id DESC LIMIT ?) AS t
        JOIN users u ON u.telegram_id = t.telegram_id
        LEFT JOIN support_messages m ON m.telegram_id = t.telegram_id AND m.number = t.messages
    WHERE (CAST(? AS text) = '' OR t.status = ?)
        AND lower(coalesce(u.username, '') || ' ' || u.first_name || ' ' || CAST(t.telegram_id AS text) || ' '
                  || coalesce(m.body, '')) LIKE ? ESCAPE '!'
    ORDER BY t.last_at DESC, t.telegram_id DESC LIMIT ?)";
constexpr const char *kBrief = R"(
    SELECT t.telegram_id, coalesce(u.username, ''), u.first_name, t.status, t.waits_for, t.messages, t.opened_at,
           t.last_at, t.closed_at, coalesce(t.closed_by, ''), coalesce(m.content, ''), coalesce(m.body, ''),
           coalesce(m.from_staff, 0)
    FROM support_threads t JOIN users u ON u.telegram_id = t.telegram_id
        LEFT JOIN support_messages m ON m.telegram_id = t.telegram_id AND m.number = t.messages
    WHERE t.telegram_id = ?)";
// Threads looked at for one page when a filter leaves most of them out.
constexpr int kMostLookedThrough = 5'000;

constexpr const char *kDue = R"(
    SELECT telegram_id FROM support_threads WHERE next_look_at IS NOT NULL AND next_look_at <= ?
    ORDER BY next_look_at LIMIT ?)";
constexpr const char *kNextDue = R"(
    SELECT next_look_at FROM support_threads WHERE next_look_at IS NOT NULL ORDER BY next_look_at LIMIT 1)";

constexpr const char *kEraseMessages = "DELETE FROM support_messages WHERE telegram_id = ?";
constexpr const char *kEraseThread = "DELETE FROM support_threads WHERE telegram_id = ?";

// The words of the column, in the order of MessageState.
constexpr std::array<const char *, 4> kStates{"waiting", "sending", "sent", "failed"};
constexpr int kNoNumber = 2'000'000'000; // above all numbers

const char *wordOf(MessageState state)
{
    return kStates.at(static_cast<size_t>(state));
}

MessageState stateFrom(const QString &word)
{
    const auto found = std::find_if(kStates.begin(), kStates.end(),
                                    [&](const char *known) { return word == QLatin1String(known); });
    return found == kStates.end() ? MessageState::Failed
                                  : static_cast<MessageState>(std::distance(kStates.begin(), found));
}

std::optional<Thread> threadOf(const std::optional<db::Row> &row)
{
    if (!row)
        return std::nullopt;
    Thread thread;
    thread.user = row->telegramId(0);
    thread.isOpen = row->text(1) == "open"_L1;
    thread.waitsForStaff = row->text(2) == "staff"_L1;
    thread.topicId = row->optionalInt64(3);
    thread.topicAskedAt = row->optionalInt64(4);
    thread.messages = row->int32(5);
    thread.looks = row->int32(6);
    thread.lastAt = row->int64(7);
    return thread;
}

std::vector<ThreadMessage> messagesOf(const std::vector<db::Row> &rows)
{
    std::vector<ThreadMessage> messages;
    messages.reserve(rows.size());
    for (const db::Row &row : rows) {
        ThreadMessage message;
        message.user = row.telegramId(0);
        message.number = row.int32(1);
        message.isStaffs = row.boolean(2);
        message.author = row.text(3);
        message.content = row.text(4);
        message.body = row.text(5);
        message.sourceMessage = row.optionalInt64(6);
        message.staffMessage = row.optionalInt64(7);
        message.state = stateFrom(row.text(8));
        message.error = row.text(9);
        message.createdAt = row.int64(10);
        messages.push_back(std::move(message));
    }
    return messages;
}

ThreadBrief briefOf(const db::Row &row)
{
    ThreadBrief brief;
    brief.user = row.telegramId(0);
    brief.username = row.text(1);
    brief.firstName = row.text(2);
    brief.isOpen = row.text(3) == "open"_L1;
    brief.waitsForStaff = row.text(4) == "staff"_L1;
    brief.messages = row.int32(5);
    brief.openedAt = row.int64(6);
    brief.lastAt = row.int64(7);
    brief.closedAt = row.optionalInt64(8);
    brief.closedBy = row.text(9);
    brief.lastContent = row.text(10);
    brief.lastBody = row.text(11);
    brief.isLastStaffs = row.boolean(12);
    return brief;
}

std::optional<TelegramId> userOf(const std::optional<db::Row> &row)
{
    return row ? std::optional(row->telegramId(0)) : std::nullopt;
}

} // namespace

std::optional<Thread> find(db::Transaction &tx, TelegramId user)
{
    return threadOf(tx.one(kFind, user));
}

std::optional<Thread> lock(db::Transaction &tx, TelegramId user)
{
    return threadOf(tx.one(kLock, user));
}

std::optional<TelegramId> userOfTopic(db::Transaction &tx, qint64 topicId)
{
    return userOf(tx.one(kOfTopic, topicId));
}

std::optional<TelegramId> userOfStaffMessage(db::Transaction &tx, qint64 messageId, Timestamp since)
{
    return userOf(tx.one(kOfStaffMessage, messageId, since));
}

std::vector<ThreadBrief> list(db::Transaction &tx, const ThreadFilter &filter, int limit)
{
    constexpr qint64 kNoTime = std::numeric_limits<qint64>::max();
    const qint64 before = filter.beforeAt.value_or(kNoTime);
    const QString text = db::patternOfText(filter.text);
    std::vector<db::Row> rows;
    if (filter.isOpen.value_or(false)) {
        const QString whom = !filter.waitsForStaff   ? QString()
                             : *filter.waitsForStaff ? u"staff"_s
                                                     : u"customer"_s;
        rows = tx.query(kListOpen, before, before, filter.beforeUser, whom, whom, text, limit);
    } else {
        const QString status = filter.isOpen ? u"closed"_s : QString();
        rows = tx.query(kList, before, before, filter.beforeUser, kMostLookedThrough, status, status, text,
                        limit);
    }
    std::vector<ThreadBrief> found;
    found.reserve(rows.size());
    for (const db::Row &row : rows)
        found.push_back(briefOf(row));
    return found;
}

std::optional<ThreadBrief> brief(db::Transaction &tx, TelegramId user)
{
    const auto row = tx.one(kBrief, user);
    return row ? std::optional(briefOf(*row)) : std::nullopt;
}

void ensure(db::Transaction &tx, TelegramId user, Timestamp now)
{
    tx.exec(kEnsure, user, now, now);
}

void store(db::Transaction &tx, const Thread &thread, std::optional<Timestamp> nextLookAt)
{
    tx.exec(kStore, thread.waitsForStaff ? "staff" : "customer", thread.topicId, thread.topicAskedAt,
            thread.messages, thread.looks, thread.lastAt, nextLookAt, thread.user);
}

void open(db::Transaction &tx, TelegramId user, Timestamp now)
{
    tx.exec(kOpen, now, user);
}

void close(db::Transaction &tx, TelegramId user, const QString &by, Timestamp now)
{
    tx.exec(kClose, now, by, user);
}

void add(db::Transaction &tx, const ThreadMessage &message)
{
    tx.exec(kAdd, message.user, message.number, message.isStaffs ? 1 : 0, message.author, message.content,
            message.body, message.sourceMessage, message.staffMessage, wordOf(message.state),
            message.createdAt);
}

void setState(db::Transaction &tx, const ThreadMessage &message)
{
    tx.exec(kSetState, wordOf(message.state), message.staffMessage, db::nullIfEmpty(message.error),
            message.user, message.number);
}

std::vector<ThreadMessage> unsettled(db::Transaction &tx, TelegramId user)
{
    return messagesOf(tx.query(kUnsettled, user, kSettledAtOnce));
}

std::vector<ThreadMessage> newest(db::Transaction &tx, TelegramId user, int before, int limit)
{
    return messagesOf(tx.query(kNewest, user, before > 0 ? before : kNoNumber, limit));
}

std::vector<ThreadMessage> earlierThan(db::Transaction &tx, TelegramId user, qint64 before, int number,
                                       int limit)
{
    return messagesOf(tx.query(kEarlier, user, before, before, number, limit));
}

std::vector<TelegramId> due(db::Transaction &tx, Timestamp now, int limit)
{
    std::vector<TelegramId> users;
    for (const db::Row &row : tx.query(kDue, now, limit))
        users.push_back(row.telegramId(0));
    return users;
}

std::optional<qint64> nextDue(db::Transaction &tx)
{
    const auto row = tx.one(kNextDue);
    return row ? row->optionalInt64(0) : std::nullopt;
}

const char *nextDueQuery()
{
    return kNextDue;
}

int erase(db::Transaction &tx, TelegramId user)
{
    const int messages = tx.exec(kEraseMessages, user);
    tx.exec(kEraseThread, user);
    return messages;
}

} // namespace turnpike::helpdesk::threads
