// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/outbox.h"

#include "outbox/messageparts.h"
#include "outbox/outboxrepository.h"
#include "telemetry/log.h"

#include <QJsonDocument>

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kInteractiveWindowMs = 2 * kMinuteMs;
constexpr qint64 kWindowMs = kDayMs;
// After the press: later the answer would be refused, or nobody waits for it.
constexpr qint64 kCallbackWindowMs = kMinuteMs;
constexpr qint64 kPreCheckoutWindowMs = 10 * kSecondMs;
// No screen is held back for longer.
constexpr qint64 kMostHeldBackMs = kMinuteMs;

constexpr char kAdd[] = R"(
INSERT INTO outbox (chat_id, class, method, payload, dedupe_key, not_before, expires_at, correlation_id, created_at,
    keep_for_return, broadcast_id)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (dedupe_key) DO NOTHING)";

constexpr char kKept[] = R"(
SELECT id, method, payload FROM outbox
WHERE chat_id = ? AND keep_for_return = 1 AND status = 'dropped' AND end_reason = 'unreachable' ORDER BY id)";
// So that it is sent again once. From now on the row is kept no longer than any other.
constexpr char kReplace[] = "UPDATE outbox SET end_reason = 'replaced', cause = NULL, finished_at = ?"
                            " WHERE id = ? AND end_reason = 'unreachable'";

// Screens that were held back when they were added, which shows in their lifetime, and that are not due. A
// 429 leaves other messages without an attempt and not due as well: those stay, as does all about a key or
// money.
constexpr char kReplaceWaiting[] = R"(
UPDATE outbox SET status = 'dropped', end_reason = 'replaced', last_error = 'replaced by a newer screen', finished_at = ?
WHERE status = 'pending' AND class = 0 AND chat_id = ? AND method = 'sendMessage' AND attempts = 0 AND not_before > ?
    AND keep_for_return = 0
    AND expires_at > created_at + CAST(? AS bigint) AND expires_at <= created_at + CAST(? AS bigint))";

// In one statement: a sender may take it, or give it back, at any time. What is being sent is left to its
// sender, too late for a further try: what Telegram answers is written down as ever. An attempt that counts
// may have arrived.
constexpr char kWithdraw[] = R"(
UPDATE outbox SET
    status = CASE WHEN lease_owner IS NULL THEN 'dropped' ELSE status END,
    end_reason = CASE WHEN lease_owner IS NULL THEN 'replaced' ELSE end_reason END,
    last_error = CASE WHEN lease_owner IS NOT NULL THEN last_error WHEN attempts = 0 THEN 'withdrawn'
                 ELSE 'not tried again, may have arrived: ' || COALESCE(last_error, 'no answer') END,
    finished_at = CASE WHEN lease_owner IS NULL THEN CAST(? AS bigint) ELSE finished_at END,
    expires_at = CASE WHEN lease_owner IS NULL THEN expires_at ELSE CAST(? AS bigint) END
WHERE dedupe_key = ? AND status = 'pending')";
constexpr char kFreeKey[] = "UPDATE outbox SET dedupe_key = NULL WHERE dedupe_key = ?";

constexpr char kForget[] = "DELETE FROM outbox WHERE dedupe_key = ? AND lease_owner IS NULL";
constexpr char kFate[] =
    "SELECT status, message_id, payload, coalesce(end_reason, ''), coalesce(last_error, '')"
    " FROM outbox WHERE dedupe_key = ?";

qint64 windowOf(const Message &message)
{
    if (message.method == "answerPreCheckoutQuery"_L1)
        return kPreCheckoutWindowMs;
    if (message.chat.value() == 0)
        return kCallbackWindowMs;
    return message.messageClass == MessageClass::Interactive ? kInteractiveWindowMs : kWindowMs;
}

} // namespace

Outbox::Outbox(const Clock &clock, Kicker &kicker)
    : m_clock(clock)
    , m_kicker(kicker)
{}

bool Outbox::add(db::Transaction &tx, const Message &message) const
{
    const std::vector<Message> parts = inParts(message);
    const db::Changed added = addOne(tx, parts.front());
    // Without a key nothing is there already.
    if (!message.dedupeKey.isEmpty() && added == 0)
        return false;
    for (size_t i = 1; i < parts.size(); ++i)
        addOne(tx, parts[i]);
    tx.afterCommit([this] { m_kicker.kick(Work::Outbox); }, db::HookReach::Process);
    return true;
}

void Outbox::put(db::Transaction &tx, const Message &message) const
{
    // Of several parts the others depend on the first.
    const std::vector<Message> parts = inParts(message);
    if (parts.size() > 1) {
        add(tx, message);
        return;
    }
    addOne(tx, parts.front());
    tx.afterCommit([this] { m_kicker.kick(Work::Outbox); }, db::HookReach::Process);
}

db::Changed Outbox::addOne(db::Transaction &tx, const Message &message) const
{
    const Timestamp now = m_clock.nowMs();
    const qint64 notBefore = message.notBefore.value_or(now);
    return tx.exec(kAdd, message.chat, static_cast<int>(message.messageClass), message.method,
                   QJsonDocument(message.payload).toJson(QJsonDocument::Compact),
                   db::nullIfEmpty(message.dedupeKey), notBefore,
                   message.expiresAt.value_or(notBefore + windowOf(message)),
                   db::nullIfEmpty(log::CorrelationScope::current()), now, message.keepForReturn ? 1 : 0,
                   message.broadcast);
}

int Outbox::sendWhatWasKept(db::Transaction &tx, ChatId chat) const
{
    int sent = 0;
    for (const db::Row &row : tx.query(kKept, chat)) {
        if (tx.exec(kReplace, m_clock.nowMs(), row.int64(0)) != 1)
            continue;
        Message message;
        message.chat = chat;
        message.method = row.text(1);
        message.payload = QJsonDocument::fromJson(row.bytes(2)).object();
        message.keepForReturn = true;
        // An edit of an old menu would go unseen.
        if (message.method == "editMessageText"_L1) {
            message.method = u"sendMessage"_s;
            message.payload.remove("message_id"_L1);
        }
        sent += add(tx, message) ? 1 : 0;
    }
    return sent;
}

void Outbox::withdraw(db::Transaction &tx, const QString &dedupeKey) const
{
    const Timestamp now = m_clock.nowMs();
    tx.exec(kWithdraw, now, now, dedupeKey);
    tx.exec(kFreeKey, dedupeKey);
}

Outbox::Fate Outbox::fateOf(db::Transaction &tx, const QString &dedupeKey) const
{
    Fate fate;
    const auto row = tx.one(kFate, dedupeKey);
    if (!row)
        return fate;
    if (row->text(0) == "pending"_L1)
        fate.state = Fate::State::Pending;
    else if (row->text(0) == "sent"_L1)
        fate.state = Fate::State::Sent;
    fate.messageId = row->optionalInt64(1);
    fate.hasTopic = QJsonDocument::fromJson(row->bytes(2)).object().contains("message_thread_id"_L1);
    fate.isUnreachable = row->text(3) == QLatin1String(toString(EndReason::Unreachable));
    fate.error = row->text(4);
    return fate;
}

void Outbox::forget(db::Transaction &tx, const QString &dedupeKey) const
{
    tx.exec(kForget, dedupeKey);
}

int Outbox::replaceWaitingScreens(db::Transaction &tx, ChatId chat) const
{
    const Timestamp now = m_clock.nowMs();
    return tx.exec(kReplaceWaiting, now, chat, now, kInteractiveWindowMs,
                   kInteractiveWindowMs + kMostHeldBackMs);
}

} // namespace turnpike::outbox
