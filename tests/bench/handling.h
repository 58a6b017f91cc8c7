// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bed.h"
#include "load.h"
#include "shopserver.h"

namespace turnpike::bench {

// How updates are handled by a server that leads, from the POST to the commit of what they led to. The bed
// was started with kCommitTimes, and has the customers. Functions throw Broken, also when an update that was
// acknowledged is not handled, or led to nothing in the outbox.

// So that PostgreSQL says when each row was committed.
inline const char *const kCommitTimes = "-c track_commit_timestamp=on";

// A load that the server has at its own pace, 40 connections: how many a second it handles until the last of
// `sending.updates` is committed.
double handledPerSecond(const Tools &tools, Bed &bed, const ShopServer &server, Sending sending);

// An even pace: what `part` of the updates take at most from when they were due until they are committed, in
// ms.
double handledWithinMs(const Tools &tools, Bed &bed, const ShopServer &server, const Sending &sending,
                       double part);

// Ids of updates that nobody has used yet.
qint64 freshUpdates(Bed &bed);

} // namespace turnpike::bench
