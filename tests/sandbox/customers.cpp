// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "customers.h"

#include "base/errors.h"
#include "textentity.h"
#include "webhooksender.h"

#include <QDateTime>
#include <QTimer>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int kPreCheckoutPatienceMs = 10'000; // Bot API, answerPreCheckoutQuery

[[noreturn]] void notPossible(const QString &why)
{
    throw Error(ErrorType::Domain, why);
}

bool isChosen(const QJsonObject &button, int row, int column, const ButtonChoice &choice)
{
    if (choice.row)
        return row == *choice.row && column == choice.column.value_or(0);
    if (!choice.data.isEmpty())
        return button.value(u"callback_data").toString() == choice.data;
    const QString text = button.value(u"text").toString();
    return text == choice.text || text.contains(choice.text, Qt::CaseInsensitive);
}

// The chosen button of this message; exact texts go before texts that only contain what was asked for.
std::optional<QJsonObject> chosenButton(const Message &message, const ButtonChoice &choice)
{
    std::optional<QJsonObject> nearly;
    const QJsonArray rows = message.keyboard();
    for (int row = 0; row < rows.size(); ++row) {
        const QJsonArray cells = rows[row].toArray();
        for (int column = 0; column < cells.size(); ++column) {
            const QJsonObject button = cells[column].toObject();
            if (!isChosen(button, row, column, choice))
                continue;
            if (choice.text.isEmpty() || button.value(u"text").toString() == choice.text)
                return button;
            if (!nearly)
                nearly = button;
        }
    }
    return nearly;
}

// What is left of a message that the bot can no longer see (Bot API, InaccessibleMessage).
QJsonObject inaccessible(const Message &message)
{
    return {{u"message_id"_s, message.id}, {u"chat"_s, message.body.value(u"chat")}, {u"date"_s, 0}};
}

} // namespace

Customers::Customers(TelegramWorld *world, WebhookSender *sender, QObject *parent)
    : QObject(parent)
    , m_world(world)
    , m_sender(sender)
{}

User &Customers::userOf(qint64 userId)
{
    User *user = m_world->user(userId);
    if (user == nullptr)
        notPossible(u"there is no user %1"_s.arg(userId));
    return *user;
}

qint64 Customers::sendText(qint64 userId, const QString &text)
{
    return sendText(Posting{userId, userId, 0}, text);
}

qint64 Customers::sendText(const Posting &posting, const QString &text)
{
    if (text.isEmpty() || text.size() > 4096)
        notPossible(u"a message has 1 to 4096 characters"_s);
    User &user = userOf(posting.fromUser);
    if (posting.chatId == posting.fromUser) {
        user.hasStarted = true;
        if (user.hasBlocked)
            setBlocked(user.id, false); // writing to a bot unblocks it
    } else if (m_world->group(posting.chatId) == nullptr) {
        notPossible(u"there is no chat %1"_s.arg(posting.chatId));
    } else {
        user.isMet = true;
    }
    const FormattedText formatted{text, foundEntities(text)};
    QJsonObject content{{u"text"_s, text}};
    if (!formatted.entities.isEmpty())
        content.insert(u"entities", formatted.entitiesJson());
    const Message &message = m_world->addMessage(posting, content);
    return m_sender->push(u"message"_s, message.body);
}

qint64 Customers::press(qint64 userId, const ButtonChoice &choice)
{
    User &user = userOf(userId);
    const qint64 chatId = choice.chatId != 0 ? choice.chatId : userId;
    const auto &chat = m_world->chat(chatId);
    for (auto it = chat.rbegin(); it != chat.rend(); ++it) {
        const Message &message = it->second;
        if (message.isDeleted || (choice.messageId != 0 && message.id != choice.messageId))
            continue;
        const std::optional<QJsonObject> button = chosenButton(message, choice);
        if (!button)
            continue;
        if (!button->contains(u"callback_data"))
            notPossible(u"button \"%1\" sends nothing to the bot"_s.arg(button->value(u"text").toString()));
        const QString data = button->value(u"callback_data").toString();
        m_lastPress[userId] = {chatId, message.id, data};
        return pushCallback(user, choice.isInaccessible ? inaccessible(message) : message.body, data);
    }
    notPossible(u"no message of the chat has such a button (%1)"_s.arg(choice.text.isEmpty() ? choice.data
                                                                                             : choice.text));
}

qint64 Customers::repeatPress(qint64 userId)
{
    User &user = userOf(userId);
    const Press press = m_lastPress.value(userId);
    const Message *message = m_world->message(press.chatId, press.messageId);
    if (message == nullptr)
        notPossible(u"this user has pressed nothing yet"_s);
    return pushCallback(user, message->isDeleted ? inaccessible(*message) : message->body, press.data);
}

qint64 Customers::pushCallback(User &user, const QJsonObject &message, const QString &data)
{
    const CallbackQuery &query = m_world->addCallback(user.id);
    const QJsonObject content{{u"id"_s, query.id},
                              {u"from"_s, user.json()},
                              {u"message"_s, message},
                              {u"chat_instance"_s, QString::number(user.id * 7919)},
                              {u"data"_s, data}};
    return m_sender->push(u"callback_query"_s, content);
}

qint64 Customers::setBlocked(qint64 userId, bool blocked)
{
    User &user = userOf(userId);
    if (user.hasBlocked == blocked)
        return 0;
    user.hasBlocked = blocked;
    const auto member = [this](bool kicked) {
        QJsonObject json{{u"user"_s, m_world->bot()}, {u"status"_s, kicked ? u"kicked"_s : u"member"_s}};
        if (kicked) // Bot API, ChatMemberBanned
            json.insert(u"until_date", 0);
        return json;
    };
    const QJsonObject content{{u"chat"_s, m_world->chatJson(userId)},
                              {u"from"_s, user.json()},
                              {u"date"_s, QDateTime::currentSecsSinceEpoch()},
                              {u"old_chat_member"_s, member(!blocked)},
                              {u"new_chat_member"_s, member(blocked)}};
    return m_sender->push(u"my_chat_member"_s, content);
}

QJsonObject Customers::latestInvoice(qint64 userId, qint64 messageId) const
{
    const auto &chat = m_world->chat(userId);
    const auto &invoices = m_world->invoiceLinks();
    for (auto it = chat.rbegin(); it != chat.rend(); ++it) {
        const Message &message = it->second;
        if (message.isDeleted || (messageId != 0 && message.id != messageId))
            continue;
        const auto sent = invoices.find(u"message:%1:%2"_s.arg(userId).arg(message.id));
        if (sent != invoices.end())
            return sent->second;
        for (const QJsonValue &row : message.keyboard()) {
            for (const QJsonValue &button : row.toArray()) {
                const auto linked = invoices.find(button.toObject().value(u"url").toString());
                if (linked != invoices.end())
                    return linked->second;
            }
        }
    }
    return {};
}

QString Customers::checkout(qint64 userId, qint64 messageId, const QString &link)
{
    const User &user = userOf(userId);
    const auto &links = m_world->invoiceLinks();
    const auto linked = links.find(link);
    const QJsonObject invoice = linked != links.end() ? linked->second : latestInvoice(userId, messageId);
    if (invoice.isEmpty())
        notPossible(u"this chat shows no invoice to pay"_s);
    const QString id = m_world->addCheckout(userId, invoice).id;
    const QJsonObject content{{u"id"_s, id},
                              {u"from"_s, user.json()},
                              {u"currency"_s, invoice.value(u"currency")},
                              {u"total_amount"_s, invoice.value(u"total_amount")},
                              {u"invoice_payload"_s, invoice.value(u"payload")}};
    m_sender->push(u"pre_checkout_query"_s, content);
    QTimer::singleShot(kPreCheckoutPatienceMs, this, [this, id] {
        Checkout *checkout = m_world->checkout(id);
        if (checkout != nullptr && checkout->status == Checkout::Status::Waiting)
            checkout->status = Checkout::Status::Late;
    });
    return id;
}

void Customers::onPreCheckoutAnswered(const QString &id)
{
    Checkout *checkout = m_world->checkout(id);
    if (checkout == nullptr || checkout->status != Checkout::Status::Paid || !checkout->chargeId.isEmpty())
        return;
    checkout->chargeId = u"stx"_s + m_world->newId();
    const QString currency = checkout->invoice.value(u"currency").toString();
    const qint64 amount = checkout->invoice.value(u"total_amount").toInteger();
    const QString payload = checkout->invoice.value(u"payload").toString();
    const qint64 now = m_world->paymentTime();
    const qint64 period = checkout->invoice.value(u"subscription_period").toInteger();
    if (currency == u"XTR") {
        m_world->starPayments().push_back(
            {checkout->chargeId, checkout->userId, amount, payload, now, 0, period, false});
    }
    QJsonObject payment{{u"currency"_s, currency},
                        {u"total_amount"_s, amount},
                        {u"invoice_payload"_s, payload},
                        {u"telegram_payment_charge_id"_s, checkout->chargeId},
                        {u"provider_payment_charge_id"_s, currency == u"XTR" ? QString() : m_world->newId()}};
    if (period > 0) {
        payment.insert(u"is_recurring", true);
        payment.insert(u"is_first_recurring", true);
        payment.insert(u"subscription_expiration_date", now + period);
    }
    const Message &message =
        m_world->addMessage(checkout->userId, false, {{u"successful_payment"_s, payment}});
    m_sender->push(u"message"_s, message.body);
}

} // namespace turnpike::sandbox

#include "moc_customers.cpp"
