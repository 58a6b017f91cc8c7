// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/database.h"
#include "workers/iteration.h"

#include <functional>
#include <vector>

namespace turnpike::workers {

// How many due rows are read at a time.
inline constexpr int kBatch = 100;

// Whether a failure is one item's own, so that the rest may go on: not when the iteration's time is up, it
// was cancelled, or the database is away.
bool isItemsOwn(const std::exception &error);

// Works off the users that are due, each in a transaction of its own, until none is left or the iteration is
// to stop. `fetch` reads up to `limit` due users, oldest first; `work` does one (and finds out by itself that
// it is no longer due): true counts as an item. A user that fails is logged and left for the next iteration,
// which then is degraded; it never keeps the others waiting.
void forEachDue(Iteration &iteration, db::Database &database, const char *holder,
                const std::function<std::vector<TelegramId>(db::Transaction &tx, int limit)> &fetch,
                const std::function<bool(db::Transaction &tx, TelegramId user)> &work);

} // namespace turnpike::workers
