// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/calls.h"

#include <algorithm>

namespace turnpike::protocol {

const std::vector<CallSpec> &allCalls()
{
    static const std::vector<CallSpec> calls{
        {call::kSnapshot, Role::Viewer, false},
        {call::kSeries, Role::Viewer, false},
        {call::kDump, Role::Viewer, false},
        {call::kIterations, Role::Viewer, false},
        {call::kDeadLetters, Role::Viewer, false, true},
        {call::kLanes, Role::Viewer, false},
        {call::kInspect, Role::Viewer, false, true},
        {call::kUpdateGroups, Role::Viewer, false},
        {call::kUpdateCount, Role::Viewer, false},
        {call::kMessageGroups, Role::Viewer, false},
        {call::kMessageCount, Role::Viewer, false},
        {call::kIterationGroups, Role::Viewer, false},
        {call::kBulkRuns, Role::Viewer, false},
        {call::kMessages, Role::Viewer, false, true},
        {call::kMessageCounts, Role::Viewer, false},
        {call::kFlagHistory, Role::Viewer, false},
        {call::kSearch, Role::Viewer, false, true},
        {call::kCard, Role::Viewer, false, true},
        {call::kTimeline, Role::Viewer, false, true},
        {call::kWaiting, Role::Viewer, false, true},
        {call::kReview, Role::Viewer, false, true},
        {call::kBroadcasts, Role::Viewer, false},
        {call::kCountBroadcast, Role::Viewer, false},
        {call::kSupportThreads, Role::Viewer, false, true},
        {call::kSupportMessages, Role::Viewer, false, true},
        {call::kPromos, Role::Viewer, false},
        {call::kPromoUses, Role::Viewer, false, true},
        {call::kSales, Role::Viewer, false},
        {call::kPendingRefunds, Role::Viewer, false, true},
        {call::kLogs, Role::Viewer, false},
        {call::kLogGroups, Role::Viewer, false},
        {call::kLogProcesses, Role::Viewer, false},
        {call::kFollowLogs, Role::Viewer, false},
        {call::kLeave, Role::Viewer, false},
        {call::kAudit, Role::Viewer, false, true},
        {call::kOperators, Role::Admin, false},
        {call::kSessions, Role::Viewer, false},
        {call::kStatements, Role::Viewer, false},
        {call::kSizes, Role::Viewer, false},

        {call::kSetFlag, Role::Operator, true},
        {call::kRollBackFlag, Role::Operator, true},
        {call::kRunWorker, Role::Operator, true},
        {call::kPauseWorker, Role::Operator, true},
        {call::kResumeWorker, Role::Operator, true},
        {call::kCancelLease, Role::Operator, true},
        {call::kCancelSession, Role::Operator, true},
        {call::kEndSession, Role::Operator, true},
        {call::kRetryUpdates, Role::Operator, true},
        {call::kDiscardUpdates, Role::Operator, true},
        {call::kRetryMessages, Role::Operator, true},
        {call::kDropMessages, Role::Operator, true},
        {call::kRetryMatchingUpdates, Role::Operator, true},
        {call::kDiscardMatchingUpdates, Role::Operator, true},
        {call::kRetryMatchingMessages, Role::Operator, true},
        {call::kDropMatchingMessages, Role::Operator, true},
        {call::kStopBulk, Role::Operator, true},
        {call::kAcknowledgeAlert, Role::Operator, true},
        {call::kMuteAlert, Role::Operator, true},
        {call::kGrant, Role::Operator, true},
        {call::kExtend, Role::Operator, true},
        {call::kRevoke, Role::Operator, true},
        {call::kReissue, Role::Operator, true},
        {call::kRetryActivation, Role::Operator, true},
        {call::kBlock, Role::Operator, true},
        {call::kRetryActivations, Role::Operator, true},
        {call::kRetryWaiting, Role::Operator, true},
        {call::kGiveDays, Role::Operator, true},
        {call::kDecideReview, Role::Operator, true},
        {call::kCreateBroadcast, Role::Operator, true},
        {call::kPreviewBroadcast, Role::Operator, true},
        {call::kStartBroadcast, Role::Operator, true},
        {call::kPauseBroadcast, Role::Operator, true},
        {call::kResumeBroadcast, Role::Operator, true},
        {call::kStopBroadcast, Role::Operator, true},
        {call::kAnswerSupport, Role::Operator, true},
        {call::kCloseSupport, Role::Operator, true},
        {call::kReopenSupport, Role::Operator, true},
        {call::kCreatePromo, Role::Operator, true},
        {call::kEndPromo, Role::Operator, true},
        {call::kHoldOutbox, Role::Operator, true},
        {call::kReleaseOutbox, Role::Operator, true},
        {call::kResetBreaker, Role::Operator, true},
        {call::kSetAllAgain, Role::Operator, true},
        {call::kStepDown, Role::Operator, true},
        {call::kLogLevel, Role::Operator, true},
        {call::kDecideRefund, Role::Admin, true},
        {call::kAdjustBalance, Role::Admin, true},
        {call::kRefund, Role::Admin, true},
        {call::kAddOperator, Role::Admin, true},
        {call::kRevokeOperator, Role::Admin, true},
    };
    return calls;
}

std::optional<CallSpec> findCall(const QString &name)
{
    const std::vector<CallSpec> &calls = allCalls();
    const auto found = std::find_if(calls.begin(), calls.end(),
                                    [&](const CallSpec &spec) { return name == QLatin1String(spec.name); });
    return found == calls.end() ? std::nullopt : std::optional(*found);
}

bool isAllowed(Role role, const QString &name)
{
    const auto spec = findCall(name);
    return spec && role >= spec->role;
}

bool isState(const QString &event)
{
    for (const char *state : {event::kGauges, event::kPool, event::kInstances, event::kWorkerState}) {
        if (event == QLatin1String(state))
            return true;
    }
    return false;
}

} // namespace turnpike::protocol
