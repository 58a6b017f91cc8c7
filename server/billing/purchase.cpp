// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/purchase.h"

#include "base/errors.h"

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

template<class Enum>
Enum fromColumn(const QString &text)
{
    if (const auto value = protocol::fromWord<Enum>(text))
        return *value;
    throw DomainError(u"a purchase says \"%1\""_s.arg(text));
}

} // namespace

PurchaseKind purchaseKindFrom(const QString &text)
{
    return fromColumn<PurchaseKind>(text);
}

Provider providerFrom(const QString &text)
{
    return fromColumn<Provider>(text);
}

PurchaseStatus purchaseStatusFrom(const QString &text)
{
    return fromColumn<PurchaseStatus>(text);
}

PaymentStatus paymentStatusFrom(const QString &text)
{
    return fromColumn<PaymentStatus>(text);
}

} // namespace turnpike::billing
