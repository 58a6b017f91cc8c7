// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "support/rawpeer.h"

#include <atomic>

namespace turnpike::test {

// A small proxy on a free port of this machine: CONNECT (RFC 9110, 9.3.6) and SOCKS5 (RFC 1928, 1929),
// whichever the client speaks. Whatever name and port are asked for, it goes to `target` on this machine, so
// that names need not exist. May want a user and a password, and may fail in its ways.
class Proxy
{
public:
    enum class Mood {
        Well,
        Refuses,     // 502, or "connection not allowed by ruleset"
        Hangs,       // takes the connection and says nothing
        Resets,      // once it knows where to
        HangsUp,     // as soon as it has refused a login
        CutsAnswers, // after some bytes of the first answer
    };

    explicit Proxy(quint16 target);

    // Before the first client.
    void wantLogin(const QByteArray &user, const QByteArray &password);
    void setMood(Mood mood) { m_mood = mood; }
    Mood mood() const { return m_mood; }

    QString url(const QByteArray &scheme, const QString &login = {}) const;
    // Clients that were let through so far, and what the last one asked for ("host:port").
    int tunnels() const { return m_tunnels; }
    QByteArray lastTarget() const;

private:
    void serve(RawConnection &connection);
    void serveConnect(RawConnection &connection);
    void serveSocks(RawConnection &connection, QByteArray greeting);
    bool login(RawConnection &connection);
    void open(RawConnection &connection, const QByteArray &target, const QByteArray &welcome,
              const QByteArray &refusal);

    const quint16 m_target;
    QByteArray m_user;
    QByteArray m_password;
    std::atomic<Mood> m_mood{Mood::Well};
    std::atomic<int> m_tunnels{0};
    mutable std::mutex m_mutex;
    QByteArray m_lastTarget; // guarded by m_mutex
    RawPeer m_peer;          // last: its threads use the rest
};

} // namespace turnpike::test
