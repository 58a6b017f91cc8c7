// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "payments/cryptopay.h"

namespace turnpike::payments {

using protocol::Sentence;
using protocol::SentenceId;

CryptoPay::CryptoPay(http::HttpClient &client, const Settings &settings)
    : m_breaker(settings.breaker)
    , m_client(client, m_breaker, settings.apiUrl, settings.token, settings.reading, settings.assets)
    , m_token(settings.token.toUtf8())
{}

billing::PaymentMethod CryptoPay::method()
{
    using billing::PurchaseKind;
    return {billing::Provider::CryptoPay,
            {PurchaseKind::Subscription, PurchaseKind::BalanceTopup, PurchaseKind::Gift}};
}

std::optional<Sentence> CryptoPay::missing() const
{
    return m_token.isEmpty() ? std::optional(Sentence(SentenceId::CryptoPayNotConfigured)) : std::nullopt;
}

std::optional<Sentence> CryptoPay::trouble() const
{
    const std::optional<Refusal> refusal = m_client.standingRefusal();
    if (refusal && refusal->isToken())
        return Sentence(SentenceId::CryptoTokenRefused);
    if (refusal)
        return Sentence(SentenceId::InvoicesRefused, toString(*refusal));
    if (const std::optional<QString> why = m_client.creatingFails())
        return Sentence(SentenceId::InvoicesNotMade, *why);
    return std::nullopt;
}

void CryptoPay::open(const std::vector<NewInvoice> &wanted, const Deadline &deadline, int maxInFlight,
                     const std::function<void(size_t index, InvoiceResult result)> &done,
                     const http::MayCall &mayCall) const
{
    m_client.createInvoices(wanted, deadline, maxInFlight, done, mayCall);
}

InvoiceList CryptoPay::look(const QStringList &invoiceIds, const Deadline &deadline,
                            const http::MayCall &mayCall) const
{
    return m_client.invoices(invoiceIds, deadline, mayCall);
}

// A page begins so many invoices behind the newest one: what comes meanwhile moves the rest on, and nothing
// is left out.
InvoiceList CryptoPay::page(Invoice::Status status, const QString &from, int count, const Deadline &deadline,
                            const http::MayCall &mayCall) const
{
    const int offset = from.toInt(); // empty: 0
    InvoiceList list = m_client.page(status, offset, count, deadline, mayCall);
    if (list.size() >= static_cast<size_t>(count))
        list.next = QString::number(offset + count);
    return list;
}

void CryptoPay::attach(http::HttpFrontend &frontend, Kicker &kicker)
{
    m_webhook.emplace(m_token, kicker);
    m_webhook->attach(frontend);
}

} // namespace turnpike::payments
