// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "outbox/outbox.h"
#include "protocol/timestamp.h"

#include <array>
#include <vector>

namespace turnpike::outbox {

// Messages that queue together. Answers to presses and pre-checkouts wait for nobody; each of the other
// streams has its own leases, connections and places, so that none can starve another.
enum class Stream { Answers, Interactive, Transactional, Bulk };

inline constexpr std::array kStreams{Stream::Answers, Stream::Interactive, Stream::Transactional,
                                     Stream::Bulk};

// A message whose row lease is ours: committed before the call is made.
struct LeasedMessage
{
    qint64 id = 0;
    ChatId chat;
    MessageClass messageClass = MessageClass::Transactional;
    QString method;
    QByteArray payload; // JSON
    int attempt = 0;    // counted from 1
    // Calls with an unknown outcome: no answer came, or the process that made them is gone.
    int unknownOutcomes = 0;
    Timestamp expiresAt = 0;  // ms UTC
    Timestamp leaseUntil = 0; // ms UTC
    QString correlationId;
    bool keepForReturn = false; // about a key or money

    Stream stream() const;
};

// Why a message is no longer pending; kept as a word in the row (absent if it was sent).
enum class EndReason { None, Expired, Unreachable, Refused, UnknownOutcome, Replaced };

const char *toString(EndReason reason);

// The first pending message of a (chat, class), an edit that may overtake it, or an answer that belongs to no
// chat.
struct QueueHead
{
    qint64 id = 0;
    ChatId chat;
    qint64 notBefore = 0;
    Timestamp expiresAt = 0;
    std::optional<Timestamp> leaseUntil;
};

// How a call ended, to be written to its row, provided that attempt and owner are unchanged.
struct Completion
{
    enum class End {
        Sent,
        Failed,  // Telegram refused it: final
        Dropped, // too late, or nobody there: final
        Again,   // pending again, due at `notBefore`
    };
    qint64 id = 0;
    int attempt = 0;
    bool keepForReturn = false; // about a key or money: its loss is told
    End end = End::Sent;
    EndReason reason = EndReason::None;
    std::optional<qint64> messageId;
    QString error;
    qint64 notBefore = 0;        // ms UTC
    bool counted = true;         // whether the attempt counts
    bool unknownOutcome = false; // one more of those
    // Set when an edit has become a new message, or a chat has moved.
    std::optional<QString> method;
    std::optional<QByteArray> payload;
    std::optional<ChatId> chat;
};

// The outbox table as the sender uses it, within the caller's transaction.
namespace repository {

// Heads of a class in the order of chats, after the chat `after`, at most `limit`: one index descent per
// chat, however many messages wait behind. Due or not, leased or not.
std::vector<QueueHead> queueHeads(db::Transaction &tx, MessageClass messageClass, qint64 after, int limit);
// The first edit behind each of these heads, which are not due yet: an edit changes what was sent long
// before, and Telegram's 429 only holds back sending. Due or not, leased or not; none behind an edit, nor
// behind a message that has failed.
std::vector<QueueHead> editsBehind(db::Transaction &tx, const std::vector<qint64> &heads);
// Answers to presses: no queue, so each is a head. Only those that are due and not leased.
std::vector<QueueHead> dueAnswers(db::Transaction &tx, Timestamp now, int limit);
// The first and the last in two steps, for whoever asks for several at once: the statement, and what its rows
// say.
db::BoundStatement queueHeadsQuery(MessageClass messageClass, qint64 after, int limit);
db::BoundStatement dueAnswersQuery(Timestamp now, int limit);
std::vector<QueueHead> headsIn(const std::vector<db::Row> &rows);

// Whether a message is pending whose time has come at `now` and that nobody has leased, its queue's head or
// not: a statement of one number, 1 or NULL. Its cost grows with what waits for its time.
db::BoundStatement dueLook(Timestamp now);

// Leases those of `ids` that are pending and free, counting one more attempt for each.
std::vector<LeasedMessage> lease(db::Transaction &tx, const QString &owner, const std::vector<qint64> &ids,
                                 Timestamp now, Timestamp until);
// The same in two steps, of at least one id.
db::BoundStatement leaseQuery(const QString &owner, const std::vector<qint64> &ids, Timestamp now,
                              Timestamp until);
std::vector<LeasedMessage> leasedIn(const std::vector<db::Row> &rows, Timestamp until);

// Drops the expired messages of a (chat, class), except leased rows; returns how many. Messages about a key
// or money are left to be leased: operators are told about each.
int dropExpired(db::Transaction &tx, MessageClass messageClass, ChatId chat, Timestamp now);
// The user behind a private chat cannot be reached: marks it, and drops all that is pending for the chat.
// Messages to keep for the customer's return stay in the table for Outbox::sendWhatWasKept.
int dropChat(db::Transaction &tx, ChatId chat, const QString &reason, Timestamp now);

// Gives back what `owner` has leased, except `kept`: no call was made for any of it.
int release(db::Transaction &tx, const QString &owner, std::vector<qint64> kept);

// Writes back many calls; those that ended as Sent take few statements.
void complete(db::Transaction &tx, const QString &owner, const std::vector<Completion> &completions,
              Timestamp now);

} // namespace repository

} // namespace turnpike::outbox
