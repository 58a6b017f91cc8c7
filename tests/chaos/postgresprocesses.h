// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QString>

#include <vector>

#include <sys/types.h>

namespace turnpike::chaos {

// The processes of a PostgreSQL on this machine, by its data folder, to be killed with no time to write
// anything. What its sessions have left to the operating system stays, as do its files; what was only in
// their shared memory, such as the end of the log that nobody waits for, is gone. Nothing here blocks: it can
// be called in the middle of anything.
class PostgresProcesses
{
public:
    // Throws Broken where none runs.
    explicit PostgresProcesses(QString dataFolder);

    // SIGKILL to all of them at once.
    void killAll();
    // SIGKILL to one that serves a client: PostgreSQL then ends all others and starts over by itself, with
    // new shared memory. False: there is none.
    bool killSession();
    // Whether any of those that killAll() has met is there still.
    bool areLeft() const;
    // Once none is: lets it be started again, though the number of its first process may be a zombie's, or
    // soon another program's.
    void forget();

private:
    QString m_folder;
    pid_t m_postmaster = 0;
    std::vector<pid_t> m_killed;
};

} // namespace turnpike::chaos
