// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "access/accessservice.h"

#include "access/schedule.h"
#include "base/errors.h"

#include <QUuid>

#include <algorithm>
#include <numeric>

namespace turnpike::access {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kMarkTrialUsed =
    "UPDATE users SET trial_used_at = ? WHERE telegram_id = ? AND trial_used_at IS NULL";

// The time waited so far is added to the end, and waiting goes on from now.
void settleWaiting(Subscription &subscription, Timestamp now)
{
    subscription.expiresAt = subscription.endsAt(now);
    if (subscription.waitingSince)
        subscription.waitingSince = now;
}

// amount × numerator ÷ denominator, rounded down; all of them at least 0, the last above. The product of
// years in milliseconds and a price needs more than 64 bits.
qint64 scaled(qint64 amount, qint64 numerator, qint64 denominator)
{
    __extension__ typedef __int128 Wide;
    return static_cast<qint64>(static_cast<Wide>(amount) * numerator / denominator);
}

// What was paid is used up day by day.
void settleValue(Subscription &subscription, Timestamp now)
{
    const qint64 left = std::max<qint64>(0, subscription.expiresAt - now);
    if (subscription.valueMs <= left)
        return;
    subscription.value = Kopecks(scaled(subscription.value.value(), left, subscription.valueMs));
    subscription.valueMs = left;
}

QString subjectOf(TelegramId user)
{
    return u"user:%1"_s.arg(user.value());
}

QString describe(const Subscription &subscription)
{
    return u"%1 %2 until %3"_s.arg(QLatin1String(toWord(subscription.status)), subscription.tariff)
        .arg(subscription.expiresAt);
}

AccessService::TrialOutcome trialOutcome(const std::optional<User> &user,
                                         const std::optional<Subscription> &subscription)
{
    using Outcome = AccessService::TrialOutcome;
    if (!user)
        return Outcome::UnknownUser;
    if (user->trialUsedAt)
        return Outcome::AlreadyUsed;
    if (subscription && !subscription->isTrial())
        return Outcome::HadPaidAccess;
    return Outcome::Granted;
}

} // namespace

qint64 convertTime(qint64 remaining, const DailyPrice &from, const DailyPrice &to)
{
    qint64 numerator = from.price.value() * to.days;
    qint64 denominator = to.price.value() * from.days;
    if (numerator <= 0 || denominator <= 0)
        throw DomainError(u"a tariff has no daily price"_s);
    const qint64 common = std::gcd(numerator, denominator);
    numerator /= common;
    denominator /= common;
    // In two parts, so that the product of years in milliseconds and a price does not overflow.
    return remaining / denominator * numerator + remaining % denominator * numerator / denominator;
}

AccessService::AccessService(const Clock &clock, Kicker &kicker, const PriceSource &prices,
                             CustomerNotices &notices, const control::Audit &audit)
    : m_clock(clock)
    , m_kicker(kicker)
    , m_prices(prices)
    , m_notices(notices)
    , m_audit(audit)
    , m_users(clock)
    , m_subscriptions(clock)
    , m_removals(clock, kicker)
{}

AccessService::Granted AccessService::grantAccess(db::Transaction &tx, const Grant &grant) const
{
    if (grant.source == AccessSource::Trial || grant.tariff == QLatin1String(kTrialTariff))
        throw DomainError(u"a trial is granted by grantTrial"_s);
    if (grant.periodDays < 1)
        throw DomainError(u"access is granted for whole days"_s);
    // The user's row is locked first: two first grants at once have no subscription to lock.
    if (!m_users.lock(tx, grant.user))
        throw DomainError(u"access for an unknown user %1"_s.arg(grant.user.value()));

    const Timestamp now = m_clock.nowMs();
    auto subscription = m_subscriptions.lock(tx, grant.user);
    const bool isRenewal = subscription && subscription->isRunning(now);
    Subscription next = subscription.value_or(Subscription{});
    if (isRenewal) {
        settleWaiting(next, now);
        settleValue(next, now);
        convert(next, now, grant);
    } else {
        next.user = grant.user;
        startAnew(tx, next, now);
        next.expiresAt = now;
        next.value = {};
        next.valueMs = 0;
    }
    if (subscription)
        ++next.periodNumber;
    next.tariff = grant.tariff;
    next.periodDays = grant.periodDays;
    next.source = grant.source;
    next.expiresAt += grant.periodDays * kDayMs;
    if (grant.price > Kopecks()) {
        next.value = next.value + grant.price;
        next.valueMs += grant.periodDays * kDayMs;
    }
    storeRunning(tx, next, now);
    return {next, isRenewal, next.waitingSince.has_value()};
}

AccessService::TrialOutcome AccessService::canHaveTrial(db::Transaction &tx, TelegramId user) const
{
    return trialOutcome(m_users.find(tx, user), m_subscriptions.find(tx, user));
}

AccessService::TrialOutcome AccessService::canHaveTrial(const User &user,
                                                        const std::optional<Subscription> &subscription)
{
    return trialOutcome(user, subscription);
}

AccessService::TrialOutcome AccessService::grantTrial(db::Transaction &tx, TelegramId user) const
{
    const auto customer = m_users.lock(tx, user);
    const auto subscription = m_subscriptions.lock(tx, user);
    const TrialOutcome outcome = trialOutcome(customer, subscription);
    if (outcome != TrialOutcome::Granted)
        return outcome;
    const Timestamp now = m_clock.nowMs();
    if (tx.exec(kMarkTrialUsed, now, user) != 1)
        return TrialOutcome::AlreadyUsed;
    Subscription next = subscription.value_or(Subscription{});
    next.user = user;
    startAnew(tx, next, now);
    if (subscription)
        ++next.periodNumber;
    next.tariff = QLatin1String(kTrialTariff);
    next.periodDays = kTrialDays;
    next.value = {};
    next.valueMs = 0;
    next.source = AccessSource::Trial;
    next.expiresAt = now + kTrialDays * kDayMs;
    storeRunning(tx, next, now);
    m_notices.accessGranted(tx, user, {next.tariff, next.source, next.expiresAt, true});
    return outcome;
}

bool AccessService::expire(db::Transaction &tx, TelegramId user) const
{
    const Timestamp now = m_clock.nowMs();
    auto subscription = m_subscriptions.lock(tx, user);
    const bool isOver = subscription && subscription->status == SubscriptionStatus::Active &&
                        !subscription->waitingSince && subscription->expiresAt <= now;
    if (!isOver)
        return false;
    const QString before = describe(*subscription);
    end(tx, *subscription, now);
    m_audit.record(tx, {control::Actor::system(), u"access.expire"_s, subjectOf(user), before,
                        describe(*subscription), std::nullopt, u"done"_s, QString()});
    if (subscription->isTrial())
        m_notices.trialEnded(tx, user);
    else
        m_notices.subscriptionExpired(tx, user, subscription->tariff);
    return true;
}

std::optional<Subscription> AccessService::addDays(db::Transaction &tx, TelegramId user, int days,
                                                   const control::Actor &actor, const QString &reason) const
{
    const Timestamp now = m_clock.nowMs();
    auto subscription = m_subscriptions.lock(tx, user);
    if (!subscription || !subscription->isRunning(now) || subscription->isTrial())
        return std::nullopt;
    const QString before = describe(*subscription);
    settleWaiting(*subscription, now);
    settleValue(*subscription, now);
    subscription->expiresAt += days * kDayMs;
    storeRunning(tx, *subscription, now);
    m_audit.record(tx, {actor, u"access.add_days"_s, subjectOf(user), before, describe(*subscription), reason,
                        u"done"_s, QString()});
    return subscription;
}

bool AccessService::revoke(db::Transaction &tx, TelegramId user, const control::Actor &actor,
                           const QString &reason) const
{
    auto subscription = m_subscriptions.lock(tx, user);
    if (!subscription || subscription->status != SubscriptionStatus::Active)
        return false;
    const QString before = describe(*subscription);
    end(tx, *subscription, m_clock.nowMs());
    m_subscriptions.forgetShortage(tx, user);
    m_audit.record(tx, {actor, u"access.revoke"_s, subjectOf(user), before, describe(*subscription), reason,
                        u"done"_s, QString()});
    m_notices.accessRevoked(tx, user);
    return true;
}

void AccessService::withdraw(db::Transaction &tx, TelegramId user) const
{
    auto subscription = m_subscriptions.lock(tx, user);
    if (!subscription || subscription->status != SubscriptionStatus::Active)
        return;
    end(tx, *subscription, m_clock.nowMs());
    m_subscriptions.forgetShortage(tx, user);
}

bool AccessService::reissue(db::Transaction &tx, TelegramId user) const
{
    const Timestamp now = m_clock.nowMs();
    auto subscription = m_subscriptions.lock(tx, user);
    if (!subscription || !subscription->isRunning(now))
        return false;
    settleWaiting(*subscription, now);
    const Timestamp startsAt = subscription->startsAt;
    const std::optional<qint64> owedSince = subscription->keyOwedSince;
    startAnew(tx, *subscription, now);
    subscription->startsAt = startsAt;
    // Who waits already goes on waiting.
    if (owedSince && *owedSince < now)
        subscription->keyOwedSince = owedSince;
    storeRunning(tx, *subscription, now);
    return true;
}

void AccessService::takeBack(db::Transaction &tx, TelegramId user, const QString &tariff, int periodDays,
                             Kopecks price) const
{
    const Timestamp now = m_clock.nowMs();
    auto subscription = m_subscriptions.lock(tx, user);
    if (!subscription || !subscription->isRunning(now))
        return;
    settleWaiting(*subscription, now);
    settleValue(*subscription, now);
    qint64 taken = periodDays * kDayMs;
    if (tariff != subscription->tariff) {
        // Its rest was worth what was paid: so much goes again.
        taken = price > Kopecks() && subscription->value > Kopecks()
                    ? scaled(subscription->valueMs, price.value(), subscription->value.value())
                    : converted(taken, tariff, periodDays, subscription->tariff, subscription->periodDays);
    }
    subscription->expiresAt = std::max(now, subscription->expiresAt - taken);
    subscription->value = std::max(Kopecks(), subscription->value - price);
    subscription->valueMs = std::max<qint64>(0, subscription->valueMs - taken);
    if (subscription->expiresAt == now) {
        end(tx, *subscription, now);
        m_subscriptions.forgetShortage(tx, user);
    } else {
        storeRunning(tx, *subscription, now);
    }
}

// A new uuid that waits for its first activation.
void AccessService::startAnew(db::Transaction &tx, Subscription &subscription, Timestamp now) const
{
    dropUuid(tx, subscription);
    m_subscriptions.clearLease(tx, subscription.user);
    subscription.status = SubscriptionStatus::Active;
    subscription.uuid = QUuid::createUuid().toString(QUuid::WithoutBraces);
    subscription.startsAt = now;
    subscription.waitingSince = now;
    subscription.keyOwedSince = now;
    subscription.activationStatus = ActivationStatus::Pending;
    subscription.activationAttempts = 0;
    subscription.lastActivationError.clear();
    subscription.activatedAt.reset();
    subscription.vpnExpiresAt.reset();
}

void AccessService::dropUuid(db::Transaction &tx, Subscription &subscription) const
{
    // A call that adds it may overtake its removal: it is then removed again.
    if (!subscription.uuid.isEmpty())
        m_removals.add(tx, subscription.uuid, m_subscriptions.unsettledUntil(tx, subscription.user));
    subscription.vpnUnsettledUntil.reset();
    subscription.uuid.clear();
    subscription.vpnKey.clear();
}

void AccessService::end(db::Transaction &tx, Subscription &subscription, Timestamp now) const
{
    dropUuid(tx, subscription);
    m_subscriptions.clearLease(tx, subscription.user);
    subscription.status = SubscriptionStatus::Expired;
    subscription.expiresAt = std::min(subscription.expiresAt, now);
    subscription.waitingSince.reset();
    subscription.keyOwedSince.reset();
    subscription.activationStatus = ActivationStatus::None;
    subscription.activationAttempts = 0;
    subscription.nextActivationAt.reset();
    subscription.vpnExpiresAt.reset();
    scheduleReminder(subscription, now, 0);
    scheduleRenewal(subscription);
    m_subscriptions.store(tx, subscription);
}

// Whatever changed, the VPN API follows, and reminders and the renewal are counted anew.
void AccessService::storeRunning(db::Transaction &tx, Subscription &subscription, Timestamp now) const
{
    if (subscription.activationStatus == ActivationStatus::Failed) {
        subscription.activationStatus = ActivationStatus::Pending;
        subscription.activationAttempts = 0;
    }
    if (subscription.waitingSince || subscription.vpnExpiresAt != subscription.expiresAt) {
        subscription.nextActivationAt = now;
        tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); }, db::HookReach::Process);
    }
    scheduleReminder(subscription, now, 0);
    scheduleRenewal(subscription);
    m_subscriptions.store(tx, subscription);
}

// What is left of one tariff becomes time of the one now bought: paid time by what was paid for it; time
// whose price nobody noted (older than that, or a gift of ours) by the catalog; what has no price at all (a
// trial, a tariff no longer sold) stays as it is.
void AccessService::convert(Subscription &subscription, Timestamp now, const Grant &grant) const
{
    if (subscription.tariff == grant.tariff)
        return;
    const auto to = grant.price > Kopecks() ? std::optional(DailyPrice{grant.price, grant.periodDays})
                                            : m_prices.dailyPrice(grant.tariff, grant.periodDays);
    if (!to)
        return;
    const qint64 unnoted = subscription.expiresAt - now - subscription.valueMs;
    const auto from = m_prices.dailyPrice(subscription.tariff, subscription.periodDays);
    const qint64 time = from ? convertTime(unnoted, *from, *to) : unnoted;
    const qint64 bought = scaled(subscription.value.value(), to->days * kDayMs, to->price.value());
    subscription.expiresAt = now + time + bought;
    subscription.valueMs = bought;
}

// Time that has no price of its own stays as it is.
qint64 AccessService::converted(qint64 time, const QString &from, int fromDays, const QString &to,
                                int toDays) const
{
    const auto fromPrice = m_prices.dailyPrice(from, fromDays);
    const auto toPrice = m_prices.dailyPrice(to, toDays);
    return fromPrice && toPrice ? convertTime(time, *fromPrice, *toPrice) : time;
}

} // namespace turnpike::access
