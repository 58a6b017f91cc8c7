// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/websocketpeer.h"

#include "protocol/sentence.h"

#include <QtEndian>

#include <sys/socket.h>

#include <array>
#include <utility>

namespace turnpike::consolehub {

using namespace Qt::StringLiterals;

namespace {

// Half a ping interval is one beat: a ping each second beat, dead after five silent ones.
constexpr int kBeatsPerPing = 2;
constexpr int kDeadAfterBeats = 5;
constexpr int kGoodbyeMs = 2'000;
// More than events alone ever leave unsent.
constexpr qint64 kMaxBeforeGoodbye = 512 * 1024;
// Read at a time; so much of what a peer sends waits in this process at most.
constexpr qint64 kReadAtOnce = 64 * 1024;
// A close frame has room for so much of a reason (RFC 6455, 5.5).
constexpr qsizetype kMaxReasonBytes = 123;

constexpr int kFinalFrame = 0x80;
constexpr int kTextFrame = 0x1;
constexpr int kGoodbyeFrame = 0x8;
constexpr int kPing = 0x9;
constexpr int kPong = 0xa;

// A character that does not fit as a whole is left out.
QString shortenedReason(const QString &reason)
{
    QString shown = reason.left(kMaxReasonBytes);
    while (shown.toUtf8().size() > kMaxReasonBytes)
        shown.chop(1);
    if (!shown.isEmpty() && shown.back().isHighSurrogate())
        shown.chop(1);
    return shown;
}

template<class Number>
void appendBigEndian(QByteArray *to, Number number)
{
    std::array<char, sizeof(Number)> bytes{};
    qToBigEndian<Number>(number, bytes.data());
    to->append(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

// Of a server: not masked.
QByteArray frameHeader(int opcode, qsizetype length)
{
    QByteArray header(1, static_cast<char>(kFinalFrame | opcode));
    if (length < 126) {
        header.append(static_cast<char>(length));
    } else if (length <= 0xffff) {
        header.append(static_cast<char>(126));
        appendBigEndian(&header, static_cast<quint16>(length));
    } else {
        header.append(static_cast<char>(127));
        appendBigEndian(&header, static_cast<quint64>(length));
    }
    return header;
}

// The code of somebody else's goodbye. Those that are never sent are none, and ours are ours to say.
int codeOfGoodbye(const QByteArray &payload)
{
    const int code = payload.size() < 2 ? 0 : qFromBigEndian<quint16>(payload.constData());
    const bool isSaid = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
    return isSaid ? code : 1000;
}

} // namespace

WebSocketPeer::WebSocketPeer(std::unique_ptr<QTcpSocket> socket, const WebSocketLimits &limits)
    : m_socket(std::move(socket))
    , m_reader(limits.maxMessageBytes)
    , m_budget(limits.framesPerSecond, limits.frameBurst, std::chrono::steady_clock::now())
{
    m_socket->setReadBufferSize(kReadAtOnce);
    m_cut.setSingleShot(true);
    connect(&m_beat, &QTimer::timeout, this, &WebSocketPeer::beat);
    connect(&m_cut, &QTimer::timeout, this, &WebSocketPeer::cut);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &WebSocketPeer::read);
    connect(m_socket.get(), &QTcpSocket::bytesWritten, this, &WebSocketPeer::wrote);
    connect(m_socket.get(), &QTcpSocket::disconnected, this, &WebSocketPeer::end);
    setPingInterval(protocol::kPingIntervalMs);
    m_beat.start();
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        m_cut.start(0); // gone already: said once somebody can hear it
}

WebSocketPeer::~WebSocketPeer()
{
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket.release()->deleteLater(); // a signal of it may be under way
}

void WebSocketPeer::setPingInterval(int interval)
{
    m_beat.setInterval(interval / kBeatsPerPing);
}

void WebSocketPeer::read()
{
    const QByteArray bytes = m_socket->readAll();
    QByteArrayView rest(bytes);
    // What comes behind a goodbye is thrown away: unread, it would reset the connection under it.
    while (m_code == 0) {
        const auto frame = m_reader.next(&rest);
        if (!frame)
            break;
        take(*frame);
    }
    if (const auto &fault = m_reader.fault(); fault && m_code == 0)
        close(fault->code, fault->why);
}

void WebSocketPeer::take(const protocol::FrameReader::Frame &frame)
{
    using Kind = protocol::FrameReader::Kind;
    m_silentBeats = 0;
    if (frame.kind == Kind::Text) {
        Q_EMIT received(frame.payload);
        return;
    }
    if (!m_budget.take(std::chrono::steady_clock::now())) {
        close(protocol::CloseTooManyCalls, protocol::Sentence(protocol::SentenceId::TooManyPings).english());
        return;
    }
    if (frame.kind == Kind::Ping)
        write(kPong, frame.payload);
    else if (frame.kind == Kind::Close)
        hearGoodbye(frame.payload);
}

void WebSocketPeer::hearGoodbye(const QByteArray &payload)
{
    close(codeOfGoodbye(payload), QString::fromUtf8(payload.mid(2)));
}

void WebSocketPeer::send(const QByteArray &frame)
{
    if (m_code == 0)
        write(kTextFrame, frame);
}

void WebSocketPeer::write(int opcode, const QByteArray &payload)
{
    if (m_socket->state() != QAbstractSocket::ConnectedState)
        return;
    m_socket->write(frameHeader(opcode, payload.size()));
    m_socket->write(payload);
}

void WebSocketPeer::wrote(qint64 bytes)
{
    if (m_code == 0)
        Q_EMIT drained(bytes);
    else
        shutdownWhenWritten();
}

void WebSocketPeer::close(int code, const QString &reason)
{
    if (m_code != 0)
        return;
    m_code = code;
    m_reason = shortenedReason(reason);
    m_beat.stop();
    // Never from here: whoever closes may stand in a signal of the socket's.
    m_cut.start(unsentBytes() > kMaxBeforeGoodbye ? 0 : kGoodbyeMs);
    QByteArray payload;
    appendBigEndian(&payload, static_cast<quint16>(code));
    write(kGoodbyeFrame, payload + m_reason.toUtf8());
    m_socket->flush();
    shutdownWhenWritten();
}

// The peer reads the goodbye and the end after it, and closes; a reset could overtake both.
void WebSocketPeer::shutdownWhenWritten()
{
    if (m_socket->bytesToWrite() == 0 && m_socket->state() == QAbstractSocket::ConnectedState)
        ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
}

void WebSocketPeer::beat()
{
    if (m_isPatient && m_isPatient())
        m_silentBeats = 0;
    if (++m_silentBeats > kDeadAfterBeats) {
        m_code = protocol::CloseNoAnswer;
        m_reason = u"the console says nothing any more"_s;
        cut();
        return;
    }
    if (m_silentBeats % kBeatsPerPing == 1)
        write(kPing, {});
}

void WebSocketPeer::cut()
{
    m_socket->abort();
    end();
}

void WebSocketPeer::end()
{
    if (std::exchange(m_hasEnded, true))
        return;
    m_beat.stop();
    m_cut.stop();
    if (m_code == 0)
        m_code = protocol::CloseNoAnswer; // without a goodbye
    Q_EMIT closed(m_code, m_reason);
}

} // namespace turnpike::consolehub

#include "moc_websocketpeer.cpp"
