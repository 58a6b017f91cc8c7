// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "outbox/completer.h"

#include "base/clock.h"
#include "db/database.h"
#include "outbox/log.h"
#include "telemetry/activity.h"
#include "telemetry/log.h"

namespace turnpike::outbox {

using namespace Qt::StringLiterals;

namespace {

// Of a row by itself, that somebody may have locked: nothing is sent meanwhile. It is tried before each look
// for what there is to send, since its lease may end.
constexpr std::chrono::milliseconds kRowTime{100};
constexpr std::chrono::milliseconds kNoPause{0};

} // namespace

Completer::Completer(db::Database &database, const Clock &clock, QString owner)
    : m_database(database)
    , m_clock(clock)
    , m_owner(std::move(owner))
    , m_completions(kRowTime, kNoPause)
    , m_unreachable(kRowTime, kNoPause)
{}

void Completer::addUnreachable(ChatId chat, const QString &why)
{
    if (!m_unreachable.contains([chat](const auto &known) { return known.first == chat; }))
        m_unreachable.add({chat, why});
}

Completer::Result Completer::write(const Deadline &deadline, const Written &written)
{
    const size_t before = m_completions.size() + m_unreachable.size();
    const ActivityScope activity(u"complete %1 messages"_s.arg(m_completions.size()), deadline);
    Result result;
    const std::exception_ptr kept =
        m_completions.write(deadline, [&](const Completions::Entries &entries, const Deadline &time) {
            writeCompletions(entries, time, written);
        });
    const std::exception_ptr keptChats =
        m_unreachable.write(deadline, [&](const UnreachableChats::Entries &entries, const Deadline &time) {
            result.droppedMessages += dropChats(entries, time);
            result.unreachableChats += entries.size();
        });
    tellOfKept(kept ? kept : keptChats);
    result.isAnyWritten = m_completions.size() + m_unreachable.size() < before;
    return result;
}

void Completer::writeCompletions(const Completions::Entries &entries, const Deadline &deadline,
                                 const Written &written)
{
    std::vector<Completion> completions;
    completions.reserve(entries.size());
    for (const Completions::Entry *entry : entries)
        completions.push_back(entry->row);
    const Timestamp now = m_clock.nowMs();
    m_database.write(db::Demand::Sender, "sender", deadline,
                     [&](db::Transaction &tx) { repository::complete(tx, m_owner, completions, now); });
    for (const Completion &completion : completions)
        written(completion);
}

quint64 Completer::dropChats(const UnreachableChats::Entries &entries, const Deadline &deadline)
{
    const Timestamp now = m_clock.nowMs();
    return m_database.write(db::Demand::Sender, "sender", deadline, [&](db::Transaction &tx) {
        quint64 messages = 0;
        for (const UnreachableChats::Entry *entry : entries)
            messages += quint64(repository::dropChat(tx, entry->row.first, entry->row.second, now));
        return messages;
    });
}

// Once, until all is written again.
void Completer::tellOfKept(const std::exception_ptr &kept)
{
    if (std::exchange(m_isToldOfKept, kept != nullptr) || !kept)
        return;
    try {
        std::rethrow_exception(kept);
    } catch (const std::exception &error) {
        log::warning(lcOutbox(), "how a message ended cannot be written down yet; the others go on")
            .with(error);
    }
}

} // namespace turnpike::outbox
