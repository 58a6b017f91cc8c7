// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/backlog.h"

#include "access/keywaits.h"
#include "access/subscriptionlooks.h"
#include "billing/accounts.h"
#include "db/database.h"
#include "inbox/inboxlooks.h"

namespace turnpike::ops {

namespace {

constexpr const char *kOutbox = "SELECT count(*), min(CASE WHEN not_before <= ? THEN not_before END)"
                                " FROM outbox WHERE status = 'pending'";
constexpr const char *kFailed = "SELECT count(*) FROM outbox WHERE status = 'failed'";
constexpr const char *kChatsWaiting = "SELECT count(DISTINCT chat_id) FROM outbox"
                                      " WHERE status = 'pending' AND class < 2 AND created_at <= ?";
constexpr qint64 kSentAtOnceMs = 3 * kSecondMs;
constexpr const char *kInvoicesAwaited = R"(
    SELECT count(*) FROM purchases WHERE status IN ('created', 'awaiting_payment') AND expires_at > ?
      AND next_check_at IS NOT NULL AND provider_invoice_id IS NULL)";
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
        numbers.set(protocol::numbers::kCustomersWaiting, updates.customers);
        numbers.set(protocol::numbers::kInboxOldest, ageOf(updates.oldestReceivedAt, now));
        numbers.set(protocol::numbers::kDeadLetters, inbox::repository::deadLetters(tx));
        const db::Row outbox = tx.query(kOutbox, now).at(0);
        numbers.set(protocol::numbers::kOutboxPending, outbox.int64(0));
        numbers.set(protocol::numbers::kOutboxOldest, ageOf(outbox.optionalInt64(1), now));
        numbers.set(protocol::numbers::kOutboxFailed, count(kFailed));
        numbers.set(protocol::numbers::kChatsWaiting, tx.one(kChatsWaiting, now - kSentAtOnceMs)->int64(0));
        numbers.set(protocol::numbers::kInvoicesAwaited, tx.one(kInvoicesAwaited, now)->int64(0));
        const access::keywaits::Counts waits = access::keywaits::counts(tx, std::nullopt, now);
        numbers.set(protocol::numbers::kKeysOwed, waits.waiting);
        numbers.set(protocol::numbers::kKeysOwedOldest, ageOf(waits.since, now));
        numbers.set(protocol::numbers::kPaidWithoutKey, waits.waitingLong);
        numbers.set(protocol::numbers::kActivationsPending,
                    access::subscriptionlooks::activationsPending(tx));
        numbers.set(protocol::numbers::kRemovalsPending, count(kRemovals));
        numbers.set(protocol::numbers::kPaymentsInReview, count(kReview));
        numbers.set(protocol::numbers::kAccountDifferences, billing::accounts::countDifferences(tx));
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
