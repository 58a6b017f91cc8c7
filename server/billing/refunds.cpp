// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "billing/refunds.h"

#include "access/removals.h"
#include "telemetry/log.h"

#include <algorithm>

namespace turnpike::billing {

using namespace Qt::StringLiterals;

namespace {

constexpr const char *kRefundable =
    "SELECT id, telegram_id, status FROM payments WHERE provider = ? AND external_id = ? {for_update}";

constexpr const char *kAskRefund = R"(
    INSERT INTO refund_orders (payment_id, actor, role, reason, asked_at, status, next_attempt_at)
    VALUES (?, ?, ?, ?, ?, ?, CAST(? AS bigint))
    ON CONFLICT (payment_id) DO UPDATE SET actor = excluded.actor, role = excluded.role, reason = excluded.reason,
        asked_at = excluded.asked_at, status = excluded.status, attempts = 0,
        next_attempt_at = excluded.next_attempt_at, last_error = NULL, decided_by = NULL
    WHERE refund_orders.status = 'refused' OR (refund_orders.status = 'approval' AND refund_orders.asked_at <= ?))";
constexpr const char *kOrderStatus = "SELECT status FROM refund_orders WHERE payment_id = ?";
// What a payment is worth: its purchase's price, or what came where that is roubles.
constexpr const char *kWorth = R"(
    SELECT coalesce(u.price_kopecks, 0), CASE WHEN p.currency = 'RUB' THEN p.amount ELSE 0 END
    FROM payments p LEFT JOIN purchases u ON u.purchase_id = p.purchase_id WHERE p.id = ?)";
constexpr const char *kAwaitingApproval = R"(
    SELECT o.payment_id, p.provider, p.external_id, p.telegram_id, p.amount, p.currency, o.actor, o.reason, o.asked_at
    FROM refund_orders o JOIN payments p ON p.id = o.payment_id
    WHERE o.status = 'approval' AND o.asked_at > ? AND p.status <> 'refunded' ORDER BY o.asked_at LIMIT ?)";
// Not what has gone back in another way meanwhile.
constexpr const char *kToDecide = R"(
    SELECT status, actor, asked_at FROM refund_orders WHERE payment_id = ?
      AND EXISTS (SELECT 1 FROM payments p WHERE p.id = refund_orders.payment_id AND p.status <> 'refunded')
    {for_update})";
constexpr const char *kDecideOrder = R"(
    UPDATE refund_orders SET status = ?, next_attempt_at = CAST(? AS bigint), last_error = ?, decided_by = ?
    WHERE payment_id = ? AND status = 'approval')";

constexpr const char *kClaimRefunds = R"(
    WITH due AS (
        SELECT payment_id FROM refund_orders
        WHERE next_attempt_at <= ? AND (lease_until IS NULL OR lease_until <= ?)
        ORDER BY next_attempt_at LIMIT ? {for_update} {skip_locked})
    UPDATE refund_orders SET lease_owner = ?, lease_until = ?, attempts = attempts + 1
    WHERE payment_id IN (SELECT payment_id FROM due)
    RETURNING payment_id, actor, role, reason, attempts)";
constexpr const char *kPaymentOfRefund =
    "SELECT provider, external_id, telegram_id FROM payments WHERE id = ?";

constexpr const char *kSettleRefund = R"(
    UPDATE refund_orders SET status = ?, next_attempt_at = ?, last_error = ?, lease_owner = NULL, lease_until = NULL
    WHERE payment_id = ? AND lease_owner = ? AND attempts = ?)";
constexpr const char *kReleaseRefund = R"(
    UPDATE refund_orders SET attempts = attempts - 1, lease_owner = NULL, lease_until = NULL
    WHERE payment_id = ? AND lease_owner = ? AND attempts = ?)";
constexpr const char *kRefundAsked = R"(
    SELECT o.payment_id, o.actor, o.role, o.reason FROM payments p JOIN refund_orders o ON o.payment_id = p.id
    WHERE p.provider = ? AND p.external_id = ? AND o.status NOT IN ('refused', 'approval'))";
constexpr const char *kNextRefund = R"(
    SELECT min(CASE WHEN lease_until > next_attempt_at THEN lease_until ELSE next_attempt_at END)
    FROM (SELECT lease_until, next_attempt_at FROM refund_orders
          WHERE next_attempt_at IS NOT NULL ORDER BY next_attempt_at LIMIT 200) AS due)";

} // namespace

Refunds::Refunds(const Clock &clock, Kicker &kicker, const control::Audit &audit, Kopecks approvedAbove)
    : m_clock(clock)
    , m_kicker(kicker)
    , m_audit(audit)
    , m_approvedAbove(approvedAbove)
{}

// What nobody can tell the worth of counts as much.
bool Refunds::needsApproval(db::Transaction &tx, qint64 paymentId) const
{
    if (m_approvedAbove <= Kopecks())
        return false;
    const db::Row row = tx.one(kWorth, paymentId).value();
    const qint64 worth = std::max(row.int64(0), row.int64(1));
    return worth == 0 || Kopecks(worth) > m_approvedAbove;
}

Refunds::AskOutcome Refunds::ask(db::Transaction &tx, Provider provider, const QString &externalId,
                                 const control::Actor &actor, const QString &reason) const
{
    const auto payment = tx.one(kRefundable, toWord(provider), externalId);
    if (!payment)
        return AskOutcome::Unknown;
    if (paymentStatusFrom(payment->text(2)) == PaymentStatus::Refunded)
        return AskOutcome::AlreadyRefunded;
    if (!traitsOf(provider).givesBack || payment->telegramId(1).value() == 0)
        return AskOutcome::ByHand;
    const qint64 id = payment->int64(0);
    const Timestamp now = m_clock.nowMs();
    const bool waits = needsApproval(tx, id);
    const QString status = waits ? u"approval"_s : u"asked"_s;
    if (tx.exec(kAskRefund, id, actor.name, actor.role, reason, now, status,
                waits ? std::nullopt : std::optional(now), now - kApprovalLastsMs) == 0)
        return tx.one(kOrderStatus, id)->text(0) == "approval"_L1 ? AskOutcome::AwaitsApproval
                                                                  : AskOutcome::AskedBefore;
    m_audit.record(tx, {actor, u"payment.refund_asked"_s, u"payment:%1"_s.arg(id), payment->text(2),
                        std::nullopt, reason, status, QString()});
    if (waits)
        return AskOutcome::AwaitsApproval;
    tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Payment); }, db::HookReach::Process);
    return AskOutcome::Asked;
}

std::vector<RefundApproval> Refunds::awaitingApproval(db::Transaction &tx, int limit) const
{
    std::vector<RefundApproval> found;
    for (const db::Row &row : tx.query(kAwaitingApproval, m_clock.nowMs() - kApprovalLastsMs, limit)) {
        RefundApproval asked;
        asked.paymentId = row.int64(0);
        asked.provider = providerFrom(row.text(1));
        asked.externalId = row.text(2);
        asked.payer = row.telegramId(3);
        asked.amount = row.int64(4);
        asked.currency = row.text(5);
        asked.actor = row.text(6);
        asked.reason = row.text(7);
        asked.askedAt = row.int64(8);
        found.push_back(asked);
    }
    return found;
}

Refunds::DecideOutcome Refunds::decide(db::Transaction &tx, qint64 paymentId, bool approve,
                                       const control::Actor &actor, const QString &reason) const
{
    const auto order = tx.one(kToDecide, paymentId);
    if (!order || order->text(0) != "approval"_L1)
        return DecideOutcome::NotPending;
    const Timestamp now = m_clock.nowMs();
    if (order->int64(2) + kApprovalLastsMs <= now)
        return DecideOutcome::Expired;
    if (order->text(1).compare(actor.name, Qt::CaseInsensitive) == 0)
        return DecideOutcome::OwnRequest;
    const QString declined = log::redact(QString(u"declined: "_s + reason));
    tx.exec(kDecideOrder, approve ? u"asked"_s : u"refused"_s, approve ? std::optional(now) : std::nullopt,
            approve ? std::nullopt : std::optional(declined), actor.name, paymentId);
    m_audit.record(tx, {actor, approve ? u"payment.refund_approved"_s : u"payment.refund_declined"_s,
                        u"payment:%1"_s.arg(paymentId), u"approval"_s, approve ? u"asked"_s : u"refused"_s,
                        reason, u"done"_s, QString()});
    if (approve)
        tx.afterCommit([&kicker = m_kicker] { kicker.kick(Work::Payment); }, db::HookReach::Process);
    return DecideOutcome::Decided;
}

std::vector<RefundJob> Refunds::claimDue(db::Transaction &tx, const QString &owner, int limit) const
{
    const Timestamp now = m_clock.nowMs();
    std::vector<RefundJob> jobs;
    for (const db::Row &row : tx.query(kClaimRefunds, now, now, limit, owner, now + access::kRowLeaseMs)) {
        RefundJob job;
        job.paymentId = row.int64(0);
        job.actor = {row.text(1), row.text(2), QString()};
        job.reason = row.text(3);
        job.attempt = row.int32(4);
        job.owner = owner;
        jobs.push_back(job);
    }
    for (RefundJob &job : jobs) {
        const db::Row payment = tx.one(kPaymentOfRefund, job.paymentId).value();
        job.provider = providerFrom(payment.text(0));
        job.externalId = payment.text(1);
        job.payer = payment.telegramId(2);
    }
    return jobs;
}

bool Refunds::complete(db::Transaction &tx, const RefundJob &job) const
{
    return tx.exec(kSettleRefund, u"done"_s, std::nullopt, std::nullopt, job.paymentId, job.owner,
                   job.attempt) == 1;
}

bool Refunds::failure(db::Transaction &tx, const RefundJob &job, const QString &error) const
{
    return tx.exec(kSettleRefund, u"asked"_s, m_clock.nowMs() + access::retryDelayMs(job.attempt),
                   log::redact(error), job.paymentId, job.owner, job.attempt) == 1;
}

bool Refunds::refuse(db::Transaction &tx, const RefundJob &job, const QString &error) const
{
    return tx.exec(kSettleRefund, u"refused"_s, std::nullopt, log::redact(error), job.paymentId, job.owner,
                   job.attempt) == 1;
}

void Refunds::release(db::Transaction &tx, const RefundJob &job) const
{
    tx.exec(kReleaseRefund, job.paymentId, job.owner, job.attempt);
}

std::optional<RefundJob> Refunds::askedFor(db::Transaction &tx, Provider provider,
                                           const QString &externalId) const
{
    const auto row = tx.one(kRefundAsked, toWord(provider), externalId);
    if (!row)
        return std::nullopt;
    RefundJob job;
    job.paymentId = row->int64(0);
    job.provider = provider;
    job.externalId = externalId;
    job.actor = {row->text(1), row->text(2), QString()};
    job.reason = row->text(3);
    return job;
}

std::optional<qint64> Refunds::nextDue(db::Transaction &tx) const
{
    const auto row = tx.one(kNextRefund);
    return row ? row->optionalInt64(0) : std::nullopt;
}

const char *Refunds::nextDueQuery()
{
    return kNextRefund;
}

} // namespace turnpike::billing
