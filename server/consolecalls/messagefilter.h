// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "protocol/failures.h"
#include "protocol/timestamp.h"

#include <limits>

// Messages by what operators ask for: lists, counts, groups and orders for many have one and the same idea of
// what matches. Each function throws what the database throws.
namespace turnpike::consolecalls::messagefilter {

// Of rows by their number, and by when they came to their end or, of those that wait, were made.
struct Range
{
    qint64 after = 0;                                          // beyond this one
    qint64 last = std::numeric_limits<qint64>::max();          // and not beyond this one
    Timestamp endedUntil = std::numeric_limits<qint64>::max(); // ms UTC, inclusive
};

// Whether these can be counted, and changed all at once: what waits, what failed, what was given up for the
// cause that is asked for.
bool isCountable(const protocol::MessageQuery &query);

// The newest first. The columns are chosen by `select`. Of what is not countable, and of no chat, the newest
// rows alone are looked at.
std::vector<db::Row> newest(db::Transaction &tx, const char *select, const protocol::MessageQuery &query,
                            const Range &range, int limit);
// The oldest first; nothing where the query is not countable.
std::vector<qint64> ids(db::Transaction &tx, const protocol::MessageQuery &query, const Range &range,
                        int limit);
// 0 where the query is not countable.
qint64 count(db::Transaction &tx, const protocol::MessageQuery &query, const Range &range);
// The highest number of all messages there are; 0: there are none.
qint64 lastId(db::Transaction &tx);
// What failed or was given up for a cause, of what matches; that of the most first.
protocol::CauseGroups groups(db::Transaction &tx, const protocol::MessageQuery &query);

} // namespace turnpike::consolecalls::messagefilter
