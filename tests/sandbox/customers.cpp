#include "customers.h"

#include "base/errors.h"
#include "textentity.h"
#include "webhooksender.h"

#include <QDateTime>
#include <QTimer>

namespace turnpike::sandbox {

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
    return {{QStringLiteral("message_id"), message.id},
            {QStringLiteral("chat"), message.body.value(u"chat")},
            {QStringLiteral("date"), 0}};
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
        notPossible(QStringLiteral("there is no user %1").arg(userId));
    return *user;
}

qint64 Customers::sendText(qint64 userId, const QString &text)
{
    return sendText(Posting{userId, userId, 0}, text);
}

qint64 Customers::sendText(const Posting &posting, const QString &text)
{
    if (text.isEmpty() || text.size() > 4096)
        notPossible(QStringLiteral("a message has 1 to 4096 characters"));
    User &user = userOf(posting.fromUser);
    if (posting.chatId == posting.fromUser) {
        user.hasStarted = true;
        if (user.hasBlocked)
            setBlocked(user.id, false); // writing to a bot unblocks it
    } else if (m_world->group(posting.chatId) == nullptr) {
        notPossible(QStringLiteral("there is no chat %1").arg(posting.chatId));
    } else {
        user.isMet = true;
    }
    const FormattedText formatted{text, foundEntities(text)};
    QJsonObject content{{QStringLiteral("text"), text}};
    if (!formatted.entities.isEmpty())
        content.insert(u"entities", formatted.entitiesJson());
    const Message &message = m_world->addMessage(posting, content);
    return m_sender->push(QStringLiteral("message"), message.body);
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
            notPossible(QStringLiteral("button \"%1\" sends nothing to the bot")
                            .arg(button->value(u"text").toString()));
        const QString data = button->value(u"callback_data").toString();
        m_lastPress[userId] = {chatId, message.id, data};
        return pushCallback(user, choice.isInaccessible ? inaccessible(message) : message.body, data);
    }
    notPossible(QStringLiteral("no message of the chat has such a button (%1)")
                    .arg(choice.text.isEmpty() ? choice.data : choice.text));
}

qint64 Customers::repeatPress(qint64 userId)
{
    User &user = userOf(userId);
    const Press press = m_lastPress.value(userId);
    const Message *message = m_world->message(press.chatId, press.messageId);
    if (message == nullptr)
        notPossible(QStringLiteral("this user has pressed nothing yet"));
    return pushCallback(user, message->isDeleted ? inaccessible(*message) : message->body, press.data);
}

qint64 Customers::pushCallback(User &user, const QJsonObject &message, const QString &data)
{
    const CallbackQuery &query = m_world->addCallback(user.id);
    const QJsonObject content{{QStringLiteral("id"), query.id},
                              {QStringLiteral("from"), user.json()},
                              {QStringLiteral("message"), message},
                              {QStringLiteral("chat_instance"), QString::number(user.id * 7919)},
                              {QStringLiteral("data"), data}};
    return m_sender->push(QStringLiteral("callback_query"), content);
}

qint64 Customers::setBlocked(qint64 userId, bool blocked)
{
    User &user = userOf(userId);
    if (user.hasBlocked == blocked)
        return 0;
    user.hasBlocked = blocked;
    const auto member = [this](bool kicked) {
        QJsonObject json{
            {QStringLiteral("user"), m_world->bot()},
            {QStringLiteral("status"), kicked ? QStringLiteral("kicked") : QStringLiteral("member")}};
        if (kicked) // Bot API, ChatMemberBanned
            json.insert(u"until_date", 0);
        return json;
    };
    const QJsonObject content{{QStringLiteral("chat"), m_world->chatJson(userId)},
                              {QStringLiteral("from"), user.json()},
                              {QStringLiteral("date"), QDateTime::currentSecsSinceEpoch()},
                              {QStringLiteral("old_chat_member"), member(!blocked)},
                              {QStringLiteral("new_chat_member"), member(blocked)}};
    return m_sender->push(QStringLiteral("my_chat_member"), content);
}

QJsonObject Customers::latestInvoice(qint64 userId, qint64 messageId) const
{
    const auto &chat = m_world->chat(userId);
    const auto &invoices = m_world->invoiceLinks();
    for (auto it = chat.rbegin(); it != chat.rend(); ++it) {
        const Message &message = it->second;
        if (message.isDeleted || (messageId != 0 && message.id != messageId))
            continue;
        const auto sent = invoices.find(QStringLiteral("message:%1:%2").arg(userId).arg(message.id));
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
        notPossible(QStringLiteral("this chat shows no invoice to pay"));
    const QString id = m_world->addCheckout(userId, invoice).id;
    const QJsonObject content{{QStringLiteral("id"), id},
                              {QStringLiteral("from"), user.json()},
                              {QStringLiteral("currency"), invoice.value(u"currency")},
                              {QStringLiteral("total_amount"), invoice.value(u"total_amount")},
                              {QStringLiteral("invoice_payload"), invoice.value(u"payload")}};
    m_sender->push(QStringLiteral("pre_checkout_query"), content);
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
    checkout->chargeId = QStringLiteral("stx") + m_world->newId();
    const QString currency = checkout->invoice.value(u"currency").toString();
    const qint64 amount = checkout->invoice.value(u"total_amount").toInteger();
    const QString payload = checkout->invoice.value(u"payload").toString();
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const qint64 period = checkout->invoice.value(u"subscription_period").toInteger();
    if (currency == u"XTR") {
        m_world->starPayments().push_back(
            {checkout->chargeId, checkout->userId, amount, payload, now, 0, period, false});
    }
    QJsonObject payment{
        {QStringLiteral("currency"), currency},
        {QStringLiteral("total_amount"), amount},
        {QStringLiteral("invoice_payload"), payload},
        {QStringLiteral("telegram_payment_charge_id"), checkout->chargeId},
        {QStringLiteral("provider_payment_charge_id"), currency == u"XTR" ? QString() : m_world->newId()}};
    if (period > 0) {
        payment.insert(u"is_recurring", true);
        payment.insert(u"is_first_recurring", true);
        payment.insert(u"subscription_expiration_date", now + period);
    }
    const Message &message =
        m_world->addMessage(checkout->userId, false, {{QStringLiteral("successful_payment"), payment}});
    m_sender->push(QStringLiteral("message"), message.body);
}

} // namespace turnpike::sandbox

#include "moc_customers.cpp"
