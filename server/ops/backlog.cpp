// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "ops/backlog.h"

#include "access/keywaits.h"
#include "access/subscriptionlooks.h"
#include "billing/accounts.h"
#include "db/database.h"
#include "db/questions.h"
#include "inbox/inboxlooks.h"

namespace turnpike::ops {

namespace {

constexpr const char *kOutbox =
    "SELECT count(*), min(CASE WHEN not_before <= ? THEN not_before END)"
    " FROM outbox WHERE status = 'pending' AND class >= 0"; // a range of its index
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
constexpr const char *kSupportWaiting =
    "SELECT count(*) FROM support_threads WHERE status = 'open' AND waits_for = 'staff'";

// In ms; 0 when nothing waits.
qint64 ageOf(std::optional<Timestamp> since, Timestamp now)
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
    const Timestamp now = m_clock.nowMs();
    db::Questions asked;
    const size_t updates = asked.add(inbox::repository::pendingQuery(), 3);
    const size_t deadLetters = asked.add(inbox::repository::deadLettersQuery());
    const size_t messages = asked.add({kOutbox, {now}}, 2);
    const size_t failed = asked.add({kFailed, {}});
    const size_t chatsWaiting = asked.add({kChatsWaiting, {now - kSentAtOnceMs}});
    const size_t invoices = asked.add({kInvoicesAwaited, {now}});
    namespace keywaits = access::keywaits;
    const size_t keys = asked.add(keywaits::countsQuery(std::nullopt, now), keywaits::kCountsColumns);
    const size_t activations = asked.add({access::subscriptionlooks::activationsPendingQuery(), {}});
    const size_t removals = asked.add({kRemovals, {}});
    const size_t reviews = asked.add({kReview, {}});
    const size_t support = asked.add({kSupportWaiting, {}});
    const size_t newest = asked.addOptional(inbox::repository::newestReceivedAtQuery());
    const auto answers = m_database.look(db::Demand::Operations, "backlog", deadline,
                                         {asked.statement(), {billing::accounts::differencesQuery(), {}}});
    const std::vector<db::Row> rows = db::Questions::inOrder(answers.at(0));
    const auto valueOf = [&rows](size_t question, int column = 0) {
        return rows.at(question).optionalInt64(db::Questions::kFirst + column);
    };
    const auto countOf = [&valueOf](size_t question, int column = 0) {
        return valueOf(question, column).value_or(0);
    };
    Backlog backlog;
    protocol::NumberValues &numbers = backlog.numbers;
    numbers.set(protocol::numbers::kInboxPending, countOf(updates));
    numbers.set(protocol::numbers::kInboxOldest, ageOf(valueOf(updates, 1), now));
    numbers.set(protocol::numbers::kCustomersWaiting, countOf(updates, 2));
    numbers.set(protocol::numbers::kDeadLetters, countOf(deadLetters));
    numbers.set(protocol::numbers::kOutboxPending, countOf(messages));
    numbers.set(protocol::numbers::kOutboxOldest, ageOf(valueOf(messages, 1), now));
    numbers.set(protocol::numbers::kOutboxFailed, countOf(failed));
    numbers.set(protocol::numbers::kChatsWaiting, countOf(chatsWaiting));
    numbers.set(protocol::numbers::kInvoicesAwaited, countOf(invoices));
    const keywaits::Counts waits = keywaits::countsIn(rows.at(keys), db::Questions::kFirst);
    numbers.set(protocol::numbers::kKeysOwed, waits.waiting);
    numbers.set(protocol::numbers::kKeysOwedOldest, ageOf(waits.since, now));
    numbers.set(protocol::numbers::kPaidWithoutKey, waits.waitingLong);
    numbers.set(protocol::numbers::kActivationsPending, countOf(activations));
    numbers.set(protocol::numbers::kRemovalsPending, countOf(removals));
    numbers.set(protocol::numbers::kPaymentsInReview, countOf(reviews));
    numbers.set(protocol::numbers::kAccountDifferences, billing::accounts::differencesIn(answers.at(1)));
    numbers.set(protocol::numbers::kSupportWaiting, countOf(support));
    backlog.newestUpdateAt = valueOf(newest);
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
