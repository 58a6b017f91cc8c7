// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/paymentmethod.h"
#include "payments/paymentprovider.h"
#include "payments/telegraminvoices.h"

#include <QJsonArray>

#include <atomic>

namespace turnpike::payments {

// Telegram Stars, paid once: a link of createInvoiceLink in XTR. What was paid comes to the bot as a message;
// what did not come is found in getStarTransactions. Amounts are Invoice::stars, whole Stars and never
// Kopecks.
class TelegramStars : public PaymentProvider
{
public:
    TelegramStars(http::HttpClient &client, const TelegramInvoices::Settings &settings);

    // What it sells: all that has a price in Stars. A top-up has none.
    static billing::PaymentMethod method();

    billing::Provider id() const override { return billing::Provider::Stars; }
    std::optional<protocol::Sentence> missing() const override { return std::nullopt; }
    std::optional<protocol::Sentence> trouble() const override { return m_invoices.trouble(title()); }
    http::CircuitBreaker &breaker() const override { return m_invoices.breaker(); }

    void open(const std::vector<NewInvoice> &wanted, const Deadline &deadline, int maxInFlight,
              const std::function<void(size_t index, InvoiceResult result)> &done,
              const http::MayCall &mayCall) const override;
    bool mayOpenTwice() const override { return true; }
    // Nothing: Telegram cannot be asked about one link.
    InvoiceList look(const QStringList &, const Deadline &, const http::MayCall &) const override
    {
        return {};
    }
    // Links that are open are listed nowhere.
    InvoiceList page(Invoice::Status status, const QString &from, int count, const Deadline &deadline,
                     const http::MayCall &mayCall) const override;
    int largestPage() const override { return 50; } // half of what a call brings: the newest come along
    void refund(const RefundOrder &order, const Deadline &deadline,
                const http::MayCall &mayCall) const override;
    bool listsEverything() const override { return true; }

    void attach(http::HttpFrontend &, Kicker &) override {} // the bot hears of it

private:
    QJsonArray transactions(qint64 offset, int limit, const Deadline &deadline,
                            const http::MayCall &mayCall) const;
    qint64 nearTheEnd(qint64 least, const Deadline &deadline, const http::MayCall &mayCall) const;

    const TelegramInvoices m_invoices;
    // So many transactions there were when last looked: the list grows at its end alone.
    mutable std::atomic<qint64> m_end{0};
};

// The invoices among these transactions (Bot API, StarTransaction), the newest, which stands last, first.
// Gifts, withdrawals and whatever else is no sale of a bot is left out.
InvoiceList parseStarTransactions(const QJsonArray &transactions);

} // namespace turnpike::payments
