// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "base/alerts.h"
#include "billing/catalog.h"
#include "billing/erasure.h"
#include "billing/paymentmethod.h"
#include "billing/payments.h"
#include "billing/purchases.h"
#include "bot/administration.h"
#include "bot/limits.h"
#include "bot/texts.h"
#include "control/audit.h"
#include "control/featureflags.h"
#include "helpdesk/helpdesk.h"
#include "outbox/outbox.h"
#include "state/statestore.h"
#include "telegram/update.h"

#include <QUrl>

namespace turnpike::bot {

// What conversations work with. All of it is thread-safe and outlives the bot.
struct Services
{
    const Clock &clock;
    const Texts &texts;
    const outbox::Outbox &outbox;
    const control::FeatureFlags &flags;
    const control::Audit &audit;
    const billing::Catalog &catalog;
    const access::AccessService &access;
    const billing::Purchases &purchases;
    const billing::Payments &payments;
    const billing::Promos &promos;
    const billing::Referrals &referrals;
    const billing::Gifts &gifts;
    state::StateStore &states;
    Limits &limits;
    AlertSink &alerts;
    billing::PaymentMethods methods; // without any nothing but the balance pays
    QString supportContact{};        // whom customers may write to; empty: nobody is named
    QUrl openPage{};                 // leads on to VPN apps (app::OpenPage); empty: no buttons that do
    const helpdesk::Helpdesk *helpdesk = nullptr; // passes on what customers write; null, or off: nobody does
    const billing::Erasure *erasure = nullptr;    // of personal data; null: not offered
    const Administration *administration = nullptr; // none: the shop has no administrators here

    bool hasHelpdesk() const { return helpdesk && helpdesk->isOn(); }

    // Money can be got onto a balance.
    bool offersTopUp() const { return billing::isSold(methods, billing::PurchaseKind::BalanceTopup); }

    bool isAdministrator(TelegramId user) const
    {
        return administration && administration->isAdministrator(user);
    }

    // Answers and notices go to the topic where the customer writes and presses.
    void follow(db::Transaction &tx, access::User &user, const telegram::Message &message) const
    {
        if (user.topicId == message.topicId)
            return;
        user.topicId = message.topicId;
        access.users().setTopic(tx, user.id, user.topicId);
    }

    // A customer whom we could not reach has written or let us in again: what was kept is sent.
    void welcomeBack(db::Transaction &tx, TelegramId user) const
    {
        outbox.sendWhatWasKept(tx, privateChat(user));
        access.users().clearUnreachable(tx, user);
    }
};

} // namespace turnpike::bot
