// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "rig.h"

namespace turnpike::chaos {

// What the shop says of a fault of its database, and what that fault costs updates. On the main thread, whose
// event loop runs while they wait; all throw Broken.

// The first server's /readyz says 503: nothing can be stored.
void awaitNotReady(Rig &rig);
// Where only part of what is written fails: /readyz says 503, or what comes meanwhile is stored.
void awaitHonestReadiness(Rig &rig);
// The fault has just ended: /readyz says 200 within 5 s.
void awaitReadyAgain(Rig &rig);
// The first server has raised an alert with this key at some time.
void awaitAlert(Rig &rig, const QByteArray &key);
// No update has more attempts than its one, but for those that ran into their time by themselves, as the
// server says: what the database refuses is no update's fault. Only where no server has died.
void requireNoAttemptCounted(Rig &rig);

} // namespace turnpike::chaos
