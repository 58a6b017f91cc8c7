#pragma once

#include "protocol/shopchoices.h"

#include <array>
#include <cstddef>

namespace turnpike::billing {

// Its word, as the columns hold it, is what checks, metrics and its breaker are called as well.
using protocol::Provider;

// What there is to know of a provider before anybody is asked.
struct ProviderTraits
{
    Provider provider;
    const char *title; // what people call it
    bool isWatched;    // paid elsewhere, by an invoice that the payment watcher has made and looks after
};

inline constexpr std::array kProviders{
    ProviderTraits{Provider::CryptoPay, "Crypto Pay", true},
    ProviderTraits{Provider::Stars, "Telegram Stars", false},
    ProviderTraits{Provider::Card, "card", false},
    ProviderTraits{Provider::Balance, "balance", false},
};

constexpr const ProviderTraits &traitsOf(Provider provider)
{
    return kProviders[static_cast<size_t>(provider)];
}

// In the order of the enum, each of them.
static_assert([] {
    for (size_t i = 0; i < kProviders.size(); ++i) {
        if (kProviders[i].provider != static_cast<Provider>(i))
            return false;
    }
    return kProviders.back().provider == Provider::Balance;
}());

} // namespace turnpike::billing
