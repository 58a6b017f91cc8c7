#include "access/subscription.h"

#include "base/errors.h"

#include <initializer_list>

namespace turnpike::access {

namespace {

template<class Enum>
Enum fromText(const QString &text, std::initializer_list<Enum> values)
{
    for (const Enum value : values) {
        if (text == QLatin1String(toString(value)))
            return value;
    }
    throw DomainError(QStringLiteral("a subscription says \"%1\"").arg(text));
}

} // namespace

const char *toString(SubscriptionStatus status)
{
    switch (status) {
    case SubscriptionStatus::Active:
        return "active";
    case SubscriptionStatus::Expired:
        return "expired";
    }
    return "";
}

const char *toString(AccessSource source)
{
    switch (source) {
    case AccessSource::Payment:
        return "payment";
    case AccessSource::Trial:
        return "trial";
    case AccessSource::Admin:
        return "admin";
    case AccessSource::AutoRenew:
        return "auto_renew";
    case AccessSource::Gift:
        return "gift";
    }
    return "";
}

const char *toString(ActivationStatus status)
{
    switch (status) {
    case ActivationStatus::None:
        return "none";
    case ActivationStatus::Pending:
        return "pending";
    case ActivationStatus::Active:
        return "active";
    case ActivationStatus::Failed:
        return "failed";
    }
    return "";
}

SubscriptionStatus subscriptionStatusFrom(const QString &text)
{
    return fromText(text, {SubscriptionStatus::Active, SubscriptionStatus::Expired});
}

AccessSource accessSourceFrom(const QString &text)
{
    return fromText(text, {AccessSource::Payment, AccessSource::Trial, AccessSource::Admin,
                           AccessSource::AutoRenew, AccessSource::Gift});
}

ActivationStatus activationStatusFrom(const QString &text)
{
    return fromText(text, {ActivationStatus::None, ActivationStatus::Pending, ActivationStatus::Active,
                           ActivationStatus::Failed});
}

} // namespace turnpike::access
