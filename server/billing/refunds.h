// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/clock.h"
#include "base/kicker.h"
#include "billing/purchase.h"
#include "control/audit.h"
#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <optional>
#include <vector>

namespace turnpike::billing {

// A payment that its provider is to give back, under a row lease.
struct RefundJob
{
    qint64 paymentId = 0;
    Provider provider = Provider::Stars;
    QString externalId; // as the provider calls the payment
    TelegramId payer;
    control::Actor actor; // who asked for it, without an address
    QString reason;
    int attempt = 0; // counted from 1
    QString owner;   // of the row lease
};

// A refund that another administrator must approve first.
struct RefundApproval
{
    qint64 paymentId = 0;
    Provider provider = Provider::Stars;
    QString externalId;
    TelegramId payer;
    qint64 amount = 0; // minor units of the currency
    QString currency;
    QString actor; // who asked
    QString reason;
    Timestamp askedAt = 0; // ms UTC
};

// The table `refund_orders`: payments to be given back by the provider that took them, tried until done or
// refused. What a refund takes back is in Payments. Above a limit nothing goes back before somebody else than
// who asked has approved it, whichever door it was asked through. Holds no state; thread-safe.
class Refunds
{
public:
    // `approvedAbove`: what is worth more needs a second administrator; 0: nothing does.
    Refunds(const Clock &clock, Kicker &kicker, const control::Audit &audit, Kopecks approvedAbove = {});

    enum class AskOutcome {
        Asked,           // audited; the payment watcher is woken
        AskedBefore,     // it is under way
        AwaitsApproval,  // audited; another administrator must decide
        AlreadyRefunded, // nothing to do
        ByHand,          // this provider gives nothing back itself, or nobody knows to whom
        Unknown,         // no such payment in the books
    };
    // What the provider has refused, or somebody declined, or nobody decided in time, can be asked for again.
    AskOutcome ask(db::Transaction &tx, Provider provider, const QString &externalId,
                   const control::Actor &actor, const QString &reason) const;

    // For how long a decision is waited for.
    static constexpr qint64 kApprovalLastsMs = kDayMs;
    // Those that wait for a decision, the longest waiting first.
    std::vector<RefundApproval> awaitingApproval(db::Transaction &tx, int limit) const;
    enum class DecideOutcome {
        Decided,    // audited; what is approved goes back, and the payment watcher is woken
        NotPending, // somebody was faster, nobody asked, or it has gone back in another way
        Expired,    // it has to be asked for again
        OwnRequest, // of whoever asked for it
    };
    DecideOutcome decide(db::Transaction &tx, qint64 paymentId, bool approve, const control::Actor &actor,
                         const QString &reason) const;

    // Leases up to `limit` due orders for `owner`, and counts the attempt.
    std::vector<RefundJob> claimDue(db::Transaction &tx, const QString &owner, int limit) const;
    // The money has gone back; the caller books it in the same transaction. These three are false when the
    // lease was lost.
    bool complete(db::Transaction &tx, const RefundJob &job) const;
    // The call failed: again after 10 s, 30 s, 2 min, then every 10 min.
    bool failure(db::Transaction &tx, const RefundJob &job, const QString &error) const;
    // The provider will not: nothing more is tried.
    bool refuse(db::Transaction &tx, const RefundJob &job, const QString &error) const;
    // Gives a claim back, its attempt too.
    void release(db::Transaction &tx, const RefundJob &job) const;

    // Who asked for this payment to go back, and why; nothing when nobody did, or it was refused.
    std::optional<RefundJob> askedFor(db::Transaction &tx, Provider provider,
                                      const QString &externalId) const;

    std::optional<qint64> nextDue(db::Transaction &tx) const; // ms UTC
    // The same as a statement of one value, for whoever asks for several at once.
    static const char *nextDueQuery();

private:
    bool needsApproval(db::Transaction &tx, qint64 paymentId) const;

    const Clock &m_clock;
    Kicker &m_kicker;
    const control::Audit &m_audit;
    const Kopecks m_approvedAbove;
};

} // namespace turnpike::billing
