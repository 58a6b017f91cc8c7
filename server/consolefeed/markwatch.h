// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolecalls/seriesstore.h"
#include "protocol/timestamp.h"

#include <QHash>

#include <optional>

namespace turnpike::consolefeed {

// Sees in the gauges of each second what happened and stands in no table: a breaker that opens or closes, the
// database going and coming back. Keeps it with the series, for charts to be marked. Lives on the main
// thread.
class MarkWatch
{
public:
    explicit MarkWatch(consolecalls::SeriesStore &store);

    // The first gauges begin it: nothing has happened yet.
    void note(const protocol::Gauges &gauges);

private:
    void mark(Timestamp at, protocol::MarkKind kind, const protocol::Sentence &sentence);

    consolecalls::SeriesStore &m_store;
    std::optional<bool> m_isUp;      // the database; nothing: it was never there
    QHash<QString, bool> m_isBroken; // by dependency: its breaker is not closed
};

} // namespace turnpike::consolefeed
