// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"

#include <QProcess>
#include <QTemporaryDir>

namespace turnpike::test {

// A Redis of the test's own on a free port of the loopback interface, to be stopped, frozen and filled.
// Blocks while it starts and stops, 10 s at most.
class RedisServer
{
public:
    enum class Doors { Plain, PlainAndTls };

    // `arguments` as for redis-server.
    explicit RedisServer(QStringList arguments = {}, Doors doors = Doors::Plain);
    ~RedisServer();

    // Throws std::runtime_error when it does not answer in time.
    void start();
    void stop();
    // The machine goes on acknowledging, the server says nothing.
    void freeze(bool frozen);

    int port() const { return m_port; }
    QString url() const { return u"redis://127.0.0.1:%1"_s.arg(m_port); }
    int tlsPort() const { return m_tlsPort; }
    // Its certificate is for localhost and 127.0.0.1, and signed by what is in caFile(): by itself.
    QString tlsUrl() const { return u"rediss://127.0.0.1:%1"_s.arg(m_tlsPort); }
    QString caFile() const { return m_folder.filePath(u"redis.crt"_s); }
    // Where it writes what it saves.
    QString folder() const { return m_folder.path(); }

private:
    bool answers() const;

    QStringList m_arguments;
    QTemporaryDir m_folder;
    int m_port = 0;
    int m_tlsPort = 0;
    QProcess m_process;
};

} // namespace turnpike::test
