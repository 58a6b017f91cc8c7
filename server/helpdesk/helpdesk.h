// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/notices.h"
#include "access/users.h"
#include "base/alerts.h"
#include "base/kicker.h"
#include "helpdesk/threads.h"
#include "outbox/outbox.h"
#include "protocol/timestamp.h"

namespace turnpike::helpdesk {

// Passes what customers write to a chat of the shop's staff, and what is answered there back to them. Each
// customer has one thread, which is kept; where the chat has topics, each thread has one of its own there
// (Bot API, createForumTopic), elsewhere staff answers by replying. All of it goes through the outbox, so
// that nothing is lost or comes twice; how it fared is seen afterwards by settle(), the worker
// `support_relay`, and what Telegram refuses is told to the other side. While the chat of the staff is out of
// reach there is an alert; a group that has become a supergroup is followed. Each function is part of the
// caller's transaction and throws what the database throws. Holds no state; thread-safe.
class Helpdesk
{
public:
    struct Settings
    {
        ChatId chat{};     // of the staff; 0: there is none
        QString contact{}; // how else to reach the shop, as customers read it; may be empty
        // Under what customers write: the reply_markup with the button that closes the thread. Empty: none.
        QJsonObject closeMarkup{};
    };
    // What is passed must outlive it.
    Helpdesk(const Clock &clock, Kicker &kicker, AlertSink &alerts, const outbox::Outbox &outbox,
             const access::Users &users, access::CustomerNotices &notices, Settings settings);

    bool isOn() const { return m_settings.chat != ChatId(); }
    // Of the staff: as it is configured, or what that group has become since.
    ChatId chat(db::Transaction &tx) const;
    // The group `from` goes on as `to`, since `at` (ms UTC). Nothing happens where it is not the staff's.
    void follow(db::Transaction &tx, ChatId from, ChatId to, Timestamp at) const;

    // Whether what this customer types goes to the staff.
    bool isOpen(db::Transaction &tx, TelegramId user) const;

    struct Written
    {
        QString content;                   // as in ThreadMessage
        QString body{};                    // plain text
        std::optional<qint64> messageId{}; // nothing: in a console
    };
    // A customer writes: the thread is opened, if it is not. True when staff was not waited for before, so
    // that the customer should hear where it went.
    bool write(db::Transaction &tx, const access::User &customer, const Written &written) const;
    // `author` of the staff answers; opens the thread again. What is written in a console is shown in the
    // staff's chat, too. False for whoever never wrote.
    bool answer(db::Transaction &tx, TelegramId user, const QString &author, const Written &written) const;
    // False when it is not open.
    bool close(db::Transaction &tx, TelegramId user, const QString &by) const;
    // The same by the staff: customer and staff are told.
    bool closeByStaff(db::Transaction &tx, TelegramId user, const QString &by) const;
    // What is closed waits for the staff again; nobody is told. False when it is open, or there is none.
    bool reopen(db::Transaction &tx, TelegramId user) const;

    // Whose thread a message of the staff's chat is in: by its topic, or by what it replies to.
    std::optional<TelegramId> userOf(db::Transaction &tx, std::optional<qint64> topicId,
                                     std::optional<qint64> replyTo) const;
    // Says something of ours in that customer's thread in the staff's chat.
    void note(db::Transaction &tx, TelegramId user, const QString &html) const;

    // Forgets all that this customer and the staff have written, in the outbox, too. What stands in the chat
    // of the staff is Telegram's.
    void erase(db::Transaction &tx, TelegramId user) const;

    // Threads whose messages are to be looked at, the longest overdue first.
    std::vector<TelegramId> due(db::Transaction &tx, int limit) const;
    // Sees what became of the messages that were passed on, and passes on what waited for the topic. False
    // when nothing was due any more.
    bool settle(db::Transaction &tx, TelegramId user) const;
    std::optional<qint64> nextDue(db::Transaction &tx) const; // ms UTC
    // The same as a statement of one value, for whoever asks for several at once.
    static const char *nextDueQuery();

private:
    // What the configured group has become.
    struct Moved
    {
        ChatId chat;
        Timestamp at = 0; // ms UTC
    };
    std::optional<Moved> moved(db::Transaction &tx) const;
    bool mayHaveTopics(db::Transaction &tx) const;
    void askForTopic(db::Transaction &tx, Thread &thread, const access::User &customer) const;
    void settleTopic(db::Transaction &tx, Thread &thread) const;
    void passToStaff(db::Transaction &tx, const Thread &thread, const access::User &customer,
                     const ThreadMessage &message) const;
    // Whether it is settled.
    bool settleMessage(db::Transaction &tx, Thread &thread, ThreadMessage &message) const;
    void lookSoon(db::Transaction &tx, Thread &thread) const;
    // How a call to the staff's chat fared: raises the alert, or ends it.
    void noteReach(db::Transaction &tx, const outbox::Outbox::Fate &fate) const;

    const Clock &m_clock;
    Kicker &m_kicker;
    AlertSink &m_alerts;
    const outbox::Outbox &m_outbox;
    const access::Users &m_users;
    access::CustomerNotices &m_notices;
    const Settings m_settings;
};

} // namespace turnpike::helpdesk
