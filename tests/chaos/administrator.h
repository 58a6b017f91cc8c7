// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QSqlDatabase>
#include <QString>

namespace turnpike::chaos {

// Whoever has PostgreSQL in hand: settings, locks, connections of others. One connection, made at once and
// kept. Lives on the thread that made it. Functions throw Broken.
class Administrator
{
public:
    explicit Administrator(const QString &databaseUrl);
    ~Administrator();
    Administrator(const Administrator &) = delete;
    Administrator &operator=(const Administrator &) = delete;

    void exec(const QString &sql);
    // Empty when it succeeded; otherwise the SQLSTATE, or "08000" where the connection is gone.
    QString attempt(const QString &sql);

private:
    QString m_connection;
    QSqlDatabase m_database;
    QString m_said; // by the database, of what failed last
};

} // namespace turnpike::chaos
