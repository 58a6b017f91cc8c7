// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "billing/payments.h"
#include "protocol/literals.h"
#include "protocol/sentence.h"

// Shared by the source files of Payments.
namespace turnpike::billing {

inline PaymentRow paymentOf(const db::Row &row)
{
    return {row.int64(0),      PurchaseId(row.text(1)),
            row.telegramId(2), providerFrom(row.text(3)),
            row.text(4),       row.int64(5),
            row.text(6),       paymentStatusFrom(row.text(7)),
            row.text(8),       row.int64(9)};
}

// Why money that came for a purchase cannot be granted.
struct Objection
{
    access::ReviewCause cause = access::ReviewCause::Other;
    protocol::Sentence why; // for operators and the books
};

// Empty if it is not an amount in roubles.
inline std::optional<Kopecks> roublesOf(qint64 amountMinor, const QString &currency)
{
    const bool isFigure = currency == "RUB"_L1 && amountMinor > 0;
    return isFigure ? std::optional(Kopecks(amountMinor)) : std::nullopt;
}

// For the audit.
inline QString subjectOf(const PurchaseId &purchase)
{
    return u"purchase:"_s + purchase.value();
}

inline QString subjectOf(const PaymentRow &payment)
{
    return payment.purchase.isEmpty() ? u"payment:%1"_s.arg(payment.id) : subjectOf(payment.purchase);
}

// Of what a payment itself brought to the balance, in the ledger.
inline QString paymentReference(qint64 paymentId)
{
    return u"payment:%1"_s.arg(paymentId);
}

} // namespace turnpike::billing
