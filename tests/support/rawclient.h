// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QByteArray>
#include <QHash>
#include <QTcpSocket>

#include <optional>

namespace turnpike::test {

// What came back over the wire.
struct RawAnswer
{
    int status = 0;
    QHash<QByteArray, QByteArray> headers; // names in lower case
    QByteArray body;
};

// An HTTP client that sends whatever bytes it is told to, so that a test can be any stranger. Runs the event
// loop while it waits, so the server may live on the same thread.
class RawClient
{
public:
    explicit RawClient(quint16 port);

    bool isConnected() const { return m_socket.state() == QAbstractSocket::ConnectedState; }
    void send(const QByteArray &bytes);
    // The next answer; nothing when the connection ended, or no answer came within 20 s. `withoutBody`: the
    // answer to a HEAD request.
    std::optional<RawAnswer> answer(bool withoutBody = false);
    std::optional<RawAnswer> exchange(const QByteArray &bytes);
    // True once the server has closed the connection; waits up to 20 s for it.
    bool isClosedByServer();
    void disconnect() { m_socket.abort(); }
    QTcpSocket &socket() { return m_socket; }

private:
    QTcpSocket m_socket;
    QByteArray m_received;
};

// "POST path" with a Host and the right Content-Length.
QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &moreHeaders = {});
QByteArray get(const QByteArray &path, const QByteArray &moreHeaders = {});

} // namespace turnpike::test
