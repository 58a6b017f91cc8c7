// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "consolehub/websocketdoor.h"

#include "base/deadline.h"
#include "consolehub/websocketpeer.h"

#include <QCryptographicHash>

namespace turnpike::consolehub {

using namespace Qt::StringLiterals;

namespace {

const QByteArray kVersionHeader = "Sec-WebSocket-Version"_ba;
const QByteArray kKeyHeader = "Sec-WebSocket-Key"_ba;
const QByteArray kWebSocketVersion = "13"_ba;
constexpr qsizetype kKeyBytes = 16;

// What an upgrade that is none of a WebSocket is answered (RFC 6455, 4.2.1).
std::optional<http::Response> refusalOfHandshake(const http::Request &request)
{
    if (request.header(kVersionHeader) != kWebSocketVersion) {
        http::Response other = http::Response::text("WebSockets of version 13 are spoken here.\n", 426);
        other.headers.emplaceBack("Upgrade", "websocket");
        other.headers.emplaceBack(kVersionHeader, kWebSocketVersion);
        return other;
    }
    const auto key = QByteArray::fromBase64Encoding(
        request.header(kKeyHeader), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    const bool isKey =
        key.decodingStatus == QByteArray::Base64DecodingStatus::Ok && key.decoded.size() == kKeyBytes;
    if (!isKey || request.header("Upgrade").compare("websocket", Qt::CaseInsensitive) != 0)
        return http::Response::text("This is no handshake of a WebSocket.\n", 400);
    return std::nullopt;
}

// The answer that opens a WebSocket (RFC 6455, 4.2.2).
QByteArray answerOf(const http::Request &request)
{
    const QByteArray accept =
        QCryptographicHash::hash(request.header(kKeyHeader) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                                 QCryptographicHash::Sha1)
            .toBase64();
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: " +
           accept + "\r\nSec-WebSocket-Protocol: " + protocol::kSubprotocol + "\r\n\r\n";
}

// The head ends with the first line that is empty: the frontend has made sure of it.
void skipHead(QTcpSocket &socket)
{
    while (socket.canReadLine()) {
        if (socket.readLine() == "\r\n")
            return;
    }
}

} // namespace

WebSocketDoor::WebSocketDoor(Gatekeeper &gatekeeper, ConsoleHub &hub)
    : m_gatekeeper(gatekeeper)
    , m_hub(hub)
{}

void WebSocketDoor::attach(http::HttpFrontend &frontend)
{
    frontend.setUpgradeHandler(
        [this](const http::Request &request) { return check(request); },
        [this](const http::Request &request, QTcpSocket *socket) { welcome(request, socket); });
}

std::optional<http::Response> WebSocketDoor::check(const http::Request &request)
{
    auto verdict = m_gatekeeper.check(request);
    if (const auto *refusal = std::get_if<http::Response>(&verdict))
        return *refusal;
    if (auto refusal = refusalOfHandshake(request))
        return refusal;
    m_checked = std::get<Admission>(std::move(verdict));
    return std::nullopt;
}

void WebSocketDoor::welcome(const http::Request &request, QTcpSocket *socket)
{
    std::unique_ptr<QTcpSocket> opened(socket);
    skipHead(*opened);
    opened->write(answerOf(request));
    auto peer = std::make_unique<WebSocketPeer>(std::move(opened));
    peer->setPatience(&deadlinesStandStill);
    m_hub.admit(std::move(peer), *std::exchange(m_checked, std::nullopt));
}

} // namespace turnpike::consolehub
