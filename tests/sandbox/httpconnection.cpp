// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "httpconnection.h"

#include <QSslSocket>

#include <chrono>
#include <exception>
#include <utility>

#include <sys/socket.h>

namespace turnpike::sandbox {

namespace {

using namespace std::chrono_literals;

// nginx, keepalive_timeout and lingering_timeout as they are unless configured.
constexpr auto kIdle = 75s;
constexpr auto kLinger = 5s;

} // namespace

HttpReply::HttpReply(HttpConnection *connection, quint64 serial)
    : m_connection(connection)
    , m_serial(serial)
{}

void HttpReply::send(const http::Response &response, const AnswerShape &shape) const
{
    if (m_connection)
        m_connection->answer(m_serial, response, shape);
}

void HttpReply::reset() const
{
    if (isAwaited())
        m_connection->reset();
}

bool HttpReply::isAwaited() const
{
    return m_connection && m_connection->m_isWaiting && m_connection->m_serial == m_serial;
}

HttpConnection::HttpConnection(QTcpSocket *socket, Handler handler, HeadCheck headCheck, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_handler(std::move(handler))
    , m_headCheck(std::move(headCheck))
{
    m_socket->setParent(this);
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    m_idleTimer.setSingleShot(true);
    connect(&m_idleTimer, &QTimer::timeout, this, [this] { m_socket->abort(); });
    connect(m_socket, &QTcpSocket::readyRead, this, &HttpConnection::onReadyRead);
    connect(m_socket, &QTcpSocket::disconnected, this, [this] {
        m_isWaiting = false;
        m_isEnding = true;
        deleteLater();
    });
    m_idleTimer.start(kIdle);
    if (m_socket->bytesAvailable() > 0)
        onReadyRead();
}

void HttpConnection::onReadyRead()
{
    if (m_isEnding) { // lingering: what still comes is read and thrown away
        m_socket->skip(m_socket->bytesAvailable());
        return;
    }
    m_reader.feed(m_socket->readAll());
    goOn();
}

// Takes requests until one waits for its answer or more bytes are wanted.
void HttpConnection::goOn()
{
    while (!m_isWaiting && !m_isEnding) {
        switch (m_reader.state()) {
        case RequestReader::State::Head:
            m_idleTimer.start(kIdle);
            return;
        case RequestReader::State::Body:
            if (!beginRequest())
                return;
            m_idleTimer.start(kIdle);
            return;
        case RequestReader::State::Done:
            if (!beginRequest())
                return;
            handOn();
            break;
        case RequestReader::State::Bad:
            // td, HttpConnectionBase.cpp: the status alone, and the end
            m_shape = {};
            m_closesAfter = true;
            write(onTheWire({m_reader.badStatus(), {}, {}, {}}, m_shape, false, false), m_shape);
            break;
        }
    }
}

bool HttpConnection::beginRequest()
{
    if (std::exchange(m_isHeadSeen, true))
        return true;
    m_reader.request().peer = m_socket->peerAddress();
    if (m_headCheck && !m_headCheck(m_reader.request())) {
        reset();
        return false;
    }
    if (m_reader.awaitsContinue())
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    return true;
}

void HttpConnection::handOn()
{
    m_idleTimer.stop();
    m_isWaiting = true;
    const http::Request request = std::move(m_reader.request());
    m_isToHead = request.method == "HEAD";
    const HttpReply reply(this, ++m_serial);
    try {
        m_handler(request, reply);
    } catch (const std::exception &failure) {
        reply.send(http::Response::text(failure.what(), 500));
    }
}

void HttpConnection::answer(quint64 serial, const http::Response &response, const AnswerShape &shape)
{
    if (m_isEnding || !m_isWaiting || serial != m_serial || !m_slow.isEmpty())
        return;
    const bool isKept = m_reader.isKeptAlive() && shape.framing != AnswerShape::Framing::UntilClose;
    m_shape = shape;
    m_closesAfter = !isKept || shape.closes;
    QByteArray wire = onTheWire(response, shape, isKept, m_isToHead);
    if (shape.cutAfter >= 0)
        wire.truncate(shape.cutAfter);
    write(wire, shape);
}

void HttpConnection::write(const QByteArray &bytes, const AnswerShape &shape)
{
    if (shape.byteByByte && !bytes.isEmpty()) {
        m_slow = bytes;
        writeNextByte();
        return;
    }
    m_socket->write(bytes);
    answered();
}

void HttpConnection::writeNextByte()
{
    if (m_isEnding)
        return;
    m_socket->write(m_slow.constData(), 1);
    m_socket->flush();
    m_slow.remove(0, 1);
    if (m_slow.isEmpty())
        answered();
    else
        QTimer::singleShot(m_shape.byteMs, this, &HttpConnection::writeNextByte);
}

void HttpConnection::answered()
{
    if (m_shape.cutAfter >= 0) {
        cut(m_shape.cutBy);
        return;
    }
    m_isWaiting = false;
    if (m_closesAfter) {
        close();
        return;
    }
    m_isHeadSeen = false;
    m_reader.next();
    if (!m_reader.isEmpty()) // sent ahead; not from here, where a handler may still be at work
        QMetaObject::invokeMethod(this, &HttpConnection::goOn, Qt::QueuedConnection);
    else
        m_idleTimer.start(kIdle);
}

void HttpConnection::cut(AnswerShape::CutBy by)
{
    switch (by) {
    case AnswerShape::CutBy::Close:
        m_isWaiting = false;
        close();
        break;
    case AnswerShape::CutBy::Reset:
        m_socket->flush();
        reset();
        break;
    case AnswerShape::CutBy::Silence:
        m_isEnding = true;
        break;
    }
}

// The client gets all that was written, also when bytes of its own were not read: a plain close() would
// answer those with an RST that overtakes the answer.
void HttpConnection::close()
{
    m_isEnding = true;
    m_idleTimer.start(kLinger);
    if (qobject_cast<QSslSocket *>(m_socket) != nullptr) {
        m_socket->disconnectFromHost();
        return;
    }
    const auto shut = [this] {
        if (m_socket->bytesToWrite() == 0)
            ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
    };
    m_socket->flush();
    if (m_socket->bytesToWrite() > 0)
        connect(m_socket, &QTcpSocket::bytesWritten, this, shut);
    shut();
}

void HttpConnection::reset()
{
    m_isWaiting = false;
    m_isEnding = true;
    const linger hard{1, 0};
    ::setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    m_socket->abort();
}

} // namespace turnpike::sandbox

#include "moc_httpconnection.cpp"
