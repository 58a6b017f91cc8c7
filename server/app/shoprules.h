// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "access/activations.h"
#include "access/reconciliation.h"
#include "access/reminders.h"
#include "access/removals.h"
#include "base/alerts.h"
#include "billing/balance.h"
#include "billing/catalog.h"
#include "billing/gifts.h"
#include "billing/payments.h"
#include "billing/promo.h"
#include "billing/purchases.h"
#include "billing/referral.h"
#include "billing/refunds.h"
#include "billing/renewals.h"
#include "control/featureflags.h"

namespace turnpike::app {

// What both the rules and the messages to customers are based on: rows, switches and prices. Thread-safe.
// Members are in the order in which they depend on one another.
struct ShopBooks
{
    // What is passed must outlive the books. `refundsApprovedAbove`: see billing::Refunds. Reads the built-in
    // resources; throws ConfigError when they are broken.
    ShopBooks(const Clock &clock, Kicker &kicker, Kopecks refundsApprovedAbove = {});
    ShopBooks(const ShopBooks &) = delete;
    ShopBooks &operator=(const ShopBooks &) = delete;

    control::Audit audit;
    control::FeatureFlags flags;
    billing::Catalog catalog;
    access::Users users;
    access::Subscriptions subscriptions;
    billing::Purchases purchases;
    billing::Refunds refunds;
};

// The rules of access and money, wired together, whoever tells the customers. Thread-safe. Members are in the
// order in which they depend on one another.
struct ShopRules
{
    // What is passed must outlive the rules. `maxActivationAttempts`: at least 1.
    ShopRules(const Clock &clock, Kicker &kicker, AlertSink &alerts, access::CustomerNotices &notices,
              const ShopBooks &books, int maxActivationAttempts);
    ShopRules(const ShopRules &) = delete;
    ShopRules &operator=(const ShopRules &) = delete;

    access::AccessService access;
    access::Activations activations;
    access::Removals removals;
    access::Reconciliation reconciliation;
    access::Reminders reminders;
    billing::Promos promos;
    billing::Balance balance;
    billing::Referrals referrals;
    billing::Gifts gifts;
    billing::Payments payments;
    billing::Renewals renewals;
};

} // namespace turnpike::app
