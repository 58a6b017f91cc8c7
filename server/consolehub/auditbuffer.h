// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "control/audit.h"
#include "protocol/timestamp.h"

#include <QHash>

#include <mutex>
#include <vector>

namespace turnpike::consolehub {

// What the audit is to keep besides changes: who came in and went, who was refused, who read what about
// customers. It waits here, in memory, for the database, which may be away for long. Each kind becomes a row
// when it happens first and, with how often and as it was the first time, at most once in its window from
// then on, so that whoever hammers at the door fills no table. Thread-safe; bounded: where there are too many
// kinds, the last ones are counted together, and nothing goes uncounted.
class AuditBuffer
{
public:
    static constexpr qsizetype kMaxKinds = 2'000; // by themselves; beyond, by their groups
    static constexpr int kMaxOfGroup = 200;       // so that nobody takes the room of others
    static constexpr size_t kMostAtOnce = 500;    // rows in one go

    // What counts as the same: `name` within its group, such as what one operator reads.
    struct Kind
    {
        QString group;
        QString name;
        qint64 windowMs = kMinuteMs;
    };
    // What is to be written.
    struct Row
    {
        QString key;
        control::AuditEntry entry; // of the first time, with its moment
        qint64 count = 1;
        bool isMixed = false; // kinds that had no room by themselves

        // As the audit has it: says how often.
        control::AuditEntry counted() const;
    };

    explicit AuditBuffer(const Clock &clock);

    // Never blocks on anything.
    void note(const Kind &kind, const control::AuditEntry &entry);

    // What is to be written now, kMostAtOnce rows at most; give it back when it could not be. For one thread
    // at a time.
    std::vector<Row> takeDue();
    // The same without regard to windows: before the process ends.
    std::vector<Row> takeAll();
    void giveBack(const std::vector<Row> &rows);

private:
    struct Seen
    {
        QString group; // empty: several kinds
        control::AuditEntry entry;
        qint64 count = 0; // not written yet
        Timestamp nextAt = 0;
        qint64 windowMs = kMinuteMs;
    };
    Seen &seenOf(const Kind &kind);
    std::vector<Row> take(bool onlyDue);

    const Clock &m_clock;
    std::mutex m_mutex;
    QHash<QString, Seen> m_seen;  // by key
    QHash<QString, int> m_groups; // how many kinds each has
};

} // namespace turnpike::consolehub
