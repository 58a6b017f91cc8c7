// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "walk/walk.h"

// What the shop's operators do, by the functions that the console calls.
namespace turnpike::walk {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kWaitingReviews =
    "SELECT id FROM payments WHERE status = 'review' AND decided_at IS NULL ORDER BY id LIMIT 10";

constexpr const char *kFlipped[] = {control::flag::kPayments,       control::flag::kVpnProvisioning,
                                    control::flag::kAutoRenewal,    control::flag::kReminders,
                                    control::flag::kTrials,         control::flag::kReferralRewards,
                                    control::flag::kMaintenanceMode};

} // namespace

void Walk::grantOrTake()
{
    const access::AccessService &rules = m_walked.shop.access;
    const int drawn = m_draw.below(5);
    const int days = static_cast<int>(m_draw.between(1, 40));
    const QString tariff = m_draw.chance(50) ? u"basic"_s : u"plus"_s;
    note(u"an operator deals with the access of %1 (%2)"_s.arg(m_customer.value()).arg(drawn));
    write([&](db::Transaction &tx) {
        if (!rules.users().lock(tx, m_customer))
            return;
        if (drawn == 0) {
            const auto granted =
                rules.grantAccess(tx, {m_customer, tariff, days, access::AccessSource::Admin});
            m_walked.shop.notices.accessGranted(
                tx, m_customer,
                {tariff, access::AccessSource::Admin, granted.subscription.expiresAt, granted.keyPending});
        } else if (drawn == 1) {
            rules.addDays(tx, m_customer, days, control::Actor::system(), u"a walk"_s);
        } else if (drawn == 2) {
            rules.revoke(tx, m_customer, control::Actor::system(), u"a walk"_s);
        } else if (drawn == 3) {
            rules.reissue(tx, m_customer);
        } else {
            m_walked.shop.activations.retry(tx, m_customer);
        }
    });
}

void Walk::adjustBalance()
{
    const Kopecks sum(m_draw.between(1, 60'000));
    const bool adds = m_draw.chance(70);
    const QString change = u"walk-%1"_s.arg(++m_charges);
    note(u"an operator %1 %2 kopecks, customer %3"_s.arg(adds ? u"adds"_s : u"takes"_s)
             .arg(sum.value())
             .arg(m_customer.value()));
    write([&](db::Transaction &tx) {
        if (!m_walked.shop.users.lock(tx, m_customer))
            return;
        const billing::Balance::Entry entry{m_customer, sum, billing::LedgerKind::Admin, change, u"a walk"_s};
        if (adds)
            m_walked.shop.balance.credit(tx, entry);
        else
            m_walked.shop.balance.debit(tx, entry);
    });
}

// Mostly let in again at once: whoever is blocked does little.
void Walk::blockSomebody()
{
    const bool isBlocked = m_draw.chance(20);
    note(u"customer %1 is %2"_s.arg(m_customer.value()).arg(isBlocked ? u"blocked"_s : u"let in"_s));
    write([&](db::Transaction &tx) {
        for (const TelegramId customer : m_customers)
            m_walked.shop.users.setBlocked(tx, customer, isBlocked && customer == m_customer);
    });
}

void Walk::decideReview()
{
    const auto waiting = m_walked.shop.db.query(kWaitingReviews);
    if (waiting.empty())
        return;
    const qint64 id = m_draw.oneOf(waiting).int64(0);
    const bool grants = m_draw.chance(60);
    note(u"an operator decides about payment %1: %2"_s.arg(id).arg(grants ? u"granted"_s : u"left"_s));
    write([&](db::Transaction &tx) { m_walked.shop.payments.decideReview(tx, id, grants, u"a walk"_s); });
}

void Walk::answerSupport()
{
    const bool closes = m_draw.chance(40);
    note(u"staff %1 the thread of %2"_s.arg(closes ? u"closes"_s : u"answers in"_s).arg(m_customer.value()));
    write([&](db::Transaction &tx) {
        if (closes)
            m_walked.shop.helpdesk.close(tx, m_customer, u"Boris"_s);
        else
            m_walked.shop.helpdesk.answer(tx, m_customer, u"Boris"_s,
                                          {u"text"_s, u"We look at it."_s, std::nullopt});
    });
}

// A new code with few uses, in place of the oldest once there are some.
void Walk::changePromo()
{
    billing::Promo promo;
    promo.code = u"WALK%1"_s.arg(++m_charges);
    promo.maxUses = static_cast<int>(m_draw.between(1, 4));
    promo.usesEach = static_cast<int>(m_draw.between(1, 2));
    switch (m_draw.below(3)) {
    case 0:
        promo.discountPercent = static_cast<int>(m_draw.between(1, 100));
        break;
    case 1:
        promo.kind = billing::PromoKind::Money;
        promo.amount = m_draw.between(100, 30'000);
        break;
    default:
        promo.kind = billing::PromoKind::Days;
        promo.amount = m_draw.between(1, 10);
        break;
    }
    note(u"promo code %1 for %2 uses"_s.arg(promo.code).arg(promo.maxUses));
    write([&](db::Transaction &tx) {
        m_walked.shop.promos.create(tx, promo);
        if (m_promos.size() >= 5)
            m_walked.shop.promos.setActive(tx, m_promos.front(), false);
    });
    if (m_promos.size() >= 5)
        m_promos.removeFirst();
    m_promos.append(promo.code);
}

void Walk::flipFlag()
{
    const char *flag = m_draw.oneOf(kFlipped);
    const bool isMaintenance = QLatin1String(flag) == QLatin1String(control::flag::kMaintenanceMode);
    // As it is on most days, mostly.
    const bool isOn = m_draw.chance(75) != isMaintenance;
    note(u"flag %1 is %2"_s.arg(QLatin1String(flag), isOn ? u"on"_s : u"off"_s));
    m_walked.shop.setFlag(flag, isOn);
}

} // namespace turnpike::walk
