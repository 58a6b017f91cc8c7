// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#pragma once

#include <QtGlobal>

#include <memory>

class QHttpServer;

namespace turnpike::bench {

// Qt's HTTP server with one route that answers at once and does nothing: what the network and the parser
// alone take. Lives on the main thread, whose event loop serves it.
class BareHttp
{
public:
    // On a free port of this machine. Throws Broken when it cannot listen.
    BareHttp();
    ~BareHttp();
    BareHttp(const BareHttp &) = delete;
    BareHttp &operator=(const BareHttp &) = delete;

    quint16 port() const { return m_port; }

private:
    std::unique_ptr<QHttpServer> m_server;
    quint16 m_port = 0;
};

} // namespace turnpike::bench
