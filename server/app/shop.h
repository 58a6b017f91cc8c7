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
#include "billing/renewals.h"
#include "bot/botnotices.h"
#include "bot/botupdatehandler.h"
#include "bot/limits.h"
#include "bot/texts.h"
#include "config/config.h"
#include "control/featureflags.h"
#include "outbox/outbox.h"
#include "state/memorystatestore.h"
#include "state/redisstatestore.h"

namespace turnpike::app {

// The shop's rules and conversations, wired together: everything that has no thread of its own. Made once by
// the Application (and by commands that change rows); thread-safe. Members stand in the order in which they
// need one another.
struct Shop
{
    // What is passed must outlive the shop. Reads the built-in resources; throws ConfigError when they are
    // broken.
    Shop(const config::Config &config, const Clock &clock, Kicker &kicker, AlertSink &alerts);
    Shop(const Shop &) = delete;
    Shop &operator=(const Shop &) = delete;

    // What a purchase is for, in its customer's language: what stands on an invoice.
    QString describePurchase(db::Transaction &tx, const billing::Purchase &purchase) const;

    control::Audit audit;
    control::FeatureFlags flags;
    billing::Catalog catalog;
    bot::Texts texts;
    outbox::Outbox outbox;
    access::Users users;
    access::Subscriptions subscriptions;
    billing::Purchases purchases;
    bot::BotNotices notices;
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
    bot::Limits limits;
    const std::unique_ptr<state::RedisStateStore> redis; // null: not configured
    state::MemoryStateStore statesInProcess;             // used without Redis
    bot::BotUpdateHandler handler;
};

} // namespace turnpike::app
