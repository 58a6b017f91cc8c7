// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "base/deadline.h"
#include "db/databaseurl.h"

#include <QByteArray>
#include <QStringList>

struct pg_conn;

namespace turnpike::db {

// One PostgreSQL session outside the pool, for what needs its own session: leadership, the checks at start.
// Uses non-blocking libpq, so that a network that has gone silent costs at most the deadline of the call. Any
// failure closes it. Not thread-safe.
class PlainSession
{
public:
    // `name` is its application_name, and what its errors begin with.
    PlainSession(const DatabaseUrl &url, const QByteArray &name);
    ~PlainSession();
    PlainSession(const PlainSession &) = delete;
    PlainSession &operator=(const PlainSession &) = delete;

    // Connects; if there are several hosts, to one that takes writes. Sends no settings on connecting:
    // poolers refuse those (PgBouncer: "unsupported startup parameter"). Throws DatabaseError or
    // DeadlineExceeded, as run() does.
    void open(const Deadline &deadline);
    bool isOpen() const { return m_connection != nullptr; }
    void close();

    // Any number of statements without parameters; the first row of the last one that gave a row.
    QStringList run(const QByteArray &sql, const Deadline &deadline);

private:
    void waitFor(short events, const Deadline &deadline);
    [[noreturn]] void fail(const char *what, const QByteArray &sqlState, const QString &text);
    [[noreturn]] void lost(const char *what);

    const DatabaseUrl m_url;
    const QByteArray m_name;
    pg_conn *m_connection = nullptr;
};

} // namespace turnpike::db
