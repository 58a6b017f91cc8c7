#include "telegramworld.h"

#include <QDateTime>

namespace turnpike::sandbox {

namespace {

constexpr size_t kMessagesPerChat = 500; // a load run must not grow for ever
constexpr size_t kCallbacks = 20'000;
constexpr size_t kNoticesPerUser = 100;

} // namespace

QJsonObject User::json() const
{
    QJsonObject json{{QStringLiteral("id"), id},
                     {QStringLiteral("is_bot"), false},
                     {QStringLiteral("first_name"), firstName}};
    if (!username.isEmpty())
        json.insert(u"username", username);
    if (!language.isEmpty())
        json.insert(u"language_code", language);
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
        return QStringLiteral("waiting");
    case Checkout::Status::Refused:
        return QStringLiteral("refused");
    case Checkout::Status::Late:
        return QStringLiteral("late");
    case Checkout::Status::Paid:
        break;
    }
    return QStringLiteral("paid");
}

QJsonObject Checkout::json() const
{
    return {{QStringLiteral("id"), id},           {QStringLiteral("user"), userId},
            {QStringLiteral("invoice"), invoice}, {QStringLiteral("status"), toString(status)},
            {QStringLiteral("error"), error},     {QStringLiteral("charge_id"), chargeId}};
}

TelegramWorld::TelegramWorld(qint64 botId, const QString &botUsername)
    : m_botId(botId)
    , m_botUsername(botUsername)
    , m_nextUserId(100'001)
    , m_nextId(QDateTime::currentMSecsSinceEpoch() * 1000) // unlike those of an earlier run
{}

QJsonObject TelegramWorld::bot() const
{
    return {{QStringLiteral("id"), m_botId},
            {QStringLiteral("is_bot"), true},
            {QStringLiteral("first_name"), QStringLiteral("Turnpike sandbox")},
            {QStringLiteral("username"), m_botUsername}};
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
    user.firstName = firstName.isEmpty() ? QStringLiteral("Customer %1").arg(id) : firstName;
    user.username = username;
    user.language = language;
    return user;
}

User *TelegramWorld::user(qint64 id)
{
    const auto found = m_users.find(id);
    return found == m_users.end() ? nullptr : &found->second;
}

Message &TelegramWorld::addMessage(qint64 chatId, bool fromBot, const QJsonObject &content)
{
    const User &user = m_users[chatId];
    QJsonObject chat{{QStringLiteral("id"), chatId},
                     {QStringLiteral("type"), QStringLiteral("private")},
                     {QStringLiteral("first_name"), user.firstName}};
    if (!user.username.isEmpty())
        chat.insert(u"username", user.username);

    Message message;
    message.id = m_nextMessageId++;
    message.chatId = chatId;
    message.fromBot = fromBot;
    message.revision = ++m_revision;
    message.body = {{QStringLiteral("message_id"), message.id},
                    {QStringLiteral("from"), fromBot ? bot() : user.json()},
                    {QStringLiteral("chat"), chat},
                    {QStringLiteral("date"), QDateTime::currentSecsSinceEpoch()}};
    for (auto it = content.begin(); it != content.end(); ++it)
        message.body.insert(it.key(), it.value());

    std::map<qint64, Message> &messages = m_chats[chatId];
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
    notices.push_back({{QStringLiteral("revision"), ++m_revision},
                       {QStringLiteral("text"), text},
                       {QStringLiteral("alert"), isAlert}});
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
