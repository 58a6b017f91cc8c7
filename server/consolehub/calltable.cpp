#include "consolehub/calltable.h"

#include "protocol/calls.h"
#include "telemetry/log.h"

namespace turnpike::consolehub {

Q_LOGGING_CATEGORY(lcCalls, "turnpike.console.calls")

namespace {

using namespace protocol;

CallError errorOf(const std::exception &caught)
{
    const auto error = [](ErrorCode code, const QString &message) {
        return CallError{code, log::redact(message)};
    };
    if (const auto *refused = dynamic_cast<const CallRefused *>(&caught))
        return {refused->code(), log::redact(refused->message())};
    if (dynamic_cast<const DeadlineExceeded *>(&caught))
        return error(ErrorCode::Timeout,
                     QStringLiteral("It took too long. Look whether it happened before you try again."));
    if (const auto *cancelled = dynamic_cast<const Cancelled *>(&caught))
        return error(ErrorCode::Unavailable,
                     QStringLiteral("The server is ending (%1): connect again.").arg(cancelled->message()));
    if (const auto *database = dynamic_cast<const DatabaseError *>(&caught)) {
        if (database->kind() == DatabaseError::Kind::Timeout)
            return error(ErrorCode::Timeout,
                         QStringLiteral("The database took too long: nothing was changed."));
        if (database->isTransient())
            return error(ErrorCode::Unavailable,
                         QStringLiteral("The database does not answer: nothing was changed. Try again."));
    }
    return error(ErrorCode::Internal, QStringLiteral("The server failed at this: see its log."));
}

} // namespace

void CallTable::add(const char *call, Function function, Needs needs)
{
    const auto spec = protocol::findCall(QString::fromLatin1(call));
    Q_ASSERT(spec);
    Q_ASSERT(!has(QString::fromLatin1(call)));
    m_entries.insert(QString::fromLatin1(call), {std::move(function), needs, spec && spec->isPersonal});
}

protocol::Answer CallTable::serve(const CallRequest &request, const Deadline &deadline) const
{
    Answer answer;
    answer.id = request.id;
    const auto entry = m_entries.constFind(request.call);
    if (entry == m_entries.constEnd()) {
        answer.error = CallError{ErrorCode::UnknownCall,
                                 QStringLiteral("This server does not know the call %1.").arg(request.call)};
        return answer;
    }
    try {
        answer.ok = entry->function(request, deadline);
        if (entry->isPersonal && m_readListener)
            m_readListener(request);
    } catch (const std::exception &caught) {
        answer.error = errorOf(caught);
        if (!dynamic_cast<const CallRefused *>(&caught))
            log::warning(lcCalls(), "a call of a console failed")
                .with("call", request.call)
                .with("operator", request.caller.name)
                .with(caught);
    }
    return answer;
}

} // namespace turnpike::consolehub
