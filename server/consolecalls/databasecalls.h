// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/calltable.h"
#include "consolehub/changes.h"
#include "db/database.h"

namespace turnpike::consolecalls {

// "database.sessions", "database.statements" and "database.sizes", which wait for no table that is locked and
// for no more than a few seconds, and "sessions.cancel" and "sessions.end", which end what a session of our
// database does; never those of the operations themselves, nor the one that keeps the lead. What is passed
// must outlive the table.
void addDatabaseCalls(consolehub::CallTable &calls, const consolehub::Changes &changes,
                      db::Database &database);

} // namespace turnpike::consolecalls
