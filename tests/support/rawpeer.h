// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/literals.h"

#include <QByteArray>
#include <QUrl>

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

namespace turnpike::test {

// A request as it came over the wire.
struct RawRequest
{
    QByteArray method;
    QByteArray target;
    QByteArray head; // the request line and the headers
    QByteArray body;

    QByteArray header(const QByteArray &name) const;
};

// The server's side of one connection, blocking: a script reads and writes it from top to bottom.
class RawConnection
{
public:
    // `number` counts connections from 1.
    RawConnection(int fd, int number)
        : m_fd(fd)
        , m_number(number)
    {}

    int number() const { return m_number; }
    // The next request with its whole body (Content-Length); nothing when the client has closed.
    std::optional<RawRequest> read();
    // Whatever has come; waits for at least a byte. Empty when the client has closed.
    QByteArray take();
    // The same, and what has come is still there to be read.
    QByteArray peek();
    // False once the client has closed.
    bool write(const QByteArray &bytes);
    // Answers with Content-Length and keeps the connection.
    void answer(int status, const QByteArray &body, const QByteArray &moreHeaders = {});
    // Returns once the client has closed, or the peer ends; false when `atMost` is over first.
    bool waitForClose(std::optional<std::chrono::milliseconds> atMost = std::nullopt);
    // Hands on whatever comes, both ways, to a server on this machine, until either closes. `atMost` bytes of
    // what that server says; -1: all.
    void relayTo(quint16 port, qint64 atMost = -1);
    // Says that nothing more will be written; the client may still write.
    void finish();
    // Closes with a reset instead of an ordinary end.
    void reset();

private:
    bool fill();

    int m_fd;
    int m_number;
    QByteArray m_buffer;
};

// A TCP server on a free port of 127.0.0.1 that plays `script` on a thread of its own for each connection,
// then closes it. Plain sockets: it can do everything that a well-behaved HTTP server cannot.
class RawPeer
{
public:
    using Script = std::function<void(RawConnection &)>;

    explicit RawPeer(Script script);
    // Ends every connection and waits for the scripts.
    ~RawPeer();

    quint16 port() const { return m_port; }
    QUrl url(const QString &path = u"/"_s) const;
    int connections() const { return m_connections; }

private:
    void accept();
    void serve(int fd, int number);

    Script m_script;
    int m_listener = -1;
    quint16 m_port = 0;
    std::atomic<int> m_connections{0};
    std::mutex m_mutex;
    bool m_ending = false;
    std::set<int> m_open;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

} // namespace turnpike::test
