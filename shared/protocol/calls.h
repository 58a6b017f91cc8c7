// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/role.h"

#include <QString>

#include <optional>
#include <vector>

namespace turnpike::protocol {

// What a call is: its name, who may make it, and whether it changes something. A change needs a reason, is
// audited (refused ones too), and its id is its idempotency key. What reads of customers, or of what they
// said, is personal, and audited by how often.
struct CallSpec
{
    const char *name;
    Role role;
    bool isChange;
    bool isPersonal = false;
};

// All calls of this version. The server serves exactly these; a console greys out those above its role.
const std::vector<CallSpec> &allCalls();
std::optional<CallSpec> findCall(const QString &name);
// Whether `role` may make the call; false for an unknown one.
bool isAllowed(Role role, const QString &name);

namespace call {
// Reading.
inline constexpr const char *kSnapshot = "snapshot.get";             // {} → Snapshot
inline constexpr const char *kSeries = "series.read";                // SeriesQuery → SeriesPage
inline constexpr const char *kDump = "instances.dump";               // DumpQuery → Dump
inline constexpr const char *kIterations = "iterations.list";        // IterationQuery → IterationPage
inline constexpr const char *kDeadLetters = "updates.dead";          // UpdateQuery → DeadLetterPage
inline constexpr const char *kLanes = "updates.lanes";               // UpdateQuery → LanePage
inline constexpr const char *kInspect = "updates.inspect";           // UpdateOrder → DeadLetter
inline constexpr const char *kUpdateGroups = "updates.groups";       // UpdateQuery → CauseGroups
inline constexpr const char *kUpdateCount = "updates.count";         // UpdateQuery → MatchCount
inline constexpr const char *kMessageGroups = "messages.groups";     // MessageQuery → CauseGroups
inline constexpr const char *kMessageCount = "messages.count";       // MessageQuery → MatchCount
inline constexpr const char *kIterationGroups = "iterations.groups"; // IterationQuery → CauseGroups
inline constexpr const char *kBulkRuns = "bulk.list";                // {} → BulkRunList
inline constexpr const char *kMessages = "messages.list";            // MessageQuery → MessagePage
inline constexpr const char *kMessageCounts = "messages.counts";     // {} → MessageCounts
inline constexpr const char *kFlagHistory = "flags.history";         // FlagHistoryQuery → AuditPage
inline constexpr const char *kSearch = "customers.search";           // CustomerQuery → CustomerHits
inline constexpr const char *kCard = "customers.card";               // CustomerOrder → CustomerCard
inline constexpr const char *kTimeline = "customers.timeline";       // TimelineQuery → Timeline
inline constexpr const char *kWaiting = "customers.waiting";         // WaitingQuery → WaitingList
inline constexpr const char *kReview = "purchases.review";           // {} → ReviewPage
inline constexpr const char *kBroadcasts = "broadcasts.list";        // {} → BroadcastPage
inline constexpr const char *kCountBroadcast = "broadcasts.count";   // BroadcastAudience → BroadcastCount
inline constexpr const char *kSupportThreads = "support.threads";    // SupportQuery → SupportThreads
inline constexpr const char *kSupportMessages = "support.messages"; // SupportMessageQuery → SupportMessages
inline constexpr const char *kPromos = "promos.list";               // PromoQuery → PromoPage
inline constexpr const char *kPromoUses = "promos.uses";            // PromoUseQuery → PromoUsePage
inline constexpr const char *kSales = "sales.report";               // SalesQuery → SalesReport
inline constexpr const char *kPendingRefunds = "refunds.pending";   // {} → RefundApprovals
inline constexpr const char *kLogs = "logs.read";                   // LogQuery → LogPage
inline constexpr const char *kLogGroups = "logs.groups";            // LogQuery → CauseGroups
inline constexpr const char *kLogProcesses = "logs.processes";      // {} → LogProcessList
inline constexpr const char *kFollowLogs = "logs.follow";           // LogFollow → {}
inline constexpr const char *kAudit = "audit.list";                 // AuditQuery → AuditPage
inline constexpr const char *kOperators = "operators.list";         // {} → OperatorList
inline constexpr const char *kSessions = "database.sessions";       // {} → SessionPage
inline constexpr const char *kStatements = "database.statements";   // {} → StatementPage
inline constexpr const char *kSizes = "database.sizes";             // {} → SizePage
inline constexpr const char *kLeave = "session.leave";              // {} → the end, CloseGoingAway
// Changing.
inline constexpr const char *kSetFlag = "flags.set";                           // FlagOrder → FlagState
inline constexpr const char *kRollBackFlag = "flags.rollback";                 // FlagOrder → FlagState
inline constexpr const char *kRunWorker = "workers.run";                       // WorkerOrder → Accepted
inline constexpr const char *kPauseWorker = "workers.pause";                   // WorkerOrder → Accepted
inline constexpr const char *kResumeWorker = "workers.resume";                 // WorkerOrder → Accepted
inline constexpr const char *kCancelLease = "leases.cancel";                   // LeaseOrder → Accepted
inline constexpr const char *kCancelSession = "sessions.cancel";               // SessionOrder → Accepted
inline constexpr const char *kEndSession = "sessions.end";                     // SessionOrder → Accepted
inline constexpr const char *kRetryUpdates = "updates.retry";                  // UpdateOrder → BulkResult
inline constexpr const char *kDiscardUpdates = "updates.discard";              // UpdateOrder → BulkResult
inline constexpr const char *kRetryMessages = "messages.retry";                // MessageOrder → BulkResult
inline constexpr const char *kDropMessages = "messages.drop";                  // MessageOrder → BulkResult
inline constexpr const char *kRetryMatchingUpdates = "updates.retry_matching"; // UpdateSweep → BulkRun
inline constexpr const char *kDiscardMatchingUpdates = "updates.discard_matching"; // UpdateSweep → BulkRun
inline constexpr const char *kRetryMatchingMessages = "messages.retry_matching";   // MessageSweep → BulkRun
inline constexpr const char *kDropMatchingMessages = "messages.drop_matching";     // MessageSweep → BulkRun
inline constexpr const char *kStopBulk = "bulk.stop";                              // BulkStop → BulkRun
inline constexpr const char *kAcknowledgeAlert = "alerts.acknowledge"; // AlertOrder → AlertState
inline constexpr const char *kMuteAlert = "alerts.mute";               // AlertOrder → AlertState
inline constexpr const char *kGrant = "customers.grant";               // CustomerOrder → CustomerCard
inline constexpr const char *kExtend = "customers.extend";             // CustomerOrder → CustomerCard
inline constexpr const char *kRevoke = "customers.revoke";             // CustomerOrder → CustomerCard
inline constexpr const char *kReissue = "customers.reissue";           // CustomerOrder → CustomerCard
inline constexpr const char *kRetryActivation = "customers.retry_activation"; // CustomerOrder → CustomerCard
inline constexpr const char *kBlock = "customers.block";                  // CustomerOrder → CustomerCard
inline constexpr const char *kRetryActivations = "activations.retry_all"; // Reason → BulkResult
inline constexpr const char *kRetryWaiting = "waiting.retry";             // WaitingOrder → BulkResult
inline constexpr const char *kGiveDays = "waiting.give_days";             // WaitingOrder → GivenDays
inline constexpr const char *kDecideReview = "purchases.decide";          // ReviewOrder → PaymentRow
inline constexpr const char *kCreateBroadcast = "broadcasts.create";      // BroadcastDraft → BroadcastRow
inline constexpr const char *kPreviewBroadcast = "broadcasts.preview";    // BroadcastOrder → BroadcastRow
inline constexpr const char *kStartBroadcast = "broadcasts.start";        // BroadcastOrder → BroadcastRow
inline constexpr const char *kPauseBroadcast = "broadcasts.pause";        // BroadcastOrder → BroadcastRow
inline constexpr const char *kResumeBroadcast = "broadcasts.resume";      // BroadcastOrder → BroadcastRow
inline constexpr const char *kStopBroadcast = "broadcasts.stop";          // BroadcastOrder → BroadcastRow
inline constexpr const char *kAnswerSupport = "support.answer";           // SupportOrder → Accepted
inline constexpr const char *kCloseSupport = "support.close";             // SupportOrder → Accepted
inline constexpr const char *kReopenSupport = "support.reopen";           // SupportOrder → Accepted
inline constexpr const char *kCreatePromo = "promos.create";              // PromoOrder → PromoRow
inline constexpr const char *kEndPromo = "promos.end";                    // PromoOrder → PromoRow
inline constexpr const char *kDecideRefund = "refunds.decide";            // RefundDecision → Accepted
inline constexpr const char *kHoldOutbox = "outbox.hold";                 // Reason → Accepted
inline constexpr const char *kReleaseOutbox = "outbox.release";           // Reason → Accepted
inline constexpr const char *kResetBreaker = "breaker.reset";             // BreakerOrder → Accepted
inline constexpr const char *kSetAllAgain = "vpn.set_all_again";          // Reason → Accepted
inline constexpr const char *kStepDown = "leader.step_down";              // Reason → Accepted
inline constexpr const char *kLogLevel = "logs.level";                    // LogLevelOrder → Accepted
inline constexpr const char *kAdjustBalance = "customers.adjust_balance"; // CustomerOrder → CustomerCard
inline constexpr const char *kRefund = "payments.refund";                 // RefundOrder → RefundAnswer
inline constexpr const char *kAddOperator = "operators.add";              // OperatorOrder → NewToken
inline constexpr const char *kRevokeOperator = "operators.revoke";        // OperatorOrder → OperatorList
} // namespace call

// Names of events and what their data is.
namespace event {
inline constexpr const char *kGauges = "gauges";                // Gauges, once a second
inline constexpr const char *kPool = "pool";                    // PoolState, once a second
inline constexpr const char *kInstances = "instances";          // InstanceList
inline constexpr const char *kWorkerStarted = "worker.started"; // Iteration
inline constexpr const char *kIteration = "worker.iteration";   // Iteration, at its end
inline constexpr const char *kWorkerState = "worker.state";     // WorkerState
inline constexpr const char *kFlag = "flag";                    // FlagState
inline constexpr const char *kAlert = "alert";                  // AlertState
inline constexpr const char *kAudit = "audit";                  // AuditRow
inline constexpr const char *kOrder = "order";                  // OrderResult
inline constexpr const char *kLog = "log";                      // LogBatch
} // namespace event

// Of these only the newest of a subject matters: a console that reads slowly gets the newest in place of all
// before it, and a resume does not replay them.
bool isState(const QString &event);

} // namespace turnpike::protocol
