// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "consolehub/callrequest.h"

#include <QHash>

#include <functional>

namespace turnpike::consolehub {

// Which function serves which call: filled once by the rooms that know the answers, then only read.
// Thread-safe after that.
class CallTable
{
public:
    // Runs on an operations thread, may block until the deadline, and gives the members of "ok". Throws
    // CallRefused; any other Error is told to the caller by its kind. The role was checked before.
    using Function = std::function<QJsonObject(const CallRequest &request, const Deadline &deadline)>;
    // What a call waits for: those that need only the process's memory have a thread of their own, and are
    // answered while the database is away or busy.
    enum class Needs { Database, Memory };

    // `call` is one of protocol::call; each at most once.
    void add(const char *call, Function function, Needs needs = Needs::Database);
    // A call whose answer is a message.
    template<class Answer>
    void addMessage(const char *call, Answer answer, Needs needs = Needs::Database)
    {
        add(
            call,
            [answer = std::move(answer)](const CallRequest &request, const Deadline &deadline) {
                return protocol::toJson(answer(request, deadline));
            },
            needs);
    }

    // Told of each personal call that was carried out, on the thread that served it. Set once, before the
    // first call.
    using ReadListener = std::function<void(const CallRequest &request)>;
    void setReadListener(ReadListener listener) { m_readListener = std::move(listener); }

    bool has(const QString &call) const { return m_entries.contains(call); }
    // Memory for a call that is not there: it is refused without a look at the database.
    Needs needs(const QString &call) const { return m_entries.value(call).needs; }
    // Never throws: whatever happens becomes an answer, and what is nobody's rule is logged.
    protocol::Answer serve(const CallRequest &request, const Deadline &deadline) const;

private:
    struct Entry
    {
        Function function;
        Needs needs = Needs::Memory;
        bool isPersonal = false;
    };
    QHash<QString, Entry> m_entries;
    ReadListener m_readListener;
};

} // namespace turnpike::consolehub
