// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "http/httptransaction.h"

#include "http/contentcoding.h"

#include <QNetworkProxy>

#include <algorithm>
#include <cstring>

namespace turnpike::http {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kReadBufferBytes = 64 * 1024;

// A body that can be read once. QNetworkAccessManager repeats a POST by itself when the server closes before
// it answers, unless the body cannot be rewound: then it reports ContentReSendError.
class Body : public QIODevice
{
public:
    Body(const QByteArray &data, QObject *parent)
        : QIODevice(parent)
        , m_data(data)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }

    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    bool atEnd() const override { return m_read == m_data.size(); }
    qint64 bytesAvailable() const override { return m_data.size() - m_read; }

protected:
    qint64 readData(char *to, qint64 size) override
    {
        const qint64 count = std::min(size, bytesAvailable());
        if (count == 0)
            return atEnd() ? -1 : 0;
        std::memcpy(to, m_data.constData() + m_read, static_cast<size_t>(count));
        m_read += count;
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    const QByteArray m_data;
    qint64 m_read = 0;
};

QNetworkRequest makeRequest(const OutRequest &from)
{
    QNetworkRequest request(from.url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::DoNotBufferUploadDataAttribute, true);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    // One request at a time on a connection: what is told above about repeated bodies was tried for HTTP/1.1.
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setHeader(QNetworkRequest::UserAgentHeader, u"Turnpike"_s);
    // Asked for explicitly, so that Qt unpacks nothing: the bound on the body is a bound on memory. What
    // comes packed all the same is unpacked by us, bounded.
    request.setRawHeader("Accept-Encoding", "identity");
    for (const auto &[name, value] : from.headers)
        request.setRawHeader(name, value);
    if (from.method != "GET") {
        request.setHeader(QNetworkRequest::ContentTypeHeader, from.contentType);
        request.setHeader(QNetworkRequest::ContentLengthHeader, from.body.size());
    }
    return request;
}

// The codes that only repeat the status of an answer.
bool isOnlyTheStatus(QNetworkReply::NetworkError code, int status)
{
    // Qt would send the body again for these two redirects, asked for or not.
    if (code == QNetworkReply::ContentReSendError)
        return status == 307 || status == 308;
    return code == QNetworkReply::NoError || code == QNetworkReply::ProxyAuthenticationRequiredError ||
           (code >= QNetworkReply::ContentAccessDenied && code <= QNetworkReply::UnknownContentError) ||
           code == QNetworkReply::ProtocolInvalidOperationError ||
           (code >= QNetworkReply::InternalServerError && code <= QNetworkReply::UnknownServerError);
}

} // namespace

HttpTransaction::HttpTransaction(QNetworkAccessManager &manager, const OutRequest &request)
    : m_request(request)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpTransaction::onTimeout);
    m_elapsed.start();
    start(manager);
}

HttpTransaction::~HttpTransaction()
{
    delete m_reply;
}

void HttpTransaction::start(QNetworkAccessManager &manager)
{
    const QNetworkRequest request = makeRequest(m_request);
    if (m_request.method == "GET")
        m_reply = manager.get(request);
    else
        m_reply = manager.post(request, new Body(m_request.body, this));
    m_reply->setReadBufferSize(kReadBufferBytes);
    // Connected means: the first byte of the request could be written.
    connect(m_reply, &QNetworkReply::requestSent, this, &HttpTransaction::onConnected);
    connect(m_reply, &QNetworkReply::uploadProgress, this, [this](qint64 sent, qint64) {
        if (sent > 0)
            onConnected();
    });
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpTransaction::onReadyRead);
    connect(m_reply, &QNetworkReply::finished, this, &HttpTransaction::onFinished);
    connect(m_reply, &QNetworkReply::sslErrors, this, [this](const QList<QSslError> &errors) {
        if (!errors.isEmpty())
            m_sslError = errors.first().errorString();
    });
    m_timer.start(m_request.connectTimeout);
}

void HttpTransaction::abort(DependencyError::Reason reason, const QString &why)
{
    if (!m_ended)
        end(error(reason, why));
}

void HttpTransaction::onConnected()
{
    if (m_ended || m_connected)
        return;
    m_connected = true;
    m_timer.start(m_request.readTimeout);
}

void HttpTransaction::onTimeout()
{
    if (deadlinesStandStill()) {
        m_timer.start(m_connected ? m_request.readTimeout : m_request.connectTimeout);
        return;
    }
    if (m_connected)
        abort(DependencyError::Reason::Timeout,
              u"no answer within %1 ms"_s.arg(m_request.readTimeout.count()));
    else
        abort(DependencyError::Reason::Connect,
              u"no connection within %1 ms"_s.arg(m_request.connectTimeout.count()));
}

void HttpTransaction::onReadyRead()
{
    if (m_ended)
        return;
    m_body += m_reply->readAll();
    const qint64 announced = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (m_body.size() > m_request.maxAnswerBytes || announced > m_request.maxAnswerBytes)
        abort(DependencyError::Reason::TooLarge,
              u"answer longer than %1 bytes"_s.arg(m_request.maxAnswerBytes));
}

void HttpTransaction::onFinished()
{
    onReadyRead();
    if (m_ended)
        return;
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QNetworkReply::NetworkError code = m_reply->error();
    if (status == 0 || !(isOnlyTheStatus(code, status) || isEndOfBody(code))) {
        end(errorOf(code));
        return;
    }
    OutResponse response;
    response.status = status;
    for (const auto &[name, value] : m_reply->rawHeaderPairs())
        response.headers.append({name.toLower(), value}); // as Qt has them since 6.8
    response.elapsed = std::chrono::milliseconds(m_elapsed.elapsed());
    end(withBody(std::move(response)));
}

// Without a length and without chunks the end of the connection is the end of the body (RFC 9112, 6.3). Now
// and then Qt takes it for one that was lost, and wants to send the request again, which its body refuses.
bool HttpTransaction::isEndOfBody(QNetworkReply::NetworkError code) const
{
    const bool isClosed =
        code == QNetworkReply::RemoteHostClosedError || code == QNetworkReply::ContentReSendError;
    return isClosed && !m_reply->hasRawHeader("Content-Length") &&
           !m_reply->hasRawHeader("Transfer-Encoding");
}

// A body that cannot be read is no body; where the status says success, the call's outcome is unknown.
OutResult HttpTransaction::withBody(OutResponse response)
{
    const QByteArray coding = m_reply->rawHeader("Content-Encoding");
    Unpacked unpacked =
        m_body.isEmpty() ? Unpacked() : unpack(contentCodingOf(coding), m_body, m_request.maxAnswerBytes);
    if (unpacked.outcome != Unpacked::Outcome::Done && response.status < 300) {
        const bool isTooLarge = unpacked.outcome == Unpacked::Outcome::TooLarge;
        return isTooLarge
                   ? error(DependencyError::Reason::TooLarge,
                           u"answer longer than %1 bytes, unpacked"_s.arg(m_request.maxAnswerBytes))
                   : error(DependencyError::Reason::BadAnswer, u"a packed answer that cannot be unpacked"_s);
    }
    response.body = std::move(unpacked.body);
    return response;
}

void HttpTransaction::end(const OutResult &result)
{
    m_ended = true;
    m_timer.stop();
    disconnect(m_reply, nullptr, this, nullptr);
    if (m_reply->isRunning())
        m_reply->abort();
    Q_EMIT ended(result);
    deleteLater();
}

DependencyError HttpTransaction::error(DependencyError::Reason reason, const QString &why) const
{
    return DependencyError(m_request.dependency, reason, m_request.operation + u": "_s + why);
}

// Between us and the proxy: the other side has seen nothing of the call. Nothing for any other error.
QString HttpTransaction::proxyTroubleOf(QNetworkReply::NetworkError code) const
{
    const auto proxy = m_reply->manager()->proxy().type();
    if (m_connected || proxy == QNetworkProxy::NoProxy || proxy == QNetworkProxy::DefaultProxy)
        return {};
    switch (code) {
    case QNetworkReply::ProxyConnectionRefusedError:
        return u"the proxy refuses the connection"_s;
    case QNetworkReply::ProxyConnectionClosedError:
        return u"the proxy closes the connection"_s;
    case QNetworkReply::ProxyNotFoundError:
        return u"the proxy's host name is not found"_s;
    case QNetworkReply::ProxyTimeoutError:
        return u"the proxy does not answer"_s;
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return u"the proxy does not take our user and password"_s;
    case QNetworkReply::UnknownProxyError:
        return u"the proxy does not let us through"_s;
    // What Qt makes of a 502 to CONNECT, of a name that SOCKS does not reach, and of a proxy that is away at
    // times.
    case QNetworkReply::UnknownNetworkError:
    case QNetworkReply::HostNotFoundError:
        return u"the proxy is away or does not let us through to that host"_s;
    default:
        return {};
    }
}

// Qt's own texts name the URL, which may hold a token: they are not used.
DependencyError HttpTransaction::errorOf(QNetworkReply::NetworkError code) const
{
    using Reason = DependencyError::Reason;
    if (const QString trouble = proxyTroubleOf(code); !trouble.isEmpty())
        return error(Reason::Connect, trouble);
    switch (code) {
    case QNetworkReply::ConnectionRefusedError:
        return error(Reason::Connect, u"connection refused"_s);
    case QNetworkReply::HostNotFoundError:
        return error(Reason::Connect, u"host name not found"_s);
    case QNetworkReply::SslHandshakeFailedError:
        return error(Reason::Tls, m_sslError.isEmpty() ? u"TLS handshake failed"_s : m_sslError);
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ContentReSendError:
        return error(Reason::Reset, u"connection closed before the whole answer"_s);
    case QNetworkReply::TimeoutError:
        return error(m_connected ? Reason::Timeout : Reason::Connect, u"connection timed out"_s);
    case QNetworkReply::ProtocolFailure:
    case QNetworkReply::ProtocolUnknownError:
    case QNetworkReply::NoError:
        return error(Reason::BadAnswer, u"not an HTTP answer"_s);
    default:
        return error(m_connected ? Reason::Reset : Reason::Connect,
                     u"network failure %1"_s.arg(static_cast<int>(code)));
    }
}

} // namespace turnpike::http

#include "moc_httptransaction.cpp"
