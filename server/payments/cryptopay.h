// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/paymentmethod.h"
#include "payments/cryptopayclient.h"
#include "payments/cryptopaywebhook.h"
#include "payments/paymentprovider.h"

namespace turnpike::payments {

// Crypto Pay as a provider: its client with its own breaker, and its webhook.
class CryptoPay : public PaymentProvider
{
public:
    struct Settings
    {
        QUrl apiUrl;          // such as https://pay.crypt.bot/api
        QString token;        // empty: not configured
        QStringList assets{}; // what may be paid in; empty: the app decides
        http::RepeatRule reading{};
        http::CircuitBreaker::Settings breaker{};
    };
    CryptoPay(http::HttpClient &client, const Settings &settings);

    // What it sells where it is configured: everything that has a price in roubles.
    static billing::PaymentMethod method();

    billing::Provider id() const override { return billing::Provider::CryptoPay; }
    std::optional<protocol::Sentence> missing() const override;
    std::optional<protocol::Sentence> trouble() const override;
    http::CircuitBreaker &breaker() const override { return m_client.breaker(); }
    const CryptoPayClient &client() const { return m_client; }

    void open(const std::vector<NewInvoice> &wanted, const Deadline &deadline, int maxInFlight,
              const std::function<void(size_t index, InvoiceResult result)> &done,
              const http::MayCall &mayCall) const override;
    InvoiceList look(const QStringList &invoiceIds, const Deadline &deadline,
                     const http::MayCall &mayCall) const override;
    InvoiceList page(Invoice::Status status, const QString &from, int count, const Deadline &deadline,
                     const http::MayCall &mayCall) const override;
    int largestPage() const override { return CryptoPayClient::kLargestPage; }
    // help.crypt.bot/crypto-pay-api, getInvoices: those of the whole app.
    bool listsEverything() const override { return true; }

    void attach(http::HttpFrontend &frontend, Kicker &kicker) override;

private:
    http::CircuitBreaker m_breaker;
    const CryptoPayClient m_client;
    const QByteArray m_token;
    std::optional<CryptoPayWebhook> m_webhook; // once attached
};

} // namespace turnpike::payments
