// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/kicker.h"
#include "db/transaction.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

#include <QJsonObject>

namespace turnpike::outbox {

// What goes first, and how long it is tried: interactive 2 minutes, the others 24 hours. Answers to callbacks
// and pre-checkouts belong to no chat's queue, and expire 60 s and 10 s after the press.
using protocol::MessageClass;

// One call of the Bot API to be made once the transaction that adds it is committed.
struct Message
{
    ChatId chat; // 0 for answers to callbacks and pre-checkouts
    MessageClass messageClass = MessageClass::Transactional;
    QString method;                     // "sendMessage", "editMessageText", "answerCallbackQuery", …
    QJsonObject payload;                // the method's parameters, with chat_id where it needs one
    QString dedupeKey;                  // a second message with this key is not added; mostly empty
    std::optional<qint64> notBefore;    // ms UTC
    std::optional<Timestamp> expiresAt; // ms UTC; by the class when absent
    // About a key or money: if the chat cannot be reached, it is sent when the customer is back.
    bool keepForReturn = false;
    std::optional<qint64> broadcast = {}; // of which it is; absent: of none
};

// Adds messages to the outbox within the caller's transaction and wakes the sender after its commit. Holds no
// state; thread-safe.
class Outbox
{
public:
    Outbox(const Clock &clock, Kicker &kicker);

    // True if added, false if its dedupe key was there already. What is too long for one message becomes
    // several (see messageparts.h), each in its own row, in order.
    bool add(db::Transaction &tx, const Message &message) const;
    // The same for a caller that need not know, which saves a round trip to the database.
    void put(db::Transaction &tx, const Message &message) const;
    // The chat can be reached again: what was kept for that moment is sent as new messages, in the original
    // order. Returns how many.
    int sendWhatWasKept(db::Transaction &tx, ChatId chat) const;
    // A newer screen replaces those for this chat that were held back by a `notBefore` within a minute and
    // still wait; returns how many. A message that is kept for the customer's return does not count as a
    // screen.
    int replaceWaitingScreens(db::Transaction &tx, ChatId chat) const;
    // What became of the call that was added under a dedupe key.
    struct Fate
    {
        enum class State {
            Pending,
            Sent,
            Lost, // refused, too late, withdrawn, or never added
        };
        State state = State::Lost;
        std::optional<qint64> messageId; // that Telegram gave it; of a topic that was made: its own
        bool hasTopic = false;           // it went to a topic
        bool isUnreachable = false;      // the chat cannot be reached
        QString error;
    };
    Fate fateOf(db::Transaction &tx, const QString &dedupeKey) const;
    // Removes what was added under this dedupe key, sent or not; what is being sent is left to its sender.
    void forget(db::Transaction &tx, const QString &dedupeKey) const;
    // What was added under this dedupe key and still waits will not be sent; the key may be used again. What
    // is being sent this moment may arrive, and is not tried again if it does not. The row says "withdrawn"
    // only where no call was made.
    void withdraw(db::Transaction &tx, const QString &dedupeKey) const;

private:
    db::Changed addOne(db::Transaction &tx, const Message &message) const;

    const Clock &m_clock;
    Kicker &m_kicker;
};

} // namespace turnpike::outbox
