// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/telegramstars.h"

#include "base/clock.h"

#include <algorithm>

namespace turnpike::payments {

using namespace Qt::StringLiterals;

namespace {

const QString kListStars = u"getStarTransactions"_s;
const QString kRefundStars = u"refundStarPayment"_s;
const QString kStarsCurrency = u"XTR"_s;

constexpr int kStarsPerCall = 100; // Bot API, getStarTransactions: limit

constexpr qint64 kLargestFigure = qint64(1) << 53; // of ids and amounts in JSON
constexpr qint64 kLatestSecond = 253'402'300'799;  // the last one of the year 9999

// A whole number of 1 to `largest`; 0 for anything else, so that no arithmetic meets it.
qint64 figureIn(const QJsonValue &value, qint64 largest)
{
    const qint64 figure = value.toInteger();
    return figure > 0 && figure <= largest ? figure : 0;
}

// Nothing for what is no sale. The transaction of a refund has the id of the payment that it gives back.
std::optional<Invoice> saleOf(const QJsonObject &transaction)
{
    const QJsonObject source = transaction.value("source"_L1).toObject();
    const bool isRefund = source.isEmpty();
    const QJsonObject partner = isRefund ? transaction.value("receiver"_L1).toObject() : source;
    const QString payload = partner.value("invoice_payload"_L1).toString();
    if (partner.value("type"_L1).toString() != u"user" || (payload.isEmpty() && !isRefund))
        return std::nullopt;
    Invoice invoice;
    invoice.invoiceId = transaction.value("id"_L1).toString();
    invoice.status = isRefund ? Invoice::Status::Refunded : Invoice::Status::Paid;
    invoice.currency = kStarsCurrency;
    invoice.stars = figureIn(transaction.value("amount"_L1), kLargestFigure);
    invoice.payload = payload;
    invoice.payer = TelegramId(figureIn(partner.value("user"_L1).toObject().value("id"_L1), kLargestFigure));
    invoice.createdAt = figureIn(transaction.value("date"_L1), kLatestSecond) * kSecondMs;
    if (!isRefund && invoice.createdAt > 0)
        invoice.paidAt = invoice.createdAt;
    return invoice;
}

} // namespace

InvoiceList parseStarTransactions(const QJsonArray &transactions)
{
    InvoiceList list;
    for (qsizetype i = transactions.size(); i-- > 0;) {
        const std::optional<Invoice> sale = saleOf(transactions[i].toObject());
        if (!sale)
            continue;
        if (sale->invoiceId.isEmpty())
            list.unread.append(u"?"_s);
        else
            list.invoices.push_back(*sale);
    }
    return list;
}

TelegramStars::TelegramStars(http::HttpClient &client, const TelegramInvoices::Settings &settings)
    : m_invoices(client, settings)
{}

billing::PaymentMethod TelegramStars::method()
{
    using billing::PurchaseKind;
    return {billing::Provider::Stars, {PurchaseKind::Subscription, PurchaseKind::Gift}};
}

void TelegramStars::open(const std::vector<NewInvoice> &wanted, const Deadline &deadline, int maxInFlight,
                         const std::function<void(size_t index, InvoiceResult result)> &done,
                         const http::MayCall &mayCall) const
{
    std::vector<QJsonObject> priced;
    std::vector<size_t> places; // of each of them in `wanted`
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].stars <= 0) {
            done(i, Refusal{Refusal::Scope::Invoice, u"createInvoiceLink"_s, 400, u"no price in Stars"_s});
            continue;
        }
        priced.push_back(TelegramInvoices::parametersOf(wanted[i], kStarsCurrency, wanted[i].stars));
        // Bot API, createInvoiceLink: an empty string for payments in Telegram Stars.
        priced.back().insert(u"provider_token"_s, QString(""_L1));
        places.push_back(i);
    }
    m_invoices.open(
        priced, deadline, maxInFlight,
        [&](size_t place, InvoiceResult result) { done(places[place], std::move(result)); }, mayCall);
}

QJsonArray TelegramStars::transactions(qint64 offset, int limit, const Deadline &deadline,
                                       const http::MayCall &mayCall) const
{
    const QJsonValue result =
        m_invoices.call(kListStars, {{u"offset"_s, offset}, {u"limit"_s, limit}}, deadline, mayCall);
    const QJsonValue items = result.toObject().value("transactions"_L1);
    if (!items.isArray())
        throw DependencyError(u"telegram"_s, DependencyError::Reason::BadAnswer,
                              kListStars + u": no transactions in the answer"_s);
    return items.toArray();
}

// `least` of them there are; the answer lies less than a call's worth before the end. In leaps, since after a
// start nothing is known.
qint64 TelegramStars::nearTheEnd(qint64 least, const Deadline &deadline, const http::MayCall &mayCall) const
{
    const auto reaches = [&](qint64 count) {
        return !transactions(count - 1, 1, deadline, mayCall).isEmpty();
    };
    qint64 step = kStarsPerCall;
    for (; reaches(least + step); step *= 2)
        least += step;
    while (step > kStarsPerCall) {
        step /= 2;
        if (reaches(least + step))
            least += step;
    }
    return least;
}

// Oldest first is how Telegram lists them (Bot API, getStarTransactions: in chronological order), so a page
// ends where the one before it began, whatever comes meanwhile.
InvoiceList TelegramStars::page(Invoice::Status status, const QString &from, int count,
                                const Deadline &deadline, const http::MayCall &mayCall) const
{
    if (status != Invoice::Status::Paid)
        return {};
    qint64 begin = 0;
    QJsonArray some;
    if (!from.isEmpty()) {
        const qint64 end = from.toLongLong();
        begin = std::max<qint64>(0, end - count);
        some = transactions(begin, static_cast<int>(end - begin), deadline, mayCall);
    } else {
        for (;;) {
            begin = std::max<qint64>(0, m_end - count);
            some = transactions(begin, kStarsPerCall, deadline, mayCall);
            if (some.size() < kStarsPerCall)
                break;
            m_end = nearTheEnd(begin + kStarsPerCall, deadline, mayCall);
        }
        m_end = begin + some.size();
        for (; some.size() > count; ++begin)
            some.removeFirst();
    }
    InvoiceList list = parseStarTransactions(some);
    if (begin > 0)
        list.next = QString::number(begin);
    return list;
}

void TelegramStars::refund(const RefundOrder &order, const Deadline &deadline,
                           const http::MayCall &mayCall) const
{
    try {
        m_invoices.call(
            kRefundStars,
            {{u"user_id"_s, order.payer.value()}, {u"telegram_payment_charge_id"_s, order.paymentId}},
            deadline, mayCall);
    } catch (const RefusedByProvider &error) {
        // An answer that was lost, or somebody else's refund: it has gone back.
        if (error.refusal().name != u"CHARGE_ALREADY_REFUNDED")
            throw;
    }
}

} // namespace turnpike::payments
