// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/subscription.h"

#include "base/errors.h"

namespace turnpike::access {

using namespace Qt::StringLiterals;

namespace {

template<class Enum>
Enum fromColumn(const QString &text)
{
    if (const auto value = protocol::fromWord<Enum>(text))
        return *value;
    throw DomainError(u"a subscription says \"%1\""_s.arg(text));
}

} // namespace

SubscriptionStatus subscriptionStatusFrom(const QString &text)
{
    return fromColumn<SubscriptionStatus>(text);
}

AccessSource accessSourceFrom(const QString &text)
{
    return fromColumn<AccessSource>(text);
}

ActivationStatus activationStatusFrom(const QString &text)
{
    return fromColumn<ActivationStatus>(text);
}

} // namespace turnpike::access
