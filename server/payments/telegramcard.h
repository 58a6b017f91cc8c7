// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/paymentmethod.h"
#include "payments/paymentprovider.h"
#include "payments/telegraminvoices.h"

namespace turnpike::payments {

// Cards through Telegram: a link of createInvoiceLink in roubles, in the name of a provider that was
// connected at @BotFather. Telegram lists no such payments: the bot is told of each, or nobody is. Money is
// given back at the provider, by hand.
class TelegramCard : public PaymentProvider
{
public:
    // What a fiscal receipt says, where the provider is to make one (YooKassa: receipt).
    struct Receipt
    {
        int vatCode = 0;   // 1 to 12; 0: no receipt
        int taxSystem = 0; // 1 to 6; 0: not said
    };
    struct Settings
    {
        TelegramInvoices::Settings telegram;
        QString providerToken; // empty: not configured
        Receipt receipt{};
    };
    TelegramCard(http::HttpClient &client, const Settings &settings);

    // What it sells: everything that has a price in roubles.
    static billing::PaymentMethod method();

    billing::Provider id() const override { return billing::Provider::Card; }
    std::optional<protocol::Sentence> missing() const override { return std::nullopt; }
    std::optional<protocol::Sentence> trouble() const override { return m_invoices.trouble(title()); }
    http::CircuitBreaker &breaker() const override { return m_invoices.breaker(); }

    void open(const std::vector<NewInvoice> &wanted, const Deadline &deadline, int maxInFlight,
              const std::function<void(size_t index, InvoiceResult result)> &done,
              const http::MayCall &mayCall) const override;
    bool mayOpenTwice() const override { return true; }
    // Nothing can be asked about these: the bot is told.
    InvoiceList look(const QStringList &, const Deadline &, const http::MayCall &) const override
    {
        return {};
    }
    InvoiceList page(Invoice::Status, const QString &, int, const Deadline &,
                     const http::MayCall &) const override
    {
        return {};
    }
    int largestPage() const override { return 100; }

    void attach(http::HttpFrontend &, Kicker &) override {}

private:
    QJsonObject parametersOf(const NewInvoice &invoice) const;

    const TelegramInvoices m_invoices;
    const QString m_providerToken;
    const Receipt m_receipt;
};

} // namespace turnpike::payments
