// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/activations.h"

#include "access/keywaits.h"
#include "access/reconciliationschedule.h"
#include "access/schedule.h"
#include "access/subscriptionqueue.h"
#include "telemetry/log.h"

namespace turnpike::access {

using namespace Qt::StringLiterals;

namespace {

QString failedAlertKey(TelegramId user)
{
    return u"activation_failed:%1"_s.arg(user.value());
}

// Since when, or from when on, there is no key that works: whoever has one is owed another from its end on.
void noteOwed(Subscription &subscription, Timestamp now)
{
    if (subscription.keyOwedSince)
        return;
    const qint64 never = subscription.waitingSince ? subscription.startsAt : now;
    subscription.keyOwedSince = subscription.vpnExpiresAt.value_or(never);
}

} // namespace

Activations::Activations(const Clock &clock, Kicker &kicker, CustomerNotices &notices, AlertSink &alerts,
                         int maxAttempts)
    : m_clock(clock)
    , m_kicker(kicker)
    , m_notices(notices)
    , m_alerts(alerts)
    , m_maxAttempts(maxAttempts)
    , m_subscriptions(clock)
    , m_removals(clock, kicker)
{}

std::vector<ActivationJob> Activations::claimDue(db::Transaction &tx, const QString &owner, int limit) const
{
    const Timestamp now = m_clock.nowMs();
    std::vector<ActivationJob> jobs;
    for (const subscriptionqueue::Also also :
         {subscriptionqueue::Also{false, false}, subscriptionqueue::Also{true, false},
          subscriptionqueue::Also{true, true}}) {
        if (!jobs.empty())
            break;
        for (const db::Row &row : subscriptionqueue::claim(tx, owner, now, also, limit)) {
            ActivationJob job{row.telegramId(0), row.text(1),    row.int64(2),        row.int32(3), owner,
                              row.text(4),       !row.isNull(5), row.optionalInt64(6)};
            jobs.push_back(std::move(job));
        }
    }
    return jobs;
}

Activations::Hold Activations::lockClaimed(db::Transaction &tx, const ActivationJob &job,
                                           std::optional<Timestamp> unsettledUntil,
                                           std::optional<Subscription> &row) const
{
    row = m_subscriptions.lock(tx, job.user);
    if (!row || row->uuid != job.uuid) {
        // The uuid was dropped during the call and may have been removed before the call added it.
        m_removals.add(tx, job.uuid, unsettledUntil);
        return Hold::UuidDropped;
    }
    return subscriptionqueue::isLeased(tx, job.user, job.owner, job.attempt) ? Hold::Ours : Hold::LeaseLost;
}

void Activations::store(db::Transaction &tx, const Subscription &subscription) const
{
    m_subscriptions.store(tx, subscription);
    m_subscriptions.clearLease(tx, subscription.user);
}

Activations::CompleteOutcome Activations::complete(db::Transaction &tx, const ActivationJob &job,
                                                   const QString &vpnKey, bool isUnsettled) const
{
    const Timestamp now = m_clock.nowMs();
    const auto unsettledUntil = isUnsettled ? std::optional(now + kLongestCallMs) : job.unsettledUntil;
    std::optional<Subscription> row;
    const Hold hold = lockClaimed(tx, job, unsettledUntil, row);
    if (isUnsettled)
        reconciliationschedule::request(tx, now + kLongestCallMs);
    if (hold != Hold::Ours)
        return hold == Hold::UuidDropped ? CompleteOutcome::UuidDropped : CompleteOutcome::LeaseLost;

    Subscription &subscription = *row;
    const bool isFirst = subscription.waitingSince.has_value();
    const bool keyChanged = subscription.vpnKey != vpnKey;
    const bool hadFailed = !subscription.lastActivationError.isEmpty();
    const std::optional<qint64> owedSince = subscription.keyOwedSince;
    subscription.vpnKey = vpnKey;
    subscription.vpnExpiresAt = job.expiresAt;
    subscription.waitingSince.reset();
    subscription.keyOwedSince.reset();
    subscription.activationStatus = ActivationStatus::Active;
    subscription.activationAttempts = 0;
    subscription.lastActivationError.clear();
    // What was told now may be overtaken by an earlier call until then: it is told again.
    subscription.vpnUnsettledUntil = unsettledUntil && *unsettledUntil > now ? unsettledUntil : std::nullopt;
    subscription.nextActivationAt = subscription.vpnUnsettledUntil;
    if (isFirst) {
        subscription.activatedAt = now;
        scheduleReminder(subscription, now, 0);
        scheduleRenewal(subscription);
    }
    const bool isDueAgain = subscription.expiresAt != job.expiresAt;
    if (isDueAgain) {
        subscription.nextActivationAt = now;
        tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); }, db::HookReach::Process);
    }
    store(tx, subscription);
    if (hadFailed)
        tx.afterCommit([&alerts = m_alerts, user = job.user] { alerts.end(failedAlertKey(user)); });
    if (owedSince && now - *owedSince >= keywaits::kNotedMs)
        keywaits::noteEnd(tx, job.user, *owedSince, now);
    if (isFirst || keyChanged) {
        m_notices.keyReady(
            tx, job.user,
            {subscription.tariff, subscription.source, vpnKey, subscription.expiresAt, isFirst, keyChanged});
    }
    return isDueAgain ? CompleteOutcome::DueAgain : CompleteOutcome::Activated;
}

Activations::FailureOutcome Activations::failure(db::Transaction &tx, const ActivationJob &job,
                                                 const CallFailure &failure) const
{
    const Timestamp now = m_clock.nowMs();
    const auto unsettledUntil =
        failure.isAmbiguous ? std::optional(now + kLongestCallMs) : job.unsettledUntil;
    std::optional<Subscription> row;
    if (lockClaimed(tx, job, unsettledUntil, row) != Hold::Ours)
        return FailureOutcome::LeaseLost;

    Subscription &subscription = *row;
    const bool isFirstFailure = subscription.lastActivationError.isEmpty();
    subscription.lastActivationError = failure.text.isEmpty() ? u"unknown"_s : log::redact(failure.text);
    subscription.vpnUnsettledUntil = laterOf(subscription.vpnUnsettledUntil, unsettledUntil);
    if (subscription.vpnExpiresAt != subscription.expiresAt) // and not only told once more
        noteOwed(subscription, now);
    const bool givesUp = !failure.isOutage && job.attempt >= m_maxAttempts;
    if (givesUp) {
        giveUp(tx, job, subscription);
    } else {
        if (failure.isOutage)
            --subscription.activationAttempts;
        subscription.nextActivationAt = now + (failure.isOutage ? kOutageDelayMs : retryDelayMs(job.attempt));
    }
    store(tx, subscription);
    if (failure.isOutage || failure.isAmbiguous)
        reconciliationschedule::request(tx, now + kLongestCallMs);
    if (subscription.waitingSince && isFirstFailure)
        m_notices.activationDelayed(tx, job.user, subscription.periodNumber);
    return givesUp ? FailureOutcome::GaveUp : FailureOutcome::WillRetry;
}

void Activations::giveUp(db::Transaction &tx, const ActivationJob &job, Subscription &subscription) const
{
    subscription.activationStatus = ActivationStatus::Failed;
    subscription.nextActivationAt.reset();
    const Alert alert{failedAlertKey(job.user),
                      protocol::Sentence(protocol::SentenceId::ActivationFailed, job.user.value(),
                                         job.attempt, subscription.lastActivationError),
                      u"activation-failed"_s};
    tx.afterCommit([&alerts = m_alerts, alert] { alerts.raise(alert); });
}

void Activations::release(db::Transaction &tx, const ActivationJob &job) const
{
    subscriptionqueue::release(tx, job.user, job.uuid, job.owner, job.attempt);
}

bool Activations::retry(db::Transaction &tx, TelegramId user) const
{
    if (!subscriptionqueue::retry(tx, user, m_clock.nowMs()))
        return false;
    tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); }, db::HookReach::Process);
    return true;
}

int Activations::retryAll(db::Transaction &tx) const
{
    const int count = subscriptionqueue::retryAll(tx, m_clock.nowMs());
    if (count > 0)
        tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); }, db::HookReach::Process);
    return count;
}

int Activations::retryWaiting(db::Transaction &tx) const
{
    const int count = keywaits::retryAll(tx, m_clock.nowMs());
    if (count > 0)
        tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); }, db::HookReach::Process);
    return count;
}

Activations::Counts Activations::counts(db::Transaction &tx) const
{
    const db::Row row = subscriptionqueue::counts(tx);
    return {row.int64(0), row.int64(1), row.optionalInt64(2)};
}

std::optional<qint64> Activations::nextDue(db::Transaction &tx) const
{
    return subscriptionqueue::nextDue(tx);
}

} // namespace turnpike::access
