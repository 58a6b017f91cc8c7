#include "billing/purchase.h"

#include "base/errors.h"

#include <initializer_list>

namespace turnpike::billing {

namespace {

template<class Enum>
Enum fromText(const QString &text, std::initializer_list<Enum> values)
{
    for (const Enum value : values) {
        if (text == QLatin1String(toString(value)))
            return value;
    }
    throw DomainError(QStringLiteral("a purchase says \"%1\"").arg(text));
}

} // namespace

const char *toString(PurchaseKind kind)
{
    switch (kind) {
    case PurchaseKind::Subscription:
        return "subscription";
    case PurchaseKind::BalanceTopup:
        return "balance_topup";
    case PurchaseKind::Gift:
        return "gift";
    }
    return "";
}

const char *toString(Provider provider)
{
    switch (provider) {
    case Provider::CryptoPay:
        return "crypto_pay";
    case Provider::Stars:
        return "stars";
    case Provider::Card:
        return "card";
    case Provider::Balance:
        return "balance";
    }
    return "";
}

const char *toString(PurchaseStatus status)
{
    switch (status) {
    case PurchaseStatus::Created:
        return "created";
    case PurchaseStatus::AwaitingPayment:
        return "awaiting_payment";
    case PurchaseStatus::Fulfilled:
        return "fulfilled";
    case PurchaseStatus::Expired:
        return "expired";
    case PurchaseStatus::Cancelled:
        return "cancelled";
    case PurchaseStatus::Review:
        return "review";
    case PurchaseStatus::Refunded:
        return "refunded";
    }
    return "";
}

PurchaseKind purchaseKindFrom(const QString &text)
{
    return fromText(text, {PurchaseKind::Subscription, PurchaseKind::BalanceTopup, PurchaseKind::Gift});
}

Provider providerFrom(const QString &text)
{
    return fromText(text, {Provider::CryptoPay, Provider::Stars, Provider::Card, Provider::Balance});
}

PurchaseStatus purchaseStatusFrom(const QString &text)
{
    return fromText(text, {PurchaseStatus::Created, PurchaseStatus::AwaitingPayment,
                           PurchaseStatus::Fulfilled, PurchaseStatus::Expired, PurchaseStatus::Cancelled,
                           PurchaseStatus::Review, PurchaseStatus::Refunded});
}

} // namespace turnpike::billing
