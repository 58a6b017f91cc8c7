#include "webhookconnection.h"

namespace turnpike::sandbox {

namespace {

// All chunks put together once the last one has come; nothing before.
std::optional<QByteArray> unchunked(const QByteArray &received)
{
    QByteArray body;
    qsizetype at = 0;
    for (;;) {
        const qsizetype lineEnd = received.indexOf("\r\n", at);
        if (lineEnd < 0)
            return std::nullopt;
        const QByteArray sizeText = received.mid(at, lineEnd - at).split(';').first();
        const qsizetype size = sizeText.trimmed().toLongLong(nullptr, 16);
        at = lineEnd + 2;
        if (received.size() < at + size + 2)
            return std::nullopt;
        if (size == 0)
            return body;
        body += received.mid(at, size);
        at += size + 2;
    }
}

} // namespace

QByteArray WebhookConnection::Answer::header(const QByteArray &name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

WebhookConnection::WebhookConnection(std::chrono::milliseconds answerTime, std::chrono::milliseconds idleTime,
                                     QObject *parent)
    : QObject(parent)
{
    m_answerTimer.setSingleShot(true);
    m_answerTimer.setInterval(answerTime);
    m_idleTimer.setSingleShot(true);
    m_idleTimer.setInterval(idleTime);
    connect(&m_answerTimer, &QTimer::timeout, this, [this] { fail(QStringLiteral("Read timeout expired")); });
    connect(&m_idleTimer, &QTimer::timeout, this, [this] { m_socket.disconnectFromHost(); });
    connect(&m_socket, &QTcpSocket::connected, this, [this] {
        m_socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket.write(std::exchange(m_request, {}));
    });
    connect(&m_socket, &QTcpSocket::readyRead, this, &WebhookConnection::onReadyRead);
    connect(&m_socket, &QTcpSocket::disconnected, this, &WebhookConnection::onDisconnected);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError error) {
        if (error == QAbstractSocket::RemoteHostClosedError)
            return; // disconnected() follows
        fail(error == QAbstractSocket::ConnectionRefusedError ? QStringLiteral("Connection refused")
                                                              : m_socket.errorString());
    });
}

void WebhookConnection::post(const QUrl &url, const http::Headers &headers, const QByteArray &body)
{
    Q_ASSERT(!m_busy);
    m_busy = true;
    m_received.clear();
    m_headDone = false;
    m_contentLength = -1;
    m_chunked = false;
    m_keepAlive = true;
    m_answer = {};
    m_started.start();
    m_idleTimer.stop();
    m_answerTimer.start();

    const QByteArray path = url.path(QUrl::FullyEncoded).toUtf8();
    QByteArray head = "POST " + (path.isEmpty() ? QByteArray("/") : path);
    if (url.hasQuery())
        head += '?' + url.query(QUrl::FullyEncoded).toUtf8();
    head += " HTTP/1.1\r\nHost: " + url.authority(QUrl::FullyEncoded).toUtf8() + "\r\n";
    for (const auto &[name, value] : headers)
        head += name + ": " + value + "\r\n";
    head += "Connection: keep-alive\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n\r\n";

    if (m_socket.state() == QAbstractSocket::ConnectedState) {
        m_socket.write(head + body);
        return;
    }
    m_request = head + body;
    m_socket.abort();
    m_socket.connectToHost(url.host(), static_cast<quint16>(url.port(80)));
}

void WebhookConnection::abort()
{
    fail(QStringLiteral("Connection closed"));
    m_socket.abort();
}

void WebhookConnection::onReadyRead()
{
    m_received += m_socket.readAll();
    if (!m_busy) { // bytes nobody asked for: this connection cannot be trusted any more
        m_socket.abort();
        return;
    }
    while (!m_headDone) {
        if (!parseHead())
            return;
    }
    if (readBody())
        finish();
}

// Takes one head off what was received; false when it is not there yet or the call has failed.
bool WebhookConnection::parseHead()
{
    const qsizetype end = m_received.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const QList<QByteArray> lines = m_received.left(end).split('\n');
    m_received.remove(0, end + 4);
    const QList<QByteArray> statusLine = lines.first().trimmed().split(' ');
    if (statusLine.size() < 2 || !statusLine[0].startsWith("HTTP/1.")) {
        fail(QStringLiteral("Wrong response from the webhook: not HTTP"));
        return false;
    }
    m_answer.status = statusLine[1].toInt();
    if (m_answer.status >= 100 && m_answer.status < 200)
        return true; // an interim answer: the real one follows
    m_keepAlive = statusLine[0] == "HTTP/1.1";
    for (qsizetype i = 1; i < lines.size(); ++i) {
        const qsizetype colon = lines[i].indexOf(':');
        m_answer.headers.append({lines[i].left(colon).trimmed(), lines[i].mid(colon + 1).trimmed()});
    }
    if (m_answer.header("Connection").toLower() == "close")
        m_keepAlive = false;
    m_chunked = m_answer.header("Transfer-Encoding").toLower() == "chunked";
    if (!m_answer.header("Content-Length").isEmpty())
        m_contentLength = m_answer.header("Content-Length").toLongLong();
    else if (m_answer.status == 204 || m_answer.status == 304)
        m_contentLength = 0;
    m_headDone = true;
    return true;
}

bool WebhookConnection::readBody()
{
    if (m_chunked) {
        const std::optional<QByteArray> body = unchunked(m_received);
        if (body)
            m_answer.body = *body;
        return body.has_value();
    }
    if (m_contentLength < 0 || m_received.size() < m_contentLength)
        return false;
    m_answer.body = m_received.left(m_contentLength);
    return true;
}

void WebhookConnection::onDisconnected()
{
    if (m_busy && m_headDone && !m_chunked && m_contentLength < 0) {
        m_answer.body = m_received;
        finish();
        return;
    }
    fail(QStringLiteral("Connection closed by the webhook before its answer"));
}

void WebhookConnection::finish()
{
    m_busy = false;
    m_answerTimer.stop();
    m_answer.elapsedMs = m_started.elapsed();
    if (m_keepAlive)
        m_idleTimer.start();
    else
        m_socket.disconnectFromHost();
    Q_EMIT finished(m_answer);
}

void WebhookConnection::fail(const QString &error)
{
    if (!m_busy)
        return;
    m_busy = false;
    m_answerTimer.stop();
    m_answer = {};
    m_answer.error = error;
    m_answer.elapsedMs = m_started.elapsed();
    m_socket.abort();
    Q_EMIT finished(m_answer);
}

} // namespace turnpike::sandbox
