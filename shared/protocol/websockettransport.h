// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "protocol/transport.h"

#include <QTimer>
#include <QWebSocket>

#include <memory>

namespace turnpike::protocol {

// Connects a socket's errors, by the name that this Qt has for them.
template<class Handler>
void connectError(const QWebSocket *socket, const QObject *context, Handler handler)
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    QObject::connect(socket, &QWebSocket::errorOccurred, context, handler);
#else
    QObject::connect(socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), context, handler);
#endif
}

// A connection over a WebSocket, at the console's end (the server's is consolehub::WebSocketPeer). Pings each
// kPingIntervalMs and takes a peer for dead that says nothing, not even a pong, for two and a half intervals.
class WebSocketTransport : public Transport
{
    Q_OBJECT

public:
    // `socket` is open, or will be: pings begin when it is. A frame over `maxIncomingBytes` ends it with
    // CloseTooBig.
    WebSocketTransport(std::unique_ptr<QWebSocket> socket, qint64 maxIncomingBytes);
    ~WebSocketTransport() override;

    // For tests, in milliseconds.
    void setPingInterval(int interval);

    void send(const QByteArray &frame) override;
    qint64 unsentBytes() const override;
    void close(int code, const QString &reason) override;

private:
    void begin();
    void beat();
    void end();

    std::unique_ptr<QWebSocket> m_socket;
    QTimer m_beat;
    QTimer m_cut; // of a peer that does not take our goodbye
    int m_silentBeats = 0;
    int m_code = 0; // with which we close; 0: the peer's
    QString m_reason;
    bool m_isGoodbyeHeard = false;
    bool m_isBroken = false;
    bool m_hasEnded = false;
};

} // namespace turnpike::protocol
