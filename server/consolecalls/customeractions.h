// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "access/activations.h"
#include "billing/catalog.h"
#include "billing/payments.h"
#include "consolehub/actions.h"
#include "protocol/customers.h"

namespace turnpike::consolecalls {

// What people at the controls do for customers. Every action keeps the rules of the shop: the customer's row
// is locked first, what is told goes through the outbox in the customer's language, workers are woken after
// the commit. Thread-safe.
class CustomerActions
{
public:
    // All outlive it.
    struct Parts
    {
        const Clock &clock;
        const access::AccessService &access;
        const access::Activations &activations;
        access::CustomerNotices &notices;
        const billing::Catalog &catalog;
        const billing::Balance &balance;
        const billing::Payments &payments;
    };
    explicit CustomerActions(const Parts &parts);

    // "customers.…", "purchases.decide" and "activations.retry_all". This object must outlive them.
    void addTo(consolehub::Actions &actions) const;

    // Throws CallRefused (kNotFound) for an unknown customer.
    protocol::CustomerCard cardOf(db::Transaction &tx, qint64 telegramId) const;
    protocol::ReviewPage inReview(db::Transaction &tx) const;

private:
    // Changes what belongs to one customer, whose row is locked; says before and after in a few words.
    using Change = std::function<void(db::Transaction &tx, const consolehub::CallRequest &request,
                                      const protocol::CustomerOrder &order)>;
    void addChange(consolehub::Actions &actions, const char *name, Change change) const;
    void grant(db::Transaction &tx, const protocol::CustomerOrder &order) const;
    void extend(db::Transaction &tx, const protocol::CustomerOrder &order) const;
    void giveDays(db::Transaction &tx, TelegramId user, const QString &tariff, qint64 days) const;
    void adjustBalance(db::Transaction &tx, const consolehub::CallRequest &request,
                       const protocol::CustomerOrder &order) const;
    QString summary(db::Transaction &tx, qint64 telegramId) const;
    consolehub::Changes::Effect decide(db::Transaction &tx, const consolehub::CallRequest &request) const;
    consolehub::Changes::Effect retryAll(db::Transaction &tx) const;

    const Parts m_parts;
};

} // namespace turnpike::consolecalls
