// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/refundcalls.h"

#include "protocol/calls.h"
#include "protocol/hello.h"
#include "protocol/refunds.h"
#include "protocol/version.h"

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

RefundApprovals pendingRefunds(db::Transaction &tx, const billing::Refunds &refunds)
{
    RefundApprovals list;
    for (const billing::RefundApproval &asked : refunds.awaitingApproval(tx, kMaxPage)) {
        RefundApproval item;
        item.paymentId = asked.paymentId;
        item.telegramId = asked.payer.value();
        item.provider = asked.provider;
        item.externalId = asked.externalId;
        item.amount = asked.amount;
        item.currency = asked.currency;
        item.askedBy = asked.actor;
        item.reason = asked.reason;
        item.askedAt = asked.askedAt;
        item.expiresAt = asked.askedAt + billing::Refunds::kApprovalLastsMs;
        list.items.append(item);
    }
    return list;
}

void decideRefund(db::Transaction &tx, const billing::Refunds &refunds, const CallRequest &request,
                  const RefundDecision &decision)
{
    using Decided = billing::Refunds::DecideOutcome;
    const Decided outcome = refunds.decide(tx, decision.paymentId, decision.approve, request.caller.actor(),
                                           decision.reason.trimmed());
    switch (outcome) {
    case Decided::Decided:
        return;
    case Decided::OwnRequest:
        throw CallRefused(ErrorCode::Refused, Sentence(SentenceId::RefundOwnRequest));
    case Decided::Expired:
        throw CallRefused(ErrorCode::Conflict, {SentenceId::RefundApprovalExpired, decision.paymentId});
    case Decided::NotPending:
        break;
    }
    throw CallRefused(ErrorCode::Conflict, {SentenceId::RefundNotPending, decision.paymentId});
}

} // namespace

void addRefundCalls(CallTable &calls, const Changes &changes, db::Database &database,
                    const billing::Refunds &refunds)
{
    calls.addMessage(call::kPendingRefunds, [&](const CallRequest &, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "console", deadline,
                             [&](db::Transaction &tx) { return pendingRefunds(tx, refunds); });
    });
    calls.add(call::kDecideRefund, [&](const CallRequest &request, const Deadline &deadline) {
        const auto decision = request.as<RefundDecision>();
        const QString subject = u"payment:%1"_s.arg(decision.paymentId);
        return changes.run(request, subject, decision.reason, deadline, [&](db::Transaction &tx) {
            decideRefund(tx, refunds, request, decision);
            return Changes::Effect{subject, u"waits for approval"_s,
                                   decision.approve ? u"approved"_s : u"declined"_s,
                                   toJson(Accepted{true, subject}), std::nullopt};
        });
    });
}

} // namespace turnpike::consolecalls
