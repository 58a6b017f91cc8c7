// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/callrights.h"

#include "protocol/calls.h"
#include "telemetry/log.h"

#include <QJsonDocument>

namespace turnpike::consolehub {

using namespace protocol;
using namespace Qt::StringLiterals;

CallRights::CallRights(const control::Operators &operators, AuditBuffer &audit)
    : m_operators(operators)
    , m_audit(audit)
{}

std::optional<CallError> CallRights::renew(CallRequest *request, const QByteArray &digest) const
{
    const auto access = m_operators.access(digest);
    if (!access)
        return refuse(*request, "revoked", Sentence(SentenceId::TokenRevokedNothingDone));
    request->caller.name = access->name;
    request->caller.role = access->role;
    const auto spec = findCall(request->call);
    if (!spec || access->role >= spec->role)
        return std::nullopt;
    return refuse(*request, "role",
                  {SentenceId::RoleTooLow, QString::fromLatin1(toWord(access->role)),
                   QString::fromLatin1(toWord(spec->role))});
}

CallError CallRights::refuse(const CallRequest &request, const char *kind, const Sentence &why) const
{
    const QByteArray args = QJsonDocument(request.args).toJson(QJsonDocument::Compact);
    control::AuditEntry entry{request.caller.actor(),
                              request.call,
                              QString::fromUtf8(log::redact(args)),
                              std::nullopt,
                              std::nullopt,
                              log::redact(request.args.value("reason"_L1).toString()),
                              u"refused: "_s + why.english(),
                              {}};
    entry.callId = request.id; // no key: anybody may have called under it
    m_audit.note({u"forbidden "_s + request.caller.name, u"%1 %2"_s.arg(QLatin1String(kind), request.call)},
                 entry);
    return CallError::of(ErrorCode::Forbidden, why);
}

} // namespace turnpike::consolehub
