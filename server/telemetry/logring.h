// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/operationchoices.h"

#include <QByteArray>

#include <deque>
#include <mutex>
#include <vector>

namespace turnpike::log {

// How much an event matters, in order.
using Severity = protocol::LogLevel;

// The last events of the log, for whoever looks from inside of the process: the same JSON that is written,
// without secrets. Bounded by number and bytes. Thread-safe.
class LogRing
{
public:
    static constexpr size_t kMaxLines = 5'000;
    static constexpr qsizetype kMaxBytes = 4 * 1024 * 1024;

    struct Line
    {
        qint64 seq = 0; // from 1, without gaps
        Severity severity = Severity::Info;
        QByteArray json;
    };

    // The number of the line.
    qint64 add(Severity severity, const QByteArray &json);
    qint64 lastSeq() const;
    // The lines after `seq` that are still there, oldest first, the newest `limit` of them.
    std::vector<Line> after(qint64 seq, size_t limit = kMaxLines) const;

private:
    mutable std::mutex m_mutex;
    std::deque<Line> m_lines;
    qsizetype m_bytes = 0;
    qint64 m_lastSeq = 0;
};

} // namespace turnpike::log
