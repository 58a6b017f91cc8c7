// SPDX-FileCopyrightText: 2026 The Turnpike authors
// SPDX-License-Identifier: GPL-3.0-only

#include "barehttp.h"

#include "bench.h"

#include <QHttpServer>
#include <QHttpServerResponse>
#include <QTcpServer>

namespace turnpike::bench {

using namespace Qt::StringLiterals;

BareHttp::BareHttp()
    : m_server(std::make_unique<QHttpServer>())
{
    m_server->route(u"/telegram/webhook"_s, QHttpServerRequest::Method::Post,
                    [] { return QHttpServerResponse(QHttpServerResponse::StatusCode::Ok); });
    auto *listener = new QTcpServer(m_server.get());
    if (!listener->listen(QHostAddress::LocalHost))
        throw Broken(u"a bare HTTP server cannot listen: "_s + listener->errorString());
    m_port = listener->serverPort();
    static_cast<void>(m_server->bind(listener)); // later Qt says whether it could
}

BareHttp::~BareHttp() = default;

} // namespace turnpike::bench
