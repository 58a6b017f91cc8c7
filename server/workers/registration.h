// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "access/activations.h"
#include "access/notices.h"
#include "access/panel.h"
#include "access/reconciliation.h"
#include "access/reminders.h"
#include "access/removals.h"
#include "access/subscriptions.h"
#include "base/alerts.h"
#include "base/clock.h"
#include "billing/balance.h"
#include "billing/gifts.h"
#include "billing/payments.h"
#include "billing/purchases.h"
#include "billing/refunds.h"
#include "billing/renewals.h"
#include "broadcasts/broadcasts.h"
#include "db/database.h"
#include "helpdesk/helpdesk.h"
#include "payments/paymentprovider.h"
#include "workers/worker.h"

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace turnpike::workers {

// The rules of the shop that workers carry out. All outlive whoever is given this.
struct WorkerRules
{
    const access::AccessService &access;
    const access::Activations &activations;
    const access::Reconciliation &reconciliation;
    const access::Reminders &reminders;
    const access::Removals &removals;
    const access::Subscriptions &subscriptions;
    const broadcasts::Broadcasts &broadcasts;
    const billing::Balance &balance;
    const billing::Gifts &gifts;
    const billing::Payments &payments;
    const billing::Purchases &purchases;
    const billing::Refunds &refunds;
    const billing::Renewals &renewals;
    const helpdesk::Helpdesk &helpdesk;
};

// What workers are made of. What it refers to outlives the workers.
struct WorkerParts
{
    WorkerRules shop;
    db::Database &database;
    const Clock &clock;
    AlertSink &alerts;
    access::CustomerNotices &notices;
    QString owner; // of row leases, unique for each running process
    const access::Panel &panel;
    std::vector<const payments::PaymentProvider *> providers; // configured or not
    // What the customer reads on the invoice, in their language.
    std::function<QString(db::Transaction &tx, const billing::Purchase &purchase)> describe;
    // A feature flag, by its key. Any thread.
    std::function<bool(const QString &flag)> isOn;
    // Where who has paid comes back to; empty: not known (yet). Any thread.
    std::function<QString()> backUrl = [] { return QString(); };
    std::chrono::milliseconds cleanupInterval{60'000};
    std::chrono::milliseconds activationInterval{300'000};
};

// A query that a worker asks over and over, and that must cost the same however large the shop is.
struct HotQuery
{
    const char *name; // such as "activation: claim"
    std::function<void(db::Transaction &tx)> run;
};

// One of the room's workers, or several of one class: its source says what there is of it, and the
// CMakeLists.txt of this room names the source.
struct Registration
{
    using Taker = std::function<void(std::unique_ptr<Worker> worker)>;

    void (*make)(const WorkerParts &parts, const Taker &add);
    // For `db check` and the test of growth: each by calling the repository as the worker does. `owner`: of
    // row leases, as in WorkerParts.
    std::vector<HotQuery> (*queries)(const WorkerRules &shop, const QString &owner);
};

// Every worker that there is. Any thread.
const std::vector<Registration> &registrations();

} // namespace turnpike::workers
