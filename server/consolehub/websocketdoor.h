// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "consolehub/consolehub.h"
#include "consolehub/gatekeeper.h"
#include "http/httpfrontend.h"

namespace turnpike::consolehub {

// Where consoles come in: upgrades of the HTTP frontend that the gatekeeper lets through become WebSockets of
// the hub. Lives on the main thread; outlives the frontend's listening.
class WebSocketDoor
{
public:
    WebSocketDoor(Gatekeeper &gatekeeper, ConsoleHub &hub);
    WebSocketDoor(const WebSocketDoor &) = delete;
    WebSocketDoor &operator=(const WebSocketDoor &) = delete;

    // Before the frontend listens.
    void attach(http::HttpFrontend &frontend);

private:
    std::optional<http::Response> check(const http::Request &request);
    void welcome(const http::Request &request, QTcpSocket *socket);

    Gatekeeper &m_gatekeeper;
    ConsoleHub &m_hub;
    std::optional<Admission> m_checked; // about to be welcomed
};

} // namespace turnpike::consolehub
