#pragma once

#include "base/deadline.h"
#include "db/databaseurl.h"

namespace turnpike::db {

// What cannot be worked with, found out before anything is written: a database in another encoding than UTF8
// (its errors would be dead letters), and a pooler that gives each transaction another session (what a
// session is told, its prepared statements and the leader's lock would come and go). PostgreSQL only; with
// SQLite it does nothing. Throws ConfigError that says what to use instead, DatabaseError or
// DeadlineExceeded.
void checkServerTerms(const DatabaseUrl &url, const Deadline &deadline);

} // namespace turnpike::db
