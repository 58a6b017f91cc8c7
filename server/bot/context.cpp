// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "bot/context.h"

namespace turnpike::bot {

namespace {

// State is stored after the commit, while the customer's lane waits: a slow store must not hold it.
constexpr std::chrono::milliseconds kStateBudget{500};

} // namespace

Context::Context(db::Transaction &transaction, const Services &allServices, Reply &answers,
                 const access::User &customer, const Speech &speech, Permits allowed, Ahead ahead)
    : tx(transaction)
    , services(allServices)
    , reply(answers)
    , user(customer)
    , permits(allowed)
    , now(allServices.clock.nowMs())
    , m_speech(&speech)
    , m_ahead(std::move(ahead))
{}

std::optional<billing::Purchase> Context::purchase(const PurchaseId &id) const
{
    const auto &asked = m_ahead.purchase;
    return asked && m_ahead.purchaseId == id && asked->isFresh() ? billing::Purchases::of(*asked)
                                                                 : services.purchases.find(tx, id);
}

const std::optional<access::Subscription> &Context::subscription()
{
    if (!m_subscription) {
        const auto &asked = m_ahead.subscription;
        m_subscription = asked && asked->isFresh() ? access::Subscriptions::of(*asked)
                                                   : services.access.subscriptions().find(tx, user.id);
    }
    return *m_subscription;
}

void Context::waitFor(const QString &step, const QJsonObject &data)
{
    do {
        user.stateSeq = services.access.users().bumpStateSeq(tx, user.id);
    } while (!isWaiting(user.stateSeq));
    tx.afterCommit([&store = services.states, id = user.id,
                    state = state::ConversationState{step, data, user.stateSeq}] {
        store.save(id, state, Deadline::in(kStateBudget));
    });
}

void Context::stopWaiting()
{
    if (!isWaiting(user.stateSeq))
        return;
    user.stateSeq = services.access.users().bumpStateSeq(tx, user.id);
    tx.afterCommit([&store = services.states, id = user.id] { store.clear(id, Deadline::in(kStateBudget)); });
}

bool Context::canOfferTrial()
{
    using Access = access::AccessService;
    if (user.trialUsedAt || !isOn(control::flag::kTrials))
        return false;
    // The customer's row was read with it.
    const bool isFresh = m_ahead.subscription && m_ahead.subscription->isFresh();
    const Access::TrialOutcome outcome =
        isFresh ? Access::canHaveTrial(user, subscription()) : services.access.canHaveTrial(tx, user.id);
    return outcome == Access::TrialOutcome::Granted;
}

std::optional<billing::Period> Context::renewalPeriod()
{
    if (!subscription())
        return std::nullopt;
    return services.catalog.renewalPeriod(subscription()->tariff, subscription()->periodDays);
}

Offer Context::offer()
{
    Offer offer;
    offer.trial = canOfferTrial();
    offer.renewal = renewalPeriod().has_value();
    offer.autoRenewal = offer.renewal && subscription()->isRunning(now);
    offer.key = subscription() && subscription()->isRunning(now) && subscription()->isActivated();
    return offer;
}

} // namespace turnpike::bot
