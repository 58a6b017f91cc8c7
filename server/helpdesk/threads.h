// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>
#include <vector>

namespace turnpike::helpdesk {

// The thread of one customer. Times ms UTC.
struct Thread
{
    TelegramId user;
    bool isOpen = false;
    bool waitsForStaff = false; // otherwise for the customer
    std::optional<qint64> topicId;
    std::optional<Timestamp> topicAskedAt; // it is being made
    int messages = 0;                      // the number of the last one
    int looks = 0;                         // in vain, since something was sent
    Timestamp lastAt = 0;
};

enum class MessageState {
    Waiting, // for the topic
    Sending,
    Sent,
    Failed,
};

struct ThreadMessage
{
    TelegramId user;
    int number = 0; // within the thread, from 1
    bool isStaffs = false;
    QString author;                        // of the staff
    QString content;                       // "text", "photo", …: as the Bot API calls it
    QString body;                          // what was written, also under a picture
    std::optional<qint64> sourceMessage{}; // where it was written; nothing: in a console
    std::optional<qint64> staffMessage{};  // in the chat of the staff
    MessageState state = MessageState::Sending;
    QString error{};
    Timestamp createdAt = 0; // ms UTC
};

// A thread as lists show it, with whose it is and what was written last. Times ms UTC.
struct ThreadBrief
{
    TelegramId user;
    QString username; // without @; may be empty
    QString firstName;
    bool isOpen = false;
    bool waitsForStaff = false;
    int messages = 0;
    Timestamp openedAt = 0; // last
    Timestamp lastAt = 0;
    std::optional<Timestamp> closedAt{};
    QString closedBy;
    QString lastContent; // as in ThreadMessage
    QString lastBody;
    bool isLastStaffs = false;
};

// Which threads a list has; what is absent leaves none out.
struct ThreadFilter
{
    std::optional<bool> isOpen{};
    std::optional<bool> waitsForStaff{};
    QString text{};                      // in the name or the id of the customer, or in the last message
    std::optional<Timestamp> beforeAt{}; // those that were written to before then (ms UTC)…
    TelegramId beforeUser{};             // …and of that moment those of lower ids
};

// The tables support_threads and support_messages: each function is one statement within the caller's
// transaction, and throws what the database throws. What they mean is Helpdesk's.
namespace threads {

std::optional<Thread> find(db::Transaction &tx, TelegramId user);
// The same and locks the row until the transaction ends.
std::optional<Thread> lock(db::Transaction &tx, TelegramId user);
std::optional<TelegramId> userOfTopic(db::Transaction &tx, qint64 topicId);
// Whose thread that message of the staff's chat belongs to, of those written since then (ms UTC).
std::optional<TelegramId> userOfStaffMessage(db::Transaction &tx, qint64 messageId, Timestamp since);

// Those that were written to last first. Of what is closed the latest thousands are looked through.
std::vector<ThreadBrief> list(db::Transaction &tx, const ThreadFilter &filter, int limit);
std::optional<ThreadBrief> brief(db::Transaction &tx, TelegramId user);

// Makes it where there was none.
void ensure(db::Transaction &tx, TelegramId user, Timestamp now);
// Writes all that Thread holds, and when to look how its messages fared (ms UTC; nothing: not at all).
void store(db::Transaction &tx, const Thread &thread, std::optional<Timestamp> nextLookAt);
void open(db::Transaction &tx, TelegramId user, Timestamp now);
void close(db::Transaction &tx, TelegramId user, const QString &by, Timestamp now);

void add(db::Transaction &tx, const ThreadMessage &message);
void setState(db::Transaction &tx, const ThreadMessage &message);
// Those of which it is not known how they fared, in order, at most kSettledAtOnce.
inline constexpr size_t kSettledAtOnce = 50;
std::vector<ThreadMessage> unsettled(db::Transaction &tx, TelegramId user);
// The newest first, before that number (0: from the end).
std::vector<ThreadMessage> newest(db::Transaction &tx, TelegramId user, int before, int limit);
// The same by time: those before it (ms UTC), and of that moment those before `number`.
std::vector<ThreadMessage> earlierThan(db::Transaction &tx, TelegramId user, qint64 before, int number,
                                       int limit);

// Threads to look at, the longest overdue first.
std::vector<TelegramId> due(db::Transaction &tx, Timestamp now, int limit);
std::optional<qint64> nextDue(db::Transaction &tx); // ms UTC
// The same as a statement of one value, for whoever asks for several at once.
const char *nextDueQuery();

// All that one customer and the staff have written. Returns how many messages.
int erase(db::Transaction &tx, TelegramId user);

} // namespace threads

} // namespace turnpike::helpdesk
