// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/databaseurl.h"

#include <QProcess>
#include <QTemporaryDir>

namespace turnpike::test {

// A PgBouncer of the test's own on a free port of the loopback interface, before a PostgreSQL that asks for
// no password. Blocks while it starts, 10 s at most.
class PgBouncer
{
public:
    enum class Mode { Session, Transaction, Statement };

    // With a password it lets in nobody without; otherwise everybody, as the target's user. Throws
    // std::runtime_error when it does not listen in time.
    PgBouncer(const db::DatabaseUrl &target, Mode mode, const QString &password = {});
    ~PgBouncer();
    PgBouncer(const PgBouncer &) = delete;
    PgBouncer &operator=(const PgBouncer &) = delete;

    // Another one from now on; those who are in stay.
    void setPassword(const QString &password);

    // The target's database through it, as DATABASE_URL has it.
    QString url(const QString &password = {}) const;

private:
    void writeConfig(Mode mode, bool asksForPassword) const;
    void writeUsers(const QString &password) const;
    QString pathOf(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    const db::DatabaseUrl m_target;
    QTemporaryDir m_folder;
    int m_port = 0;
    QProcess m_process;
};

} // namespace turnpike::test
