// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "app/administration.h"
#include "app/shoprules.h"
#include "billing/erasure.h"
#include "bot/botnotices.h"
#include "bot/botupdatehandler.h"
#include "bot/limits.h"
#include "bot/texts.h"
#include "broadcasts/broadcasts.h"
#include "config/config.h"
#include "outbox/outbox.h"
#include "state/memorystatestore.h"
#include "state/redisstatestore.h"
#include "workers/registration.h"

namespace turnpike::app {

// What tells customers: texts, and the queue of messages to Telegram. Thread-safe.
struct ShopVoice
{
    // What is passed must outlive the voice.
    ShopVoice(const Clock &clock, Kicker &kicker, const ShopBooks &books,
              const billing::PaymentMethods &methods);

    bot::Texts texts;
    outbox::Outbox outbox;
    bot::BotNotices notices;
};

// The shop's rules and conversations, wired together: everything that has no thread of its own. Made once by
// the Application (and by commands that change rows); thread-safe. Bases and members are in the order in
// which they depend on one another.
struct Shop : ShopBooks, ShopVoice, ShopRules
{
    // What is passed must outlive the shop. Reads the built-in resources; throws ConfigError when they are
    // broken.
    Shop(const config::Config &config, const Clock &clock, Kicker &kicker, AlertSink &alerts);
    Shop(const Shop &) = delete;
    Shop &operator=(const Shop &) = delete;

    // What a purchase is for, in its customer's language, as shown on an invoice.
    QString describePurchase(db::Transaction &tx, const billing::Purchase &purchase) const;
    // What workers carry out. The shop must outlive it.
    workers::WorkerRules rules() const
    {
        return {access,  activations, reconciliation, reminders, removals, subscriptions, broadcasts,
                balance, gifts,       payments,       purchases, refunds,  renewals,      helpdesk};
    }

    helpdesk::Helpdesk helpdesk;
    billing::Erasure erasure;
    broadcasts::Broadcasts broadcasts;
    Administration administration;
    bot::Limits limits;
    const std::unique_ptr<state::RedisStateStore> redis; // null: not configured
    state::MemoryStateStore statesInProcess;             // used without Redis
    bot::BotUpdateHandler handler;
};

} // namespace turnpike::app
