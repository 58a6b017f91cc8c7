// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"
#include "protocol/workers.h"

namespace turnpike::consolecalls {

// "iterations.list", "workers.run", "workers.pause" and "workers.resume". What is ordered is written to
// worker_states and reaches whoever leads within a second. `workers` names those that there are. What is
// passed must outlive the table.
void addWorkerCalls(consolehub::CallTable &calls, const consolehub::Changes &changes, db::Database &database,
                    const Clock &clock, const QStringList &workers);

// Reads the last `count` durations of each worker (milliseconds, oldest first), to begin the statistics with.
QHash<QString, QList<double>> recentDurations(db::Transaction &tx, const QStringList &workers, int count);

} // namespace turnpike::consolecalls
