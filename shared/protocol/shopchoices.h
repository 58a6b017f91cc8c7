// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/choice.h"

#include <array>
#include <cstddef>

// The choices of what is sold and said to customers: see choice.h. The database holds the same words.
namespace turnpike::protocol {

// Of a subscription.
enum class SubscriptionStatus { Active, Expired };
constexpr auto wordsOf(SubscriptionStatus)
{
    return std::array{Word{SubscriptionStatus::Active, "active", Tone::Good},
                      Word{SubscriptionStatus::Expired, "expired", Tone::Muted}};
}

// Of a customer: that of the subscription, or None where there never was one.
enum class AccessStatus { None, Active, Expired };
constexpr auto wordsOf(AccessStatus)
{
    return std::array{Word{AccessStatus::None, "none", Tone::Muted},
                      Word{AccessStatus::Active, "active", Tone::Good},
                      Word{AccessStatus::Expired, "expired", Tone::Muted}};
}

// Where the present period of a subscription came from.
enum class AccessSource { Payment, Trial, Admin, AutoRenew, Gift };
constexpr auto wordsOf(AccessSource)
{
    return std::array{Word{AccessSource::Payment, "payment"}, Word{AccessSource::Trial, "trial"},
                      Word{AccessSource::Admin, "admin"}, Word{AccessSource::AutoRenew, "auto_renew"},
                      Word{AccessSource::Gift, "gift"}};
}

// Whether the VPN API knows the key.
enum class ActivationStatus { None, Pending, Active, Failed };
constexpr auto wordsOf(ActivationStatus)
{
    return std::array{Word{ActivationStatus::None, "none", Tone::Muted},
                      Word{ActivationStatus::Pending, "pending", Tone::Info},
                      Word{ActivationStatus::Active, "active", Tone::Good},
                      Word{ActivationStatus::Failed, "failed", Tone::Bad}};
}

// By what a customer was found.
enum class FoundBy { Id, Name, Purchase, Invoice, Payment, Uuid };
constexpr auto wordsOf(FoundBy)
{
    return std::array{Word{FoundBy::Id, "id"},
                      Word{FoundBy::Name, "name"},
                      Word{FoundBy::Purchase, "purchase"},
                      Word{FoundBy::Invoice, "invoice"},
                      Word{FoundBy::Payment, "payment"},
                      Word{FoundBy::Uuid, "uuid"}};
}

// What is bought.
enum class PurchaseKind { Subscription, BalanceTopup, Gift };
constexpr auto wordsOf(PurchaseKind)
{
    return std::array{Word{PurchaseKind::Subscription, "subscription"},
                      Word{PurchaseKind::BalanceTopup, "balance_topup"}, Word{PurchaseKind::Gift, "gift"}};
}

// How it is paid.
enum class Provider { CryptoPay, Stars, Card, Balance };
constexpr auto wordsOf(Provider)
{
    return std::array{Word{Provider::CryptoPay, "crypto_pay"}, Word{Provider::Stars, "stars"},
                      Word{Provider::Card, "card"}, Word{Provider::Balance, "balance"}};
}

// What there is to know of a provider before anybody is asked.
struct ProviderTraits
{
    Provider provider;
    const char *title; // what people call it
    bool isWatched;    // paid elsewhere, by an invoice that the payment watcher has made and looks after
    bool givesBack;    // returns a payment itself when it is asked; of the others a person does
    bool isShared;     // other programs may have invoices of their own in the same account
};

inline constexpr std::array kProviders{
    ProviderTraits{Provider::CryptoPay, "Crypto Pay", true, false, true},
    ProviderTraits{Provider::Stars, "Telegram Stars", true, true, false},
    ProviderTraits{Provider::Card, "card", true, false, false},
    ProviderTraits{Provider::Balance, "balance", false, false, false},
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

// What a promo code gives.
enum class PromoKind { Percent, Money, Days };
constexpr auto wordsOf(PromoKind)
{
    return std::array{Word{PromoKind::Percent, "percent"}, Word{PromoKind::Money, "money"},
                      Word{PromoKind::Days, "days"}};
}

// Of one use of a promo code.
enum class PromoUseState { Reserved, Used, Released };
constexpr auto wordsOf(PromoUseState)
{
    return std::array{Word{PromoUseState::Reserved, "reserved", Tone::Info},
                      Word{PromoUseState::Used, "used", Tone::Good},
                      Word{PromoUseState::Released, "released", Tone::Muted}};
}

// How far a purchase is.
enum class PurchaseStatus { Created, AwaitingPayment, Fulfilled, Expired, Cancelled, Review, Refunded };
constexpr auto wordsOf(PurchaseStatus)
{
    return std::array{Word{PurchaseStatus::Created, "created"},
                      Word{PurchaseStatus::AwaitingPayment, "awaiting_payment"},
                      Word{PurchaseStatus::Fulfilled, "fulfilled", Tone::Good},
                      Word{PurchaseStatus::Expired, "expired", Tone::Muted},
                      Word{PurchaseStatus::Cancelled, "cancelled", Tone::Warning},
                      Word{PurchaseStatus::Review, "review", Tone::Warning},
                      Word{PurchaseStatus::Refunded, "refunded"}};
}

// What became of money that came.
enum class PaymentStatus { Granted, Review, Refunded };
constexpr auto wordsOf(PaymentStatus)
{
    return std::array{Word{PaymentStatus::Granted, "granted", Tone::Good},
                      Word{PaymentStatus::Review, "review", Tone::Warning},
                      Word{PaymentStatus::Refunded, "refunded"}};
}

// What a movement of the balance is for.
enum class LedgerKind { Topup, Purchase, Renewal, Referral, Admin, Refund, GiftReturn };
constexpr auto wordsOf(LedgerKind)
{
    return std::array{Word{LedgerKind::Topup, "topup"},           Word{LedgerKind::Purchase, "purchase"},
                      Word{LedgerKind::Renewal, "renewal"},       Word{LedgerKind::Referral, "referral"},
                      Word{LedgerKind::Admin, "admin"},           Word{LedgerKind::Refund, "refund"},
                      Word{LedgerKind::GiftReturn, "gift_return"}};
}

// What became of an update from Telegram.
enum class UpdateStatus { Pending, Done, Dead };
constexpr auto wordsOf(UpdateStatus)
{
    return std::array{Word{UpdateStatus::Pending, "pending", Tone::Info},
                      Word{UpdateStatus::Done, "done", Tone::Good},
                      Word{UpdateStatus::Dead, "dead", Tone::Bad}};
}

// What goes first of the messages to Telegram. The database holds the number: never reordered.
enum class MessageClass { Interactive, Transactional, Bulk };
constexpr auto wordsOf(MessageClass)
{
    return std::array{Word{MessageClass::Interactive, "interactive"},
                      Word{MessageClass::Transactional, "transactional"}, Word{MessageClass::Bulk, "bulk"}};
}

// What became of a message to Telegram.
enum class MessageState { Pending, Sent, Failed, Dropped };
constexpr auto wordsOf(MessageState)
{
    return std::array{Word{MessageState::Pending, "pending", Tone::Info},
                      Word{MessageState::Sent, "sent", Tone::Good},
                      Word{MessageState::Failed, "failed", Tone::Bad},
                      Word{MessageState::Dropped, "dropped", Tone::Warning}};
}

// Whom a broadcast is for. Those with a value say below what it is.
enum class BroadcastSegment { All, Active, Expired, TrialOnly, NeverBought, Tariff, Language, Inactive };
constexpr auto wordsOf(BroadcastSegment)
{
    return std::array{
        Word{BroadcastSegment::All, "all"},
        Word{BroadcastSegment::Active, "active"},            // access runs
        Word{BroadcastSegment::Expired, "expired"},          // had access, and none runs
        Word{BroadcastSegment::TrialOnly, "trial_only"},     // tried, and never bought
        Word{BroadcastSegment::NeverBought, "never_bought"}, // tried or not
        Word{BroadcastSegment::Tariff, "tariff"},            // access of this tariff runs
        Word{BroadcastSegment::Language, "language"},        // has chosen this language
        Word{BroadcastSegment::Inactive, "inactive"},        // has written nothing for so many days
    };
}

// How far a broadcast is.
enum class BroadcastStatus { Draft, Scheduled, Running, Paused, Stopped, Done };
constexpr auto wordsOf(BroadcastStatus)
{
    return std::array{Word{BroadcastStatus::Draft, "draft", Tone::Muted},
                      Word{BroadcastStatus::Scheduled, "scheduled", Tone::Info},
                      Word{BroadcastStatus::Running, "running", Tone::Info},
                      Word{BroadcastStatus::Paused, "paused", Tone::Warning},
                      Word{BroadcastStatus::Stopped, "stopped", Tone::Muted},
                      Word{BroadcastStatus::Done, "done", Tone::Good}};
}

} // namespace turnpike::protocol
