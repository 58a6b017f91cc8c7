// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/renewals.h"

#include "access/schedule.h"

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

// Also what is over: nobody came to it in time, or its money came too late.
bool isDue(const access::Subscription &subscription, Timestamp now)
{
    return subscription.autoRenew && subscription.renewalNextAt && *subscription.renewalNextAt <= now &&
           subscription.expiresAt > now - access::kRenewsLateMs;
}

} // namespace

const char *toString(RenewalOutcome outcome)
{
    switch (outcome) {
    case RenewalOutcome::Renewed:
        return "renewed";
    case RenewalOutcome::NotEnough:
        return "not_enough";
    case RenewalOutcome::NotDue:
        return "not_due";
    case RenewalOutcome::NotForSale:
        return "not_for_sale";
    }
    return "";
}

Renewals::Renewals(const Clock &clock, const Catalog &catalog, const access::AccessService &access,
                   const Balance &balance, access::CustomerNotices &notices)
    : m_clock(clock)
    , m_catalog(catalog)
    , m_access(access)
    , m_balance(balance)
    , m_notices(notices)
{}

RenewalOutcome Renewals::renewFromBalance(db::Transaction &tx, TelegramId user) const
{
    const Timestamp now = m_clock.nowMs();
    // The user's row first, as everywhere: money and access lock in one order.
    const auto customer = m_access.users().lock(tx, user);
    const auto subscription = m_access.subscriptions().lock(tx, user);
    if (!customer || !subscription || !isDue(*subscription, now)) {
        // What can no longer be renewed must not stay at the head of the queue.
        if (subscription && subscription->renewalNextAt && *subscription->renewalNextAt <= now)
            m_access.subscriptions().takeOffRenewal(tx, user);
        return RenewalOutcome::NotDue;
    }
    const auto period = m_catalog.renewalPeriod(subscription->tariff, subscription->periodDays);
    if (!period) {
        m_access.subscriptions().takeOffRenewal(tx, user);
        return RenewalOutcome::NotForSale;
    }
    const auto paid = m_balance.debit(tx, {user, period->price, LedgerKind::Renewal,
                                           u"period:%1"_s.arg(subscription->periodNumber), QString()});
    if (paid == Balance::Outcome::NotEnough) {
        m_access.subscriptions().noteShortage(tx, user);
        m_notices.renewalFailed(tx, user,
                                {subscription->tariff, period->price, period->price - customer->balance,
                                 subscription->expiresAt, subscription->periodNumber});
        return RenewalOutcome::NotEnough;
    }
    if (paid == Balance::Outcome::AlreadyDone) {
        m_access.subscriptions().takeOffRenewal(tx, user);
        return RenewalOutcome::NotDue;
    }
    const auto granted = m_access.grantAccess(
        tx, {user, subscription->tariff, period->days, access::AccessSource::AutoRenew, period->price});
    m_notices.renewalDone(tx, user,
                          {subscription->tariff, period->days, period->price, m_balance.of(tx, user),
                           granted.subscription.expiresAt});
    return RenewalOutcome::Renewed;
}

} // namespace turnpike::billing
