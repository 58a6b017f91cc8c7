// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "protocol/timeline.h"
#include "protocol/timestamp.h"

namespace turnpike::consolecalls {

// What happened with one customer until `now` (ms UTC), from all tables that tell of it, each by an index of
// theirs: a page of it, with as many statements whatever there is. An unknown customer has none. Throws what
// the database throws.
protocol::Timeline timeline(db::Transaction &tx, const protocol::TimelineQuery &query, Timestamp now);

} // namespace turnpike::consolecalls
