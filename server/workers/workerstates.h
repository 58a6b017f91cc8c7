// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/transaction.h"
#include "protocol/timestamp.h"

#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace turnpike::workers {

// Why a worker does not run by itself.
struct Pause
{
    QString by;
    QString reason;
    Timestamp since = 0;            // ms UTC
    std::optional<Timestamp> until; // ms UTC; without it until resumed

    bool holdsAt(Timestamp now) const { return !until || now < *until; }
};

// What operators asked of a worker, as kept in `worker_states`: it outlives the process and reaches the
// leader from whichever replica the operator is connected to.
struct WorkerWish
{
    std::optional<Pause> pause;
    std::optional<Timestamp> runRequestedAt; // ms UTC
    QString runRequestedBy;
};

// The table `worker_states`. The caller writes the audit row in the same transaction.
namespace workerstates {

void pause(db::Transaction &tx, const QString &worker, const Pause &pause);
void resume(db::Transaction &tx, const QString &worker, Timestamp now);
// The leader runs the worker within a second: also when it is paused, but not against a feature flag.
void requestRun(db::Transaction &tx, const QString &worker, const QString &by, Timestamp now);
// Takes back the request made at `requestedAt`; a newer one stays.
void clearRun(db::Transaction &tx, const QString &worker, Timestamp requestedAt);
// By worker's name.
std::map<QString, WorkerWish> load(db::Transaction &tx);
// The same in two steps, for whoever asks for something else at once: the statement, and what its rows say.
const char *wishesQuery();
std::map<QString, WorkerWish> wishesIn(const std::vector<db::Row> &rows);
// A statement of one text, which is another one once a wish has changed.
const char *stampQuery();

} // namespace workerstates

} // namespace turnpike::workers
