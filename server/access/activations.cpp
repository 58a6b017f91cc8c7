#include "access/activations.h"

#include "access/reconciliationschedule.h"
#include "access/schedule.h"
#include "telemetry/log.h"

namespace turnpike::access {

namespace {

// Access never activated does not pay for its waiting: its end moves by the time waited, and is sent so. A
// lease that ran out is a call of a process that is gone: it may take effect, too.
constexpr const char *kClaim = R"(
    WITH due AS (
        SELECT telegram_id FROM subscriptions
        WHERE next_activation_at <= ? AND status = 'active' AND uuid IS NOT NULL
          AND (activation_status <> 'active' OR vpn_expires_at IS NULL OR vpn_expires_at <> expires_at OR ? = 1)
          AND (last_activation_error IS NULL OR ? = 1) AND (lease_until IS NULL OR lease_until <= ?)
        ORDER BY next_activation_at LIMIT ? {for_update} {skip_locked})
    UPDATE subscriptions SET lease_owner = ?, lease_until = ?, activation_attempts = activation_attempts + 1,
        expires_at = CASE WHEN waiting_since IS NULL THEN expires_at
                          ELSE expires_at + (CAST(? AS bigint) - waiting_since) END,
        waiting_since = CASE WHEN waiting_since IS NULL THEN NULL ELSE CAST(? AS bigint) END,
        vpn_unsettled_until = CASE WHEN lease_until + ? > coalesce(vpn_unsettled_until, 0)
                                   THEN lease_until + ? ELSE vpn_unsettled_until END
    WHERE telegram_id IN (SELECT telegram_id FROM due)
    RETURNING telegram_id, uuid, expires_at, activation_attempts, vpn_key, last_activation_error,
        vpn_unsettled_until)";
constexpr const char *kLease =
    "SELECT lease_owner, activation_attempts FROM subscriptions WHERE telegram_id = ?";

constexpr const char *kRelease = R"(
    UPDATE subscriptions SET activation_attempts = activation_attempts - 1, lease_owner = NULL,
        lease_until = NULL
    WHERE telegram_id = ? AND uuid = ? AND lease_owner = ? AND activation_attempts = ?)";

constexpr const char *kRetry = R"(
    UPDATE subscriptions SET next_activation_at = ?,
        activation_attempts = CASE WHEN activation_status = 'failed' THEN 0 ELSE activation_attempts END,
        activation_status = CASE WHEN activation_status = 'failed' THEN 'pending' ELSE activation_status END
    WHERE telegram_id = ? AND status = 'active'
      AND (activation_status = 'failed' OR next_activation_at IS NOT NULL))";

constexpr const char *kRetryAll = R"(
    UPDATE subscriptions SET next_activation_at = ?, activation_attempts = 0, activation_status = 'pending'
    WHERE status = 'active' AND activation_status = 'failed')";

constexpr const char *kCounts = R"(
    SELECT (SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL),
           (SELECT count(*) FROM subscriptions WHERE activation_status = 'failed'),
           (SELECT min(waiting_since) FROM subscriptions WHERE waiting_since IS NOT NULL))";

constexpr const char *kNextDue = R"(
    SELECT min(CASE WHEN lease_until > next_activation_at THEN lease_until ELSE next_activation_at END)
    FROM (SELECT lease_until, next_activation_at FROM subscriptions
          WHERE next_activation_at IS NOT NULL ORDER BY next_activation_at LIMIT 200) AS due)";

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
    const qint64 now = m_clock.nowMs();
    std::vector<ActivationJob> jobs;
    for (const auto &[orKnown, orFailed] : {std::pair(0, 0), std::pair(1, 0), std::pair(1, 1)}) {
        if (!jobs.empty())
            break;
        for (const db::Row &row : tx.query(kClaim, now, orKnown, orFailed, now, limit, owner,
                                           now + kRowLeaseMs, now, now, kLongestCallMs, kLongestCallMs)) {
            ActivationJob job{row.telegramId(0), row.text(1),    row.int64(2),        row.int32(3), owner,
                              row.text(4),       !row.isNull(5), row.optionalInt64(6)};
            jobs.push_back(std::move(job));
        }
    }
    return jobs;
}

Activations::Hold Activations::lockClaimed(db::Transaction &tx, const ActivationJob &job,
                                           std::optional<qint64> unsettledUntil,
                                           std::optional<Subscription> &row) const
{
    row = m_subscriptions.lock(tx, job.user);
    if (!row || row->uuid != job.uuid) {
        // The uuid was dropped during the call and may have been removed before the call added it.
        m_removals.add(tx, job.uuid, unsettledUntil);
        return Hold::UuidDropped;
    }
    const auto lease = tx.one(kLease, job.user);
    return lease->text(0) == job.owner && lease->int32(1) == job.attempt ? Hold::Ours : Hold::LeaseLost;
}

void Activations::store(db::Transaction &tx, const Subscription &subscription) const
{
    m_subscriptions.store(tx, subscription);
    m_subscriptions.clearLease(tx, subscription.user);
}

Activations::CompleteOutcome Activations::complete(db::Transaction &tx, const ActivationJob &job,
                                                   const QString &vpnKey, bool isUnsettled) const
{
    const qint64 now = m_clock.nowMs();
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
        tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); });
    }
    store(tx, subscription);
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
    const qint64 now = m_clock.nowMs();
    const auto unsettledUntil =
        failure.isAmbiguous ? std::optional(now + kLongestCallMs) : job.unsettledUntil;
    std::optional<Subscription> row;
    if (lockClaimed(tx, job, unsettledUntil, row) != Hold::Ours)
        return FailureOutcome::LeaseLost;

    Subscription &subscription = *row;
    const bool isFirstFailure = subscription.lastActivationError.isEmpty();
    subscription.lastActivationError =
        failure.text.isEmpty() ? QStringLiteral("unknown") : log::redact(failure.text);
    subscription.vpnUnsettledUntil = laterOf(subscription.vpnUnsettledUntil, unsettledUntil);
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
    // Also where there was a key before: it ends earlier than what was paid for.
    if (!subscription.keyOwedSince)
        subscription.keyOwedSince = m_clock.nowMs();
    const Alert alert{QStringLiteral("activation_failed:%1").arg(job.user.value()), Severity::Critical,
                      QStringLiteral("Access of user %1 could not be activated in %2 attempts: %3")
                          .arg(job.user.value())
                          .arg(job.attempt)
                          .arg(subscription.lastActivationError),
                      QStringLiteral("activation-failed")};
    tx.afterCommit([&alerts = m_alerts, alert] { alerts.raise(alert); });
}

void Activations::release(db::Transaction &tx, const ActivationJob &job) const
{
    tx.exec(kRelease, job.user, job.uuid, job.owner, job.attempt);
}

bool Activations::retry(db::Transaction &tx, TelegramId user) const
{
    if (tx.exec(kRetry, m_clock.nowMs(), user) == 0)
        return false;
    tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); });
    return true;
}

int Activations::retryAll(db::Transaction &tx) const
{
    const int count = tx.exec(kRetryAll, m_clock.nowMs());
    if (count > 0)
        tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Activation); });
    return count;
}

Activations::Counts Activations::counts(db::Transaction &tx) const
{
    const auto row = tx.one(kCounts);
    return {row->int64(0), row->int64(1), row->optionalInt64(2)};
}

std::optional<qint64> Activations::nextDue(db::Transaction &tx) const
{
    const auto row = tx.one(kNextDue);
    return row ? row->optionalInt64(0) : std::nullopt;
}

} // namespace turnpike::access
