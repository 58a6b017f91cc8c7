// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "connection/websocketdialer.h"

#include "protocol/version.h"
#include "protocol/websockettransport.h"

#include <QHostAddress>
#include <QNetworkRequest>
#include <QWebSocketHandshakeOptions>

#include <algorithm>
#include <array>

namespace turnpike::console {

using namespace protocol;
using namespace Qt::StringLiterals;

namespace {

bool isEncrypted(const QUrl &url)
{
    return url.scheme() == u"wss" || url.scheme() == u"https";
}

bool isNear(const QString &host)
{
    static const std::array kPrivate{
        QHostAddress::parseSubnet(u"10.0.0.0/8"_s),
        QHostAddress::parseSubnet(u"172.16.0.0/12"_s),
        QHostAddress::parseSubnet(u"192.168.0.0/16"_s),
        QHostAddress::parseSubnet(u"fc00::/7"_s),
    };
    if (host.compare(u"localhost", Qt::CaseInsensitive) == 0)
        return true;
    const QHostAddress address(host);
    return address.isLoopback() || std::any_of(kPrivate.begin(), kPrivate.end(), [&](const auto &subnet) {
               return address.isInSubnet(subnet);
           });
}

QUrl dialled(QUrl url)
{
    url.setScheme(isEncrypted(url) ? u"wss"_s : u"ws"_s);
    if (url.path().isEmpty() || url.path() == u"/")
        url.setPath(QString::fromLatin1(kPath));
    return url;
}

} // namespace

bool isSafe(const Endpoint &endpoint)
{
    return isEncrypted(endpoint.url) || endpoint.allowsPlainText || isNear(endpoint.url.host());
}

WebSocketDialer::WebSocketDialer(const Endpoint &endpoint)
    : m_endpoint(endpoint)
    , m_failure(std::make_shared<std::optional<ConnectFailure>>())
{}

WebSocketDialer::~WebSocketDialer() = default;

std::unique_ptr<Transport> WebSocketDialer::dial(const std::optional<ResumePoint> &resume)
{
    m_failure = std::make_shared<std::optional<ConnectFailure>>();
    if (!isSafe(m_endpoint)) {
        *m_failure = makeFailure(ConnectFailure::Kind::Insecure);
        return nullptr;
    }
    auto owned = std::make_unique<QWebSocket>();
    QWebSocket *socket = owned.get();
    const auto onError = [socket, failure = m_failure](QAbstractSocket::SocketError error) {
        if (socket->state() != QAbstractSocket::ConnectedState && !*failure)
            *failure = failureOfOpening(error, socket->errorString());
        // An answer that is no upgrade leaves Qt's socket open and waiting.
        QMetaObject::invokeMethod(socket, &QWebSocket::abort, Qt::QueuedConnection);
    };
    connectError(socket, socket, onError);
    auto transport = std::make_unique<WebSocketTransport>(std::move(owned), kMaxFrameBytes);
    QNetworkRequest request(dialled(m_endpoint.url));
    request.setRawHeader("Authorization", "Bearer " + m_endpoint.token);
    if (resume) {
        request.setRawHeader(kEpochHeader, resume->epoch.toLatin1());
        request.setRawHeader(kSeqHeader, QByteArray::number(resume->seq));
    }
    QWebSocketHandshakeOptions handshake;
    handshake.setSubprotocols({QString::fromLatin1(kSubprotocol)});
    socket->open(request, handshake);
    return transport;
}

} // namespace turnpike::console
