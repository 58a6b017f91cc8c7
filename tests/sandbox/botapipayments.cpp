// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "botapi.h"
#include "jsonfields.h"
#include "telegramworld.h"
#include "webhooksender.h"

#include <map>
#include <numeric>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

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
        throw FieldError{u"LabeledPrice must be an Object"_s};
    const QJsonObject object = value.toObject();
    if (requiredString(object, u"label"_s).isEmpty())
        throw FieldError{u"LabeledPrice label must be non-empty"_s};
    return requiredNumber(object, u"amount"_s);
}

// What is looked at before the chat: Bot API server, Client.cpp, get_input_message_invoice.
Invoice readInvoice(const Params &params)
{
    Invoice invoice;
    invoice.title = params.required(u"title"_s);
    invoice.description = params.required(u"description"_s);
    invoice.payload = params.required(u"payload"_s);
    invoice.providerToken = params.argument(u"provider_token"_s);
    invoice.currency = params.required(u"currency"_s);
    params.required(u"prices"_s);
    const QJsonValue prices = params.json(u"prices"_s, u"prices"_s);
    if (!prices.isArray())
        badRequest(u"Expected an Array of labeled prices"_s);
    const QJsonArray items = prices.toArray();
    for (const QJsonValue &item : items) {
        try {
            invoice.prices.append(readPrice(item));
        } catch (const FieldError &error) {
            badRequest(u"Can't parse labeled price: "_s + error.why);
        }
    }
    if (invoice.prices.isEmpty())
        badRequest(u"There must be at least one price"_s);
    invoice.subscriptionPeriod = qMax<qint64>(0, params.number(u"subscription_period"_s));
    return invoice;
}

// What is looked at after it: tdlib/td, LabeledPricePart.cpp; then what the servers refuse
// (core.telegram.org/method/payments.exportInvoice and messages.sendMedia name the errors). The longest title
// and description are said in Bot API, sendInvoice.
void checkInvoice(const Invoice &invoice)
{
    for (const qint64 price : invoice.prices) {
        if (qAbs(price) > kMaxAmount)
            badRequest(u"Too big amount of the currency specified"_s);
    }
    if (invoice.total() <= 0)
        badRequest(u"Total price must be positive"_s);
    if (invoice.total() > kMaxAmount)
        badRequest(u"Total price is too big"_s);
    if (invoice.title.size() > 32)
        badRequest(u"INVOICE_TITLE_TOO_LONG"_s);
    if (invoice.description.size() > 255)
        badRequest(u"INVOICE_DESCRIPTION_TOO_LONG"_s);
    if (invoice.payload.toUtf8().size() > 128)
        badRequest(u"INVOICE_PAYLOAD_INVALID"_s);
    if (invoice.currency.size() != 3)
        badRequest(u"CURRENCY_INVALID"_s);
    const bool stars = invoice.currency == u"XTR";
    if (stars && invoice.prices.size() != 1)
        badRequest(u"STARS_INVOICE_INVALID"_s);
    if (stars != invoice.providerToken.isEmpty())
        badRequest(u"PAYMENT_PROVIDER_INVALID"_s);
}

// The invoice as customers meet it: {title, description, payload, currency, total_amount, …}.
QJsonObject kept(const Invoice &invoice)
{
    QJsonObject json{{u"title"_s, invoice.title},
                     {u"description"_s, invoice.description},
                     {u"payload"_s, invoice.payload},
                     {u"currency"_s, invoice.currency},
                     {u"total_amount"_s, invoice.total()}};
    if (invoice.subscriptionPeriod > 0)
        json.insert(u"subscription_period", invoice.subscriptionPeriod);
    return json;
}

} // namespace

QJsonValue BotApi::sendInvoice(const Params &params)
{
    const Invoice invoice = readInvoice(params);
    Sending sending = beginSending(params, u"invoice messages"_s);
    if (!checkedMarkup(sending.markup, MarkupUse::Invoice)) { // the real one adds a Pay button by itself
        const QJsonObject pay{{u"text"_s, u"Pay"_s}, {u"pay"_s, true}};
        sending.markup = ReplyMarkup{MarkupKind::Inline, {{pay}}};
    }
    checkInvoice(invoice);
    if (invoice.subscriptionPeriod > 0)
        badRequest(u"SUBSCRIPTION_EXPORT_MISSING"_s); // subscriptions have links only
    QJsonObject shown = kept(invoice);
    shown.remove(u"payload"); // bots get it back in the payment, not in the message
    shown.insert(u"start_parameter", params.argument(u"start_parameter"_s));
    Message &message = post(sending, MarkupUse::Invoice, {{u"invoice"_s, shown}});
    m_world->invoiceLinks().insert_or_assign(u"message:%1:%2"_s.arg(sending.chatId).arg(message.id),
                                             kept(invoice));
    return message.body;
}

QJsonValue BotApi::createInvoiceLink(const Params &params)
{
    const Invoice invoice = readInvoice(params);
    checkInvoice(invoice);
    const qint64 period = invoice.subscriptionPeriod;
    if (period > 0 && (period != kSubscriptionPeriod || invoice.currency != u"XTR"))
        badRequest(u"SUBSCRIPTION_PERIOD_INVALID"_s);
    const QString link = u"https://t.me/$"_s + m_world->newId();
    m_world->invoiceLinks().insert_or_assign(link, kept(invoice));
    return link;
}

QJsonValue BotApi::answerPreCheckoutQuery(const Params &params)
{
    const bool isApproved = params.boolean(u"ok"_s);
    const QString error = isApproved ? QString() : params.required(u"error_message"_s);
    Checkout *checkout = m_world->checkout(params.argument(u"pre_checkout_query_id"_s));
    if (checkout == nullptr || checkout->status != Checkout::Status::Waiting ||
        checkout->age.elapsed() > kPreCheckoutLifeMs) {
        badRequest(u"query is too old and response timeout expired or query ID is invalid"_s);
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
    const QString chargeId = params.required(u"telegram_payment_charge_id"_s);
    for (StarPayment &payment : m_world->starPayments()) {
        if (payment.chargeId != chargeId || payment.userId != userId)
            continue;
        if (payment.refundedAt > 0)
            badRequest(u"CHARGE_ALREADY_REFUNDED"_s);
        payment.refundPlace = m_world->starTransactions();
        payment.refundedAt = m_world->paymentTime();
        const QJsonObject refunded{{u"currency"_s, u"XTR"_s},
                                   {u"total_amount"_s, payment.amount},
                                   {u"invoice_payload"_s, payment.payload},
                                   {u"telegram_payment_charge_id"_s, chargeId}};
        const Message &message = m_world->addMessage(userId, true, {{u"refunded_payment"_s, refunded}});
        m_sender->push(u"message"_s, message.body);
        return true;
    }
    badRequest(u"CHARGE_ID_INVALID"_s);
}

QJsonValue BotApi::getStarTransactions(const Params &params)
{
    const QString limitName = u"limit"_s;
    const qint64 offset = qMax<qint64>(0, params.number(u"offset"_s));
    const qint64 limit =
        params.argument(limitName).isEmpty() ? 100 : qBound(qint64(1), params.number(limitName), qint64(100));
    QJsonArray all;                        // in chronological order (Bot API, getStarTransactions)
    std::map<qint64, QJsonObject> refunds; // by their places in it
    for (const StarPayment &payment : m_world->starPayments()) {
        const User *user = m_world->user(payment.userId);
        QJsonObject partner{{u"type"_s, u"user"_s},
                            {u"transaction_type"_s, u"invoice_payment"_s},
                            {u"user"_s, user == nullptr ? QJsonObject() : user->json()},
                            {u"invoice_payload"_s, payment.payload}};
        if (payment.subscriptionPeriod > 0)
            partner.insert(u"subscription_period", payment.subscriptionPeriod);
        QJsonObject transaction{{u"id"_s, payment.chargeId},
                                {u"amount"_s, payment.amount},
                                {u"date"_s, payment.date},
                                {u"source"_s, partner}};
        all.append(transaction);
        if (payment.refundedAt > 0) { // a refund goes under the id of what it refunds
            transaction.remove(u"source");
            transaction.insert(u"receiver", partner);
            transaction.insert(u"date", payment.refundedAt);
            refunds.emplace(payment.refundPlace, transaction);
        }
    }
    for (const auto &[place, refund] : refunds)
        all.insert(qMin<qsizetype>(place, all.size()), refund);
    QJsonArray page;
    for (qint64 i = offset; i < all.size() && i < offset + limit; ++i)
        page.append(all[i]);
    return QJsonObject{{u"transactions"_s, page}};
}

QJsonValue BotApi::getMyStarBalance(const Params &)
{
    qint64 balance = 0;
    for (const StarPayment &payment : m_world->starPayments())
        balance += payment.refundedAt > 0 ? 0 : payment.amount;
    return QJsonObject{{u"amount"_s, balance}};
}

QJsonValue BotApi::editUserStarSubscription(const Params &params)
{
    const qint64 userId = userOf(params);
    const QString chargeId = params.argument(u"telegram_payment_charge_id"_s);
    for (StarPayment &payment : m_world->starPayments()) {
        if (payment.chargeId != chargeId || payment.userId != userId || payment.subscriptionPeriod == 0)
            continue;
        payment.isCanceled = params.boolean(u"is_canceled"_s);
        return true;
    }
    badRequest(u"CHARGE_ID_INVALID"_s);
}

} // namespace turnpike::sandbox
