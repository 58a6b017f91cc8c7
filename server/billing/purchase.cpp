#include "billing/purchase.h"

#include "base/errors.h"

namespace turnpike::billing {

namespace {

template<class Enum>
Enum fromColumn(const QString &text)
{
    if (const auto value = protocol::fromWord<Enum>(text))
        return *value;
    throw DomainError(QStringLiteral("a purchase says \"%1\"").arg(text));
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
