// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "db/databaseurl.h"

#include <QStringList>
#include <QTemporaryDir>

namespace turnpike::test {

// Two PostgreSQL of the test's own: a primary, and a hot standby that follows it, on one port of two
// addresses of the loopback interface. Both ask for no password. Blocks while they start, some seconds. What
// fails throws std::runtime_error.
class PostgresPair
{
public:
    PostgresPair();
    ~PostgresPair();
    PostgresPair(const PostgresPair &) = delete;
    PostgresPair &operator=(const PostgresPair &) = delete;

    // Both, as DATABASE_URL names several hosts: the standby first.
    db::DatabaseUrl url() const;

    // With all that it has committed sent to the standby. It stays away.
    void stopPrimary();
    // From then on the standby takes writes.
    void promoteStandby();

private:
    void start(const char *server, const char *address);
    void end();
    // A program of PostgreSQL's, as the user who may run it; `words` follow the folder of the server.
    void run(const char *program, const char *server, const QStringList &words) const;
    void control(const char *server, const QString &words) const;
    QString pathOf(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    QTemporaryDir m_folder;
    int m_port = 0;
};

} // namespace turnpike::test
