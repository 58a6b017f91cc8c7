// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "protocol/websockettransport.h"

#include "protocol/version.h"

namespace turnpike::protocol {

using namespace Qt::StringLiterals;

namespace {

// Half a ping interval is one beat: a ping each second beat, dead after five silent ones.
constexpr int kBeatsPerPing = 2;
constexpr int kDeadAfterBeats = 5;
constexpr int kGoodbyeMs = 2'000;
// A close frame has room for so much (RFC 6455, 5.5).
constexpr qsizetype kMaxReasonBytes = 123;

QString shortened(QString reason)
{
    while (reason.toUtf8().size() > kMaxReasonBytes)
        reason.chop(1);
    return reason;
}

} // namespace

WebSocketTransport::WebSocketTransport(std::unique_ptr<QWebSocket> socket, qint64 maxIncomingBytes)
    : m_socket(std::move(socket))
{
    m_socket->setMaxAllowedIncomingFrameSize(static_cast<quint64>(maxIncomingBytes));
    m_socket->setMaxAllowedIncomingMessageSize(static_cast<quint64>(maxIncomingBytes));
    setPingInterval(kPingIntervalMs);
    m_cut.setSingleShot(true);
    m_cut.setInterval(kGoodbyeMs);
    connect(&m_beat, &QTimer::timeout, this, &WebSocketTransport::beat);
    connect(&m_cut, &QTimer::timeout, this, [this] { m_socket->abort(); });
    connect(m_socket.get(), &QWebSocket::connected, this, &WebSocketTransport::begin);
    connect(m_socket.get(), &QWebSocket::disconnected, this, &WebSocketTransport::end);
    // Of a connection that broke without a goodbye Qt says that it ended normally. A goodbye comes before any
    // error; what breaks begins to close after it.
    connectError(m_socket.get(), this, [this] { m_isBroken = !m_isGoodbyeHeard; });
    connect(m_socket.get(), &QWebSocket::aboutToClose, this, [this] { m_isGoodbyeHeard = !m_isBroken; });
    connect(m_socket.get(), &QWebSocket::bytesWritten, this, &WebSocketTransport::drained);
    connect(m_socket.get(), &QWebSocket::pong, this, [this] { m_silentBeats = 0; });
    connect(m_socket.get(), &QWebSocket::textMessageReceived, this, [this](const QString &message) {
        m_silentBeats = 0;
        if (m_code == 0)
            Q_EMIT received(message.toUtf8());
    });
    connect(m_socket.get(), &QWebSocket::binaryMessageReceived, this, [this] {
        close(CloseProtocolError, u"Frames must be text: binary is no frame of this protocol."_s);
    });
    if (m_socket->state() == QAbstractSocket::ConnectedState)
        begin();
}

WebSocketTransport::~WebSocketTransport()
{
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.release()->deleteLater(); // a signal of it may be under way
}

void WebSocketTransport::setPingInterval(int interval)
{
    m_beat.setInterval(interval / kBeatsPerPing);
}

void WebSocketTransport::begin()
{
    m_silentBeats = 0;
    m_beat.start();
}

void WebSocketTransport::beat()
{
    if (++m_silentBeats > kDeadAfterBeats) {
        m_code = CloseNoAnswer;
        m_reason = u"The other side says nothing any more."_s;
        m_socket->abort();
        return;
    }
    if (m_silentBeats % kBeatsPerPing == 1)
        m_socket->ping();
}

void WebSocketTransport::send(const QByteArray &frame)
{
    if (m_code == 0 && m_socket->state() == QAbstractSocket::ConnectedState)
        m_socket->sendTextMessage(QString::fromUtf8(frame));
}

qint64 WebSocketTransport::unsentBytes() const
{
    return m_socket->bytesToWrite();
}

void WebSocketTransport::close(int code, const QString &reason)
{
    if (m_code != 0 || m_hasEnded)
        return;
    m_code = code;
    m_reason = shortened(reason);
    m_cut.start();
    m_socket->close(static_cast<QWebSocketProtocol::CloseCode>(code), m_reason);
}

void WebSocketTransport::end()
{
    if (std::exchange(m_hasEnded, true))
        return;
    m_beat.stop();
    m_cut.stop();
    if (m_code != 0)
        Q_EMIT closed(m_code, m_reason);
    else if (m_isBroken)
        Q_EMIT closed(CloseNoAnswer, {});
    else
        Q_EMIT closed(m_socket->closeCode(), m_socket->closeReason());
}

} // namespace turnpike::protocol

#include "moc_websockettransport.cpp"
