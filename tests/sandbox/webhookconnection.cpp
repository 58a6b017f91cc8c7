// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "webhookconnection.h"

#include <QRegularExpression>
#include <QSslConfiguration>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace turnpike::sandbox {

using namespace Qt::StringLiterals;

namespace {

// What is said of an update whose connection ended before the answer (WebhookActor.cpp, handle).
const QString kClosed = u"Webhook connection closed"_s;

// How OpenSSL 3 words a certificate that does not verify, by whichever rule.
const QString kUnverified = u"SSL error {error:0A000086:SSL routines::certificate verify failed}"_s;

// Qt's "Error during SSL handshake: error:…" as SslStream.cpp words it. Qt compares the host's name by
// itself, and has no number then.
QString sslError(const QString &text)
{
    static const QRegularExpression kCode(u"error:[0-9A-F]+:[^,]*"_s);
    QString codes;
    auto found = kCode.globalMatch(text);
    while (found.hasNext())
        codes += u'{' + found.next().captured() + u'}';
    return codes.isEmpty() ? kUnverified : u"SSL error "_s + codes;
}

// As strerror has it.
QString wordFor(QAbstractSocket::SocketError error, const QString &otherwise)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return u"Connection refused"_s;
    case QAbstractSocket::SocketTimeoutError:
        return u"Connection timed out"_s;
    case QAbstractSocket::NetworkError:
        return u"Network is unreachable"_s;
    default:
        return otherwise;
    }
}

// HttpHeaderCreator.cpp, get_status_line.
QByteArray statusLine(int status)
{
    switch (status) {
    case 400:
        return "400 Bad Request";
    case 415:
        return "415 Unsupported Media Type";
    case 431:
        return "431 Request Header Fields Too Large";
    case 505:
        return "505 HTTP Version Not Supported";
    default:
        return "501 Not Implemented";
    }
}

} // namespace

WebhookConnection::WebhookConnection(std::chrono::milliseconds answerTime, std::chrono::milliseconds idleTime,
                                     QObject *parent)
    : QObject(parent)
    , m_answerTime(answerTime)
    , m_idleTime(idleTime)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &WebhookConnection::onTimeout);
    connect(&m_socket, &QSslSocket::connected, this, [this] {
        watchDescriptor();
        if (!m_peer.isTls)
            onReady();
    });
    connect(&m_socket, &QSslSocket::encrypted, this, &WebhookConnection::onReady);
    connect(&m_socket, &QSslSocket::readyRead, this, &WebhookConnection::onReadyRead);
    connect(&m_socket, &QSslSocket::disconnected, this,
            [this] { end(wasReset() ? u"Connection reset by peer"_s : QString()); });
    connect(&m_socket, &QSslSocket::errorOccurred, this, &WebhookConnection::onError);
}

WebhookConnection::~WebhookConnection()
{
    m_socket.disconnect(this);
    m_socket.abort();
    forgetDescriptor();
}

void WebhookConnection::open(const Peer &peer)
{
    m_peer = peer;
    m_isOpen = true;
    m_received.clear();
    m_timer.start(m_answerTime);
    if (!peer.isTls) {
        m_socket.connectToHost(peer.host, peer.port);
        return;
    }
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.setHandshakeMustInterruptOnError(
        true); // the other side gets an alert, as from OpenSSL itself
    if (!peer.trusted.isEmpty())
        configuration.setCaCertificates(peer.trusted);
    m_socket.setSslConfiguration(configuration);
    m_socket.connectToHostEncrypted(peer.host, peer.port, peer.tlsName);
}

void WebhookConnection::send(const QByteArray &request)
{
    Q_ASSERT(!m_isBusy && m_isOpen);
    m_isBusy = true;
    m_closesAfterSending = false;
    m_reader = {};
    m_started.start();
    m_timer.start(m_answerTime);
    const bool canWrite =
        m_peer.isTls ? m_socket.isEncrypted() : m_socket.state() == QAbstractSocket::ConnectedState;
    if (!canWrite) {
        m_request = request;
        return;
    }
    m_socket.write(request);
    if (!m_received.isEmpty()) // what came unasked after the last answer is taken for this one
        QMetaObject::invokeMethod(this, &WebhookConnection::readAnswer, Qt::QueuedConnection);
}

void WebhookConnection::sendCut(const QByteArray &part)
{
    send(part);
    m_closesAfterSending = true;
    if (m_request.isEmpty())
        m_socket.disconnectFromHost();
}

void WebhookConnection::post(const QUrl &url, const http::Headers &headers, const QByteArray &body)
{
    const bool isTls = url.scheme() == u"https";
    const QByteArray path = url.path(QUrl::FullyEncoded).toUtf8();
    QByteArray head = "POST " + (path.isEmpty() ? QByteArray("/") : path);
    if (url.hasQuery())
        head += '?' + url.query(QUrl::FullyEncoded).toUtf8();
    head += " HTTP/1.1\r\nHost: " + url.authority(QUrl::FullyEncoded).toUtf8() + "\r\n";
    for (const auto &[name, value] : headers)
        head += name + ": " + value + "\r\n";
    head += "Connection: keep-alive\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n";
    if (!m_isOpen)
        open({url.host(), static_cast<quint16>(url.port(isTls ? 443 : 80)), isTls, url.host(), {}});
    send(head + body);
}

void WebhookConnection::abort()
{
    end({});
}

void WebhookConnection::onReady()
{
    m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (!m_request.isEmpty())
        m_socket.write(std::exchange(m_request, {}));
    if (m_closesAfterSending)
        m_socket.disconnectFromHost();
}

void WebhookConnection::onReadyRead()
{
    m_received += m_socket.readAll();
    readAnswer();
}

void WebhookConnection::readAnswer()
{
    if (!m_isBusy || m_received.isEmpty())
        return; // stays for the next request, as in HttpConnectionBase.cpp
    Q_EMIT answerBegins();
    if (!m_isBusy)
        return;
    const AnswerReader::State state = m_reader.read(m_received);
    if (state == AnswerReader::State::Bad)
        return refuseAnswer();
    if (state != AnswerReader::State::Done)
        return;
    m_isBusy = false;
    m_timer.start(m_idleTime);
    WebhookAnswer answer = std::move(m_reader.answer());
    answer.elapsedMs = m_started.elapsed();
    const bool goesOn = answer.isKeptAlive;
    Q_EMIT finished(answer);
    if (!goesOn)
        end({});
}

// HttpConnectionBase.cpp, loop: an answer that cannot be read is answered itself.
void WebhookConnection::refuseAnswer()
{
    m_socket.write("HTTP/1.1 " + statusLine(m_reader.badStatus()) + "\r\nContent-Length: 0\r\n\r\n");
    m_socket.flush();
    end(m_reader.badText());
}

void WebhookConnection::onError(QAbstractSocket::SocketError error)
{
    if (error == QAbstractSocket::RemoteHostClosedError) {
        if (m_socket.state() == QAbstractSocket::UnconnectedState)
            end({});
        return; // otherwise disconnected() follows
    }
    const bool isTls = error == QAbstractSocket::SslHandshakeFailedError ||
                       error == QAbstractSocket::SslInternalError ||
                       error == QAbstractSocket::SslInvalidUserDataError;
    end(isTls ? sslError(m_socket.errorString()) : wordFor(error, m_socket.errorString()));
}

void WebhookConnection::onTimeout()
{
    // As need_flush_write() has it: something has not left this machine.
    const bool isUnsent = m_socket.state() == QAbstractSocket::ConnectedState ? m_socket.bytesToWrite() > 0
                                                                              : !m_request.isEmpty();
    if (isUnsent)
        end(u"Write timeout expired"_s);
    else
        end(m_isBusy ? u"Read timeout expired"_s : QString());
}

void WebhookConnection::end(const QString &error)
{
    if (!m_isOpen)
        return;
    m_isOpen = false;
    m_timer.stop();
    m_socket.abort();
    forgetDescriptor();
    m_request.clear();
    if (std::exchange(m_isBusy, false)) {
        WebhookAnswer none;
        none.error = error.isEmpty() ? kClosed : error;
        none.elapsedMs = m_started.elapsed();
        Q_EMIT finished(none);
    }
    Q_EMIT closed(error);
}

// A socket that Qt has closed can no longer be asked whether a RST ended it, but its twin can.
void WebhookConnection::watchDescriptor()
{
    forgetDescriptor();
    m_twin = ::dup(static_cast<int>(m_socket.socketDescriptor()));
}

bool WebhookConnection::wasReset() const
{
    tcp_info info{};
    socklen_t size = sizeof info;
    return m_twin >= 0 && ::getsockopt(m_twin, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 &&
           info.tcpi_state == TCP_CLOSE;
}

void WebhookConnection::forgetDescriptor()
{
    if (m_twin >= 0)
        ::close(std::exchange(m_twin, -1));
}

} // namespace turnpike::sandbox

#include "moc_webhookconnection.cpp"
