#pragma once

#include "db/transaction.h"
#include "outbox/outbox.h"

#include <vector>

namespace turnpike::outbox {

// A message whose row lease is ours: committed before the call is made.
struct LeasedMessage
{
    qint64 id = 0;
    ChatId chat;
    MessageClass messageClass = MessageClass::Transactional;
    QString method;
    QByteArray payload;    // JSON
    int attempt = 0;       // counted from 1
    qint64 expiresAt = 0;  // ms UTC
    qint64 leaseUntil = 0; // ms UTC
    QString correlationId;
};

// The first pending message of a (chat, class), or an answer that belongs to no chat.
struct QueueHead
{
    qint64 id = 0;
    ChatId chat;
    qint64 notBefore = 0;
    qint64 expiresAt = 0;
    std::optional<qint64> leaseUntil;
};

// How a call ended, to be written to its row; only at the same attempt and owner.
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
    End end = End::Sent;
    std::optional<qint64> messageId;
    QString error;
    qint64 notBefore = 0; // ms UTC
    bool counted = true;  // whether the attempt counts
    // Replaced when an edit has become a message of its own.
    std::optional<QString> method;
    std::optional<QByteArray> payload;
};

// The outbox table as the sender uses it, within the caller's transaction.
namespace repository {

// Heads of a class in the order of chats, after the chat `after`, `limit` at most: one index descent a chat,
// whatever waits behind. Due or not, leased or not.
std::vector<QueueHead> queueHeads(db::Transaction &tx, MessageClass messageClass, qint64 after, int limit);
// Answers to presses: no queue, so each is a head. Only those that are due and not leased.
std::vector<QueueHead> dueAnswers(db::Transaction &tx, qint64 now, int limit);

// Leases those of `ids` that are pending and free, one attempt more for each.
std::vector<LeasedMessage> lease(db::Transaction &tx, const QString &owner, const std::vector<qint64> &ids,
                                 qint64 now, qint64 until);

// Drops what nobody may get any more of a (chat, class), leased rows left out; how many.
int dropExpired(db::Transaction &tx, MessageClass messageClass, ChatId chat, qint64 now);
// The user behind a private chat cannot be reached: marks it, and drops all that is pending for the chat.
int dropChat(db::Transaction &tx, ChatId chat, const QString &reason, qint64 now);

// Writes back many calls; those that ended as Sent in few statements.
void complete(db::Transaction &tx, const QString &owner, const std::vector<Completion> &completions,
              qint64 now);

} // namespace repository

} // namespace turnpike::outbox
