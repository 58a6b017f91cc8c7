// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "telegramworld.h"

#include <QDateTime>

#include <array>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr size_t kMessagesPerChat = 500; // a load run must not grow for ever
constexpr size_t kCallbacks = 20'000;
constexpr size_t kNoticesPerUser = 100;

// Ids of supergroups and channels (Bot API server, Client.cpp, get_supergroup_chat_id).
constexpr qint64 kSupergroups = -1'000'000'000'000;

constexpr std::array kGroupKinds{std::pair{Group::Kind::Basic, u"group"},
                                 std::pair{Group::Kind::Super, u"supergroup"},
                                 std::pair{Group::Kind::Channel, u"channel"}};
constexpr std::array kMemberships{std::pair{Group::Membership::Member, u"member"},
                                  std::pair{Group::Membership::Administrator, u"administrator"},
                                  std::pair{Group::Membership::Restricted, u"restricted"},
                                  std::pair{Group::Membership::Left, u"left"},
                                  std::pair{Group::Membership::Kicked, u"kicked"}};

template<typename Table, typename Value>
QString nameIn(const Table &table, Value value)
{
    for (const auto &[entry, name] : table) {
        if (entry == value)
            return QString::fromUtf16(name);
    }
    return {};
}

// What no user of the stand-in takes (Bot API server, Client.cpp, JsonAcceptedGiftTypes).
QJsonObject noGifts()
{
    return {{u"unlimited_gifts"_s, false},
            {u"limited_gifts"_s, false},
            {u"unique_gifts"_s, false},
            {u"premium_subscription"_s, false},
            {u"gifts_from_channels"_s, false}};
}

} // namespace

QJsonObject User::json() const
{
    QJsonObject json{{u"id"_s, id}, {u"is_bot"_s, false}, {u"first_name"_s, firstName}};
    if (!username.isEmpty())
        json.insert(u"username", username);
    if (!language.isEmpty())
        json.insert(u"language_code", language);
    return json;
}

QString toString(Group::Kind kind)
{
    return nameIn(kGroupKinds, kind);
}

QString toString(Group::Membership membership)
{
    return nameIn(kMemberships, membership);
}

QJsonObject Group::json() const
{
    QJsonObject json{{u"id"_s, id}, {u"title"_s, title}, {u"type"_s, toString(kind)}};
    if (!username.isEmpty())
        json.insert(u"username", username);
    if (isForum)
        json.insert(u"is_forum", true);
    if (kind == Kind::Basic) {
        json.insert(u"all_members_are_administrators", false);
        json.insert(u"accepted_gift_types", noGifts());
    }
    return json;
}

QJsonArray Message::keyboard() const
{
    return body.value(u"reply_markup").toObject().value(u"inline_keyboard").toArray();
}

QString toString(Checkout::Status status)
{
    switch (status) {
    case Checkout::Status::Waiting:
        return u"waiting"_s;
    case Checkout::Status::Refused:
        return u"refused"_s;
    case Checkout::Status::Late:
        return u"late"_s;
    case Checkout::Status::Paid:
        break;
    }
    return u"paid"_s;
}

QJsonObject Checkout::json() const
{
    return {{u"id"_s, id},           {u"user"_s, userId},
            {u"invoice"_s, invoice}, {u"status"_s, toString(status)},
            {u"error"_s, error},     {u"charge_id"_s, chargeId}};
}

TelegramWorld::TelegramWorld(qint64 botId, const QString &botUsername, const Clock *clock)
    : m_botId(botId)
    , m_botUsername(botUsername)
    , m_clock(clock)
    , m_nextUserId(100'001)
    , m_nextId(QDateTime::currentMSecsSinceEpoch() * 1000) // unlike those of an earlier run
{}

qint64 TelegramWorld::starTransactions() const
{
    qint64 count = qint64(m_starPayments.size());
    for (const StarPayment &payment : m_starPayments)
        count += payment.refundedAt > 0 ? 1 : 0;
    return count;
}

qint64 TelegramWorld::paymentTime() const
{
    return m_clock ? m_clock->nowMs() / 1000 : QDateTime::currentSecsSinceEpoch();
}

QJsonObject TelegramWorld::bot() const
{
    return {{u"id"_s, m_botId},
            {u"is_bot"_s, true},
            {u"first_name"_s, u"Turnpike sandbox"_s},
            {u"username"_s, m_botUsername}};
}

QString TelegramWorld::newId()
{
    return QString::number(++m_nextId);
}

User &TelegramWorld::putUser(qint64 id, const QString &firstName, const QString &username,
                             const QString &language)
{
    if (id == 0) {
        while (m_users.contains(m_nextUserId))
            ++m_nextUserId;
        id = m_nextUserId;
    }
    User &user = m_users[id];
    user.id = id;
    user.firstName = firstName.isEmpty() ? u"Customer %1"_s.arg(id) : firstName;
    user.username = username;
    user.language = language;
    return user;
}

User *TelegramWorld::user(qint64 id)
{
    const auto found = m_users.find(id);
    return found == m_users.end() ? nullptr : &found->second;
}

Group &TelegramWorld::addGroup(Group::Kind kind, const QString &title)
{
    const qint64 number = m_nextGroup++;
    const qint64 id = kind == Group::Kind::Basic ? -number : kSupergroups - number;
    Group &group = m_groups[id];
    group.id = id;
    group.kind = kind;
    group.title = title;
    return group;
}

Group *TelegramWorld::group(qint64 id)
{
    const auto found = m_groups.find(id);
    return found == m_groups.end() ? nullptr : &found->second;
}

QJsonObject TelegramWorld::chatJson(qint64 chatId)
{
    if (const Group *known = group(chatId))
        return known->json();
    const User &user = m_users[chatId];
    QJsonObject chat{{u"id"_s, chatId}, {u"type"_s, u"private"_s}, {u"first_name"_s, user.firstName}};
    if (!user.username.isEmpty())
        chat.insert(u"username", user.username);
    return chat;
}

Message &TelegramWorld::addMessage(qint64 chatId, bool fromBot, const QJsonObject &content)
{
    return addMessage({chatId, fromBot ? 0 : chatId, 0}, content);
}

Message &TelegramWorld::addMessage(const Posting &posting, const QJsonObject &content)
{
    Group *inGroup = group(posting.chatId);
    const bool countsItself = inGroup != nullptr && inGroup->kind != Group::Kind::Basic;
    Message message;
    message.id = countsItself ? inGroup->nextMessageId++ : m_nextMessageId++;
    message.chatId = posting.chatId;
    message.fromBot = posting.fromUser == 0;
    message.revision = ++m_revision;
    message.body = {{u"message_id"_s, message.id},
                    {u"chat"_s, chatJson(posting.chatId)},
                    {u"date"_s, QDateTime::currentSecsSinceEpoch()}};
    if (inGroup != nullptr && inGroup->kind == Group::Kind::Channel)
        message.body.insert(u"sender_chat", inGroup->json());
    else
        message.body.insert(u"from", message.fromBot ? bot() : m_users[posting.fromUser].json());
    if (posting.threadId != 0) {
        message.body.insert(u"message_thread_id", posting.threadId);
        message.body.insert(u"is_topic_message", true);
    }
    for (auto it = content.begin(); it != content.end(); ++it)
        message.body.insert(it.key(), it.value());

    std::map<qint64, Message> &messages = m_chats[posting.chatId];
    if (messages.size() >= kMessagesPerChat)
        messages.erase(messages.begin());
    return messages.insert_or_assign(message.id, message).first->second;
}

Message *TelegramWorld::message(qint64 chatId, qint64 messageId)
{
    const auto chat = m_chats.find(chatId);
    if (chat == m_chats.end())
        return nullptr;
    const auto found = chat->second.find(messageId);
    return found == chat->second.end() ? nullptr : &found->second;
}

const std::map<qint64, Message> &TelegramWorld::chat(qint64 chatId) const
{
    static const std::map<qint64, Message> nothing;
    const auto found = m_chats.find(chatId);
    return found == m_chats.end() ? nothing : found->second;
}

void TelegramWorld::touch(Message &message, bool isEdit)
{
    message.revision = ++m_revision;
    if (!isEdit)
        return;
    ++message.edits;
    message.body.insert(u"edit_date", QDateTime::currentSecsSinceEpoch());
}

CallbackQuery &TelegramWorld::addCallback(qint64 userId)
{
    CallbackQuery query;
    query.id = newId();
    query.userId = userId;
    query.age.start();
    m_callbackOrder.push_back(query.id);
    if (m_callbackOrder.size() > kCallbacks) {
        m_callbacks.erase(m_callbackOrder.front());
        m_callbackOrder.pop_front();
    }
    return m_callbacks[query.id] = query;
}

CallbackQuery *TelegramWorld::callback(const QString &id)
{
    const auto found = m_callbacks.find(id);
    return found == m_callbacks.end() ? nullptr : &found->second;
}

void TelegramWorld::addNotice(qint64 userId, const QString &text, bool isAlert)
{
    std::vector<QJsonObject> &notices = m_notices[userId];
    if (notices.size() >= kNoticesPerUser)
        notices.erase(notices.begin());
    notices.push_back({{u"revision"_s, ++m_revision}, {u"text"_s, text}, {u"alert"_s, isAlert}});
}

QJsonArray TelegramWorld::notices(qint64 userId, qint64 since) const
{
    QJsonArray found;
    const auto notices = m_notices.find(userId);
    if (notices == m_notices.end())
        return found;
    for (const QJsonObject &notice : notices->second) {
        if (notice.value(u"revision").toInteger() > since)
            found.append(notice);
    }
    return found;
}

Checkout &TelegramWorld::addCheckout(qint64 userId, const QJsonObject &invoice)
{
    Checkout checkout;
    checkout.id = newId();
    checkout.userId = userId;
    checkout.invoice = invoice;
    checkout.age.start();
    ++m_revision;
    return m_checkouts[checkout.id] = checkout;
}

Checkout *TelegramWorld::checkout(const QString &id)
{
    const auto found = m_checkouts.find(id);
    return found == m_checkouts.end() ? nullptr : &found->second;
}

} // namespace turnpike::sandbox
