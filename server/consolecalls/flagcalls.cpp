// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolecalls/flagcalls.h"

#include "control/auditlog.h"
#include "protocol/calls.h"

#include <algorithm>

namespace turnpike::consolecalls {

using namespace consolehub;
using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

using Outcome = control::FeatureFlags::SetOutcome;

QString subjectOf(const QString &key)
{
    return u"flag:"_s + key;
}

void refuse(Outcome outcome, const QString &key)
{
    switch (outcome) {
    case Outcome::Changed:
        return;
    case Outcome::VersionConflict:
        throw CallRefused(ErrorCode::Conflict, {SentenceId::FlagChanged, key});
    case Outcome::UnknownFlag:
        throw CallRefused(ErrorCode::NotFound, {SentenceId::NoFlag, key});
    case Outcome::ReasonMissing:
        throw CallRefused(ErrorCode::BadRequest, Sentence(SentenceId::GiveReason));
    }
}

control::FeatureFlag flagOf(const control::FeatureFlags &flags, const QString &key)
{
    const std::vector<control::FeatureFlag> all = flags.all();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const control::FeatureFlag &flag) { return flag.key == key; });
    if (found == all.end())
        throw CallRefused(ErrorCode::NotFound, {SentenceId::NoFlag, key});
    return *found;
}

// The value to set: what the caller says, or for a rollback what was before.
bool valueFor(db::Transaction &tx, const CallRequest &request, const FlagOrder &order)
{
    if (request.call == QLatin1String(call::kSetFlag))
        return order.enabled;
    const auto before = control::auditlog::flagBefore(tx, subjectOf(order.key));
    if (!before)
        throw CallRefused(ErrorCode::Refused, {SentenceId::FlagNeverChanged, order.key});
    return *before == u"on";
}

Changes::Effect change(db::Transaction &tx, const CallRequest &request, control::FeatureFlags &flags)
{
    const auto order = request.as<FlagOrder>();
    control::FeatureFlags::Change wanted;
    wanted.key = order.key;
    wanted.enabled = valueFor(tx, request, order);
    wanted.expectedVersion = order.version;
    wanted.actor = request.caller.actor();
    wanted.reason = order.reason.trimmed();
    wanted.action = request.call;
    const control::FeatureFlags::Applied applied = flags.apply(tx, wanted);
    refuse(applied.outcome, order.key);
    FlagState state = toProtocol(flagOf(flags, order.key));
    state.enabled = wanted.enabled;
    state.changedBy = wanted.actor.name;
    state.reason = wanted.reason;
    state.version = order.version + 1;
    return {subjectOf(order.key), applied.before, applied.after, toJson(state), std::nullopt};
}

} // namespace

FlagState toProtocol(const control::FeatureFlag &flag)
{
    return {flag.key,       flag.enabled,   flag.kind,   flag.description,
            flag.changedBy, flag.changedAt, flag.reason, flag.version};
}

void addFlagActions(Actions &actions, control::FeatureFlags &flags)
{
    for (const char *name : {call::kSetFlag, call::kRollBackFlag})
        actions.add(name, {[](const CallRequest &request) { return subjectOf(request.as<FlagOrder>().key); },
                           [&flags](db::Transaction &tx, const CallRequest &request) {
                               return change(tx, request, flags);
                           }});
}

void addFlagCalls(CallTable &calls, const Changes &changes, const AuditTrail &audit,
                  control::FeatureFlags &flags)
{
    Actions actions;
    addFlagActions(actions, flags);
    actions.addTo(calls, changes);
    calls.addMessage(call::kFlagHistory, [&audit](const CallRequest &request, const Deadline &deadline) {
        const auto query = request.as<FlagHistoryQuery>();
        AuditQuery ofFlag;
        ofFlag.subject = subjectOf(query.key);
        ofFlag.limit = query.limit;
        return audit.list(ofFlag, deadline);
    });
}

} // namespace turnpike::consolecalls
