// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "inbox/updatehandler.h"
#include "protocol/timestamp.h"

#include <chrono>
#include <vector>

namespace turnpike::inbox {

// The earliest pending row of a lane, without its body.
struct LaneHead
{
    qint64 seq = 0;
    UpdateId updateId;
    QString lane;
    QString kind;
    int attempts = 0;
    std::optional<QString> pickedBy; // an instance; empty when nobody has it
    bool pickedAlone = false;
    int crashes = 0;
    Timestamp nextAttemptAt = 0; // ms UTC
};

// A row that is ours to handle: its attempt is committed.
struct PickedUpdate
{
    InboxUpdate update;
    QString lane;
    int crashes = 0;
    std::chrono::steady_clock::time_point pickedAt = std::chrono::steady_clock::now();
};

// How an attempt that did not end with a commit is written back.
struct Settlement
{
    qint64 seq = 0;
    int attempt = 0; // of the pick: somebody else's pick is left alone
    // From here on: what the row becomes.
    bool dead = false;
    int attempts = 0;
    Timestamp nextAttemptAt = 0;      // ms UTC
    std::optional<QString> lane;      // another lane
    std::optional<QString> lastError; // unchanged when absent
    std::optional<QString> cause;     // of it, see failurecause.h; likewise
};

// The inbox table as the dispatcher uses it. Each function is one statement within the caller's transaction.
// `instance` is unique to a process's run: the claim is tied to it and to the attempt.
namespace repository {

// Heads of lanes in the order of lanes, after the lane `after` (empty: from the first), at most `limit`.
// Costs one index descent for each lane, whatever the number of rows in it.
std::vector<LaneHead> laneHeads(db::Transaction &tx, const QString &after, int limit);

// The same for pre-checkouts only.
std::vector<LaneHead> checkoutHeads(db::Transaction &tx, int limit);
// Both in two steps, for whoever asks for both at once: the statement, and what its rows say.
db::BoundStatement laneHeadsQuery(const QString &after, int limit);
db::BoundStatement checkoutHeadsQuery(int limit);
std::vector<LaneHead> headsIn(const std::vector<db::Row> &rows);

// Takes the rows for `instance`, counting one more attempt for each, and returns them with their bodies. Rows
// that somebody else has, or is working on, are left out.
std::vector<PickedUpdate> pick(db::Transaction &tx, const QString &instance, const std::vector<qint64> &seqs);

// Takes over one row, if unchanged since it was read, to be run while nothing else runs. An attempt that
// ended because its process died is not counted.
std::optional<PickedUpdate> pickAlone(db::Transaction &tx, const QString &instance, const LaneHead &seen);

// The handler's first statement: the row is done if this transaction is committed, and its body is deleted (a
// payment's is kept as long as the row). Any number other than 1 means that it is somebody else's, or that an
// earlier row of its lane waits.
db::Changed claim(db::Transaction &tx, const QString &instance, const PickedUpdate &picked, Timestamp now,
                  const std::optional<QString> &remark = std::nullopt);

// Ends an attempt without success. False if the row is no longer ours.
bool settle(db::Transaction &tx, const QString &instance, const Settlement &settlement, Timestamp now);

// Whether the row is already in the state that `settlement` describes: it was written, but the answer to the
// commit was lost.
bool hasBecome(db::Transaction &tx, const Settlement &settlement);

// What to do about a row that somebody has locked: they may be working on it, or it may be our own commit,
// still under way after its connection was lost.
enum class OfLocked { LeaveIt, WaitForIt };

// Notes that the row crashed its process while it ran alone. False if it changed meanwhile, or is left.
bool recordCrash(db::Transaction &tx, const LaneHead &seen, const Settlement &becomes, Timestamp now,
                 OfLocked ofLocked);

} // namespace repository

} // namespace turnpike::inbox
