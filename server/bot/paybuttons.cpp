// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/paybuttons.h"

#include "bot/callbackdata.h"

namespace turnpike::bot {

using billing::Provider;

QString payLabel(const Speech &speech, Provider provider)
{
    if (provider == Provider::CryptoPay)
        return speech.plain("button.crypto");
    if (provider == Provider::Stars)
        return speech.plain("button.stars");
    if (provider == Provider::Card)
        return speech.plain("button.card");
    if (provider == Provider::Balance)
        return speech.plain("button.balance");
    return QString::fromLatin1(billing::traitsOf(provider).title);
}

const char *payAction(Provider provider)
{
    if (provider == Provider::CryptoPay)
        return action::kPayCrypto;
    if (provider == Provider::Balance)
        return action::kPayBalance;
    return toWord(provider);
}

std::optional<Provider> payButtonOf(const QString &action)
{
    for (const billing::ProviderTraits &traits : billing::kProviders) {
        const bool hasButton = traits.isWatched || traits.provider == Provider::Balance;
        if (hasButton && action == QLatin1String(payAction(traits.provider)))
            return traits.provider;
    }
    return std::nullopt;
}

} // namespace turnpike::bot
