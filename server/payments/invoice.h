// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "payments/refusal.h"
#include "protocol/timestamp.h"

#include <QString>
#include <QStringList>

#include <algorithm>
#include <chrono>
#include <optional>
#include <variant>
#include <vector>

namespace turnpike::payments {

// An invoice as its provider reports it.
struct Invoice
{
    // Refunded: of a list of what was paid, that its money has gone back. Unknown: a word that this version
    // does not know.
    enum class Status { Active, Paid, Expired, Refunded, Unknown };

    QString invoiceId;
    Status status = Status::Active;
    QString currency; // the fiat ("RUB"), or the asset of an invoice in crypto currency
    // Absent if it is not a whole number of kopecks (hundredths), as amounts in crypto currency may be.
    std::optional<Kopecks> amount;
    qint64 stars = 0;                // in place of it, of an invoice in XTR
    TelegramId payer{};              // while Paid, where the provider says it
    QString payload;                 // our purchase id
    QString payUrl;                  // where it is paid
    Timestamp createdAt = 0;         // ms UTC; 0: it cannot be read
    std::optional<Timestamp> paidAt; // ms UTC, while Paid; nothing where it cannot be read
    QString paidAsset, paidAmount;   // as told, for the operators; while Paid
};

struct NewInvoice
{
    Kopecks amount;      // in roubles
    QString description; // shown to the customer, at most 1024 characters
    PurchaseId payload;
    std::chrono::seconds expiresIn{1'800};
    QString backUrl{}; // http or https: where its page leads once it is paid; empty: nowhere
    int stars = 0;     // its price in Telegram Stars; 0: it has none
};

// Invoices that a provider listed: those that could be read, and what is known about the rest.
struct InvoiceList
{
    std::vector<Invoice> invoices;
    QStringList unread; // one that cannot be read costs itself alone; its id, or "?"
    QString next;       // of a page: where the one behind it begins; empty: there is none

    size_t size() const { return invoices.size() + static_cast<size_t>(unread.size()); }
    // Of a list with the newest first: whether it goes back to before `since` (ms UTC). An invoice whose own
    // time cannot be read says nothing about it.
    bool reachesBefore(Timestamp since) const
    {
        const auto dated = std::find_if(invoices.rbegin(), invoices.rend(),
                                        [](const Invoice &invoice) { return invoice.createdAt > 0; });
        return dated != invoices.rend() && dated->createdAt < since;
    }
};

// A payment that is to go back to whoever made it, all of it.
struct RefundOrder
{
    QString paymentId; // as the provider calls it
    TelegramId payer;
};

// One invoice, or why the provider will not make it, or why the outcome is unknown.
using InvoiceResult = std::variant<Invoice, Refusal, DependencyError>;

} // namespace turnpike::payments
