// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "db/databaseurl.h"

namespace turnpike::db {

// Detects, before anything is written, servers that we cannot work with: a database in an encoding other than
// UTF8 (its errors would become dead letters), and a pooler that gives each transaction another session
// (session settings, prepared statements and the leader's lock would come and go). PostgreSQL only; with
// SQLite it does nothing. Throws ConfigError that says what to use instead, DatabaseError or
// DeadlineExceeded.
void checkServerTerms(const DatabaseUrl &url, const Deadline &deadline);

} // namespace turnpike::db
