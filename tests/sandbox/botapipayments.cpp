#include "botapi.h"
#include "jsonfields.h"
#include "telegramworld.h"
#include "webhooksender.h"

#include <QDateTime>

#include <numeric>

namespace turnpike::sandbox {

namespace {

// Telegram's patience with a pre-checkout (Bot API, answerPreCheckoutQuery).
constexpr qint64 kPreCheckoutLifeMs = 10'000;
constexpr qint64 kMaxAmount = 9999'9999'9999;          // tdlib/td, misc.cpp, check_currency_amount
constexpr qint64 kSubscriptionPeriod = 30 * 24 * 3600; // the only one (Bot API, createInvoiceLink)

struct Invoice
{
    QString title;
    QString description;
    QString payload;
    QString currency;
    QString providerToken;
    QList<qint64> prices;
    qint64 subscriptionPeriod = 0;

    qint64 total() const { return std::accumulate(prices.begin(), prices.end(), qint64(0)); }
};

qint64 readPrice(const QJsonValue &value)
{
    if (!value.isObject())
        throw FieldError{QStringLiteral("LabeledPrice must be an Object")};
    const QJsonObject object = value.toObject();
    if (requiredString(object, QStringLiteral("label")).isEmpty())
        throw FieldError{QStringLiteral("LabeledPrice label must be non-empty")};
    return requiredNumber(object, QStringLiteral("amount"));
}

// What is looked at before the chat: Bot API server, Client.cpp, get_input_message_invoice.
Invoice readInvoice(const Params &params)
{
    Invoice invoice;
    invoice.title = params.required(QStringLiteral("title"));
    invoice.description = params.required(QStringLiteral("description"));
    invoice.payload = params.required(QStringLiteral("payload"));
    invoice.providerToken = params.argument(QStringLiteral("provider_token"));
    invoice.currency = params.required(QStringLiteral("currency"));
    params.required(QStringLiteral("prices"));
    const QJsonValue prices = params.json(QStringLiteral("prices"), QStringLiteral("prices"));
    if (!prices.isArray())
        badRequest(QStringLiteral("Expected an Array of labeled prices"));
    const QJsonArray items = prices.toArray();
    for (const QJsonValue &item : items) {
        try {
            invoice.prices.append(readPrice(item));
        } catch (const FieldError &error) {
            badRequest(QStringLiteral("Can't parse labeled price: ") + error.why);
        }
    }
    if (invoice.prices.isEmpty())
        badRequest(QStringLiteral("There must be at least one price"));
    invoice.subscriptionPeriod = qMax<qint64>(0, params.number(QStringLiteral("subscription_period")));
    return invoice;
}

// What is looked at after it: tdlib/td, LabeledPricePart.cpp; then what the servers refuse
// (core.telegram.org/method/payments.exportInvoice and messages.sendMedia name the errors). The longest title
// and description are said in Bot API, sendInvoice.
void checkInvoice(const Invoice &invoice)
{
    for (const qint64 price : invoice.prices) {
        if (qAbs(price) > kMaxAmount)
            badRequest(QStringLiteral("Too big amount of the currency specified"));
    }
    if (invoice.total() <= 0)
        badRequest(QStringLiteral("Total price must be positive"));
    if (invoice.total() > kMaxAmount)
        badRequest(QStringLiteral("Total price is too big"));
    if (invoice.title.size() > 32)
        badRequest(QStringLiteral("INVOICE_TITLE_TOO_LONG"));
    if (invoice.description.size() > 255)
        badRequest(QStringLiteral("INVOICE_DESCRIPTION_TOO_LONG"));
    if (invoice.payload.toUtf8().size() > 128)
        badRequest(QStringLiteral("INVOICE_PAYLOAD_INVALID"));
    if (invoice.currency.size() != 3)
        badRequest(QStringLiteral("CURRENCY_INVALID"));
    const bool stars = invoice.currency == u"XTR";
    if (stars && invoice.prices.size() != 1)
        badRequest(QStringLiteral("STARS_INVOICE_INVALID"));
    if (stars != invoice.providerToken.isEmpty())
        badRequest(QStringLiteral("PAYMENT_PROVIDER_INVALID"));
}

// The invoice as customers meet it: {title, description, payload, currency, total_amount, …}.
QJsonObject kept(const Invoice &invoice)
{
    QJsonObject json{{QStringLiteral("title"), invoice.title},
                     {QStringLiteral("description"), invoice.description},
                     {QStringLiteral("payload"), invoice.payload},
                     {QStringLiteral("currency"), invoice.currency},
                     {QStringLiteral("total_amount"), invoice.total()}};
    if (invoice.subscriptionPeriod > 0)
        json.insert(u"subscription_period", invoice.subscriptionPeriod);
    return json;
}

} // namespace

QJsonValue BotApi::sendInvoice(const Params &params)
{
    const Invoice invoice = readInvoice(params);
    Sending sending = beginSending(params, QStringLiteral("invoice messages"));
    if (!checkedMarkup(sending.markup, MarkupUse::Invoice)) { // the real one adds a Pay button by itself
        const QJsonObject pay{{QStringLiteral("text"), QStringLiteral("Pay")}, {QStringLiteral("pay"), true}};
        sending.markup = ReplyMarkup{MarkupKind::Inline, {{pay}}};
    }
    checkInvoice(invoice);
    if (invoice.subscriptionPeriod > 0)
        badRequest(QStringLiteral("SUBSCRIPTION_EXPORT_MISSING")); // subscriptions have links only
    QJsonObject shown = kept(invoice);
    shown.remove(u"payload"); // bots get it back in the payment, not in the message
    shown.insert(u"start_parameter", params.argument(QStringLiteral("start_parameter")));
    Message &message = post(sending, MarkupUse::Invoice, {{QStringLiteral("invoice"), shown}});
    m_world->invoiceLinks().insert_or_assign(
        QStringLiteral("message:%1:%2").arg(sending.chatId).arg(message.id), kept(invoice));
    return message.body;
}

QJsonValue BotApi::createInvoiceLink(const Params &params)
{
    const Invoice invoice = readInvoice(params);
    checkInvoice(invoice);
    const qint64 period = invoice.subscriptionPeriod;
    if (period > 0 && (period != kSubscriptionPeriod || invoice.currency != u"XTR"))
        badRequest(QStringLiteral("SUBSCRIPTION_PERIOD_INVALID"));
    const QString link = QStringLiteral("https://t.me/$") + m_world->newId();
    m_world->invoiceLinks().insert_or_assign(link, kept(invoice));
    return link;
}

QJsonValue BotApi::answerPreCheckoutQuery(const Params &params)
{
    const bool isApproved = params.boolean(QStringLiteral("ok"));
    const QString error = isApproved ? QString() : params.required(QStringLiteral("error_message"));
    Checkout *checkout = m_world->checkout(params.argument(QStringLiteral("pre_checkout_query_id")));
    if (checkout == nullptr || checkout->status != Checkout::Status::Waiting ||
        checkout->age.elapsed() > kPreCheckoutLifeMs) {
        badRequest(QStringLiteral("query is too old and response timeout expired or query ID is invalid"));
    }
    checkout->status = isApproved ? Checkout::Status::Paid : Checkout::Status::Refused;
    checkout->error = error;
    const QString id = checkout->id;
    Q_EMIT preCheckoutAnswered(id);
    return true;
}

QJsonValue BotApi::refundStarPayment(const Params &params)
{
    const qint64 userId = userOf(params);
    const QString chargeId = params.required(QStringLiteral("telegram_payment_charge_id"));
    for (StarPayment &payment : m_world->starPayments()) {
        if (payment.chargeId != chargeId || payment.userId != userId)
            continue;
        if (payment.refundedAt > 0)
            badRequest(QStringLiteral("CHARGE_ALREADY_REFUNDED"));
        payment.refundedAt = QDateTime::currentSecsSinceEpoch();
        const QJsonObject refunded{{QStringLiteral("currency"), QStringLiteral("XTR")},
                                   {QStringLiteral("total_amount"), payment.amount},
                                   {QStringLiteral("invoice_payload"), payment.payload},
                                   {QStringLiteral("telegram_payment_charge_id"), chargeId}};
        const Message &message =
            m_world->addMessage(userId, true, {{QStringLiteral("refunded_payment"), refunded}});
        m_sender->push(QStringLiteral("message"), message.body);
        return true;
    }
    badRequest(QStringLiteral("CHARGE_ID_INVALID"));
}

QJsonValue BotApi::getStarTransactions(const Params &params)
{
    const QString limitName = QStringLiteral("limit");
    const qint64 offset = qMax<qint64>(0, params.number(QStringLiteral("offset")));
    const qint64 limit =
        params.argument(limitName).isEmpty() ? 100 : qBound(qint64(1), params.number(limitName), qint64(100));
    QJsonArray all;
    for (const StarPayment &payment : m_world->starPayments()) {
        const User *user = m_world->user(payment.userId);
        QJsonObject partner{{QStringLiteral("type"), QStringLiteral("user")},
                            {QStringLiteral("transaction_type"), QStringLiteral("invoice_payment")},
                            {QStringLiteral("user"), user == nullptr ? QJsonObject() : user->json()},
                            {QStringLiteral("invoice_payload"), payment.payload}};
        if (payment.subscriptionPeriod > 0)
            partner.insert(u"subscription_period", payment.subscriptionPeriod);
        QJsonObject transaction{{QStringLiteral("id"), payment.chargeId},
                                {QStringLiteral("amount"), payment.amount},
                                {QStringLiteral("date"), payment.date},
                                {QStringLiteral("source"), partner}};
        all.append(transaction);
        if (payment.refundedAt > 0) { // a refund goes under the id of what it refunds
            transaction.remove(u"source");
            transaction.insert(u"receiver", partner);
            transaction.insert(u"date", payment.refundedAt);
            all.append(transaction);
        }
    }
    QJsonArray page;
    for (qint64 i = offset; i < all.size() && i < offset + limit; ++i)
        page.append(all[i]);
    return QJsonObject{{QStringLiteral("transactions"), page}};
}

QJsonValue BotApi::getMyStarBalance(const Params &)
{
    qint64 balance = 0;
    for (const StarPayment &payment : m_world->starPayments())
        balance += payment.refundedAt > 0 ? 0 : payment.amount;
    return QJsonObject{{QStringLiteral("amount"), balance}};
}

QJsonValue BotApi::editUserStarSubscription(const Params &params)
{
    const qint64 userId = userOf(params);
    const QString chargeId = params.argument(QStringLiteral("telegram_payment_charge_id"));
    for (StarPayment &payment : m_world->starPayments()) {
        if (payment.chargeId != chargeId || payment.userId != userId || payment.subscriptionPeriod == 0)
            continue;
        payment.isCanceled = params.boolean(QStringLiteral("is_canceled"));
        return true;
    }
    badRequest(QStringLiteral("CHARGE_ID_INVALID"));
}

} // namespace turnpike::sandbox
