// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include "connection/dialer.h"

#include <QUrl>

namespace turnpike::console {

// A server and how to get in.
struct Endpoint
{
    QUrl url; // wss:// or https://, ws:// or http://; without a path: protocol::kPath
    QByteArray token;
    bool allowsPlainText = false; // beyond this machine and private networks
};

// Whether a token may travel to `url`: encrypted, or by a loopback or private address, or because the
// endpoint says so.
bool isSafe(const Endpoint &endpoint);

// Dials over WebSockets. TLS is always verified; the token is a header, never part of the address.
class WebSocketDialer : public Dialer
{
public:
    explicit WebSocketDialer(const Endpoint &endpoint);
    ~WebSocketDialer() override;

    std::unique_ptr<protocol::Transport> dial(const std::optional<ResumePoint> &resume) override;
    std::optional<ConnectFailure> failure() const override { return *m_failure; }

private:
    const Endpoint m_endpoint;
    std::shared_ptr<std::optional<ConnectFailure>> m_failure; // of the last dial
};

} // namespace turnpike::console
