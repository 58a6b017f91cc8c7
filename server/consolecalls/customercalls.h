// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "access/activations.h"
#include "billing/catalog.h"
#include "billing/payments.h"
#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"
#include "protocol/customers.h"

namespace turnpike::consolecalls {

// What operators look up of customers and do for them: the calls "customers.…", "purchases.…",
// "activations.retry_all" and, by addWaitingCalls(), "waiting.…". Every change keeps the rules of the shop:
// the customer's row is locked first, what is told goes through the outbox in the customer's language,
// workers are woken after the commit. Thread-safe.
class CustomerCalls
{
public:
    // All outlive it.
    struct Parts
    {
        db::Database &database;
        const Clock &clock;
        const consolehub::Changes &changes;
        const access::AccessService &access;
        const access::Activations &activations;
        access::CustomerNotices &notices;
        const billing::Catalog &catalog;
        const billing::Balance &balance;
        const billing::Payments &payments;
    };
    explicit CustomerCalls(const Parts &parts);

    // This object must outlive the table.
    void addTo(consolehub::CallTable &calls) const;

private:
    // Changes what belongs to one customer, whose row is locked; says before and after in a few words.
    using Change = std::function<void(db::Transaction &tx, const consolehub::CallRequest &request,
                                      const protocol::CustomerOrder &order)>;
    void addChange(consolehub::CallTable &calls, const char *name, Change change) const;
    void grant(db::Transaction &tx, const protocol::CustomerOrder &order) const;
    void extend(db::Transaction &tx, const protocol::CustomerOrder &order) const;
    void giveDays(db::Transaction &tx, TelegramId user, const QString &tariff, qint64 days) const;
    void adjustBalance(db::Transaction &tx, const consolehub::CallRequest &request,
                       const protocol::CustomerOrder &order) const;
    protocol::CustomerCard cardOf(db::Transaction &tx, qint64 telegramId) const;
    protocol::ReviewPage inReview(db::Transaction &tx) const;
    QString summary(db::Transaction &tx, qint64 telegramId) const;
    QJsonObject decide(const consolehub::CallRequest &request, const Deadline &deadline) const;
    QJsonObject retryAll(const consolehub::CallRequest &request, const Deadline &deadline) const;

    const Parts m_parts;
};

} // namespace turnpike::consolecalls
