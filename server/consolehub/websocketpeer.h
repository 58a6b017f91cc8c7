// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/callbudget.h"
#include "protocol/framereader.h"
#include "protocol/transport.h"
#include "protocol/version.h"

#include <QTcpSocket>
#include <QTimer>

#include <functional>
#include <memory>

namespace turnpike::consolehub {

// What the other end of a WebSocket may do below the level of calls.
struct WebSocketLimits
{
    qint64 maxMessageBytes = protocol::kMaxCallBytes;
    // Pings, pongs and pieces of messages, whatever is in them: a console needs one in some seconds.
    double framesPerSecond = 20;
    double frameBurst = 100;
};

// The server's end of a WebSocket (RFC 6455), after the handshake. Reads a bounded piece at a time and
// answers a ping only within the budget of its frames, so nothing that the other end does makes it grow; what
// is unsent is all in unsentBytes(). Pings each kPingIntervalMs and takes a peer for dead that says nothing
// for two and a half intervals. Lives on the thread of its socket.
class WebSocketPeer : public protocol::Transport
{
    Q_OBJECT

public:
    // Takes over `socket`, whose next byte is the first of a frame.
    explicit WebSocketPeer(std::unique_ptr<QTcpSocket> socket, const WebSocketLimits &limits = {});
    ~WebSocketPeer() override;

    // While this says true nobody is taken for dead: somebody looks at one of the ends with a debugger.
    void setPatience(std::function<bool()> isPatient) { m_isPatient = std::move(isPatient); }
    // For tests, in milliseconds.
    void setPingInterval(int interval);

    void send(const QByteArray &frame) override;
    qint64 unsentBytes() const override { return m_socket->bytesToWrite(); }
    // A goodbye that would have to wait behind much that is unsent is not said: the connection is cut.
    void close(int code, const QString &reason) override;

private:
    void read();
    void take(const protocol::FrameReader::Frame &frame);
    void hearGoodbye(const QByteArray &payload);
    void write(int opcode, const QByteArray &payload);
    void wrote(qint64 bytes);
    void shutdownWhenWritten();
    void beat();
    void cut();
    void end();

    std::unique_ptr<QTcpSocket> m_socket;
    std::function<bool()> m_isPatient;
    protocol::FrameReader m_reader;
    CallBudget m_budget;
    QTimer m_beat;
    QTimer m_cut; // of a peer that does not take our goodbye
    int m_silentBeats = 0;
    int m_code = 0; // with which it ends; 0: it does not yet
    QString m_reason;
    bool m_hasEnded = false;
};

} // namespace turnpike::consolehub
