// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/calltable.h"

#include "protocol/calls.h"
#include "telemetry/log.h"

namespace turnpike::consolehub {

Q_LOGGING_CATEGORY(lcCalls, "turnpike.console.calls")

namespace {

using namespace protocol;

CallError errorOf(const std::exception &caught)
{
    const auto error = [](ErrorCode code, const Sentence &sentence) {
        return CallError::of(code, sentence.mapped([](const QString &text) { return log::redact(text); }));
    };
    if (const auto *refused = dynamic_cast<const CallRefused *>(&caught))
        return error(refused->code(), refused->sentence());
    if (dynamic_cast<const DeadlineExceeded *>(&caught))
        return error(ErrorCode::Timeout, Sentence(SentenceId::CallTooLong));
    if (const auto *cancelled = dynamic_cast<const Cancelled *>(&caught))
        return error(ErrorCode::Unavailable, {SentenceId::ServerEndingCall, cancelled->message()});
    if (const auto *database = dynamic_cast<const DatabaseError *>(&caught)) {
        if (database->kind() == DatabaseError::Kind::Timeout)
            return error(ErrorCode::Timeout, Sentence(SentenceId::DatabaseTooLong));
        if (database->isTransient())
            return error(ErrorCode::Unavailable, Sentence(SentenceId::DatabaseNoAnswer));
    }
    return error(ErrorCode::Internal, Sentence(SentenceId::ServerFailed));
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
        answer.error = CallError::of(ErrorCode::UnknownCall, {SentenceId::CallUnknown, request.call});
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
