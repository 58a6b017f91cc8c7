// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "bench.h"
#include "sandbox/storyserver.h"
#include "standin.h"

#include <memory>

namespace turnpike::bench {

// The turnpike-server that is measured, as a process of its own, in front of a StandIn. Starts with start();
// ends with this object. Lives on the main thread. Functions throw Broken.
class ShopServer
{
public:
    // One that leads, or one that only stores (INGEST_ONLY).
    enum class Role { Leader, IngestOnly };

    // `folder`: for its data and its log, which goes on over restarts.
    ShopServer(const Tools &tools, const StandIn &standIn, const QString &databaseUrl, const QString &folder,
               Role role = Role::Leader);

    // Starts it and waits until /readyz says 200; how long that took from before the exec.
    std::chrono::microseconds start();
    // As a deploy ends it (SIGTERM), and waits for the end.
    void stop();

    quint16 port() const { return m_port; }
    qint64 processId() const { return m_server->processId(); }
    QString logFile() const { return m_server->logFile(); }
    // Before start().
    void set(const char *name, const QString &value);

private:
    const quint16 m_port;
    const QString m_program;
    const QString m_logFile;
    QProcessEnvironment m_environment;
    std::unique_ptr<sandbox::StoryServer> m_server;
};

// What the kernel says of a process.
struct ProcessCost
{
    double pssMib = 0;            // what it has in memory, with its part of what it shares
    qint64 voluntarySwitches = 0; // of all its threads, since they began
    int threads = 0;
};
// Throws Broken when there is no such process, or we may not look.
ProcessCost costOf(qint64 processId);

} // namespace turnpike::bench
