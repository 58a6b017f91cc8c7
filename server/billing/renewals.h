// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "access/accessservice.h"
#include "billing/balance.h"
#include "billing/catalog.h"

namespace turnpike::billing {

enum class RenewalOutcome {
    Renewed,    // paid from the balance; the customer was told
    NotEnough,  // the customer was told, once for this period; due again after a top-up
    NotDue,     // switched off or renewed meanwhile, or over for too long
    NotForSale, // the tariff has no price any more: not tried again
};

const char *toString(RenewalOutcome outcome);

// Renewal of access from the balance, for auto_renewal: once for each period of a subscription. Holds no
// state; thread-safe.
class Renewals
{
public:
    Renewals(const Clock &clock, const Catalog &catalog, const access::AccessService &access,
             const Balance &balance, access::CustomerNotices &notices);

    // Renews the user's subscription if its renewal is due, also when it is over already (for kRenewsLateMs).
    // One transaction each, so that one failure never
    // poisons the rest. The flag auto_renewal is asked by the caller.
    RenewalOutcome renewFromBalance(db::Transaction &tx, TelegramId user) const;

private:
    const Clock &m_clock;
    const Catalog &m_catalog;
    const access::AccessService &m_access;
    const Balance &m_balance;
    access::CustomerNotices &m_notices;
};

} // namespace turnpike::billing
