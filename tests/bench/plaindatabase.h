// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

struct pg_conn;

namespace turnpike::bench {

// A session of the bench's own on PostgreSQL, beside the server that is measured. Blocks; on the main thread.
// Functions throw Broken when a statement fails.
class PlainDatabase
{
public:
    // `url` as in DATABASE_URL.
    explicit PlainDatabase(const QString &url);
    ~PlainDatabase();
    PlainDatabase(const PlainDatabase &) = delete;
    PlainDatabase &operator=(const PlainDatabase &) = delete;

    // Any number of statements without parameters; the rows of the last one, as text.
    std::vector<std::vector<QByteArray>> rows(const QByteArray &sql);
    void run(const QByteArray &sql) { rows(sql); }
    // The first column of the first row; 0 where there is none.
    qint64 number(const QByteArray &sql);

private:
    pg_conn *m_connection;
};

} // namespace turnpike::bench
