// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/owncalls.h"

#include "consolehub/logtail.h"
#include "protocol/calls.h"
#include "protocol/customers.h"
#include "protocol/messages.h"
#include "protocol/timeline.h"
#include "protocol/updates.h"
#include "telemetry/log.h"

#include <QJsonDocument>

namespace turnpike::consolehub {

using namespace protocol;
using namespace Qt::StringLiterals;
using control::Operators;

namespace {

constexpr qint64 kReadWindowMs = 10 * kMinuteMs;

QString subjectOf(const OperatorOrder &order)
{
    return u"operator:"_s + order.name;
}

QJsonObject addOperator(Operators &operators, const Changes &changes, const CallRequest &request,
                        const Deadline &deadline)
{
    const auto order = request.as<OperatorOrder>();
    return changes.run(request, subjectOf(order), order.reason, deadline, [&](db::Transaction &tx) {
        NewToken answer;
        const Operators::AddOutcome outcome = operators.add(tx, order, answer);
        if (outcome != Operators::AddOutcome::Added)
            throw CallRefused(outcome == Operators::AddOutcome::IsThere ? ErrorCode::Conflict
                                                                        : ErrorCode::BadRequest,
                              Operators::explain(outcome));
        Changes::Effect effect;
        effect.subject = subjectOf(order);
        effect.after = u"%1, %2 days"_s.arg(QLatin1String(toWord(order.role))).arg(order.days);
        effect.answer = toJson(answer);
        answer.token.clear();
        effect.kept = toJson(answer);
        return effect;
    });
}

OperatorList listOperators(const Operators &operators, db::Transaction &tx)
{
    OperatorList list;
    for (const OperatorRow &row : operators.all(tx))
        list.items.append(row);
    return list;
}

QJsonObject revokeOperator(Operators &operators, const Changes &changes, const CallRequest &request,
                           const Deadline &deadline)
{
    const auto order = request.as<OperatorOrder>();
    return changes.run(request, subjectOf(order), order.reason, deadline, [&](db::Transaction &tx) {
        if (order.name == QLatin1String(Operators::kBootstrapName))
            throw CallRefused(ErrorCode::Refused, Sentence(SentenceId::BootstrapTokenNotRevocable));
        if (!operators.revoke(tx, order.name))
            throw CallRefused(ErrorCode::NotFound, Sentence(SentenceId::NoSuchOperator));
        Changes::Effect effect;
        effect.subject = subjectOf(order);
        effect.after = u"revoked"_s;
        effect.answer = toJson(listOperators(operators, tx));
        return effect;
    });
}

// The one customer or update that is asked for, as whoever serves the call reads it: any other argument may
// be there to mislead. Empty: a list.
QString readSubject(const CallRequest &request)
{
    if (request.call == QLatin1String(call::kInspect))
        return u"update:%1"_s.arg(request.as<UpdateOrder>().seqs.value(0));
    qint64 user = 0;
    if (request.call == QLatin1String(call::kCard))
        user = request.as<CustomerOrder>().telegramId;
    else if (request.call == QLatin1String(call::kMessages))
        user = request.as<MessageQuery>().chatId.value_or(0);
    else if (request.call == QLatin1String(call::kTimeline))
        user = request.as<TimelineQuery>().telegramId;
    return user == 0 ? QString() : u"user:%1"_s.arg(user);
}

} // namespace

void addStateCalls(CallTable &calls, const StateSource &state)
{
    calls.addMessage(
        call::kSnapshot, [&state](const CallRequest &, const Deadline &) { return state.snapshot(); },
        CallTable::Needs::Memory);
}

void addOperatorCalls(CallTable &calls, Operators &operators, const Changes &changes, db::Database &database)
{
    calls.addMessage(call::kOperators, [&](const CallRequest &, const Deadline &deadline) {
        return database.read(db::Demand::Operations, "operators.list", deadline,
                             [&](db::Transaction &tx) { return listOperators(operators, tx); });
    });
    calls.add(call::kAddOperator, [&](const CallRequest &request, const Deadline &deadline) {
        return addOperator(operators, changes, request, deadline);
    });
    calls.add(call::kRevokeOperator, [&](const CallRequest &request, const Deadline &deadline) {
        return revokeOperator(operators, changes, request, deadline);
    });
}

void addAuditCalls(CallTable &calls, const AuditTrail &trail)
{
    calls.addMessage(call::kAudit, [&trail](const CallRequest &request, const Deadline &deadline) {
        return trail.list(request.as<AuditQuery>(), deadline);
    });
}

void addLogCalls(CallTable &calls, const log::LogRing &ring, const log::LogArchive &archive)
{
    calls.addMessage(
        call::kLogs,
        [&ring, &archive](const CallRequest &request, const Deadline &) {
            return readLog(ring, archive, request.as<LogQuery>());
        },
        CallTable::Needs::Memory);
    calls.addMessage(
        call::kLogGroups,
        [&ring, &archive](const CallRequest &request, const Deadline &) {
            return groupLog(ring, archive, request.as<LogQuery>());
        },
        CallTable::Needs::Memory);
    calls.addMessage(
        call::kLogProcesses,
        [&archive](const CallRequest &, const Deadline &) { return logProcesses(archive); },
        CallTable::Needs::Memory);
}

void auditReads(CallTable &calls, AuditBuffer &audit)
{
    calls.setReadListener([&audit](const CallRequest &request) {
        const QString subject = readSubject(request);
        const QByteArray args = QJsonDocument(request.args).toJson(QJsonDocument::Compact);
        control::AuditEntry entry{request.caller.actor(),
                                  request.call,
                                  subject.isEmpty() ? QString::fromUtf8(log::redact(args)) : subject,
                                  std::nullopt,
                                  std::nullopt,
                                  std::nullopt,
                                  u"read"_s,
                                  {}};
        entry.callId = request.id;
        const QString name = request.call + u' ' + subject;
        audit.note({u"read "_s + request.caller.name, name, kReadWindowMs}, entry);
    });
}

} // namespace turnpike::consolehub
