// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/gauges.h"
#include "protocol/hello.h"
#include "protocol/jsoncodec.h"
#include "protocol/pool.h"
#include "protocol/workers.h"

// The messages that say how the shop is.
namespace turnpike::protocol {

TURNPIKE_CODEC(Check)
TURNPIKE_CODEC(Verdict)
TURNPIKE_CODEC(Consequence)
TURNPIKE_CODEC(Headline)
TURNPIKE_CODEC(WebhookGauges)
TURNPIKE_CODEC(Percentiles)
TURNPIKE_CODEC(InboxGauges)
TURNPIKE_CODEC(OutboxGauges)
TURNPIKE_CODEC(PoolGauges)
TURNPIKE_CODEC(BreakerState)
TURNPIKE_CODEC(DependencyState)
TURNPIKE_CODEC(ShopGauges)
TURNPIKE_CODEC(ProcessGauges)
TURNPIKE_CODEC(SourceState)
TURNPIKE_CODEC(Gauges)
TURNPIKE_CODEC(InstanceState)
TURNPIKE_CODEC(InstanceList)
TURNPIKE_CODEC(SeriesPoint)
TURNPIKE_CODEC(SeriesMark)
TURNPIKE_CODEC(Snapshot)
TURNPIKE_CODEC(Hello)
TURNPIKE_CODEC(OrderResult)
TURNPIKE_CODEC(SeriesQuery)
TURNPIKE_CODEC(SeriesPage)
TURNPIKE_CODEC(Reason)
TURNPIKE_CODEC(BreakerOrder)
TURNPIKE_CODEC(DumpQuery)
TURNPIKE_CODEC(Dump)
TURNPIKE_CODEC(Accepted)
TURNPIKE_CODEC(Nothing)
TURNPIKE_CODEC(LeaseState)
TURNPIKE_CODEC(WaiterState)
TURNPIKE_CODEC(PoolState)
TURNPIKE_CODEC(LeaseOrder)
TURNPIKE_CODEC(Iteration)
TURNPIKE_CODEC(WorkerState)
TURNPIKE_CODEC(IterationQuery)
TURNPIKE_CODEC(IterationPage)
TURNPIKE_CODEC(WorkerOrder)

} // namespace turnpike::protocol
