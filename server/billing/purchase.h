// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/ids.h"
#include "billing/provider.h"
#include "protocol/shopchoices.h"
#include "protocol/timestamp.h"

#include <QString>

#include <optional>

namespace turnpike::billing {

using protocol::PaymentStatus;
using protocol::PurchaseKind;
using protocol::PurchaseStatus;

// Throw DomainError for a word that no column may hold.
PurchaseKind purchaseKindFrom(const QString &text);
Provider providerFrom(const QString &text);
PurchaseStatus purchaseStatusFrom(const QString &text);
PaymentStatus paymentStatusFrom(const QString &text);

// Something a customer is about to buy, or has bought; made when the menu of payment methods is shown, with
// its price fixed. All times ms UTC.
struct Purchase
{
    PurchaseId id;
    TelegramId user;
    PurchaseKind kind = PurchaseKind::Subscription;
    QString tariff;     // empty for a top-up
    int periodDays = 0; // 0 for a top-up
    Kopecks price;
    int priceStars = 0;               // 0: not sold for Stars
    QString promoCode;                // empty: none
    std::optional<Provider> provider; // none until a method is pressed
    QString providerInvoiceId;        // empty: no invoice yet
    QString payUrl;
    PurchaseStatus status = PurchaseStatus::Created;
    std::optional<qint64> chatMessageId; // the menu that shows it
    std::optional<Timestamp> nextCheckAt;
    int attempts = 0;
    QString lastError;
    QString note;
    Timestamp createdAt = 0;
    Timestamp expiresAt = 0;
    std::optional<Timestamp> fulfilledAt;
    PurchaseId completes;                    // of a top-up: the purchase that it is to pay for; empty: none
    std::optional<Timestamp> invoiceAskedAt; // an invoice may have been made since; nothing: certainly none
    int bonusDays = 0;                       // on top of what is bought: a promo code's

    bool isOpen() const
    {
        return status == PurchaseStatus::Created || status == PurchaseStatus::AwaitingPayment;
    }
    bool hasInvoice() const { return !providerInvoiceId.isEmpty(); }
};

} // namespace turnpike::billing
