#include "ops/backlog.h"

#include "db/database.h"
#include "inbox/inboxlooks.h"

namespace turnpike::ops {

namespace {

constexpr const char *kOutbox = "SELECT count(*), min(CASE WHEN not_before <= ? THEN not_before END)"
                                " FROM outbox WHERE status = 'pending'";
constexpr const char *kFailed = "SELECT count(*) FROM outbox WHERE status = 'failed'";
// Without those that are only told once more what they were told already.
constexpr const char *kActivations = R"(
    SELECT count(*) FROM subscriptions WHERE next_activation_at IS NOT NULL AND status = 'active'
      AND (activation_status <> 'active' OR vpn_expires_at IS NULL OR vpn_expires_at <> expires_at))";
// Everyone, given up on or not: who never had a key, and whose key the VPN API has lost. The version before
// does not keep since when it is owed.
constexpr const char *kNeverHadKey = R"(
    SELECT count(*) FROM subscriptions WHERE waiting_since IS NOT NULL AND status = 'active'
      AND source <> 'trial' AND coalesce(key_owed_since, starts_at) <= ?)";
constexpr const char *kLostKey = R"(
    SELECT count(*) FROM subscriptions WHERE key_owed_since IS NOT NULL AND key_owed_since <= ?
      AND waiting_since IS NULL AND status = 'active' AND source <> 'trial')";
constexpr qint64 kPatienceMs = 10 * kMinuteMs;
constexpr const char *kRemovals = "SELECT count(*) FROM vpn_removals";
constexpr const char *kReview =
    "SELECT count(*) FROM payments WHERE status = 'review' AND decided_at IS NULL";

// In ms; 0 when nothing waits.
qint64 ageOf(std::optional<qint64> since, qint64 now)
{
    return since ? std::max<qint64>(0, now - *since) : 0;
}

} // namespace

BacklogSampler::BacklogSampler(db::Database &database, const Clock &clock)
    : m_database(database)
    , m_clock(clock)
{}

void BacklogSampler::sample(const Deadline &deadline)
{
    const qint64 now = m_clock.nowMs();
    Backlog backlog = m_database.read(db::Demand::Operations, "backlog", deadline, [&](db::Transaction &tx) {
        const auto count = [&tx](const char *sql) { return tx.query(sql).at(0).int64(0); };
        Backlog sampled;
        protocol::NumberValues &numbers = sampled.numbers;
        const inbox::repository::Pending updates = inbox::repository::pending(tx);
        numbers.set(protocol::numbers::kInboxPending, updates.rows);
        numbers.set(protocol::numbers::kInboxOldest, ageOf(updates.oldestReceivedAt, now));
        numbers.set(protocol::numbers::kDeadLetters, inbox::repository::deadLetters(tx));
        const db::Row outbox = tx.query(kOutbox, now).at(0);
        numbers.set(protocol::numbers::kOutboxPending, outbox.int64(0));
        numbers.set(protocol::numbers::kOutboxOldest, ageOf(outbox.optionalInt64(1), now));
        numbers.set(protocol::numbers::kOutboxFailed, count(kFailed));
        numbers.set(protocol::numbers::kActivationsPending, count(kActivations));
        numbers.set(protocol::numbers::kPaidWithoutKey,
                    tx.query(kNeverHadKey, now - kPatienceMs).at(0).int64(0) +
                        tx.query(kLostKey, now - kPatienceMs).at(0).int64(0));
        numbers.set(protocol::numbers::kRemovalsPending, count(kRemovals));
        numbers.set(protocol::numbers::kPaymentsInReview, count(kReview));
        sampled.newestUpdateAt = inbox::repository::newestReceivedAt(tx);
        return sampled;
    });
    backlog.takenAt = now;
    const std::lock_guard lock(m_mutex);
    m_latest = backlog;
}

Backlog BacklogSampler::latest() const
{
    const std::lock_guard lock(m_mutex);
    return m_latest;
}

} // namespace turnpike::ops
