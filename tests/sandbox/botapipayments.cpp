#include "botapi.h"
#include "keyboard.h"
#include "telegramworld.h"
#include "webhooksender.h"

#include <QDateTime>

namespace turnpike::sandbox {

namespace {

[[noreturn]] void refuse(const QString &why)
{
    throw ApiError{400, QStringLiteral("Bad Request: ") + why};
}

// The invoice that sendInvoice and createInvoiceLink describe, as {title, description, payload, currency,
// total_amount}.
QJsonObject checkedInvoice(const Params &params)
{
    const QString title = params.text(QStringLiteral("title"));
    const QString description = params.text(QStringLiteral("description"));
    const QString payload = params.text(QStringLiteral("payload"));
    const QString currency = params.text(QStringLiteral("currency"));
    const QString providerToken = params.text(QStringLiteral("provider_token"));
    if (title.isEmpty() || title.size() > 32)
        refuse(QStringLiteral("invoice title must be 1-32 characters long"));
    if (description.isEmpty() || description.size() > 255)
        refuse(QStringLiteral("invoice description must be 1-255 characters long"));
    if (payload.isEmpty() || payload.toUtf8().size() > 128)
        refuse(QStringLiteral("INVOICE_PAYLOAD_INVALID"));
    if (currency.size() != 3)
        refuse(QStringLiteral("CURRENCY_INVALID"));
    const QJsonArray prices = params.array(QStringLiteral("prices")).value_or(QJsonArray());
    if (prices.isEmpty())
        refuse(QStringLiteral("prices must be non-empty"));
    const bool stars = currency == u"XTR";
    if (stars && prices.size() != 1)
        refuse(QStringLiteral("STARS_INVOICE_INVALID"));
    if (stars != providerToken.isEmpty())
        refuse(QStringLiteral("PAYMENT_PROVIDER_INVALID"));
    qint64 total = 0;
    for (const QJsonValue &price : prices) {
        const QJsonObject item = price.toObject();
        if (item.value(u"label").toString().isEmpty() || !item.value(u"amount").isDouble())
            refuse(QStringLiteral("can't parse labeled price"));
        total += item.value(u"amount").toInteger();
    }
    if (total <= 0)
        refuse(QStringLiteral("CURRENCY_TOTAL_AMOUNT_INVALID"));
    return {{QStringLiteral("title"), title},
            {QStringLiteral("description"), description},
            {QStringLiteral("payload"), payload},
            {QStringLiteral("currency"), currency},
            {QStringLiteral("total_amount"), total}};
}

} // namespace

QJsonValue BotApi::sendInvoice(const Params &params)
{
    const qint64 chatId = chatForSending(params);
    const QJsonObject invoice = checkedInvoice(params);
    auto markup = checkedMarkup(params, MarkupUse::Invoice);
    takeFromLimits(chatId);
    if (!markup) { // the real one adds a Pay button by itself
        const QJsonObject pay{{QStringLiteral("text"), QStringLiteral("Pay")}, {QStringLiteral("pay"), true}};
        markup = QJsonObject{{QStringLiteral("inline_keyboard"), QJsonArray{QJsonArray{pay}}}};
    }
    QJsonObject shown = invoice;
    shown.remove(u"payload"); // bots get it back in the payment, not in the message
    shown.insert(u"start_parameter", params.text(QStringLiteral("start_parameter")));
    Message &message = m_world->addMessage(
        chatId, true, {{QStringLiteral("invoice"), shown}, {QStringLiteral("reply_markup"), *markup}});
    m_world->invoiceLinks().insert_or_assign(QStringLiteral("message:%1:%2").arg(chatId).arg(message.id),
                                             invoice);
    return message.body;
}

QJsonValue BotApi::createInvoiceLink(const Params &params)
{
    const QJsonObject invoice = checkedInvoice(params);
    const QString link = QStringLiteral("https://t.me/$") + m_world->newId();
    m_world->invoiceLinks().insert_or_assign(link, invoice);
    return link;
}

QJsonValue BotApi::refundStarPayment(const Params &params)
{
    const qint64 userId = params.integer(QStringLiteral("user_id")).value_or(0);
    const QString chargeId = params.text(QStringLiteral("telegram_payment_charge_id"));
    for (StarPayment &payment : m_world->starPayments()) {
        if (payment.chargeId != chargeId || payment.userId != userId)
            continue;
        if (payment.refundedAt > 0)
            refuse(QStringLiteral("CHARGE_ALREADY_REFUNDED"));
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
    refuse(QStringLiteral("CHARGE_ID_INVALID"));
}

QJsonValue BotApi::getStarTransactions(const Params &params)
{
    const qint64 offset = qMax<qint64>(0, params.integer(QStringLiteral("offset")).value_or(0));
    const qint64 limit = params.integer(QStringLiteral("limit")).value_or(100);
    if (limit < 1 || limit > 100)
        refuse(QStringLiteral("limit must be between 1 and 100"));
    QJsonArray all;
    for (const StarPayment &payment : m_world->starPayments()) {
        const User *user = m_world->user(payment.userId);
        const QJsonObject partner{{QStringLiteral("type"), QStringLiteral("user")},
                                  {QStringLiteral("transaction_type"), QStringLiteral("invoice_payment")},
                                  {QStringLiteral("user"), user == nullptr ? QJsonObject() : user->json()},
                                  {QStringLiteral("invoice_payload"), payment.payload}};
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

} // namespace turnpike::sandbox
