// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/telegramcard.h"

#include "payments/cryptopayclient.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace turnpike::payments {

using namespace Qt::StringLiterals;

namespace {

const QString kRoubles = u"RUB"_s;
constexpr qsizetype kLongestItem = 128; // YooKassa, receipt: items, description

// What the provider's cash desk prints. Whom it is for, Telegram adds: the e-mail address that it asks the
// customer for.
QString receiptOf(const NewInvoice &invoice, const TelegramCard::Receipt &receipt)
{
    const QJsonObject item{
        {u"description"_s, invoice.description.left(kLongestItem)},
        {u"quantity"_s, u"1.00"_s},
        {u"amount"_s, QJsonObject{{u"value"_s, toAmount(invoice.amount)}, {u"currency"_s, kRoubles}}},
        {u"vat_code"_s, receipt.vatCode},
        {u"payment_subject"_s, u"service"_s},
        {u"payment_mode"_s, u"full_payment"_s}};
    QJsonObject whole{{u"items"_s, QJsonArray{item}}};
    if (receipt.taxSystem > 0)
        whole.insert(u"tax_system_code"_s, receipt.taxSystem);
    const QJsonObject data{{u"receipt"_s, whole}};
    return QString::fromUtf8(QJsonDocument(data).toJson(QJsonDocument::Compact));
}

} // namespace

TelegramCard::TelegramCard(http::HttpClient &client, const Settings &settings)
    : m_invoices(client, settings.telegram)
    , m_providerToken(settings.providerToken)
    , m_receipt(settings.receipt)
{}

billing::PaymentMethod TelegramCard::method()
{
    using billing::PurchaseKind;
    return {billing::Provider::Card,
            {PurchaseKind::Subscription, PurchaseKind::BalanceTopup, PurchaseKind::Gift}};
}

QJsonObject TelegramCard::parametersOf(const NewInvoice &invoice) const
{
    QJsonObject parameters = TelegramInvoices::parametersOf(invoice, kRoubles, invoice.amount.value());
    parameters.insert(u"provider_token"_s, m_providerToken);
    if (m_receipt.vatCode > 0) {
        // Bot API, createInvoiceLink: JSON as a text.
        parameters.insert(u"provider_data"_s, receiptOf(invoice, m_receipt));
        parameters.insert(u"need_email"_s, true);
        parameters.insert(u"send_email_to_provider"_s, true);
    }
    return parameters;
}

void TelegramCard::open(const std::vector<NewInvoice> &wanted, const Deadline &deadline, int maxInFlight,
                        const std::function<void(size_t index, InvoiceResult result)> &done,
                        const http::MayCall &mayCall) const
{
    std::vector<QJsonObject> parameters;
    parameters.reserve(wanted.size());
    for (const NewInvoice &invoice : wanted)
        parameters.push_back(parametersOf(invoice));
    m_invoices.open(parameters, deadline, maxInFlight, done, mayCall);
}

} // namespace turnpike::payments
