// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/database.h"
#include "protocol/database.h"
#include "protocol/timestamp.h"

// What the catalogues of PostgreSQL say of a database as a whole, and what SQLite says of its file. None of
// it waits for a lock on a table: views of the catalogue alone are read, and no function that opens a table,
// such as pg_total_relation_size(). Each function runs within the transaction it is given and throws what
// that throws.
namespace turnpike::consolecalls::databaselooks {

// --- PostgreSQL

// As SessionPage has them, without the names of our leases, `limit` at most.
QList<protocol::SessionState> sessions(db::Transaction &tx, int limit);
// The session if it is there, of our database, and not the one that asks.
std::optional<protocol::SessionState> session(db::Transaction &tx, qint64 pid, Timestamp startedAt);
// What our role lacks, and whether statements are counted.
QList<protocol::Choice<protocol::DatabaseGap>> gaps(db::Transaction &tx);
// pg_stat_statements of our database. Throws DatabaseError where it cannot be read.
QList<protocol::StatementState> statements(db::Transaction &tx, int limit);
// The tables of our schema, the largest first.
QList<protocol::TableState> tables(db::Transaction &tx, int limit);
qint64 databaseBytes(db::Transaction &tx);
// False when the session had just ended.
bool cancel(db::Transaction &tx, qint64 pid);
bool end(db::Transaction &tx, qint64 pid);

// --- SQLite

protocol::DatabaseFile file(db::Transaction &tx, const QString &path);

// The statement without the texts within it, which may be a customer's or a password, and without secrets of
// ours.
QString withoutTexts(const QString &statement);

} // namespace turnpike::consolecalls::databaselooks
