// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "storedfiles.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>

#include <deque>
#include <map>
#include <set>
#include <vector>

namespace turnpike::sandbox {

// A person with Telegram on the phone.
struct User
{
    qint64 id = 0;
    QString firstName;
    QString username;        // without @; may be empty
    QString language;        // IETF tag, as language_code
    bool hasStarted = false; // has written to the bot
    bool hasBlocked = false; // has blocked the bot
    bool isDeactivated = false;
    bool isMet = false; // the bot knows this person from elsewhere, say a group, and may not write first
    std::map<qint64, QString> topics; // of the private chat, by message_thread_id

    // Whether the bot finds the private chat at all.
    bool isKnown() const { return hasStarted || isMet; }

    QJsonObject json() const;
};

// A group, supergroup or channel.
struct Group
{
    enum class Kind { Basic, Super, Channel };
    // What the bot is there.
    enum class Membership { Member, Administrator, Restricted, Left, Kicked };

    qint64 id = 0; // negative; -100… for supergroups and channels
    Kind kind = Kind::Basic;
    QString title;
    QString username; // of public ones
    bool isForum = false;
    bool isDeleted = false;
    qint64 migratedTo = 0; // the supergroup that a basic group has become
    Membership bot = Membership::Member;
    std::set<qint64> members;         // but for the bot
    std::map<qint64, QString> topics; // by message_thread_id
    qint64 nextMessageId = 2; // supergroups and channels count for themselves; 1 said that they were made

    QJsonObject json() const;
};

QString toString(Group::Kind kind);
QString toString(Group::Membership membership);

// A message of a chat, as the Bot API shows it in `body` (message_id, from, chat, date, text, …).
struct Message
{
    qint64 id = 0;
    qint64 chatId = 0;
    bool fromBot = false;
    bool isDeleted = false;
    qint64 revision = 0; // of the world when it last changed
    int edits = 0;
    bool isEditable = true; // false with a keyboard that is none of inline buttons
    QJsonObject body;

    // Buttons row by row; empty without an inline keyboard.
    QJsonArray keyboard() const;
};

// A press that waits for answerCallbackQuery.
struct CallbackQuery
{
    QString id;
    qint64 userId = 0;
    QElapsedTimer age;
    bool answered = false;
    QString answerText;
    bool isAlert = false;
};

// A payment under way inside Telegram (Stars or card).
struct Checkout
{
    enum class Status { Waiting, Refused, Late, Paid };

    QString id; // of the pre-checkout query
    qint64 userId = 0;
    QJsonObject invoice; // title, currency, total_amount, payload
    QElapsedTimer age;
    Status status = Status::Waiting;
    QString error;    // why it was refused
    QString chargeId; // telegram_payment_charge_id once paid

    QJsonObject json() const;
};

struct StarPayment
{
    QString chargeId;
    qint64 userId = 0;
    qint64 amount = 0;
    QString payload;
    qint64 date = 0; // seconds
    qint64 refundedAt = 0;
    qint64 subscriptionPeriod = 0; // seconds; 0: paid once
    bool isCanceled = false;       // a subscription that is not renewed
    qint64 refundPlace = 0;        // how many transactions there were before its refund; while refunded
};

// Where a new message goes, and from whom.
struct Posting
{
    qint64 chatId = 0;
    qint64 fromUser = 0; // 0: from the bot
    qint64 threadId = 0; // of a topic; 0: none
};

// Everything Telegram knows: people, chats, messages, presses, payments. Holds state and checks nothing.
// Private chats have the id of their user.
// Owned by Sandbox; lives on its thread.
class TelegramWorld
{
public:
    // `clock`: whose time payments tell; null: the system's. Outlives it.
    TelegramWorld(qint64 botId, const QString &botUsername, const Clock *clock = nullptr);

    QJsonObject bot() const;

    // Makes the user, or changes name and language of one that is there. Id 0: a new one.
    User &putUser(qint64 id, const QString &firstName, const QString &username, const QString &language);
    User *user(qint64 id);
    const std::map<qint64, User> &users() const { return m_users; }

    Group &addGroup(Group::Kind kind, const QString &title);
    // Not found: null.
    Group *group(qint64 id);
    const std::map<qint64, Group> &groups() const { return m_groups; }
    // As messages show a chat (Bot API, Chat).
    QJsonObject chatJson(qint64 chatId);

    // Puts a message into a chat; `content` is what stands beside message_id, from, chat and date.
    Message &addMessage(const Posting &posting, const QJsonObject &content);
    // The same for a private chat.
    Message &addMessage(qint64 chatId, bool fromBot, const QJsonObject &content);
    // Not found: null. Deleted ones are found.
    Message *message(qint64 chatId, qint64 messageId);
    const std::map<qint64, Message> &chat(qint64 chatId) const;
    // Call after changing a message.
    void touch(Message &message, bool isEdit);

    CallbackQuery &addCallback(qint64 userId);
    CallbackQuery *callback(const QString &id);
    // Texts shown by answers to presses of this user, latest last: {revision, text, alert}.
    QJsonArray notices(qint64 userId, qint64 since) const;
    void addNotice(qint64 userId, const QString &text, bool isAlert);

    Checkout &addCheckout(qint64 userId, const QJsonObject &invoice);
    Checkout *checkout(const QString &id);
    const std::map<QString, Checkout> &checkouts() const { return m_checkouts; }

    // Invoice links made by createInvoiceLink, by address.
    std::map<QString, QJsonObject> &invoiceLinks() { return m_invoiceLinks; }
    std::vector<StarPayment> &starPayments() { return m_starPayments; }
    // Payments and refunds of Stars so far.
    qint64 starTransactions() const;
    qint64 paymentTime() const; // seconds
    StoredFiles &files() { return m_files; }

    // Grows with every change of a message, notice or checkout: clients poll for what came after.
    qint64 revision() const { return m_revision; }
    QString newId();
    qint64 botId() const { return m_botId; }

private:
    qint64 m_botId;
    QString m_botUsername;
    const Clock *m_clock;
    qint64 m_nextUserId;
    qint64 m_nextMessageId = 1;
    qint64 m_nextId;
    qint64 m_revision = 0;
    std::map<qint64, User> m_users;
    std::map<qint64, Group> m_groups;
    qint64 m_nextGroup = 5'000'001;
    std::map<qint64, std::map<qint64, Message>> m_chats;
    std::map<QString, CallbackQuery> m_callbacks;
    std::deque<QString> m_callbackOrder;
    std::map<qint64, std::vector<QJsonObject>> m_notices;
    std::map<QString, Checkout> m_checkouts;
    std::map<QString, QJsonObject> m_invoiceLinks;
    std::vector<StarPayment> m_starPayments;
    StoredFiles m_files;
};

QString toString(Checkout::Status status);

} // namespace turnpike::sandbox
