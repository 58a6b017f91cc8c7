#include "consolehub/websocketdoor.h"

#include "base/deadline.h"
#include "protocol/version.h"
#include "protocol/websockettransport.h"

#include <QTcpSocket>

namespace turnpike::consolehub {

WebSocketDoor::WebSocketDoor(Gatekeeper &gatekeeper, ConsoleHub &hub, QObject *parent)
    : QObject(parent)
    , m_gatekeeper(gatekeeper)
    , m_hub(hub)
    , m_server(QStringLiteral("turnpike"), QWebSocketServer::NonSecureMode)
{
    m_server.setSupportedSubprotocols({QString::fromLatin1(protocol::kSubprotocol)});
    connect(&m_server, &QWebSocketServer::newConnection, this, &WebSocketDoor::welcome);
}

void WebSocketDoor::attach(http::HttpFrontend &frontend)
{
    frontend.setUpgradeHandler(
        [this](const http::Request &request) -> std::optional<http::Response> {
            const auto verdict = m_gatekeeper.check(request);
            if (const auto *refusal = std::get_if<http::Response>(&verdict))
                return *refusal;
            m_checked = std::get<Admission>(verdict);
            return std::nullopt;
        },
        [this](const http::Request &, QTcpSocket *socket) {
            const Origin origin(socket->peerAddress(), socket->peerPort());
            m_admitted.insert(origin, *std::exchange(m_checked, std::nullopt));
            connect(socket, &QTcpSocket::disconnected, this, [this, origin] { m_admitted.remove(origin); });
            m_server.handleConnection(socket);
        });
}

void WebSocketDoor::welcome()
{
    while (m_server.hasPendingConnections()) {
        std::unique_ptr<QWebSocket> socket(m_server.nextPendingConnection());
        socket->setParent(nullptr);
        const auto admission = m_admitted.find({socket->peerAddress(), socket->peerPort()});
        if (admission == m_admitted.end())
            continue; // it has left already
        auto transport =
            std::make_unique<protocol::WebSocketTransport>(std::move(socket), protocol::kMaxCallBytes);
        transport->setPatience(&deadlinesStandStill);
        m_hub.admit(std::move(transport), *admission);
        m_admitted.remove(admission.key());
    }
}

} // namespace turnpike::consolehub

#include "moc_websocketdoor.cpp"
