// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/failures.h"
#include "protocol/logs.h"
#include "telemetry/logarchive.h"

#include <optional>

namespace turnpike::consolehub {

// The least that a console asks for; all where it says nothing that we know.
log::Severity severityFrom(const protocol::Choice<log::Severity> &level);

// A page of what the ring still holds, or of what the process of the query left, newest first. Thread-safe.
protocol::LogPage readLog(const log::LogRing &ring, const log::LogArchive &archive,
                          const protocol::LogQuery &query);
// The warnings and errors among all that match, by component and text. Thread-safe.
protocol::CauseGroups groupLog(const log::LogRing &ring, const log::LogArchive &archive,
                               const protocol::LogQuery &query);
// Processes before this one of which lines are there. Thread-safe.
protocol::LogProcessList logProcesses(const log::LogArchive &archive);

// What was logged since the last look, read once for all consoles that follow. Lives on the main thread.
class LogTail
{
public:
    // Of one look. More than that is too much to read, and for the main thread.
    static constexpr size_t kMaxLines = 200;

    explicit LogTail(const log::LogRing &ring);

    // What comes is news; what came is not.
    void begin() { m_seq = m_ring.lastSeq(); }
    struct News
    {
        struct Line
        {
            log::Severity severity;
            protocol::LogLine line;
        };
        std::vector<Line> lines; // oldest first
        qint64 missed = 0;       // lines before them that were too many
    };
    News look();

private:
    const log::LogRing &m_ring;
    qint64 m_seq = 0;
};

} // namespace turnpike::consolehub
