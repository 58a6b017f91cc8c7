// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/broadcasts.h"
#include "protocol/customers.h"
#include "protocol/failures.h"
#include "protocol/jsoncodec.h"
#include "protocol/messages.h"
#include "protocol/promos.h"
#include "protocol/refunds.h"
#include "protocol/sales.h"
#include "protocol/support.h"
#include "protocol/timeline.h"
#include "protocol/updates.h"
#include "protocol/waiting.h"

// The messages that say what the shop has done and is asked to do.
namespace turnpike::protocol {

TURNPIKE_CODEC(BroadcastText)
TURNPIKE_CODEC(BroadcastButton)
TURNPIKE_CODEC(BroadcastContent)
TURNPIKE_CODEC(BroadcastAudience)
TURNPIKE_CODEC(BroadcastCount)
TURNPIKE_CODEC(BroadcastDraft)
TURNPIKE_CODEC(BroadcastOrder)
TURNPIKE_CODEC(BroadcastRow)
TURNPIKE_CODEC(BroadcastPage)
TURNPIKE_CODEC(CustomerQuery)
TURNPIKE_CODEC(CustomerBrief)
TURNPIKE_CODEC(CustomerHits)
TURNPIKE_CODEC(SubscriptionCard)
TURNPIKE_CODEC(PurchaseRow)
TURNPIKE_CODEC(PaymentRow)
TURNPIKE_CODEC(LedgerRow)
TURNPIKE_CODEC(UpdateRow)
TURNPIKE_CODEC(CustomerCard)
TURNPIKE_CODEC(CustomerOrder)
TURNPIKE_CODEC(ReviewPage)
TURNPIKE_CODEC(ReviewOrder)
TURNPIKE_CODEC(RefundOrder)
TURNPIKE_CODEC(WaitingQuery)
TURNPIKE_CODEC(WaitingCustomer)
TURNPIKE_CODEC(WaitingList)
TURNPIKE_CODEC(WaitingOrder)
TURNPIKE_CODEC(GivenDays)
TURNPIKE_CODEC(PromoQuery)
TURNPIKE_CODEC(PromoRow)
TURNPIKE_CODEC(PromoPage)
TURNPIKE_CODEC(PromoUseQuery)
TURNPIKE_CODEC(PromoUseRow)
TURNPIKE_CODEC(PromoUsePage)
TURNPIKE_CODEC(PromoOrder)
TURNPIKE_CODEC(RefundAnswer)
TURNPIKE_CODEC(RefundApproval)
TURNPIKE_CODEC(RefundApprovals)
TURNPIKE_CODEC(RefundDecision)
TURNPIKE_CODEC(SalesQuery)
TURNPIKE_CODEC(SalesDay)
TURNPIKE_CODEC(SalesShare)
TURNPIKE_CODEC(SalesReport)
TURNPIKE_CODEC(SupportQuery)
TURNPIKE_CODEC(SupportThread)
TURNPIKE_CODEC(SupportThreads)
TURNPIKE_CODEC(SupportMessageQuery)
TURNPIKE_CODEC(SupportMessage)
TURNPIKE_CODEC(SupportMessages)
TURNPIKE_CODEC(SupportOrder)
TURNPIKE_CODEC(TimelineQuery)
TURNPIKE_CODEC(TimelineEntry)
TURNPIKE_CODEC(Timeline)
TURNPIKE_CODEC(OutboxMessage)
TURNPIKE_CODEC(MessageQuery)
TURNPIKE_CODEC(MessagePage)
TURNPIKE_CODEC(MessageCount)
TURNPIKE_CODEC(MessageCounts)
TURNPIKE_CODEC(MessageOrder)
TURNPIKE_CODEC(DeadLetter)
TURNPIKE_CODEC(Lane)
TURNPIKE_CODEC(UpdateQuery)
TURNPIKE_CODEC(DeadLetterPage)
TURNPIKE_CODEC(LanePage)
TURNPIKE_CODEC(UpdateOrder)
TURNPIKE_CODEC(BulkResult)
TURNPIKE_CODEC(CauseGroup)
TURNPIKE_CODEC(CauseGroups)
TURNPIKE_CODEC(MatchCount)
TURNPIKE_CODEC(UpdateSweep)
TURNPIKE_CODEC(MessageSweep)
TURNPIKE_CODEC(BulkRun)
TURNPIKE_CODEC(BulkRunList)
TURNPIKE_CODEC(BulkStop)

} // namespace turnpike::protocol
