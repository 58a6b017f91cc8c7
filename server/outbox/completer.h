// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/rowbyrow.h"
#include "outbox/outboxrepository.h"

#include <functional>
#include <utility>

namespace turnpike {
class Clock;
}
namespace turnpike::db {
class Database;
}

namespace turnpike::outbox {

// Writes back how calls ended, and drops what waits for chats that cannot be reached. Used by the sender's
// thread.
class Completer
{
public:
    using Written = std::function<void(const Completion &completion)>;

    // `owner` of the row leases.
    Completer(db::Database &database, const Clock &clock, QString owner);

    void add(Completion completion) { m_completions.add(std::move(completion)); }
    void addUnreachable(ChatId chat, const QString &why);
    bool isEmpty() const { return m_completions.isEmpty() && m_unreachable.isEmpty(); }
    // Applies to what is not yet written back.
    void addIds(std::vector<qint64> &ids) const
    {
        m_completions.forEach([&ids](const Completion &completion) { ids.push_back(completion.id); });
    }

    struct Result
    {
        bool isAnyWritten = false;
        quint64 droppedMessages = 0;
        quint64 unreachableChats = 0;
    };
    // Calls `written` for each completion that was written. Throws what the database throws when it is away:
    // what could not be written is kept.
    Result write(const Deadline &deadline, const Written &written);

private:
    using Completions = db::RowByRow<Completion>;
    using UnreachableChats = db::RowByRow<std::pair<ChatId, QString>>; // and why

    void writeCompletions(const Completions::Entries &entries, const Deadline &deadline,
                          const Written &written);
    quint64 dropChats(const UnreachableChats::Entries &entries, const Deadline &deadline);
    void tellOfKept(const std::exception_ptr &kept);

    db::Database &m_database;
    const Clock &m_clock;
    const QString m_owner;
    Completions m_completions;
    UnreachableChats m_unreachable;
    bool m_isToldOfKept = false;
};

} // namespace turnpike::outbox
