// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "updatebodies.h"

#include <chrono>
#include <deque>
#include <vector>

namespace turnpike::bench {

// What a driver is to send.
struct Sending
{
    quint16 port = 0;
    int connections = 20;
    std::chrono::milliseconds time{0}; // no update is begun after that; 0: until `updates` are sent
    qint64 updates = 0;                // at most; 0: as many as there is time for
    double perSecond = 0;              // 0: each connection sends as soon as it was answered
    Doing doing = Doing::Mixed;
    qint64 firstUpdate = 1; // each connection counts from here in its own hundred millions
    qint64 firstUser = 1;
    int users = 1'000;
};

// What became of one update. Microseconds since 1970.
struct Sent
{
    qint64 updateId = 0;
    qint64 dueAt = 0; // when it was to be sent: what waits for a free connection has waited for the server
    qint64 answeredAt = 0;
    int status = 0;
};

// Plays Telegram: POSTs updates over keep-alive connections, one at a time on each, and takes the times.
// Plain sockets and one epoll, so that it takes several times as many a second as any server it measures.
// Blocks; used once, by the load program's only thread.
class LoadDriver
{
public:
    explicit LoadDriver(const Sending &sending);
    ~LoadDriver();
    LoadDriver(const LoadDriver &) = delete;
    LoadDriver &operator=(const LoadDriver &) = delete;

    // Throws std::runtime_error when a connection cannot be had or is lost, or an answer does not come within
    // ten seconds after the last update was sent.
    const std::vector<Sent> &run();
    // Seconds from the first byte sent to the last answer.
    double seconds() const;

private:
    struct Connection
    {
        int fd = -1;
        bool isBusy = false;
        qint64 nextUpdate = 0;
        Sent current;
        QByteArray out; // what is still to be written
        QByteArray in;  // of the answer so far
    };

    void connectAll();
    bool mayBegin(qint64 now) const;
    void begin(Connection &connection, qint64 dueAt);
    void flush(Connection &connection);
    void read(Connection &connection);
    void ended(Connection &connection, int status);
    void sendDue(qint64 now);
    void armTimer(qint64 at);
    int inFlight() const;

    const Sending m_sending;
    int m_epoll = -1;
    int m_timer = -1;
    std::vector<Connection> m_connections;
    std::vector<Connection *> m_free;
    std::vector<Sent> m_sent;
    std::deque<qint64> m_due; // times of updates for which no connection was free
    qint64 m_begunAt = 0;
    qint64 m_lastAnswerAt = 0;
    qint64 m_planned = 0; // updates whose time has come
    qint64 m_begun = 0;
};

} // namespace turnpike::bench
