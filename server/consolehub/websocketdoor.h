#pragma once

#include "consolehub/consolehub.h"
#include "consolehub/gatekeeper.h"
#include "http/httpfrontend.h"

#include <QWebSocketServer>

namespace turnpike::consolehub {

// Where consoles come in: upgrades of the HTTP frontend that the gatekeeper lets through become WebSockets of
// the hub. Lives on the main thread; outlives the frontend's listening.
class WebSocketDoor : public QObject
{
    Q_OBJECT

public:
    WebSocketDoor(Gatekeeper &gatekeeper, ConsoleHub &hub, QObject *parent = nullptr);

    // Before the frontend listens.
    void attach(http::HttpFrontend &frontend);

private:
    void welcome();

    Gatekeeper &m_gatekeeper;
    ConsoleHub &m_hub;
    QWebSocketServer m_server;
    using Origin = QPair<QHostAddress, quint16>;
    QHash<Origin, Admission> m_admitted; // let in, and in the middle of the handshake
    std::optional<Admission> m_checked;
};

} // namespace turnpike::consolehub
